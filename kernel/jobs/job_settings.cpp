#include "kernel/jobs/job_settings.h"

#include "base/text.h"
#include "kernel/schema/yaml_mapping.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace shanhai::kernel {

namespace {

constexpr std::size_t longest_mail_address = 254, longest_web_address = 500;

std::unexpected<Problem> wrong(std::string what) { return refuse("job.settings", {}, {{"what", std::move(what)}}); }

// Paths in the file are meant from the file's own folder.
std::filesystem::path beside(const std::string& file, const std::string& path) {
    return path.empty() ? std::filesystem::path{} : std::filesystem::path(file).parent_path() / path;
}

std::optional<MailSettings::Security> security_named(std::string_view name) {
    if (name == "none") return MailSettings::Security::none;
    if (name == "starttls") return MailSettings::Security::starttls;
    if (name == "tls") return MailSettings::Security::tls;
    return std::nullopt;
}

Result<MailSettings> read_mail(YamlMapping& from, std::string& password_file) {
    MailSettings mail;
    mail.host = from.required("host");
    mail.from = from.required("from");
    const auto security = security_named(from.text("security", "none"));
    if (!security) return wrong("mail.security: none, starttls, tls");
    mail.security = *security;
    mail.port = from.integer("port").value_or(mail.security == MailSettings::Security::tls        ? 465
                                              : mail.security == MailSettings::Security::starttls ? 587
                                                                                                  : 25);
    mail.user = from.text("user");
    mail.ca_file = beside(from.file(), from.text("ca_file"));
    password_file = from.text("password_file");
    return mail;
}

bool is_host(std::string_view host) {
    return !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_';
    });
}

Done check_settings(const JobSettings& settings) {
    if (!settings.address.empty() && !is_web_address(settings.address)) return wrong("address: http(s)://…");
    if (settings.first_retry_seconds < 1 || settings.first_retry_seconds > 3600)
        return wrong("retries.first_seconds: 1 … 3600");
    if (settings.most_tries < 1 || settings.most_tries > 50) return wrong("retries.most: 1 … 50");
    if (!settings.mail) return {};
    if (!is_host(settings.mail->host)) return wrong("mail.host");
    if (settings.mail->port < 1 || settings.mail->port > 65535) return wrong("mail.port: 1 … 65535");
    if (!is_mail_address(settings.mail->from)) return wrong("mail.from");
    return {};
}

} // namespace

bool is_mail_address(const std::string& text) {
    const auto at = text.find('@');
    if (text.size() > longest_mail_address || at == std::string::npos || at == 0 || at + 1 == text.size()) return false;
    const auto is_fine = [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view(".!#$%&'*+/=?^_`{|}~-").find(static_cast<char>(c)) != std::string_view::npos;
    };
    return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), is_fine) &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.end(),
                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-'; });
}

bool is_web_address(const std::string& text) {
    if (text.size() > longest_web_address) return false;
    const auto rest = text.starts_with("https://")  ? std::string_view(text).substr(8)
                      : text.starts_with("http://") ? std::string_view(text).substr(7)
                                                    : std::string_view{};
    const auto host = rest.substr(0, rest.find_first_of("/?#"));
    return is_host(host) && std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c < 127; });
}

Result<JobSettings> parse_job_settings(const std::string& file, const std::string& text) {
    JobSettings settings;
    Findings findings;
    std::string password_file;
    if (const auto node = parse_yaml_mapping(file, text, findings)) {
        YamlMapping all(*node, file, findings);
        settings.address = all.text("address");
        while (settings.address.ends_with('/')) settings.address.pop_back();
        for (const auto& name : all.names("off")) settings.off.insert(name);
        if (all.has("backup")) {
            YamlMapping backup(all.node("backup"), file, findings);
            settings.backup_to = beside(file, backup.required("to"));
        }
        if (all.has("mail")) {
            YamlMapping mail(all.node("mail"), file, findings);
            settings.mail = TRY(read_mail(mail, password_file));
        }
        if (all.has("webhooks")) {
            YamlMapping webhooks(all.node("webhooks"), file, findings);
            settings.local_webhooks = webhooks.flag("local");
        }
        if (all.has("retries")) {
            YamlMapping retries(all.node("retries"), file, findings);
            settings.first_retry_seconds = retries.integer("first_seconds").value_or(30);
            settings.most_tries = retries.integer("most").value_or(settings.most_tries);
        }
    }
    if (!findings.empty()) return std::unexpected(findings.as_problem());
    TRY_DO(check_settings(settings));
    if (password_file.empty()) return settings;
    std::ifstream in(beside(file, password_file));
    std::string password;
    if (!in || !std::getline(in, password))
        return refuse("file.unreadable", {}, {{"path", beside(file, password_file).string()}});
    settings.mail->password = trim(password);
    return settings;
}

Result<JobSettings> load_job_settings(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return JobSettings{};
    std::ifstream in(file, std::ios::binary);
    if (!in) return refuse("file.unreadable", {}, {{"path", file.string()}});
    return parse_job_settings(file.string(), std::string(std::istreambuf_iterator<char>(in), {}));
}

} // namespace shanhai::kernel
