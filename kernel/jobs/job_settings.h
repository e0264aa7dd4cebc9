#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace shanhai::kernel {

// The server that takes our e-mails.
struct MailSettings {
    enum class Security { none, starttls, tls };
    std::string host;
    int port = 25;
    std::string from; // the sender's address
    Security security = Security::none;
    std::string user, password; // the password is read from a file
    std::filesystem::path ca_file;
};

// What an installation says about jobs and notifications: jobs.yaml of the data directory (docs/jobs.md shows it whole).
struct JobSettings {
    std::string address;       // of the pages as people reach them, for links: "https://shanhai.example.org"
    std::set<std::string> off; // jobs that are not run by themselves
    std::filesystem::path backup_to;
    std::optional<MailSettings> mail;
    bool local_webhooks = false; // also to this machine and its link: for tests, and for receivers beside the server
    std::int64_t first_retry_seconds = 30;
    int most_tries = 10;
};

// The defaults when there is no such file. "schema.…" with file and line for what cannot be read, "job.settings" (args: what)
// for what cannot be meant.
Result<JobSettings> load_job_settings(const std::filesystem::path& file);
Result<JobSettings> parse_job_settings(const std::string& file, const std::string& text);

// One address of the usual form, ASCII, at most 254 characters; nothing that could end a line or begin another field.
bool is_mail_address(const std::string& text);
// http:// or https:// with a host, at most 500 characters, without a user or a password.
bool is_web_address(const std::string& text);

} // namespace shanhai::kernel
