#include "base/text.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/reading.h"

#include <gtest/gtest.h>

namespace shanhai::press {
namespace {

std::string shown(const Rational& value) { return without_idle_zeros(value.text(2)); }

// "12 village at_least; 45 village", "10..15 village approx"
std::string reads(std::string_view text) {
    std::string result;
    for (const auto& reading : read(clean(wide(text)).chars, own_lexicon(), 2023)) {
        if (!reading.value) continue;
        result += (result.empty() ? "" : "; ") + shown(*reading.value) +
                  (reading.high ? ".." + shown(*reading.high) : "") + " " + reading.unit;
        if (reading.qualifier != Qualifier::exact) result += " " + std::string(name_of(reading.qualifier));
    }
    return result;
}

TEST(English, numbers_of_sentences) {
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"Twenty-three schools", "23 school"},
        {"one hundred and twenty teachers", "120 person"},
        {"Twelve hospitals opened", "12 hospital"},
        {"Forty-two cadres came", "42 person"},
        {"ninety nine villages", "99 village"},
        {"three hundred households", "300 household"},
        {"Twenty-five hundred doctors", "2500 person"},
        {"two thousand three hundred and five trees", "2305 tree"},
        {"four million people", "4000000 person"},
        {"a hundred schools", "100 school"},
        {"a dozen villages", "12 village"},
        {"two dozen experts", "24 person"},
        {"half a million trees", "500000 tree"},
        {"one of the projects", ""},
        {"one million yuan", "1000000 CNY"},
        {"two new large county hospitals", "2 hospital"},
        {"US$2.5 million", "2500000 USD"},
        {"$48.3 million", "48300000 USD"},
        {"2.5 million US dollars", "2500000 USD"},
        {"RMB 380 million", "380000000 CNY"},
        {"RMB380m", "380000000 CNY"},
        {"380 million yuan", "380000000 CNY"},
        {"380 million RMB", "380000000 CNY"},
        {"CNY 1.2 billion", "1200000000 CNY"},
        {"$3bn", "3000000000 USD"},
        {"HK$20 million", "20000000 HKD"},
        {"€5 million", "5000000 EUR"},
        {"more than US$100 million", "100000000 USD over"},
        {"two thirds of households", "66.67 percent"},
        {"One-third of the funds", "33.33 percent"},
        {"about three quarters of the work", "75 percent approx"},
        {"a quarter of patients", "25 percent"},
        {"in the first quarter", ""},
        {"half of the projects", "50 percent"},
        {"more than half were women", "50 percent over"},
        {"the second half of the year", ""},
        {"one in five households", "20 percent"},
        {"nearly two-fifths of the land", "40 percent nearly"},
        {"between 5,000 and 6,000 households", "5000..6000 household approx"},
        {"10-15 villages", "10..15 village approx"},
        {"3 to 5 days", "3..5 day approx"},
        {"two to three million people", "2000000..3000000 person approx"},
        {"between 30 and 40 percent", "30..40 percent approx"},
        {"12–18 months", "12..18 month approx"},
        {"grew from 300 to 420 kg per mu", "300 kg_per_mu; 420 kg_per_mu"},
        {"rose from 5 to 12 hospitals", "5 hospital; 12 hospital"},
        {"dozens of villages", "24..100 village approx"},
        {"Hundreds of doctors", "200..1000 person approx"},
        {"tens of thousands of trees", "20000..100000 tree approx"},
        {"minus 12 degrees Celsius", "-12 celsius"},
        {"-12°C at night", "-12 celsius"},
        {"30 degrees Celsius", "30 celsius"},
        {"Output doubled", "2 times"},
        {"visits tripled", "3 times"},
        {"grew two-fold", "2 times"},
        {"a threefold rise", "3 times"},
        {"nearly quadrupled", "4 times nearly"},
        {"a 10-fold increase", "10 times"},
        {"the 10th batch", "10 ordinal"},
        {"the first group", "1 ordinal"},
        {"its twenty-first session", "21 ordinal"},
        {"the 3rd round", "3 ordinal"},
        {"the second time", ""},
        {"the 14th Five-Year Plan", ""},
        {"at least 12 of the 45 villages", "12 village at_least; 45 village"},
        {"20 of its 30 schools", "20 school; 30 school"},
        {"five of the eight counties", "5 county; 8 county"},
        {"a 36-month programme", "36 month"},
        {"a 300-strong team", "300 person"},
        {"4,000-plus metres", "4000 metre plus"},
        {"50+ villages", "50 village plus"},
        {"a 12-year-old girl", "12 year_old"},
        {"18,500 yuan per person", "18500 CNY_per_person"},
        {"5.1 percentage points", "5.1 percentage_point"},
        {"April 3, 2024", "20240403 date"},
        {"3 April 2024", "20240403 date"},
        {"On June 1, 28 tonnes left", "20230601 date; 28 tonne"},
        {"from 2017 to 2019", "2017 year; 2019 year"},
        {"between 2019 and 2023", "2019 year; 2023 year"},
        {"It may 5 times", "5 times"},
    };
    for (const auto& [text, wanted] : rows) EXPECT_EQ(reads(text), wanted) << text;
}

} // namespace
} // namespace shanhai::press
