#include "modules/ecology/sensorthings/filter.h"

#include <gtest/gtest.h>

namespace shanhai::ecology::sensorthings {

namespace {

Result<std::vector<Value>> known(const std::vector<std::string>& path) {
    if (path.size() == 2 && path[0] == "Datastreams")
        return std::vector<Value>{Value(std::string("水位")), Value(std::string("流量"))};
    if (path.front() == "result") return std::vector<Value>{Value(4.35)};
    if (path.front() == "name") return std::vector<Value>{Value(std::string("Emma's gauge"))};
    if (path.front() == "phenomenonTime") return std::vector<Value>{Value(std::string("2025-06-27T03:00:00Z"))};
    if (path.front() == "span")
        return std::vector<Value>{Value(std::string("2025-06-01T00:00:00Z/2025-06-30T00:00:00Z"))};
    if (path.front() == "nothing") return std::vector<Value>{Value()};
    return refuse("sensorthings.property", {}, {{"name", path.front()}});
}

std::string judged(std::string_view filter) {
    const auto expression = parse_filter(filter);
    if (!expression) return expression.error().code;
    const auto kept = keeps(*expression, known);
    return !kept ? kept.error().code : *kept ? "kept" : "left out";
}

TEST(SensorThingsFilter, compares_numbers_texts_and_times) {
    EXPECT_EQ(judged("result gt 4.3"), "kept");
    EXPECT_EQ(judged("result lt -4.3"), "left out");
    EXPECT_EQ(judged("name eq 'Emma''s gauge'"), "kept");
    EXPECT_EQ(judged("phenomenonTime ge 2025-06-27T11:00:00+08:00"), "kept");
    EXPECT_EQ(judged("phenomenonTime gt 2025-06-27T03:00:00.000Z"), "left out");
    EXPECT_EQ(judged("span eq 2025-06-15T00:00:00Z"), "kept");
    EXPECT_EQ(judged("span lt 2025-07-01T00:00:00Z and span gt 2025-05-01T00:00:00Z"), "kept");
    EXPECT_EQ(judged("nothing eq null"), "kept");
    EXPECT_EQ(judged("nothing lt 5 or nothing ge 5"), "left out");
    EXPECT_EQ(judged("result eq 'four'"), "left out");
}

TEST(SensorThingsFilter, binds_as_odata_does) {
    EXPECT_EQ(judged("result gt 9 and result gt 9 or result gt 1"), "kept");
    EXPECT_EQ(judged("result gt 9 and (result gt 9 or result gt 1)"), "left out");
    EXPECT_EQ(judged("not (result gt 9)"), "kept");
    EXPECT_EQ(judged("result sub 0.25 mul 2 gt 3.84 and result sub 0.25 mul 2 lt 3.86"), "kept");
    EXPECT_EQ(judged("(result sub 0.35) mul 2 gt 7.9"), "kept");
    EXPECT_EQ(judged("result div 0 eq null"), "kept");
    EXPECT_EQ(judged("result mod 0 eq null"), "kept");
    EXPECT_EQ(judged("result mul 1e308 eq null"), "kept");
    EXPECT_EQ(judged("(result mul 1e308) sub (result mul 1e308) eq null"), "kept") << "no number is equal to all";
}

TEST(SensorThingsFilter, calls_functions) {
    EXPECT_EQ(judged("startswith(name, 'Emma') and length(tolower(name)) eq 12"), "kept");
    EXPECT_EQ(judged("substringof('gauge', name)"), "kept");
    EXPECT_EQ(judged("year(phenomenonTime) eq 2025 and month(phenomenonTime) eq 6 and hour(phenomenonTime) eq 3"),
              "kept");
    EXPECT_EQ(judged("round(result) eq 4 and ceiling(result) eq 5"), "kept");
    EXPECT_EQ(judged("substring(name, 0, 4) eq 'Emma'"), "kept");
    EXPECT_EQ(judged("st_within(location, geography'POINT(1 2)')"), "sensorthings.function");
}

TEST(SensorThingsFilter, of_many_entities_is_kept_by_one_that_fits) {
    EXPECT_EQ(judged("Datastreams/name eq '流量'"), "kept");
    EXPECT_EQ(judged("Datastreams/name eq '雨量'"), "left out");
    EXPECT_EQ(judged("colour eq 'red'"), "sensorthings.property");
}

TEST(SensorThingsFilter, refuses_what_it_does_not_understand) {
    for (const char* broken : {"", "result", "result gt", "result gt 4 4", "(result gt 4", "'open", "result gt 4.4.4",
                               "a//b eq 1", "length() eq 1", "length(name, name) eq 1", "2025-13-01T00:00:00Z eq 1",
                               "not", "result gt 4 and", ")", "result = 4"}) {
        const auto said = judged(broken);
        EXPECT_TRUE(said == "sensorthings.filter" || (std::string_view(broken) == "result" && said == "left out"))
            << broken << ": " << said;
    }
    EXPECT_EQ(judged(std::string(30, '(') + "result" + std::string(30, ')')), "sensorthings.filter");
    EXPECT_EQ(judged(std::string(longest_filter + 1, 'a')), "sensorthings.too_long");
}

TEST(SensorThingsFilter, tells_between_which_seconds_readings_have_to_be_looked_for) {
    const auto bounds = bounds_of(*parse_filter("result gt 3 and phenomenonTime ge 2025-06-27T00:00:00Z and "
                                                "phenomenonTime lt 2025-06-28T00:00:00Z"),
                                  "phenomenonTime");
    EXPECT_EQ(bounds.from, 1'750'982'399);
    EXPECT_EQ(bounds.until, 1'751'068'802);
    const auto open =
        bounds_of(*parse_filter("result gt 3 or phenomenonTime ge 2025-06-27T00:00:00Z"), "phenomenonTime");
    EXPECT_EQ(open.from, 0);
}

} // namespace

} // namespace shanhai::ecology::sensorthings
