#pragma once

#include "api/routes/context.h"
#include "kernel/access/accounts.h"

namespace shanhai::api {

// Where a request comes from, for the accounts' book.
kernel::Origin origin_of(const http::Request& request);

// Notes in that book that a request was refused for how it came, not for what it asked; of a flood only some.
void note_refusal(kernel::Kernel& kernel, const http::Request& request, const std::string& code);

// Hands a new token over: as the cookie, and in the body for programs.
http::Response session_answer(Context& context, const kernel::Sessions::Started& started, std::string_view language,
                              int status, json::object more = {});
void add_session_cookie(http::Response& response, const kernel::Sessions::Started& started, const Context& context);

} // namespace shanhai::api
