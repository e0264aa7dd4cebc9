#include "modules/press/judging/relations.h"
#include "modules/press/reading/clean_text.h"
#include "modules/press/reading/code_points.h"

#include <gmock/gmock.h>

namespace shanhai::press {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Not;

// "kind verdict arithmetic" of each.
std::vector<std::string> found_in(std::string_view utf8) {
    const auto text = clean(wide(utf8));
    std::vector<std::string> result;
    for (const auto& relation : relations_of(text.chars, read(text.chars, own_lexicon())))
        result.push_back(relation.kind + " " + relation.verdict + " " + relation.arithmetic);
    return result;
}

auto says(const char* begin) { return ::testing::StartsWith(begin); }
MATCHER(alarm, "") { return arg.find(" contradicts ") != std::string::npos; }

TEST(Relations, a_printed_share_may_be_rounded_but_not_wrong) {
    EXPECT_THAT(found_in("安排援藏资金3.8亿元，其中县及县以下项目投入3.24亿元、占85.3%。"),
                Contains(says("ratio rounding 324000000 / 380000000 × 100 = 85.2632")));
    EXPECT_THAT(found_in("安排援藏资金3.8亿元，其中县及县以下项目投入3.24亿元、占75.3%。"),
                Contains(says("ratio contradicts")));
}

TEST(Relations, a_count_of_whole_things_grew_from_a_whole_number) {
    EXPECT_THAT(found_in("实施项目33个，项目数量比2022年增长15%。"),
                Contains(says("growth contradicts 33 / (1 + 15 / 100)")));
    EXPECT_THAT(found_in("实施项目23个，项目数量比2022年增长15%。"),
                Contains(says("growth agrees 23 / (1 + 15 / 100) = 20")));
}

TEST(Relations, the_rate_of_a_change_is_that_of_its_two_ends) {
    EXPECT_THAT(found_in("年产值由5.2亿元增加到6.5亿元，增长25%。"), Contains(says("growth rounding")));
    EXPECT_THAT(found_in("年产值由5.2亿元增加到6.5亿元，增长35%。"), Contains(says("growth contradicts")));
    EXPECT_THAT(found_in("年产值由5.2亿元增加到6.5亿元，其中青稞制品增长35%。"), Each(Not(alarm())));
}

TEST(Relations, parts_of_money_are_no_more_than_the_whole) {
    EXPECT_THAT(found_in("培训1890人，其中干部1322人、群众376人、学生192人。"),
                Contains(says("part_total agrees 1322 + 376 + 192 = 1890")));
    EXPECT_THAT(found_in("投入资金5亿元，其中教育3亿元、医疗4亿元。"), Contains(says("part_total contradicts")));
    EXPECT_THAT(found_in("培训100人，其中党员80人、妇女60人。"), Each(Not(alarm())));
}

TEST(Relations, percents_beside_each_other_are_no_part_and_whole) {
    for (const auto* text : {"汉族占50%，藏族占30%，其他占20%。", "青稞占60%，油菜占25%，马铃薯占15%。",
                             "一等品占72%、二等品占21%，残次品占7%。"})
        EXPECT_THAT(found_in(text), Not(Contains(says("ratio")))) << text;
    EXPECT_THAT(found_in("教师500人、医生200人，教师占70%。"), Not(Contains(says("ratio"))));
    EXPECT_THAT(found_in("选派干部500人，其中教师350人，占70%。"), Contains(says("ratio rounding 350 / 500")));
}

TEST(Relations, a_rate_of_many_years_is_not_that_of_the_whole_change) {
    EXPECT_THAT(found_in("GDP从18.6亿元跃升到45亿元，年均增长13.5%。"), Each(Not(alarm())));
    EXPECT_THAT(found_in("产值由2亿元增加到5亿元，年均增长20%。"), Not(Contains(says("growth"))));
}

TEST(Relations, a_whole_behind_its_parts_is_their_sum) {
    EXPECT_THAT(found_in("医生30名、教师20名，共计60名。"), Contains(says("part_total contradicts 30 + 20 = 50")));
    EXPECT_THAT(found_in("医生30名、教师20名，共计50名。"), Contains(says("part_total agrees 30 + 20 = 50")));
    EXPECT_THAT(found_in("教育1.2亿元、医疗0.8亿元、产业0.5亿元，合计3.2亿元。"),
                Contains(says("part_total contradicts")));
    EXPECT_THAT(found_in("教育1.24亿元、医疗0.83亿元，总计2.1亿元。"), Contains(says("part_total rounding")));
    EXPECT_THAT(found_in("医生30名、教师20名等，共计60名。"), Each(Not(alarm()))) << "others were not named";
    EXPECT_THAT(found_in("医生近30名、教师20名，共计60名。"), Each(Not(alarm())));
    EXPECT_THAT(found_in("投入3亿元，其中援藏资金4亿元。"), Contains(says("part_total contradicts")));
    EXPECT_THAT(found_in("投入3.8亿元，其中援藏资金3.24亿元。"), Each(Not(alarm())));
}

TEST(Relations, a_rate_against_the_year_before_is_that_of_the_two_years) {
    EXPECT_THAT(found_in("2022年投入5.00亿元，2023年投入6.00亿元，同比增长25%。"),
                Contains(says("growth contradicts (600000000 / 500000000")));
    EXPECT_THAT(found_in("2022年投入5.00亿元，2023年投入6.00亿元，同比增长20%。"), Contains(says("growth rounding")));
    EXPECT_THAT(found_in("2021年投入5.00亿元，2023年投入6.00亿元，同比增长25%。"), Each(Not(alarm())));
    EXPECT_THAT(found_in("2023年投入6亿元，同比增长25%。"), Contains(says("growth open")))
        << "nothing to hold it against";
    EXPECT_THAT(found_in("占比提高12.4个百分点，收入同比下降0.8%。"), Not(Contains(says("growth"))));
}

TEST(Relations, counts_are_exact_and_measures_are_rounded) {
    EXPECT_THAT(found_in("项目由40个增加到46个，增长15%。"), Contains(says("growth rounding")));
    EXPECT_THAT(found_in("项目由40个增加到46个，增长18%。"), Contains(says("growth contradicts")));
    EXPECT_THAT(found_in("产量33吨，产量比2022年增长15%。"), Each(Not(alarm())));
    const auto rounded = found_in("投入资金10亿元，其中民生6亿元、产业5亿元。");
    EXPECT_THAT(rounded, Contains(says("part_total open 600000000 + 500000000")));
    EXPECT_THAT(rounded, Each(Not(alarm())));
}

TEST(Relations, a_rise_does_not_fall) {
    EXPECT_THAT(found_in("平均亩产由2500斤跃升到8500斤。"), Contains(says("change agrees")));
    EXPECT_THAT(found_in("平均亩产由8500斤提高到2500斤。"), Contains(says("change contradicts")));
}

TEST(Relations, as_many_names_as_were_counted) {
    EXPECT_THAT(found_in("新建临床心理科、中医康复科、神经外科、泌尿科等4个特色科室。"),
                Contains(says("list_count agrees 4 = 4")));
    EXPECT_THAT(
        found_in("谋划“213”工作思路，坚持“真情援藏、科学援藏”理念，贯穿“高质量”主线，突出“产业、民生、文化”重点。"),
        Contains(says("list_count agrees 2, 1, 3 = 213")));
}

TEST(Relations, a_day_has_its_weekday) {
    EXPECT_THAT(found_in("2020年1月9日 星期四"), Contains(says("calendar agrees")));
    EXPECT_THAT(found_in("2020年1月9日 星期五"), Contains(says("calendar contradicts")));
}

TEST(Relations, two_stages_fill_a_plan) {
    EXPECT_THAT(found_in("《三年规划（2023—2025）》，力争用两年时间突出重点，集中一年时间巩固提升。"),
                Contains(says("calendar agrees 2 + 1 = 3")));
}

TEST(Relations, numbers_that_only_look_alike_are_left_alone) {
    EXPECT_THAT(found_in("栽种苗木3万株。会议3月召开。"), IsEmpty());
}

TEST(Relations, time_grows_with_the_text) {
    std::string text;
    for (int i = 0; i < 400; ++i)
        text += "投入资金3.8亿元，实施项目122个，其中产业项目33个，占85.3%，第十批20多个村2万余人次受益。\n";
    const auto count = found_in(text).size();
    EXPECT_LT(count, 400 * 30);
    EXPECT_LT(found_in(text + text).size(), count * 5 / 2);
}

} // namespace
} // namespace shanhai::press
