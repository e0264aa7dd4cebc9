#include "api/provider/fetch.h"

#include "base/text.h"

#include <curl/curl.h>

#include <cctype>
#include <memory>

namespace shanhai::api {

namespace {

constexpr std::size_t most_bytes = 1 << 20;
constexpr long timeout_ms = 10'000;

std::size_t take(char* data, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + size * count > most_bytes) return 0; // curl gives up
    body.append(data, size * count);
    return size * count;
}

std::unexpected<Problem> unreachable(std::string what) {
    return refuse("session.provider_unreachable", {}, {{"what", std::move(what)}});
}

void set_up(CURL* handle, const FetchRequest& request, std::string& body, const std::filesystem::path& ca_file) {
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https,http"); // which of them: kernel/access/settings.cpp
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "127.0.0.1,::1,localhost");
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
    if (!ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file.c_str());
    if (!request.form.empty()) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.form.size()));
        curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, request.form.c_str());
    }
    if (!request.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(handle, CURLOPT_USERNAME, request.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, request.password.c_str());
    }
}

} // namespace

Fetch fetch_with_curl(const std::filesystem::path& ca_file) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    return [ca_file](const FetchRequest& request) -> Result<std::string> {
        const std::unique_ptr<CURL, void (*)(CURL*)> handle(started == CURLE_OK ? curl_easy_init() : nullptr,
                                                            curl_easy_cleanup);
        if (!handle) return unreachable("libcurl");
        std::string body;
        set_up(handle.get(), request, body, ca_file);
        const auto done = curl_easy_perform(handle.get());
        if (done != CURLE_OK) return unreachable(request.url + ": " + curl_easy_strerror(done));
        long status = 0;
        curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
        if (status < 200 || status > 299) return unreachable(request.url + ": " + std::to_string(status));
        return body;
    };
}

} // namespace shanhai::api
