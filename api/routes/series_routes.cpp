#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "base/money.h"
#include "base/rational.h"
#include "kernel/readings.h"
#include "kernel/series/reading_text.h"

#include <array>
#include <charconv>

// Readings at a high rate: many in at once, one station's out.
namespace shanhai::api {

namespace {

using http::Method;

constexpr std::size_t largest_batch_bytes = 12 << 20; // 100,000 readings of some 120 bytes
constexpr std::int64_t micros = 1'000'000;

Result<const kernel::DeclaredSeries*> series_of(const Context& context, const Call& call) {
    return kernel::find_series(context.kernel.schema(), call.part(0));
}

// ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────

// A text, or the number as it was meant: 2.35 is no 2.35000000000000008882.
Result<std::string> plain_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return std::string();
    if (value->is_string()) return std::string(value->get_string());
    if (value->is_int64()) return std::to_string(value->get_int64());
    if (value->is_double()) {
        std::array<char, 400> digits;
        const auto end =
            std::to_chars(digits.data(), digits.data() + digits.size(), value->get_double(), std::chars_format::fixed);
        return std::string(digits.data(), end.ptr);
    }
    return refuse("record.wrong_kind", "/" + std::string(name), {{"kind", "text"}});
}

Result<kernel::Reading> reading_in(const kernel::DeclaredSeries& series, const json::object& object,
                                   std::string_view usual_quality = {}) {
    const auto at = TRY(text_in(object, "at"));
    const auto value = TRY(plain_in(object, "value"));
    auto quality = TRY(plain_in(object, "quality"));
    if (quality.empty() && !value.empty()) quality = usual_quality;
    return kernel::reading_of(series.decimals, at, value, quality);
}

Result<kernel::ReadingGiven> given_in(const kernel::DeclaredSeries& series, const json::value& item) {
    if (!item.is_object()) return refuse("json.not_an_object");
    kernel::ReadingGiven given;
    given.station = TRY(text_in(item.get_object(), "station"));
    given.reading = TRY(reading_in(series, item.get_object()));
    return given;
}

std::unexpected<Problem> below(const std::string& pointer, Problem problem) {
    problem.field = pointer + problem.field;
    return std::unexpected(std::move(problem));
}

Result<std::vector<kernel::ReadingGiven>> batch_in(const kernel::DeclaredSeries& series, const http::Request& request) {
    const json::value body = TRY(parse_json(request.body, {.bytes = largest_batch_bytes, .depth = 8}));
    if (!body.is_object()) return refuse("json.not_an_object");
    const auto* readings = body.get_object().if_contains("readings");
    if (readings == nullptr) return refuse("record.field_required", "/readings");
    if (!readings->is_array()) return refuse("record.wrong_kind", "/readings", {{"kind", "json"}});
    const auto& items = readings->get_array();
    constexpr auto most = kernel::SeriesStore::most_at_once;
    if (items.size() > most) return refuse("series.too_many", "/readings", {{"limit", std::to_string(most)}});
    std::vector<kernel::ReadingGiven> batch;
    batch.reserve(items.size());
    for (const auto& item : items) {
        auto given = given_in(series, item);
        if (!given) return below("/readings/" + std::to_string(batch.size()), std::move(given.error()));
        batch.push_back(*std::move(given));
    }
    return batch;
}

// ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────

json::object shown(const kernel::Reading& reading, int decimals) {
    return {{"at", kernel::second_text(reading.at)},
            {"value", value_json(reading, decimals)},
            {"quality", std::string(name_of(reading.quality))}};
}

json::object shown(const kernel::SeriesRollUp& step, int decimals) {
    const auto& of = step.of;
    json::object object{{"begin", kernel::second_text(step.begin)}, {"count", of.count}, {"flagged", of.flagged}};
    for (const char* name : {"sum", "mean", "low", "high", "last", "last_at"}) object[name] = nullptr;
    if (of.count == 0) return object;
    const auto mean = kernel::mean_of(of, decimals);
    object["sum"] = scaled_text(of.sum, decimals);
    object["mean"] = mean ? json::value(mean->text(decimals + 1)) : json::value(nullptr);
    object["low"] = scaled_text(of.low, decimals);
    object["high"] = scaled_text(of.high, decimals);
    object["last"] = scaled_text(of.last, decimals);
    object["last_at"] = kernel::second_text(of.last_at);
    return object;
}

json::object shown(const kernel::CorrectionMade& made, int decimals) {
    const auto side = [&](const kernel::Reading& reading) {
        return json::object{{"value", value_json(reading, decimals)},
                            {"quality", std::string(name_of(reading.quality))}};
    };
    return {{"at", kernel::second_text(made.to.at)},
            {"from", side(made.from)},
            {"to", side(made.to)},
            {"who", or_null(made.who)},
            {"reason", or_null(made.why)},
            {"made", made.made.iso()}};
}

template <class Items>
json::array shown_all(const Items& items, int decimals) {
    json::array all;
    all.reserve(items.size());
    for (const auto& item : items) all.push_back(shown(item, decimals));
    return all;
}

// ── the routes ───────────────────────────────────────────────────────────────────────────────────────────────────

Answer append(Context& context, Call& call) {
    const auto& series = *TRY(series_of(context, call));
    const auto batch = TRY(batch_in(series, call.request));
    auto report = context.kernel.readings().append(call.who(), series.name, batch);
    if (!report)
        return report.error().field.empty() ? Answer(std::unexpected(std::move(report.error())))
                                            : Answer(below("/readings", std::move(report.error())));
    json::array examples;
    for (const auto& one : report->examples) {
        auto example = shown(one.reading, series.decimals);
        example["station"] = "#" + std::to_string(one.station);
        examples.push_back(std::move(example));
    }
    return json_answer(json::object{{"added", report->added},
                                    {"repeated", report->repeated},
                                    {"differing", report->differing},
                                    {"examples", std::move(examples)}});
}

Result<std::optional<std::int64_t>> bound_in(const http::Query& query, std::string_view name,
                                             Result<std::int64_t> (*read)(std::string_view)) {
    const auto* given = query.find(name);
    if (given == nullptr || given->empty()) return std::nullopt;
    auto text = *given;
    // A plus sign that the query turned into a space is put back; a space between day and time stays.
    if (const auto space = text.rfind(' '); space != std::string::npos && space > 10) text[space] = '+';
    return TRY(read(text));
}

Result<kernel::ReadingsQuery> query_in(const Context& context, const kernel::DeclaredSeries& series,
                                       const http::Query& query, std::int64_t usual_seconds) {
    kernel::ReadingsQuery wanted{series.name, query.text("station"), 0, 0};
    if (wanted.station.empty()) return refuse("record.field_required", "/station");
    const auto until = TRY(bound_in(query, "to", kernel::second_behind));
    wanted.until = until.value_or(context.kernel.now().micros / micros + 1);
    const auto from = TRY(bound_in(query, "from", kernel::first_second));
    wanted.from = from.value_or(wanted.until - usual_seconds);
    return wanted;
}

json::object frame(const kernel::DeclaredSeries& series, const kernel::ReadingsQuery& wanted,
                   const kernel::StationShown& station) {
    return {{"series", series.name},
            {"unit", series.unit},
            {"decimals", series.decimals},
            {"station", station.station},
            {"from", kernel::second_text(wanted.from)},
            {"to", kernel::second_text(wanted.until)},
            {"kept_from",
             station.kept_from == 0 ? json::value(nullptr) : json::value(kernel::second_text(station.kept_from))}};
}

Answer get(Context& context, Call& call) {
    const auto& series = *TRY(series_of(context, call));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    std::string name = query.text("step");
    if (name.empty()) name = "reading";
    const auto asked = TRY(kernel::asked_step(name));
    const auto wanted = TRY(query_in(context, series, query, asked.usual_seconds));
    auto& readings = context.kernel.readings();
    json::object body;
    if (asked.step) {
        const auto answer = TRY(readings.roll_ups(call.who(), wanted, *asked.step));
        body = frame(series, wanted, answer);
        body["items"] = shown_all(answer.steps, series.decimals);
    } else {
        const auto answer = TRY(readings.readings(call.who(), wanted));
        body = frame(series, wanted, answer);
        body["items"] = shown_all(answer.readings, series.decimals);
    }
    body["step"] = name;
    return json_answer(body);
}

json::object corrections_answer(const kernel::DeclaredSeries& series, const kernel::CorrectionsShown& answer) {
    return {{"station", answer.station}, {"items", shown_all(answer.corrections, series.decimals)}};
}

Answer list_corrections(Context& context, Call& call) {
    const auto& series = *TRY(series_of(context, call));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto wanted = TRY(query_in(context, series, query, kernel::day_seconds));
    return json_answer(corrections_answer(series, TRY(context.kernel.readings().corrections(call.who(), wanted))));
}

Answer correct(Context& context, Call& call) {
    const auto& series = *TRY(series_of(context, call));
    const auto body = TRY(object_in(call.request));
    kernel::CorrectionGiven given;
    given.series = series.name;
    given.station = TRY(text_in(body, "station"));
    given.reason = TRY(text_in(body, "reason"));
    given.to = TRY(reading_in(series, body, "corrected"));
    return json_answer(corrections_answer(series, TRY(context.kernel.readings().correct(call.who(), given))));
}

// ── their description ────────────────────────────────────────────────────────────────────────────────────────────

const Parameter series_name{.in = Parameter::In::path, .name = "name", .about = "As declared: ecology.level."};
const Parameter station{.name = "station", .about = "\"#12\" (an id), a key or a number."};
const Parameter from{.name = "from", .about = "A moment, or a day of Shanghai from its first second; with it."};
const Parameter to{.name = "to", .about = "A moment, without it, or a day with its last second; now without this."};

} // namespace

void add_series_routes(Router& router, Context& context) {
    const std::string path = "/api/v1/series/{name}";
    router.add({.method = Method::post,
                .path = path,
                .name = "append_readings",
                .summary = "Readings of any stations that the caller may amend, at most 100,000: all or none.",
                .body = Body::json,
                .body_schema = "ReadingsGiven",
                .parameters = {series_name},
                .replies = {{200, "How many were new; one that differs from what is there is not taken.", "Appended"}},
                .handler = Slow{[&context](Call& call) { return append(context, call); }},
                .body_limit = largest_batch_bytes});
    router.add({.method = Method::get,
                .path = path,
                .name = "get_readings",
                .summary = "One station's readings, or the numbers of its hours, days or months in Shanghai.",
                .parameters = {series_name,
                               station,
                               from,
                               to,
                               {.name = "step",
                                .about = "What is told; reading without it.",
                                .schema = {{"enum", {"reading", "hour", "day", "month"}}}}},
                .replies = {{200, "In the order of time.", "Readings"}},
                .handler = Slow{[&context](Call& call) { return get(context, call); }}});
    router.add({.method = Method::get,
                .path = path + "/corrections",
                .name = "list_reading_corrections",
                .summary = "What of one station's readings was corrected, by whom and why.",
                .parameters = {series_name, station, from, to},
                .replies = {{200, "By the time of the reading, the first correction first.", "ReadingCorrections"}},
                .handler = Slow{[&context](Call& call) { return list_corrections(context, call); }}});
    router.add({.method = Method::post,
                .path = path + "/corrections",
                .name = "correct_reading",
                .summary = "Puts another value or quality in the place of a reading; the old one stays in its history.",
                .body = Body::json,
                .body_schema = "ReadingCorrection",
                .parameters = {series_name},
                .replies = {{200, "All corrections of that reading.", "ReadingCorrections"}},
                .handler = Slow{[&context](Call& call) { return correct(context, call); }}});
}

} // namespace shanhai::api
