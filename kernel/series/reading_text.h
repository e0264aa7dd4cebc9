#pragma once

#include "base/json.h"
#include "base/rational.h"
#include "base/result.h"
#include "kernel/series/reading.h"
#include "kernel/series/step.h"

#include <optional>
#include <string>
#include <string_view>

// Readings as people and programs write them.
namespace shanhai::kernel {

std::string_view name_of(Quality quality); // "good", …
std::optional<Quality> quality_named(std::string_view name);

std::string second_text(std::int64_t at); // "2026-03-02T00:00:00Z"
// Decimal text; null of a missing one.
json::value value_json(const Reading& reading, int decimals);
// Of what was counted, in the series' unit; nothing when nothing was.
std::optional<Rational> mean_of(const RollUp& numbers, int decimals);

// What is asked for by name, "reading", "hour", "day" or "month", and how much of it is shown when the question does not say:
// enough for a chart. "series.step".
struct AskedStep {
    std::optional<SeriesStep> step; // nothing: the readings themselves
    std::int64_t usual_seconds;
};
Result<AskedStep> asked_step(std::string_view name);

// A second of RFC 3339 in seconds since 1970, a fraction cut off; without a zone ("2026-03-02 08:00", with or without
// seconds) it is meant in Shanghai. "moment.unreadable", also for a day alone, since that is no second.
Result<std::int64_t> second_of(std::string_view text);
// The ends of a range: likewise, and a day (in Shanghai) is meant from its first second up to and with its last.
Result<std::int64_t> first_second(std::string_view text);
Result<std::int64_t> second_behind(std::string_view text);

// `value`: decimal text, empty when it is missing. `quality`: empty for good, or missing without a value. Fields "/at",
// "/value", "/quality". "moment.unreadable", "decimal.…", "series.quality", "series.no_value".
Result<Reading> reading_of(int decimals, std::string_view at, std::string_view value, std::string_view quality);

} // namespace shanhai::kernel
