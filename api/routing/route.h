#pragma once

#include "api/http/awaitable.h"
#include "api/http/request.h"
#include "api/http/response.h"
#include "base/json.h"
#include "base/result.h"

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// A route says what it does and describes itself: the interface's description is made from the same table that is
// served, so that nothing is undocumented and nothing described is missing.
namespace shanhai::api {

// One request on its way through its route.
struct Call {
    http::Request& request;
    std::string_view language; // "zh" or "en"

    // The decoded part of the path that stands for the n-th {placeholder}.
    const std::string& part(std::size_t n) const { return request.parameters.at(n); }
    const kernel::Principal& who() const { return request.who; }
};

using Answer = Result<http::Response>;
using Quick = std::function<Answer(Call&)>; // microseconds: on the loop's own thread
struct Slow {
    Quick run;
}; // milliseconds: in the background
using Waiting = std::function<http::awaitable<Answer>(Call&)>; // waits for others without a thread

enum class Access {
    session,
    person, // a session, but no API token: accounts are not a program's business
    open
};
enum class Body { none, json, bytes };

struct Parameter {
    enum class In { path, query, header } in = In::query;
    std::string name;
    std::string about;
    json::object schema = {{"type", "string"}};
    bool repeated = false;
};

struct Reply {
    int status = 200;
    std::string about;
    std::string schema; // name of a component; "{type}" in it is replaced; empty: no body
    std::string media_type = "application/json";
};

struct Route {
    http::Method method = http::Method::get;
    std::string path; // "/api/v1/{type}/{id}"
    std::string name; // operation id, unique: "get_record"
    std::string summary;
    Access access = Access::session;
    bool while_restricted = false; // also for those who still have to choose a password of their own
    Body body = Body::none;
    std::string body_schema; // of JSON bodies
    std::vector<Parameter> parameters;
    std::vector<Reply> replies;
    std::variant<Quick, Slow, Waiting> handler;
    std::size_t body_limit = 1 << 20;
    std::size_t place = 0; // in the router's table
};

} // namespace shanhai::api
