#pragma once

#include "base/clock.h"
#include "kernel/access/store_doors.h"

#include <optional>
#include <string>
#include <vector>

// What users prove themselves with. All of it lies in a few plain tables and never in the journal, so that it can be
// changed and forgotten: sys_credential, sys_recovery_code, sys_session, sys_token, sys_lockout, sys_access_event. Whoever
// copies a store to another place has to copy these as they are; a replay of the journal does not bring them back.
namespace shanhai::kernel {

struct Credential {
    std::string user;
    std::int64_t person = 0;  // the user's record; 0: the built-in administrator. Another user of the same name later
                              // does not inherit it
    std::string password;     // its argon2id hash; empty: none, as for those who come through a provider
    bool must_change = false; // somebody else chose it
    Moment changed;
    std::string totp_secret;    // empty: none
    bool totp_on = false;       // the secret has been confirmed by a code
    std::int64_t totp_step = 0; // the last that has opened
    std::string subject;        // by which the provider names this user; empty: not bound
};

std::optional<Credential> read_credential(Connection& reader, const std::string& user);
std::optional<std::string> user_of_subject(Connection& reader, const std::string& subject);
void write_credential(Connection& writer, const Credential& credential);

// Recovery codes are kept as hashes.
void write_recovery_codes(Connection& writer, const std::string& user, const std::vector<std::string>& codes);
std::int64_t count_recovery_codes(Connection& reader, const std::string& user);
// True once for each code.
bool spend_recovery_code(Connection& writer, const std::string& user, const std::string& typed);

} // namespace shanhai::kernel
