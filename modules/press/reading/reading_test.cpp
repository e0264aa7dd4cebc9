#include "modules/press/reading/code_points.h"
#include "modules/press/reading/reading.h"

#include <gtest/gtest.h>

#include <ctime>

namespace shanhai::press {
namespace {

std::vector<Reading> readings(std::string_view text, int year = 0) {
    return read(clean(wide(text)).chars, own_lexicon(), year);
}

TEST(Reading, qualifiers_mean_intervals) {
    const auto nearly = interval_of(readings("岗位近2万个").at(0));
    EXPECT_TRUE(nearly.contains(19'000));
    EXPECT_FALSE(nearly.contains(8'000));
    EXPECT_FALSE(nearly.contains(18'999));
    const auto plus = interval_of(readings("1500余名人才").at(0));
    EXPECT_TRUE(plus.contains(1'501));
    EXPECT_FALSE(plus.contains(1'600));
}

TEST(Reading, a_count_printed_in_full_is_that_count) {
    const auto interval = interval_of(readings("培训5000人次").at(0));
    EXPECT_TRUE(interval.contains(5'000));
    EXPECT_FALSE(interval.contains(5'001));
}

TEST(Reading, months_take_their_year_from_the_text) {
    const auto found = readings("2023年3月开工。去年8月停工，今年4月复工。", 2023);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(*found[0].value, Rational(202303));
    EXPECT_EQ(*found[1].value, Rational(202208));
    EXPECT_EQ(*found[2].value, Rational(202304));
}

TEST(Reading, spans_of_years_are_two_years) {
    const auto found = readings("2017—2019年，每年组织");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(*found[0].value, Rational(2017));
    EXPECT_EQ(*found[1].value, Rational(2019));
    EXPECT_EQ(found[1].kind, Kind::date);
}

TEST(Reading, telephones_pages_links_and_model_numbers_are_no_facts) {
    for (const auto& reading : readings("电话:(0531)85196701 手机13812345678 https://example.org/a?n=5 用5G和PM2.5"))
        EXPECT_EQ(reading.kind, Kind::label);
}

TEST(Reading, the_year_of_a_text_is_its_dateline_or_the_latest_it_names) {
    EXPECT_EQ(year_of_text(U"2019年完成。6专版 2020年1月9日 星期四"), 2020);
    EXPECT_EQ(year_of_text(U"2022年入藏，2023年开工，规划（2023—2025）"), 2023);
    EXPECT_EQ(year_of_text(U"没有年份"), 0);
}

TEST(Reading, ranges_have_both_ends) {
    const auto found = readings("每村20至30名村民");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(*found[0].value, Rational(20));
    EXPECT_EQ(*found[0].high, Rational(30));
    EXPECT_EQ(found[0].unit, "person");
}

TEST(Reading, what_makes_the_second_of_two_larger_is_meant_of_the_first_and_the_other_way_to_read_it_is_told) {
    const auto shared = readings("户均增收3至5万元").at(0);
    EXPECT_EQ(*shared.value, Rational(30'000));
    EXPECT_EQ(*shared.high, Rational(50'000));
    EXPECT_EQ(shared.also, Rational(3));
    const auto own = readings("户均增收8000至1.2万元").at(0);
    EXPECT_EQ(*own.value, Rational(8'000));
    EXPECT_FALSE(own.also);
}

TEST(Reading, growth_by_times_says_that_it_can_be_read_in_two_ways) {
    EXPECT_EQ(readings("产量增长了3倍").at(0).also, Rational(4));
    EXPECT_FALSE(readings("产量是原来的3倍").at(0).also);
}

TEST(Reading, pages_are_labels_months_that_are_a_span_are_two_and_degrees_below_zero_stay_below) {
    EXPECT_EQ(readings("（下转第3版）").at(0).kind, Kind::label);
    const auto months = readings("2023年1至3月，开工", 2023);
    ASSERT_EQ(months.size(), 2U);
    EXPECT_EQ(*months[0].value, Rational(202301));
    EXPECT_EQ(*months[1].value, Rational(202303));
    const auto span = readings("今年5—8月开工", 2023);
    ASSERT_EQ(span.size(), 2U);
    EXPECT_EQ(*span[0].value, Rational(202305));
    EXPECT_EQ(*span[1].value, Rational(202308));
    const auto cold = readings("零下20至30摄氏度").at(0);
    EXPECT_EQ(*cold.value, Rational(-30));
    EXPECT_EQ(*cold.high, Rational(-20));
    const auto thawing = readings("零下20至15摄氏度").at(0);
    EXPECT_EQ(*thawing.value, Rational(-20));
    EXPECT_EQ(*thawing.high, Rational(-15));
}

TEST(Reading, years_of_english_sentences_are_dates) {
    const auto found = readings("In 2023, 85 percent; in 2023 villages 12 projects");
    EXPECT_EQ(found.at(0).unit, "year");
    EXPECT_EQ(found.at(2).unit, "village");
}

double seconds_for(const std::u32string& text) {
    const auto begin = std::clock(); // of this process: others on the machine do not count
    const auto found = read(clean(text).chars, own_lexicon());
    EXPECT_FALSE(found.empty());
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// Twice the text may take twice the time and some noise, not four times; the shapes are those that look far.
TEST(Reading, time_grows_with_the_text) {
    for (const std::u32string_view part :
         {U"实施项目122个，投入资金3.8亿元，近2万人次。", U"一二三四五六七八九", U"9", U"万万亿", U"“六个", U"4月，",
          U"第一、", U"5至", U"1/", U"勇勇", U"个5个", U"上升7位，", U"数百", U"4 500", U"每百名", U"9，999人",
          U"twenty-", U"one hundred and ", U"two of the "}) {
        std::u32string text = U"实施项目122个。";
        while (text.size() < 8'000) text += part;
        const std::u32string twice = text + text + text + text;
        seconds_for(text);
        const double once = std::min(seconds_for(text), seconds_for(text));
        const double four = std::min({seconds_for(twice), seconds_for(twice), seconds_for(twice)});
        EXPECT_LT(four, 9 * once + 0.05) << to_utf8(part);
    }
}

} // namespace
} // namespace shanhai::press
