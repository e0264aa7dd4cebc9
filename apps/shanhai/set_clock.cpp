#include "apps/shanhai/set_clock.h"

#include <chrono>

namespace shanhai::apps {

namespace {

constexpr std::size_t length_of_minutes = 16; // "2026-03-02T08:00"

Result<Moment> moment_in(const std::string& text) {
    if (text.size() == length_of_minutes) return Moment::parse(text + ":00+08:00");
    return Moment::parse(text);
}

} // namespace

Result<Clock> set_clock(const std::string& begins, int speed) {
    const auto from = begins.empty() ? system_now() : TRY(moment_in(begins));
    const auto started = std::chrono::steady_clock::now();
    return [from, started, speed] {
        const auto gone = std::chrono::steady_clock::now() - started;
        return Moment{from.micros + std::chrono::duration_cast<std::chrono::microseconds>(gone).count() * speed};
    };
}

} // namespace shanhai::apps
