#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "kernel/jobs/job_settings.h"

#include <functional>
#include <string>
#include <string_view>

struct sockaddr;

// How a notification leaves the house.
namespace shanhai::kernel {

struct Mail {
    std::string to;
    std::string id; // the same for every try, so that a receiver can tell a repetition
    Text subject;
    std::string body; // plain text
    Moment at;
};

struct WebhookPost {
    std::string url;
    std::string secret;
    std::string id; // the same for every try
    std::string body;
    Moment at; // of this try
};

// Waits for the receiver's answer, at most ten seconds. "notice.undelivered" (args: what).
struct Carriers {
    std::function<Done(const Mail&)> mail;
    std::function<Done(const WebhookPost&)> webhook;
};

// Over libcurl. No redirects, no proxies, and no webhook to this machine or its link unless the settings allow it: judged by
// the address that is connected to, whatever name it was found under.
Carriers curl_carriers(const JobSettings& settings);

// RFC 5322 with UTF-8 in encoded words and base64; lines end with CRLF.
std::string mail_text(const Mail& mail, const std::string& from);
// "sha256=…": HMAC-SHA256 of timestamp, a full stop and the body, under the receiver's secret.
std::string signature_of(std::string_view secret, std::string_view timestamp, std::string_view body);
// Loopback, link-local, unspecified, multicast; also inside of an IPv4-mapped address.
bool is_local_address(const sockaddr& address);
// Whether an address names such a place in so many words: found out before anybody connects.
bool names_local_host(const std::string& url);

} // namespace shanhai::kernel
