#include "api/routes/api.h"

#include "api/routes/answers.h"
#include "api/routes/names.h"
#include "api/routes/session_answer.h"
#include "base/text.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdlib>

namespace shanhai::api {

namespace {

using Steady = std::chrono::steady_clock;

// Behind the routes in the table of counters.
enum Uncounted : std::size_t { pages_row, unknown_row, refused_row, further_rows };

constexpr std::size_t longest_address = 64;

bool is_interface(std::string_view path) { return path == "/api" || path.starts_with("/api/"); }

// Who asks, and whether that session or token opens this route at all.
Done check_session(const Sessions& sessions, http::Request& request, const Route& route) {
    TRY_DO(sessions.identify(request));
    if (request.restricted && !route.while_restricted) return shanhai::refuse("session.password_must_change");
    if (route.access == Access::person && request.session.empty()) return shanhai::refuse("session.token_not_enough");
    return {};
}

bool announces_body(const http::Request& request) {
    const std::string_view length = request.field("Content-Length");
    return (!length.empty() && length != "0") || !request.field("Transfer-Encoding").empty();
}

bool is_json(std::string_view content_type) {
    return lower_ascii(trim(content_type.substr(0, content_type.find(';')))) == "application/json";
}

// "seconds" of session.too_many_attempts; a moment for a queue that is full.
std::string_view retry_after(const Problem& problem) {
    for (const auto& [name, value] : problem.args)
        if (name == "seconds") return value;
    return "1";
}

// For the log only: what a reader must not see.
std::string cause_of(const Problem& problem) {
    std::string cause = problem.code;
    for (const auto& [name, value] : problem.args) cause.append(" ").append(name).append("=").append(value);
    return cause;
}

} // namespace

std::string_view language_of(std::string_view accept_language) {
    double best = 0;
    std::string_view language = "zh";
    for (const std::string_view item : split(accept_language, ',')) {
        const std::string_view range = trim(item.substr(0, item.find(';')));
        const std::string name = lower_ascii(range.substr(0, range.find('-')));
        if (name != "zh" && name != "en") continue;
        const auto quality_at = item.find("q=");
        const double quality =
            quality_at == std::string_view::npos ? 1.0 : std::atof(std::string(item.substr(quality_at + 2)).c_str());
        if (quality <= best) continue;
        best = quality;
        language = name == "en" ? "en" : "zh";
    }
    return language;
}

Api::Api(kernel::Kernel& kernel, ApiOptions options)
    : kernel_(kernel), options_(std::move(options)), problems_(ProblemTable::built_in()), sessions_(kernel),
      background_(options_.background_threads, options_.background_queue), live_(kernel),
      context_{.kernel = kernel_,
               .options = options_,
               .problems = problems_,
               .background = background_,
               .transfers = transfers_,
               .live = live_,
               .router = router_,
               .stopping = stopping_,
               .metrics_text = [this] { return metrics_text(); }} {
    add_session_routes(router_, context_);
    add_account_routes(router_, context_);
    add_administration_routes(router_, context_);
    add_provider_routes(router_, context_);
    add_model_routes(router_, context_);
    add_figure_routes(router_, context_);
    add_changes_routes(router_, context_);
    add_series_routes(router_, context_);
    add_search_routes(router_, context_);
    add_todo_routes(router_, context_);
    add_job_routes(router_, context_);
    add_notification_routes(router_, context_);
    add_live_routes(router_, context_);
    add_transfer_routes(router_, context_);
    add_file_routes(router_, context_);
    add_bulletin_routes(router_, context_);
    add_check_routes(router_, context_);
    add_study_routes(router_, context_);
    add_interface_routes(router_, context_);
    add_public_routes(router_, context_);
    add_service_routes(router_, context_);
    add_log_routes(router_, context_);
    add_access_routes(router_, context_);
    add_record_routes(router_, context_);
    router_.finish();
    metrics_ = std::make_unique<Metrics>(router_.routes().size() + further_rows);
}

Api::~Api() = default;

void Api::watch(const http::Server& server) { server_.store(&server); }

// ── one request ──────────────────────────────────────────────────────────────────────────────────────────────────

std::optional<http::Response> Api::admit(http::Request& request) {
    const std::size_t routes = router_.routes().size();
    const auto match = router_.find(request.method, request.path(), request.parameters);
    const auto early = [&](std::size_t row, const Problem& problem) {
        http::Response response = problem_answer(problem, request);
        metrics_->count(row, response.status, {});
        return response;
    };
    if (!match.allowed.empty()) {
        http::Response response =
            early(routes + unknown_row,
                  Problem{.code = "http.method_not_allowed",
                          .field = {},
                          .args = {{"method", std::string(http::name_of(request.method))}, {"allowed", match.allowed}},
                          .says = {},
                          .also = {}});
        response.add("Allow", match.allowed);
        return response;
    }
    if (!match.route) return std::nullopt; // perhaps a page
    request.route = match.route;
    request.body_limit = match.route->body_limit;
    if (auto admitted = check_access(request, *match.route); !admitted)
        return early(match.route->place, admitted.error());
    return std::nullopt;
}

Done Api::check_access(http::Request& request, const Route& route) const {
    if (options_.https_only) {
        // Behind a proxy, the last address in this field is the one that the proxy saw.
        const std::string_view forwarded = request.field("X-Forwarded-For");
        if (!forwarded.empty())
            request.address = trim(forwarded.substr(forwarded.rfind(',') + 1)).substr(0, longest_address);
    }
    if (route.access != Access::open) {
        if (auto entered = check_session(sessions_, request, route); !entered) {
            // Without a session nobody is refused anything but to log in first.
            if (entered.error().code != "session.required") note_refusal(kernel_, request, entered.error().code);
            return entered;
        }
    }
    if (route.body == Body::json && announces_body(request) && !is_json(request.field("Content-Type")))
        return shanhai::refuse("http.content_type", {}, {{"expected", "application/json"}});
    return {};
}

http::awaitable<http::Response> Api::handle(http::Request& request) {
    const auto begun = Steady::now();
    const auto* route = static_cast<const Route*>(request.route);
    if (!route) co_return page(request);
    Call call{.request = request, .language = language_of(request.field("Accept-Language"))};
    std::optional<Answer> answer;
    try {
        answer = co_await run(*route, call);
    } catch (const std::exception& error) {
        answer = shanhai::refuse("server.failed", {}, {{"what", error.what()}}); // logged with the request's id
    }
    http::Response response = *answer ? std::move(**answer) : problem_answer(answer->error(), request);
    if (request.rotation_is_due && response.status < 400) {
        if (const auto started = kernel_.accounts().rotate(Sessions::token_of(request)))
            add_session_cookie(response, *started, context_);
    }
    metrics_->count(route->place, response.status, Steady::now() - begun);
    co_return response;
}

http::awaitable<Answer> Api::run(const Route& route, Call& call) {
    if (const auto* quick = std::get_if<Quick>(&route.handler)) co_return (*quick)(call);
    if (const auto* waiting = std::get_if<Waiting>(&route.handler)) co_return co_await (*waiting)(call);
    const Quick& work = std::get<Slow>(route.handler).run;
    co_return co_await background_.run([&] { return work(call); });
}

http::Response Api::page(const http::Request& request) {
    const std::size_t row = router_.routes().size() + (is_interface(request.path()) ? unknown_row : pages_row);
    std::optional<http::Response> response;
    if (is_interface(request.path())) {
        response = problem_answer({.code = "http.not_found",
                                   .field = {},
                                   .args = {{"path", std::string(request.path())}},
                                   .says = {},
                                   .also = {}},
                                  request);
    } else if (request.method != http::Method::get && request.method != http::Method::head) {
        response = problem_answer({.code = "http.method_not_allowed",
                                   .field = {},
                                   .args = {{"method", std::string(http::name_of(request.method))}, {"allowed", "GET"}},
                                   .says = {},
                                   .also = {}},
                                  request);
        response->add("Allow", "GET, HEAD");
    } else {
        response = pages_.find(request);
        if (!response)
            response = problem_answer({.code = "http.not_found",
                                       .field = {},
                                       .args = {{"path", std::string(request.path())}},
                                       .says = {},
                                       .also = {}},
                                      request);
    }
    metrics_->count(row, response->status, {});
    return *std::move(response);
}

http::Response Api::refuse(const Problem& problem, const http::Request& request) {
    http::Response response = problem_answer(problem, request);
    metrics_->count(router_.routes().size() + refused_row, response.status, {});
    return response;
}

// ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────

Names Api::names_for(const http::Request& request, std::string_view language) const {
    const auto* route = static_cast<const Route*>(request.route);
    const bool of_record = route && route->path.starts_with("/api/v1/{type}");
    return names_in(kernel_.schema(), of_record ? kernel_.schema().type(request.parameters[0]) : nullptr, language);
}

http::Response Api::problem_answer(const Problem& problem, const http::Request& request) {
    const std::string_view language = language_of(request.field("Accept-Language"));
    const std::string instance = fmt::format("{:08x}", problems_told_.fetch_add(1, std::memory_order_relaxed) + 1);
    const int status = problems_.status(problem);
    if (!problems_.knows(problem.code) && !problem.says)
        spdlog::error("request {}: the code {} has no sentence; add it to data/problems.yaml", instance, problem.code);
    else if (status == 500)
        spdlog::error("request {}: {} {}: {}; report it as a fault in the program", instance,
                      http::name_of(request.method), request.path(), cause_of(problem));
    http::Response response =
        json_answer(problems_.document(problem, language, instance, names_for(request, language)), status);
    response.content_type = "application/problem+json";
    response.add("Content-Language", language);
    if (status == 401) response.add("WWW-Authenticate", "Bearer realm=\"shanhai\"");
    if (status == 429 || status == 503) response.add("Retry-After", retry_after(problem));
    return response;
}

// ── counters ─────────────────────────────────────────────────────────────────────────────────────────────────────

std::string Api::metrics_text() const {
    std::vector<std::string> names;
    for (const auto& route : router_.routes())
        names.push_back(fmt::format("{} {}", http::name_of(route->method), route->path));
    names.insert(names.end(), {"pages", "unknown", "refused"});
    std::string text = metrics_->text(names);
    Metrics::append(text, "shanhai_background_waiting", "gauge", "Slow requests waiting or being worked on.",
                    double(background_.waiting()));
    Metrics::append(text, "shanhai_live_streams", "gauge", "Pages and programs that are told what moves.",
                    double(live_.streams()));
    if (const http::Server* server = server_.load()) {
        const http::ServerCounters counters = server->counters();
        Metrics::append(text, "shanhai_http_connections", "gauge", "Open connections.", double(counters.connections));
        Metrics::append(text, "shanhai_http_connections_refused_total", "counter", "Connections beyond the limit.",
                        double(counters.refused_connections));
    }
    for (const auto& [name, value] : kernel_.counters()) {
        const bool total = name.ends_with("_total");
        Metrics::append(text, name, total ? "counter" : "gauge", "Of the kernel.", value);
    }
    return text;
}

} // namespace shanhai::api
