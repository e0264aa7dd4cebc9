#include "kernel/records/field_codec.h"

#include <gtest/gtest.h>

#include <limits>

namespace shanhai::kernel {
namespace {

Field field_of(FieldKind kind) {
    Field field;
    field.name = "f";
    field.kind = kind;
    field.scale = kind == FieldKind::money || kind == FieldKind::decimal ? 2 : 0;
    field.ref = kind == FieldKind::ref ? "place" : "";
    if (kind == FieldKind::choice) field.choices = {{"works", {"工程", "Works"}}, {"goods", {"货物", ""}}};
    return field;
}

// The value a request leaves in the column, as text; or "code /pointer".
std::string read(const Field& field, const json::value& given) {
    const auto input = read_field(field, given);
    if (!input) return input.error().code + " " + input.error().field;
    if (input->is_reference) return "→" + input->reference;
    if (is_null(input->value)) return "nothing";
    if (const auto* number = std::get_if<std::int64_t>(&input->value)) return std::to_string(*number);
    return std::get<std::string>(input->value);
}

std::string read(FieldKind kind, const json::value& given) { return read(field_of(kind), given); }

constexpr std::array every_kind = {FieldKind::text,  FieldKind::long_text, FieldKind::integer, FieldKind::decimal,
                                   FieldKind::money, FieldKind::date,      FieldKind::boolean, FieldKind::choice,
                                   FieldKind::ref,   FieldKind::file,      FieldKind::json};

TEST(FieldCodec, null_and_the_empty_text_are_nothing_for_every_kind) {
    for (const auto kind : every_kind) {
        for (const auto& given : {json::value(nullptr), json::value(""), json::value(" \t\n")}) {
            EXPECT_EQ(read(kind, given), kind == FieldKind::ref ? "→" : "nothing") << name_of(kind);
        }
    }
}

TEST(FieldCodec, a_value_of_another_shape_is_refused_at_its_field) {
    const json::value object = {{"a", 1}}, array = json::array{1}, yes = true, number = 1.5;
    for (const auto kind : {FieldKind::text, FieldKind::long_text, FieldKind::date, FieldKind::choice}) {
        for (const auto& given : {object, array, yes, number})
            EXPECT_EQ(read(kind, given), "record.wrong_kind /f") << name_of(kind) << " " << json::serialize(given);
    }
    for (const auto kind : {FieldKind::integer, FieldKind::decimal, FieldKind::money}) {
        for (const auto& given : {object, array, yes})
            EXPECT_EQ(read(kind, given), "record.wrong_kind /f") << name_of(kind) << " " << json::serialize(given);
    }
    for (const auto& given : {object, array, number, json::value(1), json::value("1"), json::value("TRUE")})
        EXPECT_EQ(read(FieldKind::boolean, given), "record.wrong_kind /f") << json::serialize(given);
    for (const auto& given : {object, array, yes, number})
        EXPECT_EQ(read(FieldKind::ref, given), "record.wrong_kind /f") << json::serialize(given);
    for (const auto& given : {array, yes, number, json::value("abc")})
        EXPECT_EQ(read(FieldKind::file, given), "record.wrong_kind /f") << json::serialize(given);
}

TEST(FieldCodec, texts_are_trimmed_and_bounded) {
    auto field = field_of(FieldKind::text);
    field.max_length = 3;
    EXPECT_EQ(read(field, "  山海经 "), "山海经");
    EXPECT_EQ(read(field, "山海经典"), "record.too_long /f");
    EXPECT_EQ(read(field, json::string("a\0b", 3)), "record.wrong_kind /f");
    field.pattern = "[a-z]+";
    EXPECT_EQ(read(field, "abc"), "abc");
    EXPECT_EQ(read(field, "ab1"), "record.pattern /f");
    field.max_length = 100'000;
    EXPECT_EQ(read(field, json::string(50'000, 'a')), "record.pattern /f") << "patterns look at short texts only";
}

TEST(FieldCodec, numbers_come_as_numbers_or_as_text) {
    EXPECT_EQ(read(FieldKind::integer, 12), "12");
    EXPECT_EQ(read(FieldKind::integer, -12), "-12");
    EXPECT_EQ(read(FieldKind::integer, 12.0), "12");
    EXPECT_EQ(read(FieldKind::integer, " 12 "), "12");
    EXPECT_EQ(read(FieldKind::decimal, 12.5), "1250");
    EXPECT_EQ(read(FieldKind::decimal, "-0.05"), "-5");
    EXPECT_EQ(read(FieldKind::decimal, 1e-2), "1");
    EXPECT_EQ(read(FieldKind::money, 160.5), "16050");
    EXPECT_EQ(read(FieldKind::money, "160万"), "160000000");
    EXPECT_EQ(read(FieldKind::money, "１，２００．５０"), "120050");
    EXPECT_EQ(read(FieldKind::money, 1e14), "record.out_of_range /f");
}

TEST(FieldCodec, digits_are_never_lost) {
    auto fine = field_of(FieldKind::decimal);
    fine.scale = 9;
    EXPECT_EQ(read(fine, 0.123456789), "123456789");
    EXPECT_EQ(read(fine, 1e-9), "1");
    EXPECT_EQ(read(fine, 1e-10), "decimal.too_precise /f");
    EXPECT_EQ(read(FieldKind::decimal, 1e-7), "decimal.too_precise /f") << "and not zero";
    EXPECT_EQ(read(FieldKind::decimal, 0.1 + 0.2), "decimal.too_precise /f") << "0.30000000000000004 is not 0.3";
    EXPECT_EQ(read(FieldKind::integer, 1.5), "decimal.too_precise /f");
    EXPECT_EQ(read(FieldKind::money, 0.005), "money.too_precise /f");
    EXPECT_EQ(read(FieldKind::integer, 1e15), "record.wrong_kind /f") << "a double that may have lost its last digits";
    EXPECT_EQ(read(FieldKind::integer, -0.0), "0");
    EXPECT_EQ(read(FieldKind::decimal, std::numeric_limits<double>::denorm_min()), "decimal.too_precise /f");
}

TEST(FieldCodec, numbers_that_json_cannot_carry_are_out_of_range) {
    for (const auto* text : {"9007199254740992", "-9007199254740992", "9223372036854775807", "-9223372036854775807"})
        EXPECT_EQ(read(FieldKind::integer, text), "record.out_of_range /f") << text;
    EXPECT_EQ(read(FieldKind::integer, "9007199254740991"), "9007199254740991");
    EXPECT_EQ(read(FieldKind::integer, "-9007199254740991"), "-9007199254740991");
    EXPECT_EQ(read(FieldKind::integer, std::numeric_limits<std::int64_t>::min()), "decimal.too_large /f");
    EXPECT_EQ(read(FieldKind::integer, std::numeric_limits<std::uint64_t>::max()), "decimal.too_large /f");
    EXPECT_EQ(read(FieldKind::money, "90071992547409.91"), "9007199254740991");
    EXPECT_EQ(read(FieldKind::money, "90071992547409.92"), "record.out_of_range /f");
    EXPECT_EQ(read(FieldKind::money, "99999999999亿"), "money.too_large /f");
    EXPECT_EQ(read(FieldKind::decimal, "-92233720368547758.07"), "record.out_of_range /f");
}

TEST(FieldCodec, bounds_hold_as_they_are_declared) {
    auto field = field_of(FieldKind::decimal);
    field.at_least = 100;
    field.at_most = 200;
    EXPECT_EQ(read(field, "1"), "100");
    EXPECT_EQ(read(field, "2.00"), "200");
    EXPECT_EQ(read(field, "0.99"), "record.out_of_range /f");
    EXPECT_EQ(read(field, "2.01"), "record.out_of_range /f");
    field.more_than = 100;
    EXPECT_EQ(read(field, "1"), "record.out_of_range /f");
    EXPECT_EQ(read(field, "1.01"), "101");
}

TEST(FieldCodec, dates_and_choices_are_those_that_exist) {
    EXPECT_EQ(read(FieldKind::date, " 2024-02-29 "), "2024-02-29");
    for (const auto* text : {"2023-02-29", "2024-2-9", "2024/02/09", "20240209", "2024-02-29T00:00", "今天"})
        EXPECT_EQ(read(FieldKind::date, text), "date.unreadable /f") << text;
    EXPECT_EQ(read(FieldKind::choice, "works"), "works");
    EXPECT_EQ(read(FieldKind::choice, "工程"), "works");
    EXPECT_EQ(read(FieldKind::choice, "Works"), "works");
    EXPECT_EQ(read(FieldKind::choice, "gifts"), "record.unknown_choice /f");
    EXPECT_EQ(read(FieldKind::boolean, true), "1");
    EXPECT_EQ(read(FieldKind::boolean, "false"), "0");
}

TEST(FieldCodec, a_reference_is_an_id_a_key_or_an_object) {
    EXPECT_EQ(read(FieldKind::ref, "#12"), "→#12");
    EXPECT_EQ(read(FieldKind::ref, 12), "→#12");
    EXPECT_EQ(read(FieldKind::ref, " 540228 "), "→540228");
    EXPECT_EQ(read(FieldKind::ref, json::object{{"id", "12"}, {"label", "x"}}), "→#12");
    EXPECT_EQ(read(FieldKind::ref, json::object{{"id", 12}}), "record.wrong_kind /f");
    EXPECT_EQ(read(FieldKind::ref, json::string(301, 'x')), "record.too_long /f");
}

TEST(FieldCodec, a_file_is_named_by_its_hash) {
    const std::string sha(64, 'a');
    EXPECT_EQ(read(FieldKind::file, json::object{{"sha256", sha}, {"size", 3}, {"name", "票据.pdf"}}),
              R"({"name":"票据.pdf","sha256":")" + sha + "\"}")
        << "size and type are the store's to say";
    EXPECT_EQ(read(FieldKind::file, json::object{}), "file.unknown /f");
    EXPECT_EQ(read(FieldKind::file, json::object{{"sha256", "abc"}}), "file.unknown /f");
    EXPECT_EQ(read(FieldKind::file, json::object{{"sha256", 7}}), "file.unknown /f");
    EXPECT_EQ(read(FieldKind::file, json::object{{"sha256", sha}, {"path", "/etc/passwd"}}),
              "record.unknown_field /f/path");
    EXPECT_EQ(read(FieldKind::file, json::object{{"sha256", sha}, {"name", std::string(301, 'x')}}),
              "record.wrong_kind /f");
}

TEST(FieldCodec, json_is_kept_in_canonical_form) {
    EXPECT_EQ(read(FieldKind::json, *parse_json(R"({"b": 1.0, "a": [true, null, "x"]})")),
              R"({"a":[true,null,"x"],"b":1})");
    EXPECT_EQ(read(FieldKind::json, false), "false");
    EXPECT_EQ(read(FieldKind::json, "x"), "\"x\"");
    EXPECT_EQ(read(FieldKind::json, json::string(256 * 1024, 'x')), "record.too_long /f");
}

TEST(FieldCodec, what_the_journal_holds_reads_back_as_the_same_column) {
    const std::string sha(64, 'a');
    const std::vector<std::pair<FieldKind, json::value>> samples = {
        {FieldKind::text, "山海"},
        {FieldKind::long_text, "true"},
        {FieldKind::integer, -7},
        {FieldKind::decimal, "-0.05"},
        {FieldKind::money, "1600000.5"},
        {FieldKind::date, "2024-02-29"},
        {FieldKind::boolean, true},
        {FieldKind::boolean, false},
        {FieldKind::choice, "works"},
        {FieldKind::file, json::object{{"sha256", sha}}},
        {FieldKind::json, json::object{{"a", 1}}},
        {FieldKind::json, true},
        {FieldKind::json, 12},
        {FieldKind::json, 12.5},
        {FieldKind::json, 90471991100.00255}, // which the library's own parser misses by the last bit
        {FieldKind::json, "12"},
        {FieldKind::json, json::array{}},
    };
    for (const auto& [kind, given] : samples) {
        const auto field = field_of(kind);
        const auto input = read_field(field, given);
        ASSERT_TRUE(input.has_value()) << name_of(kind);
        const auto written = field_json(field, input->value);
        EXPECT_EQ(value_from_journal(field, written), input->value) << name_of(kind) << " " << json::serialize(given);
        EXPECT_EQ(value_from_journal(field, *parse_json(canonical_json(written))), input->value) << name_of(kind);
    }
    const auto reference = field_of(FieldKind::ref);
    EXPECT_EQ(value_from_journal(reference, field_json(reference, Value(12))), Value(12));
    for (const auto kind : every_kind)
        EXPECT_EQ(value_from_journal(field_of(kind), field_json(field_of(kind), Value{})), Value{}) << name_of(kind);
}

} // namespace
} // namespace shanhai::kernel
