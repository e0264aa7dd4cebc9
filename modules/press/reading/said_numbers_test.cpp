#include "modules/press/reading/code_points.h"
#include "modules/press/reading/reading.h"

#include <gtest/gtest.h>

namespace shanhai::press {
namespace {

struct Row {
    std::string_view text;
    std::vector<std::string> reads; // "value unit qualifier", and " low..high" where the row is about the interval
};

std::string shown(const Rational& value) {
    std::string text = value.text(2);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

// With the ends that belong to the interval in [ ], the others in ( ).
std::string with_interval(const Reading& reading) {
    const auto means = interval_of(reading);
    return (means.low_open ? " (" : " [") + shown(means.low) + ", " + (means.high ? shown(*means.high) : "") +
           (means.high_open ? ")" : "]");
}

std::vector<std::string> reads(std::string_view text, bool intervals) {
    std::vector<std::string> result;
    for (const auto& reading : read(clean(wide(text)).chars, own_lexicon(), 2023)) {
        if (!reading.value) continue;
        auto told = shown(*reading.value) + " " + reading.unit;
        if (reading.qualifier != Qualifier::exact) told += " " + std::string(name_of(reading.qualifier));
        result.push_back(told + (intervals ? with_interval(reading) : ""));
    }
    return result;
}

void expect(const std::vector<Row>& rows, bool intervals = false) {
    for (const auto& row : rows) EXPECT_EQ(reads(row.text, intervals), row.reads) << row.text;
}

TEST(SaidNumbers, groups_of_three_may_be_set_apart_by_a_space_or_by_any_comma) {
    expect({
        {"海拔4 500米的牧场", {"4500 metre"}},
        {"投资12 800万元", {"128000000 CNY"}},
        {"争取资金 3 000 万元", {"30000000 CNY"}},
        {"总投资12，800万元", {"128000000 CNY"}},
        {"发放贷款1 234 567元", {"1234567 CNY"}},
        {"安装路灯1 385盏", {"1385 piece"}},
        {"修路2 400.5公里", {"2400.5 km"}},
        {"培训1 200余人次", {"1200 person_time plus"}},
        {"３ ０ ０ 余头牦牛", {"300 head plus"}},
        {"惠及2，360户", {"2360 household"}},
        // What only looks like a group:
        {"5104 万元", {"51040000 CNY"}},
        {"40 . 99亿元", {"4099000000 CNY"}},
        {"第 3 500 人", {"500 person"}},
        {"2023年，500人参加", {"2023 year", "500 person"}},
        {"居第12，300人获奖", {"300 person"}},
        {"种树4 5000株", {"5000 tree"}},
    });
}

TEST(SaidNumbers, a_line_may_be_broken_at_the_point_or_the_comma_of_a_number) {
    expect({
        {"资金达到了38.\n5亿元", {"3850000000 CNY"}},
        {"覆盖5\n.6万人", {"56000 person"}},
        {"产值为7.\n25亿元，增长9.0%", {"725000000 CNY", "9 percent"}},
        {"全市投资完成额达到了12,\n800万元", {"128000000 CNY"}},
        {"不良率为0.\n8%", {"0.8 percent"}},
        {"1.\n2023年完成", {"2023 year"}},
        {"以下为第3.\n4、5个村", {"5 village"}},
        {"The work ended in 2023.\n12 schools were built", {"2023 year", "12 school"}},
    });
}

TEST(SaidNumbers, several_of_a_unit_and_reaching_a_round_number_are_intervals) {
    expect(
        {
            {"数十次走访", {"20 event approx [20, 100)"}},
            {"数千名群众参加", {"2000 person approx [2000, 10000)"}},
            {"惠及数万人", {"20000 person approx [20000, 100000)"}},
            {"数百万元资金到位", {"2000000 CNY approx [2000000, 10000000)"}},
            {"几百人受益", {"200 person approx [200, 1000)"}},
            {"走遍几十个村", {"20 village approx [20, 100)"}},
            {"销售数十万斤", {"100000 kg approx [100000, 500000)"}},
            {"举办上百次活动", {"100 event at_least [100, 200)"}},
            {"上千名学生", {"1000 person at_least [1000, 2000)"}},
            {"上万人次", {"10000 person_time at_least [10000, 20000)"}},
            {"约占1/3", {"33.33 percent approx [31.67, 35]"}},
            {"投入上千万元", {"10000000 CNY at_least [10000000, 20000000)"}},
            {"十几个村", {"10 village plus (10, 20)"}},
            {"来了100来人", {"100 person plus (100, 200)"}},
            {"老人都60开外", {"60 year_old plus (60, 70)"}},
            {"总户数百余户", {"100 household plus (100, 200)"}},
            {"零下几十度", {"-100 degree approx [-100, -20)"}},
            {"相隔几千公里", {}},
        },
        true);
}

TEST(SaidNumbers, doublings_are_qualified_behind_the_verb_and_behind_the_count) {
    expect(
        {
            {"存栏翻了一番多", {"2 times plus (2, 4)"}},
            {"收入翻了近两番", {"4 times nearly [3.9, 4)"}},
            {"产量翻了超过两番", {"4 times over (4, 8)"}},
            {"产值翻两番以上", {"4 times at_least [4, )"}},
            {"就业约翻了一番", {"2 times approx [1.9, 2.1]"}},
        },
        true);
}

TEST(SaidNumbers, half_and_more_stand_inside_a_unit_of_time) {
    expect({
        {"手术历时两个半小时", {"2.5 hour"}},
        {"一个半小时后", {"1.5 hour"}},
        {"走了三个多小时", {"3 hour plus"}},
        {"工期三个多月", {"3 month plus"}},
        {"住了两个半月", {"2.5 month"}},
        {"用时5个多星期", {"5 week plus"}},
        {"半个月后完工", {"0.5 month"}},
        {"这里有三个小时", {"3 hour"}},
        {"半个多小时", {"0.5 hour plus"}},
    });
}

TEST(SaidNumbers, fractions_of_a_whole_are_percent_and_stay_fractions) {
    const auto third = read(clean(U"三分之一的项目").chars, own_lexicon()).at(0);
    EXPECT_EQ(third.value, divide(Rational(100), 3));
    expect(
        {
            {"三分之二以上为自驾游", {"66.67 percent at_least [66.67, )"}},
            {"四分之三的学生来自牧区", {"75 percent [74.5, 75.5)"}},
            {"投资约1/3来自社会", {"33.33 percent approx [31.67, 35]"}},
            {"有1/4的资金", {"25 percent [24.5, 25.5)"}},
            {"超过三分之一的农户", {"33.33 percent over (33.33, 38.33)"}},
            {"近五分之二的人口", {"40 percent nearly [35, 40)"}},
            {"三分之一公里", {"0.33 km [-0.17, 0.83)"}},
            {"见第1/2版，3/4日", {}},
        },
        true);
}

TEST(SaidNumbers, places_gained_are_ranks) {
    expect({
        {"较上年前进5位", {"5 rank"}},
        {"由第12位上升到第5位，上升7位。", {"12 ordinal", "5 ordinal", "7 rank"}},
        {"前移了3个位次", {"3 rank"}},
        {"提升5名教师的能力", {"5 person"}},
        {"排名下降2位、仍居前列", {"2 rank"}},
        {"来了5位，走了2位", {"5 person", "2 person"}},
    });
}

TEST(SaidNumbers, amounts_of_one_household_or_person_are_no_totals) {
    expect({
        {"户均增收1.2万元", {"12000 CNY_per_household"}},
        {"户均增收3至5万元", {"30000 CNY_per_household approx"}},
        {"人均可支配收入18752元", {"18752 CNY_per_person"}},
        {"每户补贴500元，合计120万元", {"500 CNY_per_household", "1200000 CNY"}},
        {"人均500元、共计30万元", {"500 CNY_per_person", "300000 CNY"}},
        {"每百名学生拥有计算机18台", {"18 machine_per_100_person"}},
        {"每千人口床位6.5张", {"6.5 bed_per_1000_person"}},
        {"每万人拥有医生25名", {"25 person_per_10000_person"}},
        {"蔬菜大棚由300座发展到7200座", {"300 greenhouse", "7200 greenhouse"}},
    });
}

std::vector<std::string> kinds(std::string_view text) {
    std::vector<std::string> result;
    for (const auto& reading : read(clean(wide(text)).chars, own_lexicon()))
        result.push_back(std::string(name_of(reading.kind)) + " " + (reading.value ? shown(*reading.value) : "-") +
                         " " + reading.unit);
    return result;
}

TEST(SaidNumbers, phases_roads_formulas_telephones_and_dates_without_a_year_are_no_quantities) {
    const std::vector<Row> rows{
        {"一期工程占地120亩", {"ordinal 1 ordinal", "quantity 120 mu"}},
        {"二期扩建和一期、三期项目", {"ordinal 2 ordinal", "ordinal 1 ordinal", "ordinal 3 ordinal"}},
        {"举办三期培训班", {"quantity 3 class"}},
        {"建成1+5+N服务体系", {"name - "}},
        {"“2+N”模式", {"name - "}},
        {"G318国道旁、S5省道", {"name - ", "name - "}},
        {"电话139 0892 1234", {"label - "}},
        {"电话0892 8822315", {"label - "}},
        {"6月1日出发", {"date - month_day"}},
        {"今年6月底开工", {"date - month_of_year"}},
        {"今年1—6月", {"date - month_of_year", "date - month_of_year"}},
        {"截至去年3月", {"date - month_of_year"}},
        {"2月30日", {}},
        {"3个月", {"quantity 3 month"}},
    };
    for (const auto& row : rows) EXPECT_EQ(kinds(row.text), row.reads) << row.text;
    expect({{"去年1—6月", {"202201 year_month", "202206 year_month"}}, {"今年6月底", {"202306 year_month"}}});
}

} // namespace
} // namespace shanhai::press
