#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::api {

// How many requests each route answered, how, and how long that took. Counting is a few relaxed additions.
class Metrics {
public:
    explicit Metrics(std::size_t routes);

    void count(std::size_t route, int status, std::chrono::nanoseconds took);

    // The text format of Prometheus, one block a metric. `names[i]` is the label of route i.
    std::string text(const std::vector<std::string>& names) const;

    // Appends one value: `# TYPE` line and the value itself.
    static void append(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                       double value);

private:
    static constexpr std::array<std::int64_t, 13> bounds_us = {
        250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000, 5'000'000};
    struct OfRoute {
        std::array<std::atomic<std::uint64_t>, 6> by_class{};                   // [2] is 2xx
        std::array<std::atomic<std::uint64_t>, bounds_us.size() + 1> by_time{}; // the last: longer than all bounds
        std::atomic<std::uint64_t> total_us{0};
    };
    std::vector<std::unique_ptr<OfRoute>> routes_;
};

} // namespace shanhai::api
