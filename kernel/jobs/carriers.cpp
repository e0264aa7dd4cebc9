#include "kernel/jobs/carriers.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <ctime>
#include <memory>

namespace shanhai::kernel {

namespace {

constexpr long timeout_ms = 10'000;
constexpr std::size_t most_answer_bytes = 64 << 10;
constexpr std::size_t encoded_word_bytes = 39; // RFC 2047: lines of 76 characters at most, the field's name included
constexpr std::size_t line_length = 76;
constexpr std::int64_t micros_per_second = 1'000'000;

using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;
using List = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

std::unexpected<Problem> undelivered(std::string what) {
    return refuse("notice.undelivered", {}, {{"what", std::move(what)}});
}

Handle new_handle() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    Handle handle(started == CURLE_OK ? curl_easy_init() : nullptr, curl_easy_cleanup);
    if (!handle) return handle;
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_NOPROXY, "*");
    curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
    return handle;
}

void append(List& list, const std::string& line) {
    auto* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return;
    static_cast<void>(list.release());
    list.reset(longer);
}

struct Reading {
    std::string_view rest;
};

std::size_t give(char* into, std::size_t size, std::size_t count, void* from) {
    auto& reading = *static_cast<Reading*>(from);
    const auto bytes = std::min(size * count, reading.rest.size());
    std::memcpy(into, reading.rest.data(), bytes);
    reading.rest.remove_prefix(bytes);
    return bytes;
}

// The answer's body is of no interest, and must not be endless.
std::size_t drop(char*, std::size_t size, std::size_t count, void* seen) {
    auto& total = *static_cast<std::size_t*>(seen);
    total += size * count;
    return total > most_answer_bytes ? 0 : size * count;
}

std::tm in_shanghai(Moment at) {
    const std::time_t seconds = at.micros / micros_per_second + std::int64_t{8} * 3600;
    return fmt::gmtime(seconds);
}

// ── mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

std::string encoded_words(const std::string& text) {
    std::string result, part;
    const auto flush = [&] {
        if (!part.empty()) result += (result.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + to_base64(part) + "?=");
        part.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        std::size_t next = i + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
        if (part.size() + next - i > encoded_word_bytes) flush();
        part += text.substr(i, next - i);
        i = next;
    }
    flush();
    return result;
}

Done send_mail(const Mail& mail, const MailSettings& settings) {
    const auto handle = new_handle();
    if (!handle) return undelivered("libcurl");
    const auto text = mail_text(mail, settings.from);
    Reading reading{text};
    const bool tls = settings.security == MailSettings::Security::tls;
    const auto url = fmt::format("{}://{}:{}", tls ? "smtps" : "smtp", settings.host, settings.port);
    List to(nullptr, curl_slist_free_all);
    append(to, "<" + mail.to + ">");
    const auto from = "<" + settings.from + ">";
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (settings.security == MailSettings::Security::starttls)
        curl_easy_setopt(handle.get(), CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    if (!settings.ca_file.empty()) curl_easy_setopt(handle.get(), CURLOPT_CAINFO, settings.ca_file.c_str());
    if (!settings.user.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_USERNAME, settings.user.c_str());
        curl_easy_setopt(handle.get(), CURLOPT_PASSWORD, settings.password.c_str());
    }
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, give);
    curl_easy_setopt(handle.get(), CURLOPT_READDATA, &reading);
    curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    const auto done = curl_easy_perform(handle.get());
    if (done != CURLE_OK) return undelivered(curl_easy_strerror(done));
    return {};
}

// ── webhooks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

curl_socket_t open_outside(void* refused, curlsocktype, curl_sockaddr* address) {
    if (is_local_address(address->addr)) {
        *static_cast<bool*>(refused) = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Done post(const WebhookPost& webhook, bool local_too) {
    const auto handle = new_handle();
    if (!handle) return undelivered("libcurl");
    const auto timestamp = std::to_string(webhook.at.micros / micros_per_second);
    List fields(nullptr, curl_slist_free_all);
    append(fields, "Content-Type: application/json");
    append(fields, "User-Agent: shanhai");
    append(fields, "X-Shanhai-Delivery: " + webhook.id);
    append(fields, "X-Shanhai-Timestamp: " + timestamp);
    append(fields, "X-Shanhai-Signature: " + signature_of(webhook.secret, timestamp, webhook.body));
    append(fields, "Expect:");
    bool refused = false;
    std::size_t seen = 0;
    curl_easy_setopt(handle.get(), CURLOPT_URL, webhook.url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, fields.get());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(webhook.body.size()));
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, webhook.body.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &seen);
    if (!local_too) {
        curl_easy_setopt(handle.get(), CURLOPT_OPENSOCKETFUNCTION, open_outside);
        curl_easy_setopt(handle.get(), CURLOPT_OPENSOCKETDATA, &refused);
    }
    const auto done = curl_easy_perform(handle.get());
    if (refused) return undelivered("local address");
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status >= 200 && status < 300) return {};
    if (done != CURLE_OK) return undelivered(curl_easy_strerror(done));
    return undelivered(fmt::format("HTTP {}", status));
}

bool is_local_v4(std::uint32_t address) { // in the host's order
    const auto first = address >> 24;
    return first == 127 || first == 0 || first >= 224 || (address >> 16) == 0xA9FE;
}

bool is_local_v6(const in6_addr& address) {
    if (IN6_IS_ADDR_V4MAPPED(&address) || IN6_IS_ADDR_V4COMPAT(&address)) {
        std::uint32_t inside = 0;
        std::memcpy(&inside, &address.s6_addr[12], sizeof inside);
        return is_local_v4(ntohl(inside));
    }
    return IN6_IS_ADDR_LOOPBACK(&address) || IN6_IS_ADDR_UNSPECIFIED(&address) || IN6_IS_ADDR_LINKLOCAL(&address) ||
           IN6_IS_ADDR_MULTICAST(&address);
}

} // namespace

std::string mail_text(const Mail& mail, const std::string& from) {
    const auto host = from.substr(from.find('@') + 1);
    std::string text = "From: <" + from + ">\r\nTo: <" + mail.to + ">\r\n";
    text += "Subject: " + encoded_words(mail.subject.zh + (mail.subject.en.empty() ? "" : " · " + mail.subject.en)) +
            "\r\n";
    text += fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} +0800\r\n", in_shanghai(mail.at));
    text += "Message-ID: <" + mail.id + "@" + host + ">\r\n";
    text += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
    text += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    const auto body = to_base64(mail.body);
    for (std::size_t i = 0; i < body.size(); i += line_length) text += body.substr(i, line_length) + "\r\n";
    return text;
}

std::string signature_of(std::string_view secret, std::string_view timestamp, std::string_view body) {
    const auto signed_text = std::string(timestamp) + "." + std::string(body);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), digest.data(), &size);
    return "sha256=" + to_hex({reinterpret_cast<const char*>(digest.data()), size});
}

bool is_local_address(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return is_local_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        return is_local_v6(v6.sin6_addr);
    }
    return true; // no way into the network at all
}

bool names_local_host(const std::string& url) {
    const auto begin = url.find("://") + 3;
    auto host = lower_ascii(url.substr(begin, url.find_first_of("/?#", begin) - begin));
    in6_addr v6{};
    if (host.starts_with('[')) {
        host = host.substr(1, host.find(']') - 1);
        return inet_pton(AF_INET6, host.c_str(), &v6) != 1 || is_local_v6(v6);
    }
    host = host.substr(0, host.find(':'));
    in_addr v4{};
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return is_local_v4(ntohl(v4.s_addr));
    return host == "localhost" || host.ends_with(".localhost");
}

Carriers curl_carriers(const JobSettings& settings) {
    Carriers carriers;
    carriers.mail = [mail = settings.mail](const Mail& one) -> Done {
        return mail ? send_mail(one, *mail) : undelivered("no mail server");
    };
    carriers.webhook = [local = settings.local_webhooks](const WebhookPost& one) { return post(one, local); };
    return carriers;
}

} // namespace shanhai::kernel
