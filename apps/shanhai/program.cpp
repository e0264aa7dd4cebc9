#include "apps/shanhai/program.h"

#include "api/problem/problem.h"
#include "api/routes/names.h"
#include "apps/shanhai/texts.h"
#include "assets/assets.h"
#include "kernel/module/module.h"
#include "kernel/store/connection.h"
#include "module_list.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace shanhai::apps {

namespace {

constexpr int refused = 1, misused = 2;

// Before the arguments are read in earnest: the help itself is in a language.
std::string_view language_of(int argc, const char* const* argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--lang" && i + 1 < argc) return argv[i + 1];
        if (argument.starts_with("--lang=")) return argument.substr(7);
    }
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (const char* value = std::getenv(name); value && *value)
            return std::string_view(value).starts_with("en") ? "en" : "zh";
    return "zh";
}

void translate(CLI::App& app) {
    const auto formatter = std::make_shared<CLI::Formatter>();
    for (const char* label :
         {"Usage", "OPTIONS", "SUBCOMMAND", "SUBCOMMANDS", "Options", "Subcommands", "Positionals", "REQUIRED"})
        formatter->label(label, say("label." + std::string(label)));
    formatter->column_width(34);
    app.formatter(formatter);
    app.set_help_flag("-h,--help", say("option.help"));
    app.option_defaults()->group(say("label.Options"));
    app.group(say("label.Subcommands")); // inherited by the commands
}

// What CLI11 groups under English headings by itself.
void translate_groups(CLI::App& app) {
    if (CLI::Option* help = app.get_help_ptr()) help->group(say("label.Options"));
    for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) translate_groups(*command);
}

void log_to_stderr() {
    auto logger = std::make_shared<spdlog::logger>("shanhai", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    spdlog::set_default_logger(std::move(logger));
}

} // namespace

std::vector<kernel::SchemaFile> schema_files_inside() {
    std::vector<kernel::SchemaFile> files;
    for (const assets::Asset& asset : assets::all())
        if (asset.path.starts_with("modules/") || asset.path.starts_with("data/"))
            files.push_back({std::string(asset.path), std::string(asset.bytes)});
    return files;
}

Result<std::vector<kernel::SchemaFile>> schema_files_in(const std::filesystem::path& folder) {
    std::vector<kernel::SchemaFile> files;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; at != end && !error;
         at.increment(error)) {
        const std::string ending = at->path().extension().string();
        if (!at->is_regular_file() || (ending != ".yaml" && ending != ".csv")) continue;
        std::ifstream file(at->path(), std::ios::binary);
        if (!file) return refuse("file.unreadable", {}, {{"path", at->path().string()}});
        files.push_back({"modules/" + std::filesystem::relative(at->path(), folder).generic_string(),
                         std::string(std::istreambuf_iterator<char>(file), {})});
    }
    if (error) return refuse("file.unreadable", {}, {{"path", folder.string()}, {"why", error.message()}});
    std::ranges::sort(files, {}, &kernel::SchemaFile::path);
    return files;
}

Result<std::vector<kernel::SchemaFile>> Program::schema_files() const {
    std::vector<kernel::SchemaFile> files = schema_files_inside();
    if (modules.empty()) return files;
    std::erase_if(files, [](const kernel::SchemaFile& file) { return file.path.starts_with("modules/"); });
    auto own = TRY(schema_files_in(modules));
    if (std::ranges::none_of(own, [](const auto& file) { return file.path.ends_with("/module.yaml"); }))
        return refuse("schema.no_modules", {}, {{"path", modules}});
    std::ranges::move(own, std::back_inserter(files));
    return files;
}

Result<kernel::OpenOptions> Program::options(bool read_only) const {
    kernel::OpenOptions options;
    options.data = data;
    options.store = store;
    options.schema_files = TRY(schema_files());
    options.read_only = read_only;
    options.files = files;
    options.clock = clock;
    options.register_modules = [](kernel::Registrar& to) { register_modules(to); };
    return options;
}

Result<std::unique_ptr<kernel::Kernel>> Program::open_for_reading() const {
    return kernel::Kernel::open(TRY(options(true)));
}

Result<std::unique_ptr<kernel::Kernel>> Program::open_for_writing() const {
    return kernel::Kernel::open(TRY(options(false)));
}

void add_format(CLI::App& command, Format& format) {
    static const std::map<std::string, Format> names = {
        {"table", Format::table}, {"json", Format::json}, {"csv", Format::csv}};
    command.add_option("--format", format, say("option.format"))
        ->transform(CLI::CheckedTransformer(names, CLI::ignore_case).description(""))
        ->type_name("table|json|csv");
}

void add_paging(CLI::App& command, std::size_t& limit, std::string& after, int most) {
    command.add_option("--limit", limit, say("option.limit"))
        ->type_name("N")
        ->check(CLI::Range(1, most))
        ->capture_default_str();
    command.add_option("--after", after, say("option.after"))->type_name("CURSOR");
}

std::string sentence_of(const Problem& problem) { return api::ProblemTable::built_in().sentence(problem, language()); }

void report(const Problem& problem, const kernel::Schema* schema, const kernel::RecordType* type) {
    const api::Names names = schema ? api::names_in(*schema, type, language()) : api::Names{};
    const auto& table = api::ProblemTable::built_in();
    const auto line = [&](const Problem& one) {
        fmt::print(stderr, "{}  [{}{}]\n", table.sentence(one, language(), names), one.code,
                   one.field.empty() ? "" : " " + one.field);
        if (table.knows(one.code) || one.says) return;
        for (const auto& [name, value] : one.args) fmt::print(stderr, "  {}: {}\n", name, value);
    };
    line(problem);
    for (const Problem& other : problem.also) line(other);
}

int run(int argc, const char* const* argv) {
    speak(language_of(argc, argv));
    log_to_stderr();
    Program program;
    CLI::App app(say("app.about"), "shanhai");
    translate(app);
    std::string chosen_language(language());
    app.add_option("--data", program.data, say("option.data"))
        ->envname("SHANHAI_DATA")
        ->type_name("DIR")
        ->capture_default_str();
    app.add_option("--store", program.store, say("option.store"))
        ->envname("SHANHAI_STORE")
        ->type_name("URL")
        ->check(CLI::Validator(
            [](std::string& name) {
                return kernel::is_server_name(name) ? std::string() : say("option.store.wrong", {{"value", name}});
            },
            ""));
    app.add_option("--modules", program.modules, say("option.modules"))
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory.description(""));
    app.add_option("--lang", chosen_language, say("option.lang"))
        ->check(CLI::IsMember({"zh", "en"}).description(""))
        ->type_name("zh|en");
    app.add_flag("--progress", program.progress, say("option.progress"));
    app.set_version_flag("--version", std::string("shanhai " SHANHAI_VERSION), say("option.version"));
    app.require_subcommand(1);
    app.fallthrough();
    for (const auto add : {add_init,    add_serve,   add_import,   add_export,   add_table,  add_figures, add_lineage,
                           add_changes, add_search,  add_escalate, add_jobs,     add_verify, add_files,   add_log,
                           add_backup,  add_restore, add_migrate,  add_record,   add_series, add_schema,  add_user,
                           add_check,   add_decode,  add_classify, add_bulletin, add_study})
        add(app, program);
    translate_groups(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) { // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError& error) {
        const auto chosen = app.get_subcommands();
        fmt::print(stderr, "{}\n",
                   say("misuse",
                       {{"what", error.what()}, {"command", chosen.empty() ? "" : chosen.front()->get_name() + " "}}));
        return misused;
    }
    try {
        const Result<int> done = program.run();
        if (done) return *done;
        report(done.error());
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", say("failed", {{"what", error.what()}}));
    }
    return refused;
}

} // namespace shanhai::apps
