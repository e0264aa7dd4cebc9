#include "api/metrics/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace shanhai::api {

Metrics::Metrics(std::size_t routes) {
    for (std::size_t i = 0; i < routes; ++i) routes_.push_back(std::make_unique<OfRoute>());
}

void Metrics::count(std::size_t route, int status, std::chrono::nanoseconds took) {
    OfRoute& counters = *routes_.at(route);
    const std::int64_t took_us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    const auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(bounds_us, took_us) - bounds_us.begin());
    counters.by_class[static_cast<std::size_t>(std::clamp(status / 100, 0, 5))].fetch_add(1, std::memory_order_relaxed);
    counters.by_time[bucket].fetch_add(1, std::memory_order_relaxed);
    counters.total_us.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(took_us, 0)),
                                std::memory_order_relaxed);
}

void Metrics::append(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                     double value) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
}

std::string Metrics::text(const std::vector<std::string>& names) const {
    std::string out;
    const auto to = std::back_inserter(out);
    fmt::format_to(
        to, "# HELP shanhai_http_requests_total Requests answered.\n# TYPE shanhai_http_requests_total counter\n");
    for (std::size_t i = 0; i < routes_.size(); ++i)
        for (std::size_t kind = 1; kind < routes_[i]->by_class.size(); ++kind)
            if (const auto count = routes_[i]->by_class[kind].load(std::memory_order_relaxed))
                fmt::format_to(to, "shanhai_http_requests_total{{route=\"{}\",status=\"{}xx\"}} {}\n", names[i], kind,
                               count);
    fmt::format_to(to, "# HELP shanhai_http_request_seconds Time from a request's head to its answer.\n"
                       "# TYPE shanhai_http_request_seconds histogram\n");
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        std::uint64_t sum = 0;
        std::string rows;
        for (std::size_t bucket = 0; bucket <= bounds_us.size(); ++bucket) {
            sum += routes_[i]->by_time[bucket].load(std::memory_order_relaxed);
            const std::string bound =
                bucket == bounds_us.size() ? "+Inf" : fmt::format("{}", double(bounds_us[bucket]) / 1e6);
            fmt::format_to(std::back_inserter(rows),
                           "shanhai_http_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", names[i], bound, sum);
        }
        if (sum == 0) continue;
        const double total_s = double(routes_[i]->total_us.load(std::memory_order_relaxed)) / 1e6;
        fmt::format_to(
            to,
            "{0}shanhai_http_request_seconds_sum{{route=\"{1}\"}} {2}\nshanhai_http_request_seconds_count{{route=\"{1}\"}} {3}\n",
            rows, names[i], total_s, sum);
    }
    return out;
}

} // namespace shanhai::api
