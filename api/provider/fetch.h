#pragma once

#include "base/result.h"

#include <filesystem>
#include <functional>
#include <string>

namespace shanhai::api {

// One question to the provider. With a form it is a POST.
struct FetchRequest {
    std::string url;
    std::string form;           // application/x-www-form-urlencoded
    std::string user, password; // Basic authentication, when there is a user
};

// The body of a 2xx answer. "session.provider_unreachable" (args: what).
using Fetch = std::function<Result<std::string>(const FetchRequest&)>;

// Over libcurl: TLS checked against the system's certificates or `ca_file`, no redirects, 10 seconds, 1 MiB.
Fetch fetch_with_curl(const std::filesystem::path& ca_file);

} // namespace shanhai::api
