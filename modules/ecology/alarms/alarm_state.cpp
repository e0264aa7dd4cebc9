#include "modules/ecology/alarms/alarm_state.h"

#include <algorithm>

namespace shanhai::ecology {

namespace {

constexpr std::int64_t hour_seconds = 3600;

bool is_beyond(const AlarmRule& rule, double value) {
    return rule.condition == AlarmCondition::below ? value <= rule.threshold : value >= rule.threshold;
}

bool is_clear(const AlarmRule& rule, double value) {
    const bool inside = !is_beyond(rule, value);
    return inside && (rule.condition == AlarmCondition::below ? value >= rule.clears_at : value <= rule.clears_at);
}

// One rule's way through the readings.
class Following {
public:
    Following(const AlarmRule& rule, const std::optional<AlarmEvent>& running) : rule_(rule) {
        if (running) events_.push_back(*running);
    }

    void look_at(const AlarmReading& reading) {
        if (goes_on()) {
            auto& event = events_.back();
            if (is_clear(rule_, reading.value))
                event.ended = reading.at;
            else
                event.worst = worse(rule_, event.worst, reading.value);
            return;
        }
        if (!is_beyond(rule_, reading.value)) {
            pending_.reset();
            return;
        }
        if (!pending_) pending_ = AlarmEvent{reading.at, reading.value, reading.value, {}};
        pending_->worst = worse(rule_, pending_->worst, reading.value);
        if (reading.at - pending_->began < rule_.lasting_seconds) return;
        events_.push_back(*pending_);
        pending_.reset();
    }

    bool goes_on() const { return !events_.empty() && !events_.back().ended; }
    void begin(std::int64_t at) { events_.push_back({at, 0, 0, {}}); }
    void end(std::int64_t at) { events_.back().ended = at; }
    std::vector<AlarmEvent> events() && { return std::move(events_); }

private:
    const AlarmRule& rule_;
    std::vector<AlarmEvent> events_;
    std::optional<AlarmEvent> pending_;
};

} // namespace

std::vector<AlarmEvent> follow(const AlarmRule& rule, std::span<const AlarmReading> readings,
                               const std::optional<AlarmEvent>& running, std::int64_t since, std::int64_t now) {
    Following following(rule, running);
    if (rule.condition == AlarmCondition::silent) {
        const std::int64_t last = readings.empty() ? since : readings.back().at;
        // What was silent and is heard again was not silent meanwhile for longer than is looked at: only the present counts.
        if (following.goes_on() && !readings.empty()) following.end(readings.front().at);
        if (!following.goes_on() && now - last >= rule.lasting_seconds) following.begin(last);
        return std::move(following).events();
    }
    if (rule.condition == AlarmCondition::rising)
        for (const auto& rise : hourly_rises(readings)) {
            if (rise.at >= since) following.look_at(rise);
        }
    else
        for (const auto& reading : readings) following.look_at(reading);
    return std::move(following).events();
}

double worse(const AlarmRule& rule, double a, double b) {
    return rule.condition == AlarmCondition::below ? std::min(a, b) : std::max(a, b);
}

std::vector<AlarmReading> hourly_rises(std::span<const AlarmReading> readings) {
    std::vector<AlarmReading> rises;
    std::size_t first = 0;
    for (std::size_t i = 1; i < readings.size(); ++i) {
        while (readings[first].at < readings[i].at - hour_seconds) ++first;
        if (first == i) continue;
        const auto lowest = std::ranges::min(readings.subspan(first, i - first), {}, &AlarmReading::value);
        rises.push_back({readings[i].at, readings[i].value - lowest.value});
    }
    return rises;
}

} // namespace shanhai::ecology
