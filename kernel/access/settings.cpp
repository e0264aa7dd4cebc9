#include "kernel/access/settings.h"

#include "kernel/schema/yaml_mapping.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace shanhai::kernel {

namespace {

std::unexpected<Problem> wrong(std::string what) { return refuse("access.settings", {}, {{"what", std::move(what)}}); }

Result<std::string> first_line_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string line;
    if (!file || !std::getline(file, line)) return refuse("file.unreadable", {}, {{"path", path.string()}});
    return std::string(trim(line));
}

// Paths in the file are meant from the file's own folder.
std::filesystem::path beside(const std::string& file, const std::string& path) {
    return path.empty() ? std::filesystem::path{} : std::filesystem::path(file).parent_path() / path;
}

// Secrets and log-ins never travel in the clear, except inside one machine.
bool is_safe_address(std::string_view address) {
    if (address.starts_with("https://")) return true;
    for (const std::string_view local : {"http://127.0.0.1", "http://[::1]", "http://localhost"}) {
        if (!address.starts_with(local)) continue;
        const auto rest = address.substr(local.size());
        if (rest.empty() || rest.front() == ':' || rest.front() == '/') return true;
    }
    return false;
}

void read_minutes(YamlMapping& from, const std::string& key, std::int64_t& minutes) {
    if (const auto given = from.integer(key)) minutes = *given;
}

void read_passwords(YamlMapping& from, PasswordRules& rules) {
    if (const auto given = from.integer("at_least")) rules.at_least = static_cast<std::size_t>(std::max(*given, 0));
    rules.breach_list = beside(from.file(), from.text("breach_list"));
    rules.breach_command = from.names("breach_command");
}

ProviderSettings read_provider(YamlMapping& from) {
    ProviderSettings provider;
    provider.issuer = from.required("issuer");
    provider.client_id = from.required("client_id");
    provider.callback = from.required("callback");
    provider.claim = from.text("claim", provider.claim);
    if (from.has("scopes")) provider.scopes = from.names("scopes");
    provider.ca_file = beside(from.file(), from.text("ca_file"));
    provider.title = from.words("title");
    return provider;
}

Done check_settings(const AccessSettings& settings) {
    if (settings.passwords.at_least < 8 || settings.passwords.at_least > 100)
        return wrong("passwords.at_least: 8 … 100");
    if (settings.idle_minutes < 1 || settings.longest_minutes < settings.idle_minutes ||
        settings.longest_minutes > 7 * 24 * 60)
        return wrong("sessions: 1 ≤ idle_minutes ≤ longest_minutes ≤ 10080");
    if (settings.rotate_minutes < 1) return wrong("sessions.rotate_minutes ≥ 1");
    if (!settings.provider) return {};
    for (const auto& address : {settings.provider->issuer, settings.provider->callback})
        if (!is_safe_address(address)) return wrong("provider: " + address + " is not https");
    if (std::ranges::find(settings.provider->scopes, "openid") == settings.provider->scopes.end())
        return wrong("provider.scopes: openid is missing");
    return {};
}

} // namespace

Result<AccessSettings> parse_access_settings(const std::string& file, const std::string& text) {
    AccessSettings settings;
    Findings findings;
    std::string secret_file;
    if (const auto node = parse_yaml_mapping(file, text, findings)) {
        YamlMapping all(*node, file, findings);
        if (all.has("passwords")) {
            YamlMapping passwords(all.node("passwords"), file, findings);
            read_passwords(passwords, settings.passwords);
        }
        if (all.has("sessions")) {
            YamlMapping sessions(all.node("sessions"), file, findings);
            read_minutes(sessions, "idle_minutes", settings.idle_minutes);
            read_minutes(sessions, "longest_minutes", settings.longest_minutes);
            read_minutes(sessions, "rotate_minutes", settings.rotate_minutes);
        }
        if (all.has("provider")) {
            YamlMapping provider(all.node("provider"), file, findings);
            settings.provider = read_provider(provider);
            secret_file = provider.text("client_secret_file");
        }
    }
    if (!findings.empty()) return std::unexpected(findings.as_problem());
    TRY_DO(check_settings(settings));
    if (!secret_file.empty()) settings.provider->client_secret = TRY(first_line_of(beside(file, secret_file)));
    return settings;
}

Result<AccessSettings> load_access_settings(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return AccessSettings{};
    std::ifstream in(file, std::ios::binary);
    if (!in) return refuse("file.unreadable", {}, {{"path", file.string()}});
    return parse_access_settings(file.string(), std::string(std::istreambuf_iterator<char>(in), {}));
}

} // namespace shanhai::kernel
