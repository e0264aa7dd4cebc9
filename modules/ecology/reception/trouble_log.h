#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace shanhai::ecology {

// The server's log for what machines do wrong: each cause is told at once and then at most once in ten minutes, with how often it was.
// However many stations lie, what is remembered is bounded. Safe to call from any thread.
class TroubleLog {
public:
    using Clock = std::chrono::steady_clock;
    explicit TroubleLog(std::function<void(const std::string&)> tell) : tell_(std::move(tell)) {}

    void add(const std::string& cause, const std::string& detail, Clock::time_point now = Clock::now());

    static constexpr std::chrono::minutes quiet{10};
    static constexpr std::size_t most_causes = 5'000;

private:
    struct Cause {
        Clock::time_point told;
        std::uint64_t since = 0; // times since then
    };
    std::function<void(const std::string&)> tell_;
    std::mutex guard_;
    std::map<std::string, Cause> causes_;
};

} // namespace shanhai::ecology
