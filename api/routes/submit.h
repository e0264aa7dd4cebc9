#pragma once

#include "api/http/awaitable.h"
#include "kernel/kernel.h"

namespace shanhai::api {

// Hands the request to the writer and resumes on the caller's loop once it is durable or refused.
http::awaitable<Result<kernel::Reply>> submit(kernel::Kernel& kernel, kernel::Request request);

} // namespace shanhai::api
