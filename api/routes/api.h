#pragma once

#include "api/http/handler.h"
#include "api/http/server.h"
#include "api/live/live_hub.h"
#include "api/pages/static_pages.h"
#include "api/routes/context.h"
#include "api/routes/transfers.h"

#include <memory>
#include <optional>

namespace shanhai::api {

// The whole interface over one kernel: what an HTTP server serves.
class Api final : public http::Handler {
public:
    Api(kernel::Kernel& kernel, ApiOptions options);
    ~Api() override;

    std::optional<http::Response> admit(http::Request& request) override;
    http::awaitable<http::Response> handle(http::Request& request) override;
    http::Response refuse(const Problem& problem, const http::Request& request) override;

    // Appends the server's own counters to /metrics.
    void watch(const http::Server& server);
    // From now on /readyz says no.
    void announce_stop() { stopping_.store(true, std::memory_order_relaxed); }

    const Router& router() const { return router_; }

private:
    Done check_access(http::Request& request, const Route& route) const;
    http::awaitable<Answer> run(const Route& route, Call& call);
    http::Response page(const http::Request& request);
    http::Response problem_answer(const Problem& problem, const http::Request& request);
    std::string metrics_text() const;
    Names names_for(const http::Request& request, std::string_view language) const;

    kernel::Kernel& kernel_;
    const ApiOptions options_;
    const ProblemTable& problems_;
    Sessions sessions_;
    http::Background background_;
    Transfers transfers_;
    LiveHub live_;
    StaticPages pages_;
    std::atomic<bool> stopping_{false};
    Router router_;
    Context context_;
    std::unique_ptr<Metrics> metrics_;
    std::atomic<const http::Server*> server_{nullptr};
    std::atomic<std::uint64_t> problems_told_{0};
};

// "en" when Accept-Language prefers English to Chinese, else "zh".
std::string_view language_of(std::string_view accept_language);

} // namespace shanhai::api
