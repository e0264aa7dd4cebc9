#include "kernel/sheets/number_format.h"
#include "kernel/sheets/shown_decimal.h"

#include <gmock/gmock.h>

namespace shanhai::kernel {
namespace {

std::string shown(std::string_view code, double value, Epoch epoch = Epoch::of_1900) {
    return NumberFormat::parse(code).show(value, epoch);
}

TEST(NumberFormat, general_shows_eleven_characters) {
    EXPECT_EQ(general_text(0), "0");
    EXPECT_EQ(general_text(-0.0), "0");
    EXPECT_EQ(general_text(0.78539816339744828), "0.785398163");
    EXPECT_EQ(general_text(27.5 / 3), "9.166666667");
    EXPECT_EQ(general_text(-2.3), "-2.3");
    EXPECT_EQ(general_text(12345678901), "12345678901");
    EXPECT_EQ(general_text(123456789012), "1.23457E+11");
    EXPECT_EQ(general_text(100000000000), "1E+11");
    EXPECT_EQ(general_text(1234567890.125), "1234567890");
    EXPECT_EQ(general_text(99999999999.9), "1E+11");
    EXPECT_EQ(general_text(0.000123456789), "0.000123457");
    EXPECT_EQ(general_text(0.0000123456789), "1.23457E-05");
    EXPECT_EQ(general_text(0.1 + 0.2), "0.3");
    EXPECT_EQ(general_text(1e-300), "1E-300");
}

TEST(NumberFormat, stored_numbers_keep_fifteen_digits) {
    EXPECT_EQ(stored_text(123456789012345), "123456789012345");
    EXPECT_EQ(stored_text(0.1 + 0.2), "0.3");
    EXPECT_EQ(stored_text(-1234.5), "-1234.5");
    EXPECT_EQ(stored_text(1e25), "1E+25");
}

TEST(NumberFormat, decimals_are_rounded_as_they_are_written) {
    EXPECT_EQ(shown("0.00", 1.005), "1.01") << "binary 1.005 lies below";
    EXPECT_EQ(shown("0.00", 2.675), "2.68");
    EXPECT_EQ(shown("0", 0.5), "1");
    EXPECT_EQ(shown("0", -0.5), "-1");
    EXPECT_EQ(shown("0.0", 9.96), "10.0");
    EXPECT_EQ(shown("0", 0.06), "0");
    EXPECT_EQ(shown("0.0", 0.06), "0.1");
    EXPECT_EQ(shown("#,##0.00", 3.8e8), "380,000,000.00");
    EXPECT_EQ(shown("0.00%", 0.8532), "85.32%");
    EXPECT_EQ(shown("0,", 1234567), "1235");
    EXPECT_EQ(shown("#.##", 0.5), ".5");
    EXPECT_EQ(shown(".00", 12.3), "12.30");
}

TEST(NumberFormat, sections_are_for_signs_zero_and_text) {
    constexpr std::string_view accounting = "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"?\?_ ;_ @_ ";
    EXPECT_EQ(shown(accounting, 1234.5), " 1,234.50 ");
    EXPECT_EQ(shown(accounting, -1234.5), " -1,234.50 ");
    EXPECT_EQ(shown(accounting, 0), " -   ");
    EXPECT_EQ(NumberFormat::parse(accounting).show("合计"), " 合计 ");
    EXPECT_EQ(shown("0_);[Red]\\(0\\)", -7), "(7)");
    EXPECT_EQ(shown("#,###;;", -5), "");
    EXPECT_EQ(shown("0;-0;;@", 0), "");
    EXPECT_EQ(shown("[>=10000]0!.0,\"万\";0", 5), "5");
    EXPECT_EQ(shown("[<10]#\" Wow\"", 11), "11");
    EXPECT_EQ(shown("[<=10]#\" Wow\"", 10), "10 Wow");
    EXPECT_EQ(shown("\"TRUE\";\"TRUE\";\"FALSE\"", 0), "FALSE");
    EXPECT_EQ(shown("@", 12.5), "12.5");
    EXPECT_EQ(NumberFormat::parse("0.00").show("abc"), "abc");
}

TEST(NumberFormat, dates_are_told_from_their_serial_numbers) {
    EXPECT_EQ(shown("yyyy-mm-dd", 45019), "2023-04-03");
    EXPECT_EQ(shown("yyyy-mm-dd", 45019 - 1462, Epoch::of_1904), "2023-04-03");
    EXPECT_EQ(shown("yyyy/m/d", 0), "1900/1/0");
    EXPECT_EQ(shown("yyyy/m/d", 1), "1900/1/1");
    EXPECT_EQ(shown("yyyy/m/d", 59), "1900/2/28");
    EXPECT_EQ(shown("yyyy/m/d", 60), "1900/2/29") << "the day that Lotus 1-2-3 made up";
    EXPECT_EQ(shown("yyyy/m/d", 61), "1900/3/1");
    EXPECT_EQ(shown("yyyy/m/d", 2958465), "9999/12/31");
    EXPECT_EQ(shown("yyyy/m/d", 2958466), std::string(255, '#'));
    EXPECT_EQ(shown("yyyy/m/d", -1), std::string(255, '#'));
    EXPECT_EQ(shown("dddd", 45019), "Monday");
    EXPECT_EQ(shown("aaaa", 45019), "星期一");
    EXPECT_EQ(shown("[$-804]ddd", 45019), "周一");
    EXPECT_EQ(shown(NumberFormat::built_in(31), 45019), "2023年4月3日");
    EXPECT_EQ(shown(NumberFormat::built_in(14), 45019), "4/3/23");
    EXPECT_EQ(shown("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", 45214), "二○二三年十月十五日");
    EXPECT_EQ(shown("[DBNum1][$-804]General", 123), "一百二十三");
    EXPECT_EQ(shown("[DBNum2][$-804]General", 10200300), "壹仟零贰拾万零叁佰");
}

TEST(NumberFormat, times_are_rounded_to_what_is_shown) {
    EXPECT_EQ(shown("yyyy\\-m\\-d\\ hh:mm:ss", 41224.999988425923), "2012-11-11 23:59:59");
    EXPECT_EQ(shown("h:m:s.00", 37653.1702083333 + 0.009 / 86400), "4:5:6.01");
    EXPECT_EQ(shown("hh:mm", 0.60795), "14:35");
    EXPECT_EQ(shown("mm/dd/yyyy hh:mm", 4018.99999998843), "01/01/1911 00:00");
    EXPECT_EQ(shown("s:m", 0.60795), "27:35");
    EXPECT_EQ(shown("[h]:mm", -0.5, Epoch::of_1904), "-12:00");
    EXPECT_EQ(shown("h:mm AM/PM", 0.5), "12:00 PM");
    EXPECT_EQ(shown("h:mm AM/PM", 0), "12:00 AM");
    EXPECT_EQ(shown("hh:mm:ss a/p", 0.75), "06:00:00 p");
    EXPECT_EQ(shown("[h]:mm:ss", 1.5), "36:00:00");
    EXPECT_EQ(shown("[mm]:ss", 1.0 / 24), "60:00");
    EXPECT_EQ(shown("上午/下午h\"时\"mm\"分\"", 0.75), "下午6时00分");
    EXPECT_EQ(shown("yyyy-mm-dd", 41224.9999999999), "2012-11-12") << "what binary fractions left over is no day";
}

TEST(NumberFormat, fractions_and_powers_of_ten) {
    EXPECT_EQ(shown("# ?/?", 0.75), " 3/4");
    EXPECT_EQ(shown("# ?/?", 5), "5    ");
    EXPECT_EQ(shown("# ?\?/?\?", 3.14159265), "3  1/7 ") << "not the closer 3 14/99";
    EXPECT_EQ(shown("# ?/8", 1.5), "1 4/8");
    EXPECT_EQ(shown("0.00E+00", 12345), "1.23E+04");
    EXPECT_EQ(shown("##0.0E+0", 12345), "12.3E+3");
    EXPECT_EQ(shown("0.00E+00", 9.999), "1.00E+01");
    EXPECT_EQ(shown("0.00E+00", 0), "0.00E+00");
}

TEST(NumberFormat, whatever_stands_in_a_code_is_shown_somehow) {
    for (const auto* code : {";",     ";;;", "[",  "\\",        "_",     "*",           "\"",  "/",
                             "0/",    "/0",  "E+", "0E+",       "0E+/0", "?\?/?\?/?\?", "[$",  ".",
                             "0.0.0", ",",   "%",  "[DBNum9]0", "[<]0",  "[h",          "AM/", "ss.000000000000"}) {
        for (const double value : {0.0, -1.5, 1e300, 1e-300, 41224.5}) shown(code, value);
        NumberFormat::parse(code).show("text");
    }
}

} // namespace
} // namespace shanhai::kernel
