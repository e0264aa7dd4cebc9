#include "modules/ecology/sl651/ascii_body.h"

#include "base/result.h"
#include "base/text.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/sl651/elements.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace shanhai::ecology::sl651 {

namespace {

class AsciiReader {
public:
    AsciiReader(const Frame& frame, std::string_view body) : frame_(frame), left_(body) {}

    Read<Body> all() {
        TRY_DO(opening());
        if (frame_.direction == Direction::up && frame_.function == 0x45) {
            version();
            return std::move(body_);
        }
        while (!blank()) TRY_DO(group());
        return std::move(body_);
    }

    Read<Body> only_opening() {
        TRY_DO(opening());
        return std::move(body_);
    }

private:
    Read<void> opening() {
        int serial = 0;
        const auto read =
            std::from_chars(left_.data(), left_.data() + std::min<std::size_t>(4, left_.size()), serial, 16);
        if (left_.size() < 16 || read.ptr != left_.data() + 4)
            return refuse_frame(FrameRule::field, "field: no serial number and time");
        body_.serial = serial;
        body_.sent = LocalTime::from_short_digits(left_.substr(4, 12));
        if (!body_.sent) return refuse_frame(FrameRule::time, "time: sent at " + std::string(left_.substr(4, 12)));
        left_.remove_prefix(16);
        while (next_is("ST") || next_is("TT")) TRY_DO(group());
        return {};
    }

    bool blank() {
        while (left_.starts_with(' ')) left_.remove_prefix(1);
        return left_.empty();
    }

    std::string_view word() {
        if (blank()) return {};
        const std::string_view taken = left_.substr(0, left_.find(' '));
        left_.remove_prefix(taken.size());
        return taken;
    }

    bool next_is(std::string_view name) {
        return !blank() && left_.starts_with(name) && (left_.size() == name.size() || left_[name.size()] == ' ');
    }

    // Bytes, two letters each, the first being their count.
    void version() {
        const std::string_view written = word();
        add("version", std::string(written));
    }

    Read<void> group() {
        if (left_.starts_with("\xF2\xF2") || left_.starts_with("\xF3\xF3")) {
            const bool picture = left_[0] == '\xF3';
            left_.remove_prefix(2);
            if (picture)
                body_.picture = std::string(left_);
            else
                add("RGZS", std::string(left_));
            left_ = {};
            return {};
        }
        const std::string_view name = word();
        if (name == "ST") return station();
        if (name == "TT") return observed();
        if (name.size() == 5 && name.starts_with("DR") && !name.starts_with("DRZ")) return step(name);
        if (only_names()) {
            add(std::string(name), Missing{});
            return {};
        }
        add(std::string(name), value_of(name, word()));
        return {};
    }

    bool only_names() const {
        return frame_.direction == Direction::down && (frame_.function == 0x38 || frame_.function == 0x3A ||
                                                       frame_.function == 0x41 || frame_.function == 0x43);
    }

    Read<void> station() {
        station_ = std::string(word());
        if (station_.size() != 10) return refuse_frame(FrameRule::field, "field: the station has not ten digits");
        if (body_.station.empty()) body_.station = station_;
        if (!blank() && (left_.size() == 1 || left_[1] == ' ')) {
            const std::string_view code = word();
            if (body_.station_class.empty()) body_.station_class = std::string(code);
        }
        return {};
    }

    Read<void> observed() {
        const std::string_view digits = word();
        observed_ = digits.size() == 10 ? LocalTime::from_short_digits(digits) : std::nullopt;
        if (!observed_) return refuse_frame(FrameRule::time, "time: observed at " + std::string(digits));
        if (!body_.observed) body_.observed = observed_;
        return {};
    }

    // "DRN05": every five minutes. Behind it, of reports at even steps, the names of the elements and then their data
    // in turns.
    Read<void> step(std::string_view name) {
        const char unit = name[2];
        const std::string_view count = name.substr(3);
        if ((unit != 'D' && unit != 'H' && unit != 'N') || !is_decimal(count))
            return refuse_frame(FrameRule::field, "field: " + std::string(name) + " is no step");
        std::string digits(count);
        if (unit != 'N') digits += unit == 'H' ? "00" : "0000";
        std::string number;
        append_json_number(number, digits);
        add("DRxnn", Number{number});
        if (frame_.direction == Direction::up && (frame_.function == 0x31 || frame_.function == 0x38)) read_rounds();
        return {};
    }

    void read_rounds() {
        std::vector<std::string> names;
        std::vector<Series> data;
        std::size_t place = 0;
        while (!blank()) {
            const std::string_view next = word();
            const bool is_datum = next == "M" || is_decimal(next);
            if (!is_datum && place == 0 && data.empty()) {
                names.emplace_back(next);
                continue;
            }
            if (names.empty()) break;
            data.resize(names.size());
            data[place++ % names.size()].push_back(is_decimal(next) ? std::optional(number_of(next)) : std::nullopt);
        }
        data.resize(names.size());
        for (std::size_t i = 0; i < names.size(); ++i) add(names[i], std::move(data[i]));
    }

    static Number number_of(std::string_view text) {
        std::string digits;
        append_json_number(digits, text);
        return {digits};
    }

    static Value value_of(std::string_view name, std::string_view text) {
        if (text.empty() || text == "M") return Missing{};
        if (name.starts_with("DRP") || name.starts_with("DRZ")) return hourly(name == "DRP" ? 2 : 4, text);
        if (name == "ZT" || !is_decimal(text)) return std::string(text);
        return number_of(text);
    }

    // Twelve binary values as hexadecimal letters, F's for none.
    static Value hourly(std::size_t letters, std::string_view text) {
        Series series;
        for (std::size_t at = 0; at + letters <= text.size(); at += letters) {
            unsigned value = 0;
            const char* end = text.data() + at + letters;
            if (std::from_chars(text.data() + at, end, value, 16).ptr != end) return std::string(text);
            if (value == (letters == 2 ? 0xFFU : 0xFFFFU)) {
                series.emplace_back();
                continue;
            }
            const std::string digits = std::to_string(letters == 2 ? value * 10 : value); // tenths and hundredths
            std::string number = digits.size() < 3 ? std::string(3 - digits.size(), '0') + digits : digits;
            number.insert(number.size() - 2, ".");
            if (letters == 2) number.pop_back();
            series.emplace_back(Number{number});
        }
        return series;
    }

    void add(std::string identifier, Value value) {
        body_.readings.push_back(
            {std::move(identifier), std::move(value), observed_, station_ == body_.station ? std::string() : station_});
    }

    const Frame& frame_;
    std::string_view left_;
    Body body_;
    std::string station_;
    std::optional<LocalTime> observed_;
};

} // namespace

Read<Body> read_ascii_body(const Frame& frame, std::string_view body) { return AsciiReader(frame, body).all(); }

Read<Body> read_ascii_opening(const Frame& frame, std::string_view body) {
    return AsciiReader(frame, body).only_opening();
}

} // namespace shanhai::ecology::sl651
