#pragma once

#include "base/result.h"
#include "base/text.h"
#include "kernel/access/password_rules.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace shanhai::kernel {

// Log-in through a provider of OpenID Connect that the province runs already.
struct ProviderSettings {
    std::string issuer; // exactly as the provider names itself; https, or http on this machine only
    std::string client_id;
    std::string client_secret; // read from a file; empty for a public client
    std::string callback;      // the address of our /api/v1/session/provider/callback, as browsers reach it
    // The claim that names the user. "sub" is matched with what an administrator bound to a user; any other claim
    // ("preferred_username") is the user's login name itself.
    std::string claim = "sub";
    std::vector<std::string> scopes = {"openid"};
    std::filesystem::path ca_file; // certificates to trust instead of the system's
    Text title;                    // of the button
};

struct AccessSettings {
    PasswordRules passwords;
    std::int64_t idle_minutes = 30;
    std::int64_t longest_minutes = std::int64_t{12} * 60;
    std::int64_t rotate_minutes = 15; // how old a cookie may be before the next answer replaces it
    std::optional<ProviderSettings> provider;
};

// Reads access.yaml of a data directory; the defaults when there is none (docs/accounts.md shows it whole). "schema.…"
// with file and line for what cannot be read, "access.settings" (args: what) for what cannot be meant.
Result<AccessSettings> load_access_settings(const std::filesystem::path& file);
Result<AccessSettings> parse_access_settings(const std::string& file, const std::string& text);

} // namespace shanhai::kernel
