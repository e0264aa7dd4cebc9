#pragma once

#include "modules/ecology/frames/refusal.h"
#include "modules/ecology/mqtt/topic_pattern.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shanhai::ecology::mqtt {

enum class PayloadForm {
    number, // "7.21", of the time at which it comes
    json,   // an object, or an array of them: {"time": …, "value": 7.21}, {"time": …, "values": {"Z": 3.2, "VT": null}}
};

// What a family of topics carries. Members of objects may lie deeper: "data.time".
struct Feed {
    std::string name;
    TopicPattern topic;
    PayloadForm form = PayloadForm::json;
    std::string station_at = "station", time_at = "time", value_at = "value", values_at = "values";
};

struct Measured {
    std::string station, code;
    std::int64_t at = 0;         // seconds since 1970
    std::optional<double> value; // none: it was not measured
};

constexpr std::size_t most_measured = 10'000; // of one message

// "field" for what is no such payload or lacks a member, "time" for a time that cannot be read: 2026-03-01T08:00:00+08:00,
// "2026-03-01 08:00:00" and "20260301080000" of Chinese time, seconds or milliseconds since 1970. `now`: seconds.
Read<std::vector<Measured>> read_payload(const Feed& feed, const TopicMatch& of, std::string_view payload,
                                         std::int64_t now);

} // namespace shanhai::ecology::mqtt
