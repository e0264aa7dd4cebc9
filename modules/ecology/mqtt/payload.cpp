#include "modules/ecology/mqtt/payload.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "base/text.h"
#include "kernel/series/reading_text.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/frames/local_time.h"

#include <fmt/format.h>

#include <cmath>

namespace shanhai::ecology::mqtt {

namespace {

constexpr std::size_t longest_station = 64; // twice what a code may have; each value of the message keeps a copy
constexpr double first_millis = 1e11;       // as seconds that were the year 5138

const json::value* member(const json::object& of, std::string_view path) {
    const auto* at = &of;
    while (true) {
        const auto dot = path.find('.');
        const auto* found = at->if_contains(path.substr(0, dot));
        if (found == nullptr || dot == std::string_view::npos) return found;
        at = found->if_object();
        if (at == nullptr) return nullptr;
        path.remove_prefix(dot + 1);
    }
}

std::optional<std::int64_t> second_in(const json::value& time) {
    if (time.is_number()) {
        const double told = time.to_number<double>();
        const double seconds = std::floor(std::abs(told) < first_millis ? told : told / 1000);
        if (!(std::abs(seconds) < first_millis)) return {};
        return static_cast<std::int64_t>(seconds);
    }
    if (!time.is_string()) return {};
    const std::string_view text = time.get_string();
    if (const auto local = LocalTime::from_digits(text)) return local->unix_seconds();
    if (const auto shown = kernel::second_of(text)) return *shown;
    return {};
}

// nullopt: there is none; refused: it is no number.
Read<std::optional<double>> number_in(const json::value& value, std::string_view name) {
    if (value.is_null()) return std::nullopt;
    double number = NAN;
    if (value.is_number()) number = value.to_number<double>();
    if (const auto* text = value.if_string(); text != nullptr && is_decimal(*text)) number = decimal_value(*text);
    if (std::isfinite(number)) return number;
    return refuse_frame(FrameRule::field, fmt::format("field: {} is no number", name.substr(0, 40)));
}

class PayloadReader {
public:
    PayloadReader(const Feed& feed, const TopicMatch& of) : feed_(feed), of_(of) {}

    Read<void> object(const json::value& value) {
        const auto* told = value.if_object();
        if (told == nullptr) return refuse_frame(FrameRule::field, "field: no object");
        Measured one;
        one.station = TRY(station(*told));
        one.at = TRY(time(*told));
        if (feed_.topic.names_code()) {
            const auto* number = member(*told, feed_.value_at);
            if (number == nullptr) return missing(feed_.value_at);
            return add(std::move(one), of_.code, *number);
        }
        const auto* values = member(*told, feed_.values_at);
        if (values == nullptr || !values->is_object()) return missing(feed_.values_at);
        for (const auto& [code, number] : values->get_object()) TRY_DO(add(one, code, number));
        return {};
    }

    std::vector<Measured> measured;

private:
    static std::unexpected<FrameRefusal> missing(std::string_view name) {
        return refuse_frame(FrameRule::field, fmt::format("field: there is no {}", name));
    }
    Read<std::string> station(const json::object& told) const {
        if (feed_.topic.names_station()) return std::string(of_.station);
        const auto* name = member(told, feed_.station_at);
        if (name == nullptr || !name->is_string()) return missing(feed_.station_at);
        const std::string_view text = name->get_string();
        if (text.size() > longest_station) return refuse_frame(FrameRule::field, "field: no station's code");
        return std::string(text);
    }
    Read<std::int64_t> time(const json::object& told) const {
        const auto* time = member(told, feed_.time_at);
        if (time == nullptr) return missing(feed_.time_at);
        const auto at = second_in(*time);
        if (!at) return refuse_frame(FrameRule::time, "time: " + json::serialize(*time).substr(0, 40));
        return *at;
    }
    Read<void> add(Measured one, std::string_view code, const json::value& number) {
        if (measured.size() == most_measured)
            return refuse_frame(FrameRule::field, fmt::format("field: more than {} values", most_measured));
        one.code = code;
        one.value = TRY(number_in(number, code));
        measured.push_back(std::move(one));
        return {};
    }

    const Feed& feed_;
    const TopicMatch& of_;
};

} // namespace

Read<std::vector<Measured>> read_payload(const Feed& feed, const TopicMatch& of, std::string_view payload,
                                         std::int64_t now) {
    if (feed.form == PayloadForm::number) {
        const auto text = trim(payload);
        if (!is_decimal(text)) return refuse_frame(FrameRule::field, "field: no number");
        return std::vector<Measured>{{std::string(of.station), std::string(of.code), now, decimal_value(text)}};
    }
    boost::system::error_code error;
    const auto value = json::parse(payload, error);
    if (error) return refuse_frame(FrameRule::field, "field: no JSON");
    PayloadReader reader(feed, of);
    if (const auto* many = value.if_array())
        for (const auto& one : *many) TRY_DO(reader.object(one));
    else
        TRY_DO(reader.object(value));
    return std::move(reader.measured);
}

} // namespace shanhai::ecology::mqtt
