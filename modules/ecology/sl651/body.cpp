#include "modules/ecology/sl651/body.h"

#include "base/result.h"
#include "modules/ecology/sl651/ascii_body.h"
#include "modules/ecology/sl651/bcd.h"
#include "modules/ecology/sl651/bytes_left.h"
#include "modules/ecology/sl651/elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace shanhai::ecology::sl651 {

namespace {

constexpr std::string_view station_mark = "\xF1\xF1", time_mark = "\xF0\xF0", text_mark = "\xF2\xF2",
                           picture_mark = "\xF3\xF3", batch_mark = "\xFD\xF6";

bool is_one_of(int function, std::initializer_list<int> functions) {
    return std::ranges::find(functions, function) != functions.end();
}

// Twelve values of five minutes each, in binary.
bool is_hourly_series(int code) { return code >= 0xF4 && code <= 0xFC; }

class BodyReader {
public:
    BodyReader(const Frame& frame, std::string_view body) : frame_(frame), left_(body) {}

    Read<Body> all() {
        TRY_DO(opening());
        TRY_DO(by_function());
        while (!left_.empty()) TRY_DO(group());
        return std::move(body_);
    }

    // The first packet of many may end anywhere behind this.
    Read<Body> only_opening() {
        TRY_DO(opening());
        return std::move(body_);
    }

private:
    bool down() const { return frame_.direction == Direction::down; }
    int function() const { return frame_.function; }

    Read<void> opening() {
        if (left_.size() < 8)
            return refuse_frame(FrameRule::field,
                                fmt::format("field: {} bytes are no serial number and time", left_.size()));
        const std::string serial(left_.take(2));
        body_.serial = static_cast<unsigned char>(serial[0]) << 8 | static_cast<unsigned char>(serial[1]);
        const std::string sent = hex_of(left_.take(6));
        body_.sent = LocalTime::from_short_digits(sent);
        if (!body_.sent) return refuse_frame(FrameRule::time, "time: sent at " + sent);
        while (left_.starts_with(station_mark) || left_.starts_with(time_mark))
            TRY_DO(left_.starts_with(station_mark) ? station() : observed());
        return {};
    }

    Read<void> station() {
        left_.take(2);
        if (left_.size() < 5) return refuse_frame(FrameRule::field, "field: the station is cut off");
        station_ = hex_of(left_.take(5));
        if (body_.station.empty()) body_.station = station_;
        const bool has_class = is_one_of(function(), {0x30, 0x31, 0x32, 0x33, 0x34, 0x36, 0x37, 0x38, 0x3A, 0x44}) ||
                               (left_.peek(1) == 0xF0 && left_.peek(2) == 0xF0);
        if (!has_class || left_.empty() || left_.starts_with(time_mark)) return {};
        const std::string code(left_.take(1));
        if (body_.station_class.empty()) body_.station_class = code[0] >= 'A' && code[0] <= 'Z' ? code : hex_of(code);
        return {};
    }

    Read<void> observed() {
        left_.take(2);
        const std::string digits = hex_of(left_.take(5));
        observed_ = LocalTime::from_short_digits(digits);
        if (!observed_) return refuse_frame(FrameRule::time, "time: observed at " + digits);
        if (!body_.observed) body_.observed = observed_;
        return {};
    }

    // What some functions carry besides elements.
    Read<void> by_function() {
        switch (function()) {
        case 0x38: return down() && !left_.empty() ? asked_period() : Read<void>{};
        case 0x45: return down() ? Read<void>{} : version();
        case 0x4C: switches("pumps"); return {};
        case 0x4D: switches("valves"); return {};
        case 0x4E: return gates();
        case 0x4F:
            if (!left_.empty()) add("quota_control", hex_of(left_.take(1)));
            return {};
        case 0x50: return events();
        default: return {};
        }
    }

    Read<void> asked_period() {
        for (const char* name : {"from", "until"}) {
            const std::string digits = hex_of(left_.take(4)) + "00";
            const auto time = LocalTime::from_short_digits(digits);
            if (!time) return refuse_frame(FrameRule::time, std::string("time: ") + name + " " + digits);
            add(name, time->iso());
        }
        return {};
    }

    Read<void> version() {
        const int size = left_.peek();
        left_.take(1);
        if (size < 0 || left_.size() < static_cast<std::size_t>(size))
            return refuse_frame(FrameRule::field, "field: the version is cut off");
        add("version", std::string(left_.take(static_cast<std::size_t>(size))));
        return {};
    }

    Series bits(std::string_view bytes, std::size_t most) {
        Series series;
        for (const char byte : bytes)
            for (int bit = 0; bit < 8 && series.size() < most; ++bit)
                series.emplace_back(Number{(static_cast<unsigned char>(byte) >> bit & 1) != 0 ? "1" : "0"});
        return series;
    }

    // 1 is on, 0 off, number one first (tables 71 and 74).
    void switches(const char* name) {
        if (left_.empty()) return;
        const auto bytes = static_cast<std::size_t>(left_.peek());
        left_.take(1);
        add(name, bits(left_.take(bytes), bytes * 8));
    }

    // Table 77: how many, open or shut, and how far in centimetres.
    Read<void> gates() {
        if (left_.empty()) return {};
        const auto count = static_cast<std::size_t>(left_.peek());
        left_.take(1);
        if (left_.size() < (count + 7) / 8 + 2 * count)
            return refuse_frame(FrameRule::field, "field: the gates are cut off");
        add("gates", bits(left_.take((count + 7) / 8), count));
        Series openings;
        for (std::size_t i = 0; i < count; ++i) {
            const Value value = decimal_of(left_.take(2), 0);
            const auto* number = std::get_if<Number>(&value);
            openings.push_back(number ? std::optional(*number) : std::nullopt);
        }
        add("gate_openings", std::move(openings));
        return {};
    }

    // Table 82: how often each of 32 events happened.
    Read<void> events() {
        for (int i = 1; left_.size() >= 2 && i <= 32; ++i) {
            const int count = left_.peek() << 8 | left_.peek(1);
            left_.take(2);
            add(fmt::format("ERC{}", i), Number{std::to_string(count)});
        }
        if (!left_.empty()) return refuse_frame(FrameRule::field, "field: more than 32 events");
        return {};
    }

    Read<void> group() {
        if (left_.starts_with(station_mark)) return station();
        if (left_.starts_with(time_mark)) return observed();
        if (left_.starts_with(text_mark)) {
            left_.take(2);
            add("RGZS", std::string(left_.rest()));
            return {};
        }
        if (left_.starts_with(picture_mark)) {
            left_.take(2);
            body_.picture = std::string(left_.rest());
            return {};
        }
        if (left_.starts_with(batch_mark)) {
            left_.take(2);
            add("DATA", hex_of(left_.rest()));
            return {};
        }
        return element();
    }

    Read<void> element() {
        const int code = left_.peek();
        left_.take(1);
        std::string identifier =
            is_setting() ? fmt::format("{:02X}", code) : identifier_of(static_cast<std::uint8_t>(code));
        if (code == 0xFF) { // one more byte, for makers
            identifier = fmt::format("FF{:02X}", std::max(left_.peek(), 0));
            left_.take(1);
        }
        const int definition = left_.peek();
        left_.take(1);
        if (definition < 0) return refuse_frame(FrameRule::field, "field: " + identifier + " has no definition");
        const bool long_setting = is_basic_setting() && code == 0x0E; // all eight bits are its length (appendix D)
        const auto bytes = static_cast<std::size_t>(long_setting ? definition : definition >> 3);
        if (only_names() || left_.empty()) {
            if (!names_step(code)) {
                add(std::move(identifier), Missing{});
                return {};
            }
        }
        if (left_.size() < bytes)
            return refuse_frame(FrameRule::field,
                                fmt::format("field: {} has {} bytes, {} are left", identifier, bytes, left_.size()));
        if (fills_the_rest(code, bytes)) {
            add(std::move(identifier), repeated(code, bytes, definition & 7));
            return {};
        }
        if (code == 0x04 && !is_setting()) step_given_ = true;
        add(std::move(identifier), value_of(code, left_.take(bytes), definition & 7));
        return {};
    }

    // Queries name what they want and carry no data, but for the step of a period.
    bool only_names() const { return down() && is_one_of(function(), {0x38, 0x3A, 0x41, 0x43}); }
    bool names_step(int code) const { return function() == 0x38 && code == 0x04 && !left_.empty(); }
    bool is_basic_setting() const { return is_one_of(function(), {0x40, 0x41, 0x49}); }
    bool is_setting() const { return is_basic_setting() || is_one_of(function(), {0x42, 0x43, 0x47, 0x48}); }

    // Values at even steps (functions 31 and 38): one element's data up to the end.
    bool fills_the_rest(int code, std::size_t bytes) const {
        return step_given_ && code != 0x04 && !down() && is_one_of(function(), {0x31, 0x38}) && bytes > 0 &&
               left_.size() % bytes == 0;
    }

    Value repeated(int code, std::size_t bytes, int decimals) {
        Series series;
        while (!left_.empty()) {
            Value value = value_of(code, left_.take(bytes), decimals);
            if (auto* many = std::get_if<Series>(&value))
                series.insert(series.end(), many->begin(), many->end());
            else if (auto* number = std::get_if<Number>(&value))
                series.emplace_back(std::move(*number));
            else
                series.emplace_back();
        }
        return series;
    }

    Value value_of(int code, std::string_view bytes, int decimals) const {
        if (is_basic_setting()) return hex_of(bytes);
        if (is_setting()) return decimal_of(bytes, decimals);
        if (code == 0x45) return hex_of(bytes); // bits of table 58
        if (is_hourly_series(code)) return series_of(bytes, code == 0xF4 ? 1 : 2);
        return decimal_of(bytes, decimals);
    }

    // Rain in tenths of a millimetre, one byte each; levels in centimetres, two bytes. All ones is no value.
    static Series series_of(std::string_view bytes, std::size_t width) {
        Series series;
        for (std::size_t at = 0; at + width <= bytes.size(); at += width) {
            unsigned value = 0;
            for (std::size_t i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
            if (value == (width == 1 ? 0xFFU : 0xFFFFU))
                series.emplace_back();
            else
                series.emplace_back(Number{with_point(std::to_string(value), width == 1 ? 1 : 2)});
        }
        return series;
    }

    void add(std::string identifier, Value value) {
        body_.readings.push_back(
            {std::move(identifier), std::move(value), observed_, station_ == body_.station ? std::string() : station_});
    }

    const Frame& frame_;
    BytesLeft left_;
    Body body_;
    std::string station_; // that the readings belong to
    std::optional<LocalTime> observed_;
    bool step_given_ = false;
};

} // namespace

const Reading* Body::reading(std::string_view identifier) const {
    for (std::size_t i = readings.size(); i-- > 0;)
        if (readings[i].identifier == identifier) return &readings[i];
    return nullptr;
}

Read<Body> read_body(const Frame& frame, std::string_view body) {
    return frame.coding == Coding::ascii ? read_ascii_body(frame, body) : BodyReader(frame, body).all();
}

Read<Body> read_opening(const Frame& frame, std::string_view body) {
    return frame.coding == Coding::ascii ? read_ascii_opening(frame, body) : BodyReader(frame, body).only_opening();
}

} // namespace shanhai::ecology::sl651
