#include "base/json.h"

#include "base/check.h"

#include <boost/container/small_vector.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace shanhai {

namespace {

using boost::system::error_code;

// Builds the value as Boost's own parser does, but reads fractions to the nearest double (Boost.JSON 1.81 may be off by
// one unit in the last place) and counts the members as they stand in the text, so that a duplicate is noticed.
class Builder {
public:
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

    bool on_document_begin(error_code&) {
        stack_.reset();
        return true;
    }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return true; }
    bool on_object_end(std::size_t members, error_code&) {
        stack_.push_object(members);
        return true;
    }
    bool on_array_begin(error_code&) { return true; }
    bool on_array_end(std::size_t elements, error_code&) {
        stack_.push_array(elements);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_key(json::string_view rest, std::size_t, error_code&) {
        stack_.push_key(rest);
        ++members_;
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view rest, std::size_t, error_code&) {
        stack_.push_string(rest);
        return true;
    }
    bool on_number_part(json::string_view, error_code&) { return true; }
    bool on_int64(std::int64_t value, json::string_view, error_code&) {
        stack_.push_int64(value);
        return true;
    }
    bool on_uint64(std::uint64_t value, json::string_view, error_code&) {
        stack_.push_uint64(value);
        return true;
    }
    bool on_double(double estimate, json::string_view digits, error_code& error) {
        double value = 0; // what a number too small for a double is
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (read.ec == std::errc::result_out_of_range && std::abs(estimate) > 1) {
            error = json::error::exponent_overflow;
            return false;
        }
        stack_.push_double(value);
        return true;
    }
    bool on_bool(bool value, error_code&) {
        stack_.push_bool(value);
        return true;
    }
    bool on_null(error_code&) {
        stack_.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

    json::value release() { return stack_.release(); }
    std::size_t members() const { return members_; }

private:
    json::value_stack stack_;
    std::size_t members_ = 0;
};

std::size_t count_members(const json::value& value) {
    std::size_t members = 0;
    if (const auto* object = value.if_object()) {
        members = object->size();
        for (const auto& member : *object) members += count_members(member.value());
    } else if (const auto* array = value.if_array()) {
        for (const json::value& element : *array) members += count_members(element);
    }
    return members;
}

// How a double is written by ECMAScript's Number::toString, which RFC 8785 takes over.
void write_double(double value, std::string& out) {
    check(std::isfinite(value), "JSON has no infinity");
    if (value == 0) {
        out += '0';
        return;
    }
    std::array<char, 32> buffer;
    const auto written =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
    std::string_view text(buffer.data(), written.ptr);
    if (text.starts_with('-')) {
        out += '-';
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    int exponent = 0;
    const std::string_view exponent_text = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
    std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
    std::string digits(text.substr(0, 1));
    if (e > 2) digits += text.substr(2, e - 2);

    const int count = static_cast<int>(digits.size());
    const int point = exponent + 1; // the decimal point stands after so many digits
    if (point > 21 || point < -5) {
        out += digits[0];
        if (count > 1) out.append(".").append(digits, 1);
        out += 'e';
        out += exponent < 0 ? '-' : '+';
        out += std::to_string(std::abs(exponent));
    } else if (point <= 0) {
        out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
    } else if (point >= count) {
        out.append(digits).append(static_cast<std::size_t>(point - count), '0');
    } else {
        const auto whole = static_cast<std::size_t>(point);
        out.append(digits, 0, whole).append(".").append(digits, whole);
    }
}

template <class Integer>
void write_integer(Integer value, std::string& out) {
    std::array<char, 24> buffer;
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    out.append(buffer.data(), written.ptr);
}

bool needs_escape(char character) {
    return static_cast<unsigned char>(character) < 0x20 || character == '"' || character == '\\';
}

void write_escape(char character, std::string& out) {
    switch (character) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\t': out += "\\t"; return;
    case '\n': out += "\\n"; return;
    case '\f': out += "\\f"; return;
    case '\r': out += "\\r"; return;
    default: break;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[static_cast<unsigned char>(character) >> 4];
    out += digits[static_cast<unsigned char>(character) & 15U];
}

void write_string(std::string_view text, std::string& out) {
    out += '"';
    std::size_t copied = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!needs_escape(text[at])) continue;
        out.append(text, copied, at - copied);
        write_escape(text[at], out);
        copied = at + 1;
    }
    out.append(text, copied);
    out += '"';
}

// Order of UTF-16 code units, told from UTF-8: it is the order of the bytes, except that code points beyond U+FFFF
// (first byte F0 and up) begin with a surrogate D800–DFFF and so come before U+E000–U+FFFF (first byte EE or EF).
bool before_in_utf16(std::string_view a, std::string_view b) {
    const auto [at_a, at_b] = std::ranges::mismatch(a, b);
    if (at_a == a.end() || at_b == b.end()) return at_b != b.end();
    const auto byte_a = static_cast<unsigned char>(*at_a);
    const auto byte_b = static_cast<unsigned char>(*at_b);
    if (byte_a >= 0xEE && byte_b >= 0xEE && (byte_a >= 0xF0) != (byte_b >= 0xF0)) return byte_a >= 0xF0;
    return byte_a < byte_b;
}

void write_value(const json::value& value, std::string& out);

void write_object(const json::object& object, std::string& out) {
    boost::container::small_vector<const json::key_value_pair*, 32> members;
    members.reserve(object.size());
    for (const json::key_value_pair& member : object) members.push_back(&member);
    const auto by_key = [](const auto* a, const auto* b) { return before_in_utf16(a->key(), b->key()); };
    if (!std::ranges::is_sorted(members, by_key)) std::ranges::sort(members, by_key);
    char separator = '{';
    for (const json::key_value_pair* member : members) {
        out += separator;
        separator = ',';
        write_string(member->key(), out);
        out += ':';
        write_value(member->value(), out);
    }
    out += members.empty() ? "{}" : "}";
}

void write_array(const json::array& array, std::string& out) {
    char separator = '[';
    for (const json::value& element : array) {
        out += separator;
        separator = ',';
        write_value(element, out);
    }
    out += array.empty() ? "[]" : "]";
}

void write_value(const json::value& value, std::string& out) {
    switch (value.kind()) {
    case json::kind::null: out += "null"; return;
    case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
    case json::kind::int64: write_integer(value.get_int64(), out); return;
    case json::kind::uint64: write_integer(value.get_uint64(), out); return;
    case json::kind::double_: write_double(value.get_double(), out); return;
    case json::kind::string: write_string(value.get_string(), out); return;
    case json::kind::array: write_array(value.get_array(), out); return;
    case json::kind::object: write_object(value.get_object(), out); return;
    }
}

} // namespace

Result<json::value> parse_json(std::string_view text, JsonLimits limits) {
    if (text.size() > limits.bytes) return refuse("json.too_large", {}, {{"limit", std::to_string(limits.bytes)}});
    if (!is_utf8(text)) return refuse("json.not_utf8");
    json::parse_options options;
    options.max_depth = limits.depth;
    json::basic_parser<Builder> parser(options);
    error_code error;
    std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read < text.size()) error = json::error::extra_data;
    if (error == json::error::too_deep) return refuse("json.too_deep", {}, {{"limit", std::to_string(limits.depth)}});
    if (error) return refuse("json.malformed", {}, {{"position", std::to_string(read)}, {"what", error.message()}});
    json::value value = parser.handler().release();
    if (count_members(value) != parser.handler().members()) return refuse("json.duplicate_key");
    return value;
}

json::value parse_own_json(std::string_view text) {
    auto parsed = parse_json(text, {text.size(), 64});
    check(parsed.has_value(), "what was stored as JSON is JSON");
    return *std::move(parsed);
}

std::string canonical_json(const json::value& value) {
    std::string text;
    text.reserve(512);
    write_value(value, text);
    return text;
}

} // namespace shanhai
