#include "apps/shanhai/password.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/texts.h"
#include "base/text.h"
#include "kernel/access/accounts.h"
#include "kernel/schema/access_model.h"
#include "kernel/schema/operation_names.h"

#include <fmt/format.h>

#include <iostream>

// Accounts at the console, for who holds the machine. Secrets come from files or the terminal, never from arguments, which
// everybody on the machine can read.
namespace shanhai::apps {

namespace {

const kernel::Origin console{.address = {}, .agent = "console"};
constexpr const char* administrator = "admin";

struct User {
    std::string login, name, password_file, subject;
    bool keep = false; // the password need not be changed
    std::string title, until, id;
    std::vector<std::string> operations, types;
    Format format = Format::table;
};

Result<const kernel::UserRecords*> users_of(const kernel::Kernel& kernel) {
    const auto& users = kernel.schema().access->users;
    if (!users) return refuse("account.no_users");
    return &*users;
}

Done change_record(kernel::Kernel& kernel, kernel::Command command) {
    kernel::Request request;
    request.who = kernel::Principal::administrator();
    request.commands.push_back(std::move(command));
    TRY_DO(kernel.execute(std::move(request)));
    return {};
}

Done set_password(kernel::Kernel& kernel, const User& user) {
    const auto chosen = TRY(choose_user_password(user.password_file, user.login));
    TRY_DO(kernel.accounts().set_password(user.login, chosen.text, !user.keep, administrator, console));
    if (chosen.must_be_shown)
        fmt::print(stderr, "{}\n", say("user.password_made", {{"user", user.login}, {"password", chosen.text}}));
    fmt::print(stderr, "{}\n", say(user.keep ? "user.password_set" : "user.password_given", {{"user", user.login}}));
    return {};
}

// The record and its password; the record goes again when the password is refused.
Result<int> add(const Program& program, const User& user) {
    const auto kernel = TRY(program.open_for_writing());
    const auto* users = TRY(users_of(*kernel));
    kernel::Command create;
    create.type = users->type;
    create.fields[users->login] = user.login;
    create.fields[users->name] = user.name.empty() ? user.login : user.name;
    TRY_DO(change_record(*kernel, std::move(create)));
    if (auto set = set_password(*kernel, user); !set) {
        kernel::Command taken_back;
        taken_back.action = kernel::Action::void_;
        taken_back.type = users->type;
        taken_back.record = user.login;
        taken_back.reason = set.error().code;
        TRY_DO(change_record(*kernel, std::move(taken_back)));
        return std::unexpected(set.error());
    }
    return 0;
}

Result<int> password(const Program& program, const User& user) {
    const auto kernel = TRY(program.open_for_writing());
    TRY_DO(kernel->accounts().standing(user.login)); // before anybody is asked for a password
    TRY_DO(set_password(*kernel, user));
    return 0;
}

Result<int> disable(const Program& program, const User& user) {
    const auto kernel = TRY(program.open_for_writing());
    const auto* users = TRY(users_of(*kernel));
    TRY_DO(kernel->accounts().end_sessions(user.login, {}, administrator, console));
    kernel::Command command;
    command.action = kernel::Action::advance;
    command.type = users->type;
    command.record = user.login;
    command.transition = "disable";
    TRY_DO(change_record(*kernel, std::move(command)));
    fmt::print(stderr, "{}\n", say("user.disabled", {{"user", user.login}}));
    return 0;
}

Result<int> bind(const Program& program, const User& user) {
    const auto kernel = TRY(program.open_for_writing());
    TRY_DO(kernel->accounts().bind_subject(user.login, user.subject, administrator, console));
    return 0;
}

Result<int> reset_code(const Program& program, const User& user) {
    const auto kernel = TRY(program.open_for_writing());
    TRY_DO(kernel->accounts().reset_code(user.login, administrator, console));
    fmt::print(stderr, "{}\n", say("user.totp_off", {{"user", user.login}}));
    return 0;
}

Result<int> add_token(const Program& program, const User& user) {
    const auto kernel = TRY(program.open_for_writing());
    kernel::ApiToken token;
    token.user = user.login;
    token.title = user.title;
    token.scope = {.operations = user.operations, .types = user.types};
    for (const auto& type : user.types)
        if (!kernel->schema().type(type)) return refuse("record.unknown_type", {}, {{"name", type}});
    for (const auto& name : user.operations)
        if (!kernel::is_operation(kernel->schema(), user.types, name))
            return refuse("token.unknown_operation", {}, {{"name", name}});
    if (!user.until.empty()) token.until = TRY(Moment::parse(user.until));
    const auto text = TRY(kernel->accounts().create_token(token, administrator, console));
    fmt::print(stderr, "{}\n", say("user.token_made"));
    std::cout << text << '\n';
    return 0;
}

Result<int> list_tokens(const Program& program, const User& user) {
    const auto kernel = TRY(program.open_for_reading());
    TRY_DO(kernel->accounts().standing(user.login));
    json::array tokens;
    for (const auto& token : kernel->accounts().tokens_of(user.login)) tokens.push_back(kernel::shown(token));
    sheet_of(tokens).print(std::cout, user.format);
    return 0;
}

Result<int> revoke_token(const Program& program, const User& user) {
    const auto kernel = TRY(program.open_for_writing());
    TRY_DO(kernel->accounts().revoke_token(user.login, user.id, administrator, console));
    return 0;
}

using Does = Result<int> (*)(const Program&, const User&);

CLI::App* add_command(CLI::App& parent, Program& program, const std::string& name, const char* about,
                      const std::shared_ptr<User>& user, Does does) {
    CLI::App* sub = parent.add_subcommand(name, say(about));
    sub->add_option("login", user->login, say("user.option.login"))->required()->type_name("LOGIN");
    sub->callback([&program, user, does] { program.run = [&program, user, does] { return does(program, *user); }; });
    return sub;
}

void add_password_options(CLI::App& command, User& user) {
    command.add_option("--password-file", user.password_file, say("user.option.password_file"))->type_name("FILE");
    command.add_flag("--keep", user.keep, say("user.option.keep"));
}

void add_token_commands(CLI::App& parent, Program& program) {
    CLI::App* token = parent.add_subcommand("token", say("user.token"));
    token->require_subcommand(1);
    auto made = std::make_shared<User>();
    CLI::App* add = add_command(*token, program, "add", "user.token_add", made, add_token);
    add->add_option("--title", made->title, say("user.option.title"))->required()->type_name("TEXT");
    add->add_option("--operations", made->operations, say("user.option.operations"))->delimiter(',')->type_name("NAME");
    add->add_option("--types", made->types, say("user.option.types"))->delimiter(',')->type_name("TYPE");
    add->add_option("--until", made->until, say("user.option.until"))->type_name("DAY");
    auto listed = std::make_shared<User>();
    add_format(*add_command(*token, program, "list", "user.token_list", listed, list_tokens), listed->format);
    auto revoked = std::make_shared<User>();
    add_command(*token, program, "revoke", "user.token_revoke", revoked, revoke_token)
        ->add_option("id", revoked->id, say("user.option.token"))
        ->required()
        ->type_name("ID");
}

} // namespace

void add_user(CLI::App& app, Program& program) {
    CLI::App* sub = app.add_subcommand("user", say("user.about"));
    sub->require_subcommand(1);
    auto added = std::make_shared<User>();
    CLI::App* make = add_command(*sub, program, "add", "user.add", added, add);
    make->add_option("--name", added->name, say("user.option.name"))->type_name("TEXT");
    add_password_options(*make, *added);
    auto changed = std::make_shared<User>();
    add_password_options(*add_command(*sub, program, "password", "user.password", changed, password), *changed);
    add_command(*sub, program, "disable", "user.disable", std::make_shared<User>(), disable);
    auto bound = std::make_shared<User>();
    add_command(*sub, program, "bind", "user.bind", bound, bind)
        ->add_option("subject", bound->subject, say("user.option.subject"))
        ->type_name("SUBJECT");
    CLI::App* totp = sub->add_subcommand("totp", say("user.totp"));
    totp->require_subcommand(1);
    add_command(*totp, program, "reset", "user.totp_reset", std::make_shared<User>(), reset_code);
    add_token_commands(*sub, program);
}

} // namespace shanhai::apps
