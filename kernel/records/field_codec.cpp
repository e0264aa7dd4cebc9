#include "kernel/records/field_codec.h"

#include "base/date.h"
#include "base/hash.h"
#include "base/money.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <mutex>
#include <regex>

namespace shanhai::kernel {

namespace {

// Beyond it JSON numbers lie. It also bounds money (90 trillion yuan) and decimals, so that a thousand of the largest
// still add up in 64 bits.
constexpr std::int64_t largest_safe_integer = (std::int64_t{1} << 53) - 1;
constexpr std::size_t most_json_bytes = std::size_t{256} * 1024;

std::string pointer(const Field& field) { return "/" + field.name; }

std::unexpected<Problem> wrong_kind(const Field& field) {
    return refuse("record.wrong_kind", pointer(field), {{"kind", std::string(name_of(field.kind))}});
}

// A problem of a parser that knows no fields, placed at ours.
std::unexpected<Problem> placed(Problem problem, const Field& field) {
    problem.field = pointer(field);
    return std::unexpected(std::move(problem));
}

std::optional<std::string> text_of(const json::value& given) {
    if (given.is_string()) return std::string(given.get_string());
    if (given.is_int64()) return std::to_string(given.get_int64());
    if (given.is_uint64()) return std::to_string(given.get_uint64());
    if (given.is_double() && std::abs(given.get_double()) < 1e15) { // 12.5 typed as a number
        std::array<char, 400> digits; // the shortest that read back as the same number, and never an exponent
        const auto end =
            std::to_chars(digits.data(), digits.data() + digits.size(), given.get_double(), std::chars_format::fixed);
        return std::string(digits.data(), end.ptr);
    }
    return std::nullopt;
}

Done check_bounds(const Field& field, std::int64_t value) {
    const auto bound = [&](const char* which, std::int64_t limit) {
        return refuse("record.out_of_range", pointer(field),
                      {{"bound", which}, {"limit", scaled_text(limit, field.scale)}});
    };
    if (field.at_least && value < *field.at_least) return bound("at_least", *field.at_least);
    if (field.at_most && value > *field.at_most) return bound("at_most", *field.at_most);
    if (field.more_than && value <= *field.more_than) return bound("more_than", *field.more_than);
    return {};
}

Result<std::int64_t> fen_of(std::string_view text) { return TRY(Money::parse(text)).in_fen(); }

Result<std::int64_t> number_of(const Field& field, const json::value& given) {
    const auto text = text_of(given);
    if (!text) return wrong_kind(field);
    const auto number = field.kind == FieldKind::money ? fen_of(*text) : parse_scaled(trim(*text), field.scale);
    if (!number) return placed(number.error(), field);
    if (*number > largest_safe_integer || *number < -largest_safe_integer) {
        return refuse(
            "record.out_of_range", pointer(field),
            {{"bound", *number > 0 ? "at_most" : "at_least"},
             {"limit", scaled_text(*number > 0 ? largest_safe_integer : -largest_safe_integer, field.scale)}});
    }
    return *number;
}

// Patterns are few and fixed by the schema; compiling one costs more than using it a thousand times.
bool matches(const std::string& pattern, const std::string& text) {
    static std::mutex guard;
    static std::map<std::string, std::regex> compiled;
    const std::regex* expression = nullptr;
    {
        const std::scoped_lock lock(guard);
        expression =
            &compiled.try_emplace(pattern, pattern, std::regex::ECMAScript | std::regex::optimize).first->second;
    }
    return std::regex_match(text, *expression);
}

Result<Value> text_value(const Field& field, const json::value& given) {
    if (!given.is_string()) return wrong_kind(field);
    std::string text(trim(std::string_view(given.get_string())));
    if (text.find('\0') != std::string::npos) return wrong_kind(field);
    if (code_points(text) > field.max_length)
        return refuse("record.too_long", pointer(field), {{"limit", std::to_string(field.max_length)}});
    if (!field.pattern.empty() && (text.size() > 2000 || !matches(field.pattern, text)))
        return refuse("record.pattern", pointer(field), {{"pattern", field.pattern}});
    return Value(std::move(text));
}

Result<Value> date_value(const Field& field, const json::value& given) {
    if (!given.is_string()) return wrong_kind(field);
    const auto date = Date::parse(trim(std::string_view(given.get_string())));
    if (!date) return placed(date.error(), field);
    return Value(date->iso());
}

Result<Value> choice_value(const Field& field, const json::value& given) {
    if (!given.is_string()) return wrong_kind(field);
    const std::string_view wanted = given.get_string();
    for (const auto& choice : field.choices) {
        if (choice.name == wanted || choice.title.zh == wanted || choice.title.en == wanted) return Value(choice.name);
    }
    // People know the choices by their titles, programs by their names.
    std::vector<std::string> names, titles;
    for (const auto& choice : field.choices) {
        names.push_back(choice.name);
        titles.push_back(choice.title.zh.empty() ? choice.name : choice.title.zh);
    }
    return refuse("record.unknown_choice", pointer(field),
                  {{"value", std::string(wanted)}, {"choices", join(names, ", ")}, {"titles", join(titles, "、")}});
}

Result<Value> file_value(const Field& field, const json::value& given) {
    if (!given.is_object()) return wrong_kind(field);
    json::object kept;
    for (const auto& [key, value] : given.get_object()) {
        const bool known = key == "sha256" || key == "name" || key == "size" || key == "media_type";
        if (!known)
            return refuse("record.unknown_field", pointer(field) + "/" + std::string(key),
                          {{"name", std::string(key)}});
        if (key == "sha256" || key == "name") kept[key] = value;
    }
    const auto* sha = kept.if_contains("sha256");
    if (sha == nullptr || !sha->is_string() || !hash_from_hex(std::string_view(sha->get_string())))
        return refuse("file.unknown", pointer(field), {});
    const auto* name = kept.if_contains("name");
    if (name != nullptr && (!name->is_string() || name->get_string().size() > 300)) return wrong_kind(field);
    return Value(canonical_json(kept));
}

Result<FieldInput> reference_input(const Field& field, const json::value& given) {
    FieldInput input;
    input.is_reference = true;
    if (given.is_string())
        input.reference = std::string(trim(std::string_view(given.get_string())));
    else if (given.is_int64())
        input.reference = "#" + std::to_string(given.get_int64());
    else if (given.is_object()) {
        const auto* id = given.get_object().if_contains("id");
        if (id == nullptr || !id->is_string()) return wrong_kind(field);
        input.reference = "#" + std::string(id->get_string());
    } else {
        return wrong_kind(field);
    }
    if (input.reference.size() > 300) return refuse("record.too_long", pointer(field), {{"limit", "300"}});
    return input;
}

} // namespace

Result<FieldInput> read_field(const Field& field, const json::value& given) {
    if (given.is_null() || (given.is_string() && trim(std::string_view(given.get_string())).empty())) {
        return FieldInput{std::monostate{}, {}, field.kind == FieldKind::ref};
    }
    switch (field.kind) {
    case FieldKind::text:
    case FieldKind::long_text: return FieldInput{TRY(text_value(field, given)), {}, false};
    case FieldKind::integer:
    case FieldKind::decimal:
    case FieldKind::money: {
        const auto number = TRY(number_of(field, given));
        TRY_DO(check_bounds(field, number));
        return FieldInput{number, {}, false};
    }
    case FieldKind::date: return FieldInput{TRY(date_value(field, given)), {}, false};
    case FieldKind::boolean:
        if (given.is_bool()) return FieldInput{std::int64_t{given.get_bool()}, {}, false};
        if (given.is_string() && (given.get_string() == "true" || given.get_string() == "false"))
            return FieldInput{std::int64_t{given.get_string() == "true"}, {}, false};
        return wrong_kind(field);
    case FieldKind::choice: return FieldInput{TRY(choice_value(field, given)), {}, false};
    case FieldKind::file: return FieldInput{TRY(file_value(field, given)), {}, false};
    case FieldKind::json: {
        auto text = canonical_json(given);
        if (text.size() > most_json_bytes)
            return refuse("record.too_long", pointer(field), {{"limit", std::to_string(most_json_bytes)}});
        return FieldInput{std::move(text), {}, false};
    }
    case FieldKind::ref: return reference_input(field, given);
    }
    return wrong_kind(field);
}

json::value field_json(const Field& field, const Value& value) {
    const auto* text = field.is_personal() ? std::get_if<std::string>(&value) : nullptr;
    return text == nullptr ? plain_field_json(field, value) : json::value(json::string(*text));
}

Value value_from_journal(const Field& field, const json::value& written) {
    if (field.is_personal() && written.is_string()) return std::string(written.get_string());
    return plain_value_from_journal(field, written);
}

json::value plain_field_json(const Field& field, const Value& value) {
    if (is_null(value)) return nullptr;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        if (field.kind == FieldKind::boolean) return *number != 0;
        if (field.kind == FieldKind::money || field.kind == FieldKind::decimal)
            return json::string(scaled_text(*number, field.scale));
        return *number;
    }
    const auto& text = std::get<std::string>(value);
    if (field.kind == FieldKind::file || field.kind == FieldKind::json) return parse_own_json(text);
    return json::string(text);
}

Value plain_value_from_journal(const Field& field, const json::value& written) {
    if (written.is_null()) return std::monostate{};
    if (field.kind == FieldKind::file || field.kind == FieldKind::json) return canonical_json(written);
    if (written.is_bool()) return std::int64_t{written.get_bool()};
    if (written.is_string()) {
        std::string text(written.get_string());
        if (field.kind != FieldKind::money && field.kind != FieldKind::decimal) return text;
        const auto number = parse_scaled(text, field.scale);
        return number ? Value(*number) : Value(std::move(text));
    }
    return written.is_int64() ? Value(written.get_int64()) : Value(std::monostate{});
}

} // namespace shanhai::kernel
