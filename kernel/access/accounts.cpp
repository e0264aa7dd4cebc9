#include "kernel/access/accounts.h"

#include "kernel/access/passwords.h"
#include "kernel/access/random.h"
#include "kernel/access/totp.h"

#include <algorithm>
#include <string_view>

namespace shanhai::kernel {

namespace {

constexpr std::string_view issuer_shown = "Shanhai";
constexpr std::size_t longest_title = 100;
constexpr std::size_t longest_login = 200;
constexpr std::int64_t minute = std::int64_t{60} * 1'000'000;
constexpr int most_noted_a_minute = 120;

// Many people may share an address, so that it is slowed down late and never shut out.
constexpr Lockout::Rule address_rule{.free_attempts = 50, .longest_s = 60, .forgotten_s = 15 * 60};

// What is stored of this person, or an empty credential in the place of what a former user of the name left behind.
Credential own_credential(Connection& writer, const Credential& known) {
    auto stored = read_credential(writer, known.user);
    if (stored && stored->person == known.person) return *std::move(stored);
    write_recovery_codes(writer, known.user, {});
    Credential fresh;
    fresh.user = known.user;
    fresh.person = known.person;
    return fresh;
}

void drop_totp(Connection& writer, Credential& stored) {
    stored.totp_on = false;
    stored.totp_secret.clear();
    write_recovery_codes(writer, stored.user, {});
}

} // namespace

Accounts::Accounts(StoreDoors doors, Clock clock, AccessSettings settings, Person person)
    : doors_(std::move(doors)), clock_(clock), settings_(std::move(settings)), person_(std::move(person)),
      sessions_(doors_, clock, settings_), tokens_(doors_, clock), users_(clock, {}), addresses_(clock, address_rule) {}

void Accounts::load(Connection& reader) {
    sessions_.load(reader);
    tokens_.load(reader);
    auto& row = reader.prepared("SELECT name, failures, last FROM sys_lockout");
    while (row.step()) users_.restore(std::string(row.text(0)), {.count = row.integer(1), .last = {row.integer(2)}});
}

// ── who is who ───────────────────────────────────────────────────────────────────────────────────────────────────

Accounts::Known Accounts::known(const std::string& user) {
    Known found;
    found.credential.user = user;
    const auto person = person_(user);
    if (!person) return found;
    found.exists = true;
    doors_.read([&](Connection& reader) {
        if (auto stored = read_credential(reader, user); stored && stored->person == *person)
            found.credential = *std::move(stored);
    });
    found.credential.person = *person;
    return found;
}

Result<Accounts::Known> Accounts::must_know(const std::string& user) {
    auto found = known(user);
    if (!found.exists) return refuse("account.unknown", {}, {{"name", user}});
    return found;
}

Done Accounts::must_not_wait(const std::string& user, const Origin& from) {
    const auto wait = std::max(users_.wait_seconds(user), addresses_.wait_seconds(from.address));
    if (wait > 0) return refuse("session.too_many_attempts", {}, {{"seconds", std::to_string(wait)}});
    return {};
}

void Accounts::failed(const Known& whom, const std::string& user, const std::string& what, const Origin& from) {
    addresses_.failed(from.address);
    const auto failures = users_.failed(user);
    const auto wait = users_.wait_seconds(user);
    doors_.write_later([=, exists = whom.exists, now = clock_()](Connection& writer) {
        write_event(writer, {.what = what, .user = user, .by = {}, .address = from.address, .detail = {}}, now);
        if (wait > 0) {
            write_event(writer,
                        {.what = "session.locked",
                         .user = user,
                         .by = {},
                         .address = from.address,
                         .detail = std::to_string(wait) + " s"},
                        now);
        }
        if (!exists) return; // made-up names would fill the table
        writer
            .prepared(
                "INSERT INTO sys_lockout (name, failures, last) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                "failures = excluded.failures, last = excluded.last")
            .bind(user)
            .bind(failures.count)
            .bind(failures.last.micros)
            .run();
    });
}

void Accounts::succeeded(const std::string& user) {
    users_.succeeded(user);
    doors_.write_later(
        [user](Connection& writer) { writer.prepared("DELETE FROM sys_lockout WHERE name = ?").bind(user).run(); });
}

// ── coming and going ─────────────────────────────────────────────────────────────────────────────────────────────

Result<Sessions::Started> Accounts::log_in(const LogIn& given, const Origin& from) {
    TRY_DO(must_not_wait(given.user, from));
    if (given.user.size() > longest_login) { // nobody's name, and too long to remember failures by
        addresses_.failed(from.address);
        return refuse("session.refused");
    }
    const auto whom = known(given.user);
    if (!password_matches(whom.credential.password, given.password)) {
        failed(whom, given.user, "session.refused", from);
        return refuse("session.refused");
    }
    const auto how = TRY(check_code(whom, given.code, from));
    succeeded(given.user);
    return start_session(given.user, how, whom.credential.must_change, from);
}

Result<std::string> Accounts::check_code(const Known& whom, const std::string& code, const Origin& from) {
    const auto& user = whom.credential.user;
    if (!whom.credential.totp_on) return "password";
    if (code.empty()) return refuse("session.code_required", "/code");
    std::string how;
    // On the writer's thread, so that of two requests with the same code only one is let in.
    TRY_DO(doors_.write([&](Connection& writer) {
        auto stored = read_credential(writer, user);
        if (!stored) return;
        if (const auto step = matching_totp_step(stored->totp_secret, code, clock_(), stored->totp_step)) {
            stored->totp_step = *step;
            write_credential(writer, *stored);
            how = "password+code";
        } else if (spend_recovery_code(writer, user, code)) {
            write_event(writer,
                        {.what = "code.recovery_used", .user = user, .by = {}, .address = from.address, .detail = {}},
                        clock_());
            how = "password+recovery";
        }
    }));
    if (how.empty()) {
        failed(whom, user, "session.code_refused", from);
        return refuse("session.code_refused", "/code");
    }
    return how;
}

Result<Sessions::Started> Accounts::start_session(const std::string& user, const std::string& how, bool restricted,
                                                  const Origin& from) {
    const auto whom = TRY(must_know(user));
    auto started = TRY(sessions_.start({.id = {},
                                        .user = user,
                                        .person = whom.credential.person,
                                        .csrf = {},
                                        .how = how,
                                        .restricted = restricted,
                                        .origin = from,
                                        .started = {},
                                        .rotated = {},
                                        .used = {}}));
    remember({.what = "session.started", .user = user, .by = {}, .address = from.address, .detail = how});
    return started;
}

Result<Sessions::Started> Accounts::log_in_from_provider(const std::string& claim, const Origin& from) {
    const bool by_subject = !settings_.provider || settings_.provider->claim == "sub";
    std::string user = claim;
    if (by_subject) {
        doors_.read([&](Connection& reader) { user = user_of_subject(reader, claim).value_or(""); });
    }
    const auto whom = user.empty() ? Known{} : known(user);
    // The built-in administrator belongs to who holds the machine, not to a provider.
    const bool is_meant = !by_subject || whom.credential.subject == claim;
    if (!whom.exists || whom.credential.person == 0 || !is_meant) {
        note({.what = "session.provider_refused", .user = claim, .by = {}, .address = from.address, .detail = {}});
        return refuse("session.provider_unknown_user");
    }
    return start_session(user, "provider", false, from);
}

std::optional<Caller> Accounts::caller(std::string_view token, const std::string& address) {
    if (ApiTokens::looks_like_one(token)) {
        auto used = tokens_.use(token, address);
        if (!used) return std::nullopt;
        const auto person = person_(used->token.user);
        if (!person || *person != used->token.person) return std::nullopt;
        if (used->new_address) {
            remember({.what = "token.new_address",
                      .user = used->token.user,
                      .by = {},
                      .address = address,
                      .detail = used->token.title});
        }
        return Caller{.user = used->token.user, .session = {}, .scope = used->token.scope, .rotation_is_due = false};
    }
    auto session = sessions_.find(token);
    if (!session || person_(session->user) != session->person) return std::nullopt;
    const bool due = sessions_.rotation_is_due(*session);
    return Caller{.user = session->user, .session = std::move(session), .scope = {}, .rotation_is_due = due};
}

void Accounts::log_out(std::string_view token, const Origin& from) {
    const auto session = sessions_.find(token);
    if (!session) return;
    sessions_.end(token);
    remember({.what = "session.ended", .user = session->user, .by = {}, .address = from.address, .detail = {}});
}

// ── one's own account ────────────────────────────────────────────────────────────────────────────────────────────

Result<Session> Accounts::session_of(std::string_view token) {
    auto session = sessions_.find(token);
    if (!session) return refuse("session.required");
    return *std::move(session);
}

Result<Sessions::Started> Accounts::renewed(std::string_view token) {
    auto started = sessions_.renew(token);
    if (!started) return refuse("session.required");
    return *std::move(started);
}

Done Accounts::check_own_password(const std::string& user, const std::string& password, const Origin& from) {
    TRY_DO(must_not_wait(user, from));
    const auto whom = TRY(must_know(user));
    if (password_matches(whom.credential.password, password)) return {};
    failed(whom, user, "session.refused", from);
    return refuse("account.wrong_password", "/password");
}

// Changes a credential, ends the user's other sessions and notes it, all in one transaction.
Done Accounts::change(const std::string& user, const std::string& keep_session,
                      const std::function<void(Connection&, Credential&)>& change, AccessEvent event) {
    const auto whom = TRY(must_know(user));
    event.user = user;
    TRY_DO(doors_.write([&](Connection& writer) {
        auto stored = own_credential(writer, whom.credential);
        change(writer, stored);
        write_credential(writer, stored);
        writer.prepared("DELETE FROM sys_session WHERE name = ? AND id <> ?").bind(user).bind(keep_session).run();
        write_event(writer, event, clock_());
    }));
    sessions_.end_all(user, keep_session);
    return {};
}

Done Accounts::store_password(const std::string& user, const std::string& keep_session, const std::string& password,
                              bool must_change, AccessEvent event) {
    const auto hashed = hash_password(password);
    return change(
        user, keep_session,
        [&](Connection&, Credential& stored) {
            stored.password = hashed;
            stored.must_change = must_change;
            stored.changed = clock_();
        },
        std::move(event));
}

Result<Sessions::Started> Accounts::change_password(std::string_view token, const std::string& old_password,
                                                    const std::string& new_password, const Origin& from) {
    const auto session = TRY(session_of(token));
    TRY_DO(check_own_password(session.user, old_password, from));
    TRY_DO(check_password(settings_.passwords, session.user, new_password));
    if (same_bytes(old_password, new_password)) return refuse("account.same_password", "/new_password");
    TRY_DO(store_password(session.user, session.id, new_password, false,
                          {.what = "password.changed", .user = {}, .by = {}, .address = from.address, .detail = {}}));
    return renewed(token);
}

Result<TotpOffer> Accounts::offer_code(const std::string& user, const std::string& password, const Origin& from) {
    const auto whom = TRY(must_know(user));
    if (whom.credential.totp_on) return refuse("account.code_is_on");
    if (!whom.credential.password.empty()) TRY_DO(check_own_password(user, password, from));
    const auto secret = make_totp_secret();
    TRY_DO(doors_.write([&](Connection& writer) {
        auto stored = own_credential(writer, whom.credential);
        stored.totp_secret = secret;
        write_credential(writer, stored);
    }));
    return TotpOffer{.secret = to_base32(secret), .uri = otpauth_uri(secret, issuer_shown, user)};
}

Result<Accounts::CodeIsOn> Accounts::confirm_code(std::string_view token, const std::string& code, const Origin& from) {
    const auto session = TRY(session_of(token));
    TRY_DO(must_not_wait(session.user, from));
    const auto whom = TRY(must_know(session.user));
    if (whom.credential.totp_on) return refuse("account.code_is_on");
    if (whom.credential.totp_secret.empty()) return refuse("account.no_code_offered");
    const auto step = matching_totp_step(whom.credential.totp_secret, code, clock_(), whom.credential.totp_step);
    if (!step) {
        failed(whom, session.user, "session.code_refused", from);
        return refuse("session.code_refused", "/code");
    }
    CodeIsOn done{.recovery_codes = make_recovery_codes(), .session = {}};
    TRY_DO(change(session.user, session.id,
                  [&](Connection& writer, Credential& stored) {
                      stored.totp_on = true;
                      stored.totp_step = *step;
                      write_recovery_codes(writer, session.user, done.recovery_codes);
                  },
                  {.what = "code.on", .user = {}, .by = {}, .address = from.address, .detail = {}}));
    done.session = TRY(renewed(token));
    return done;
}

Result<Sessions::Started> Accounts::drop_code(std::string_view token, const std::string& proof, const Origin& from) {
    const auto session = TRY(session_of(token));
    const auto whom = TRY(must_know(session.user));
    if (!whom.credential.totp_on) return refuse("account.code_is_off");
    if (whom.credential.password.empty()) {
        TRY_DO(must_not_wait(session.user, from));
        TRY(check_code(whom, proof, from));
    } else {
        TRY_DO(check_own_password(session.user, proof, from));
    }
    TRY_DO(change(session.user, session.id, drop_totp,
                  {.what = "code.off", .user = {}, .by = {}, .address = from.address, .detail = {}}));
    return renewed(token);
}

Done Accounts::end_session(const std::string& user, const std::string& id, const std::string& by, const Origin& from) {
    if (!sessions_.end_by_id(user, id)) return refuse("session.not_found");
    return doors_.write([&](Connection& writer) {
        writer.prepared("DELETE FROM sys_session WHERE name = ? AND id = ?").bind(user).bind(id).run();
        write_event(writer, {.what = "session.ended", .user = user, .by = by, .address = from.address, .detail = id},
                    clock_());
    });
}

Done Accounts::end_sessions(const std::string& user, const std::string& but, const std::string& by,
                            const Origin& from) {
    sessions_.end_all(user, but);
    return doors_.write([&](Connection& writer) {
        writer.prepared("DELETE FROM sys_session WHERE name = ? AND id <> ?").bind(user).bind(but).run();
        write_event(writer,
                    {.what = "session.all_ended", .user = user, .by = by, .address = from.address, .detail = {}},
                    clock_());
    });
}

Result<std::string> Accounts::create_token(ApiToken& token, const std::string& by, const Origin& from) {
    if (token.title.empty() || !is_utf8(token.title) || code_points(token.title) > longest_title)
        return refuse("token.bad_title", "/title");
    if (token.until && *token.until <= clock_()) return refuse("token.over_already", "/until");
    token.person = TRY(must_know(token.user)).credential.person;
    auto text = TRY(tokens_.create(token));
    remember({.what = "token.created", .user = token.user, .by = by, .address = from.address, .detail = token.title});
    return text;
}

Done Accounts::revoke_token(const std::string& user, const std::string& id, const std::string& by, const Origin& from) {
    TRY_DO(tokens_.revoke(user, id));
    remember({.what = "token.revoked", .user = user, .by = by, .address = from.address, .detail = id});
    return {};
}

// ── administrators ───────────────────────────────────────────────────────────────────────────────────────────────

Result<Standing> Accounts::standing(const std::string& user) {
    const auto whom = TRY(must_know(user));
    const auto& credential = whom.credential;
    Standing result{.has_password = !credential.password.empty(),
                    .must_change = credential.must_change,
                    .has_code = credential.totp_on,
                    .has_subject = !credential.subject.empty(),
                    .recovery_codes = 0,
                    .changed = credential.changed.micros == 0 ? std::nullopt : std::optional(credential.changed)};
    if (credential.totp_on)
        doors_.read([&](Connection& reader) { result.recovery_codes = count_recovery_codes(reader, user); });
    return result;
}

Result<std::string> Accounts::give_temporary_password(const std::string& user, const std::string& by,
                                                      const Origin& from) {
    auto password = random_words();
    TRY_DO(store_password(user, {}, password, true,
                          {.what = "password.given", .user = {}, .by = by, .address = from.address, .detail = {}}));
    succeeded(user); // whoever forgot it has guessed already
    return password;
}

Done Accounts::set_password(const std::string& user, const std::string& password, bool must_change,
                            const std::string& by, const Origin& from) {
    TRY_DO(check_password(settings_.passwords, user, password));
    TRY_DO(store_password(user, {}, password, must_change,
                          {.what = "password.given", .user = {}, .by = by, .address = from.address, .detail = {}}));
    succeeded(user);
    return {};
}

Done Accounts::reset_code(const std::string& user, const std::string& by, const Origin& from) {
    return change(user, {}, drop_totp,
                  {.what = "code.reset", .user = {}, .by = by, .address = from.address, .detail = {}});
}

Done Accounts::bind_subject(const std::string& user, const std::string& subject, const std::string& by,
                            const Origin& from) {
    std::string holder;
    doors_.read([&](Connection& reader) { holder = user_of_subject(reader, subject).value_or(""); });
    if (!holder.empty() && holder != user) return refuse("account.subject_taken", "/subject", {{"name", holder}});
    return change(user, {}, [&](Connection&, Credential& stored) { stored.subject = subject; },
                  {.what = "provider.bound", .user = {}, .by = by, .address = from.address, .detail = subject});
}

Result<json::object> Accounts::events(const AccessEventQuery& query) {
    json::object result;
    doors_.read([&](Connection& reader) { result = list_events(reader, query); });
    return result;
}

void Accounts::note(AccessEvent event) {
    const auto present = clock_().micros / minute;
    if (noted_minute_.exchange(present) != present) noted_ = 0;
    if (++noted_ <= most_noted_a_minute) remember(std::move(event));
}

void Accounts::remember(AccessEvent event) {
    doors_.write_later(
        [event = std::move(event), now = clock_()](Connection& writer) { write_event(writer, event, now); });
}

} // namespace shanhai::kernel
