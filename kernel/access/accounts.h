#pragma once

#include "kernel/access/access_events.h"
#include "kernel/access/api_tokens.h"
#include "kernel/access/credentials.h"
#include "kernel/access/lockout.h"
#include "kernel/access/sessions.h"
#include "kernel/access/settings.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace shanhai::kernel {

struct LogIn {
    std::string user, password;
    std::string code; // of the second factor, or a recovery code
};

// Who sent a request, before anybody asks what that person may do.
struct Caller {
    std::string user;
    std::optional<Session> session;  // nothing for an API token
    std::optional<TokenScope> scope; // of an API token
    bool rotation_is_due = false;
};

struct TotpOffer {
    std::string secret; // base32
    std::string uri;    // for the QR code
};

struct Standing {
    bool has_password = false, must_change = false, has_code = false, has_subject = false;
    std::int64_t recovery_codes = 0;
    std::optional<Moment> changed;
};

// Everything about how users prove who they are. What they may do is not decided here (kernel/access/principal.h).
// Safe to call from any thread; those that check or make a password take about 0.1 s.
class Accounts {
public:
    // The record of the user who has that name now and may log in; 0 for the built-in administrator.
    using Person = std::function<std::optional<std::int64_t>(const std::string& user)>;

    Accounts(StoreDoors doors, Clock clock, AccessSettings settings, Person person);

    void load(Connection& reader);
    const AccessSettings& settings() const { return settings_; }
    // Changes whenever a session or a token ends.
    std::uint64_t version() const { return sessions_.version() + tokens_.version(); }

    // ── coming and going ─────────────────────────────────────────────────────────────────────────────────────────

    // "session.refused"; "session.code_required" when the password is right and a code is missing, "session.code_refused"
    // when it is wrong; "session.too_many_attempts" (args: seconds).
    Result<Sessions::Started> log_in(const LogIn& given, const Origin& from);
    // Somebody whom the provider has vouched for. "session.provider_unknown_user" unless a user is bound to the subject,
    // or `name` is one, depending on the settings.
    Result<Sessions::Started> log_in_from_provider(const std::string& claim, const Origin& from);
    // A session for somebody whose identity is beyond doubt.
    Result<Sessions::Started> start_session(const std::string& user, const std::string& how, bool restricted,
                                            const Origin& from);
    std::optional<Caller> caller(std::string_view token, const std::string& address);
    // Another token for the cookie; nothing when it is not due any more.
    std::optional<Sessions::Started> rotate(std::string_view token) { return sessions_.rotate(token); }
    void log_out(std::string_view token, const Origin& from);

    // ── one's own account ────────────────────────────────────────────────────────────────────────────────────────
    // `token` is that of the session that asks: it is replaced, and the user's other sessions end.

    // "session.refused" when `old_password` is wrong, and what check_password refuses.
    Result<Sessions::Started> change_password(std::string_view token, const std::string& old_password,
                                              const std::string& new_password, const Origin& from);
    // A secret that does not count until a code confirms it. "session.refused", "account.code_is_on".
    Result<TotpOffer> offer_code(const std::string& user, const std::string& password, const Origin& from);
    struct CodeIsOn {
        std::vector<std::string> recovery_codes; // shown once
        Sessions::Started session;
    };
    // "session.code_refused", "account.no_code_offered".
    Result<CodeIsOn> confirm_code(std::string_view token, const std::string& code, const Origin& from);
    // Without the second factor from now on. `proof` is the password, or for those without one a code.
    Result<Sessions::Started> drop_code(std::string_view token, const std::string& proof, const Origin& from);

    std::vector<Session> sessions_of(const std::string& user) { return sessions_.of(user); }
    // "session.not_found".
    Done end_session(const std::string& user, const std::string& id, const std::string& by, const Origin& from);
    // All but the one with the id `but`.
    Done end_sessions(const std::string& user, const std::string& but, const std::string& by, const Origin& from);

    // The token's text. "token.bad_title", "token.too_many", "account.unknown".
    Result<std::string> create_token(ApiToken& token, const std::string& by, const Origin& from);
    std::vector<ApiToken> tokens_of(const std::string& user) { return tokens_.of(user); }
    Done revoke_token(const std::string& user, const std::string& id, const std::string& by, const Origin& from);

    // ── administrators ───────────────────────────────────────────────────────────────────────────────────────────
    // All: "account.unknown" when nobody has that name.

    Result<Standing> standing(const std::string& user);
    // One to be handed over, which opens nothing but the choice of another. Ends the user's sessions.
    Result<std::string> give_temporary_password(const std::string& user, const std::string& by, const Origin& from);
    Done set_password(const std::string& user, const std::string& password, bool must_change, const std::string& by,
                      const Origin& from);
    Done reset_code(const std::string& user, const std::string& by, const Origin& from);
    // Empty: binds the user to nobody. "account.subject_taken".
    Done bind_subject(const std::string& user, const std::string& subject, const std::string& by, const Origin& from);

    Result<json::object> events(const AccessEventQuery& query);
    // A refusal to be remembered; of a flood only some.
    void note(AccessEvent event);

private:
    void remember(AccessEvent event);
    struct Known {
        Credential credential;
        bool exists = false;
    };
    Known known(const std::string& user);
    Result<Known> must_know(const std::string& user);
    Done must_not_wait(const std::string& user, const Origin& from);
    void failed(const Known& whom, const std::string& user, const std::string& what, const Origin& from);
    void succeeded(const std::string& user);
    // "password", "password+code" or "password+recovery".
    Result<std::string> check_code(const Known& whom, const std::string& code, const Origin& from);
    Done check_own_password(const std::string& user, const std::string& password, const Origin& from);
    Result<Session> session_of(std::string_view token);
    Result<Sessions::Started> renewed(std::string_view token);
    Done change(const std::string& user, const std::string& keep_session,
                const std::function<void(Connection&, Credential&)>& change, AccessEvent event);
    Done store_password(const std::string& user, const std::string& keep_session, const std::string& password,
                        bool must_change, AccessEvent event);

    StoreDoors doors_;
    Clock clock_;
    AccessSettings settings_;
    Person person_;
    Sessions sessions_;
    ApiTokens tokens_;
    Lockout users_, addresses_;
    std::atomic<std::int64_t> noted_minute_ = 0;
    std::atomic<int> noted_ = 0;
};

} // namespace shanhai::kernel
