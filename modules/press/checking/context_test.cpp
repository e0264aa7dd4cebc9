#include "modules/press/checking/context.h"
#include "modules/press/reading/clean_text.h"
#include "modules/press/reading/code_points.h"

#include <gtest/gtest.h>

namespace shanhai::press {
namespace {

std::shared_ptr<const Places> some_places(const Places::Gifts& gifts = {}) {
    return Places::of({{{.code = "370000", .name = "山东省", .gives = true, .receives = true}, {"山东省", "山东"}},
                       {{.code = "370100", .name = "山东济南市", .gives = true}, {"济南市", "济南"}},
                       {{.code = "370200", .name = "山东青岛市", .gives = true}, {"青岛市", "青岛"}},
                       {{.code = "371700", .name = "山东菏泽市", .gives = true, .receives = true}, {"菏泽市", "菏泽"}},
                       {{.code = "371621", .name = "山东惠民县", .gives = true}, {"惠民县"}},
                       {{.code = "540000", .name = "西藏自治区", .receives = true}, {"西藏自治区", "西藏"}},
                       {{.code = "540200", .name = "西藏日喀则市", .receives = true}, {"日喀则市", "西藏日喀则市"}},
                       {{.code = "540228", .name = "西藏白朗县", .receives = true}, {"白朗县"}},
                       {{.code = "653100", .name = "新疆喀什地区", .receives = true}, {"喀什地区", "喀什"}},
                       {{.code = "653101", .name = "新疆喀什市", .receives = true}, {"喀什市", "喀什"}},
                       {{.code = "542500", .name = "西藏阿里地区", .receives = true}, {"阿里地区"}},
                       {{.code = "310000", .name = "上海市", .stranger = true}, {"上海市", "上海"}}},
                      gifts);
}

// What the text says about its number `printed`.
class ContextTest : public ::testing::Test {
protected:
    const About& about(std::string_view utf8, std::string_view printed) {
        text_ = clean(wide(utf8)).chars;
        const int year = year_of_text(text_);
        readings_ = read(text_, own_lexicon(), year);
        const Context context(text_, readings_, places_->mentioned(text_, own_lexicon().context), own_lexicon().context,
                              year);
        const auto words = wide(printed);
        for (std::size_t i = 0; i < readings_.size(); ++i)
            if (text_.substr(readings_[i].begin, readings_[i].end - readings_[i].begin) == words)
                about_ = context.about(i);
        return about_;
    }
    static std::string name(const Party& party) { return party.place ? party.place->name : std::string(); }

    std::shared_ptr<const Places> places_ = some_places();
    std::u32string text_;
    std::vector<Reading> readings_;
    About about_;
};

TEST_F(ContextTest, the_sentence_says_who_and_when) {
    const auto& about = this->about("2022年，济南市向白朗县投入援藏资金5104万元。", "5104万元");
    EXPECT_EQ(name(about.giver), "山东济南市");
    EXPECT_EQ(about.giver.certainty, Certainty::said);
    EXPECT_EQ(name(about.receiver), "西藏白朗县") << "finer than Tibet, which 援藏 says";
    EXPECT_TRUE(about.receiver.alone);
    EXPECT_EQ(about.span.period, "2022");
    EXPECT_EQ(about.span.certainty, Certainty::said);
}

TEST_F(ContextTest, a_part_of_a_year_is_no_year) {
    const std::pair<const char*, const char*> said[] = {
        {"2023年上半年，山东省投入资金120万元。", "2023-H1"},
        {"2023年一季度，山东省投入资金120万元。", "2023-Q1"},
        {"2023年前三季度，山东省投入资金120万元。", "2023-01/2023-09"},
        {"2023年，山东省投入资金；下半年投入资金120万元。", "2023-H2"},
        {"2024年1月5日。去年第四季度，山东省投入资金120万元。", "2023-Q4"}};
    for (const auto& [text, period] : said) EXPECT_EQ(about(text, "120万元").span.period, period) << text;
    EXPECT_EQ(about("2023年7月，山东省投入资金120万元。", "120万元").span.certainty, Certainty::assumed)
        << "of the month or of the year";
}

TEST_F(ContextTest, years_are_counted_from_the_one_the_text_speaks_from) {
    EXPECT_EQ(about("本报济南2024年1月5日讯 去年，山东省投入资金120万元。", "120万元").span.period, "2023");
    EXPECT_EQ(about_.span.certainty, Certainty::said);
    EXPECT_EQ(about("2024年召开会议。前年，山东省投入资金120万元。", "120万元").span.period, "2022");
    EXPECT_EQ(about_.span.certainty, Certainty::assumed) << "2024 may not be when it was written";
    EXPECT_EQ(about("2023年投入资金380万元。今年，山东省投入资金120万元，2024年完成。", "120万元").span.period, "2024")
        << "what comes nearest before the number";
}

TEST_F(ContextTest, where_a_text_was_written_gives_and_receives_nothing) {
    EXPECT_EQ(name(about("本报济南1月5日讯 2023年，山东省投入援藏资金120万元。", "120万元").giver), "山东省");
    EXPECT_EQ(name(about("新华社日喀则7月2日电 2023年，山东省投入资金120万元。", "120万元").receiver), "");
    EXPECT_EQ(name(about("本报讯 （记者 王） 济南市2023年投入援藏资金120万元。", "120万元").giver), "山东济南市");
    EXPECT_EQ(name(about("本报通讯员在济南了解到，2023年投入援藏资金120万元。", "120万元").giver), "山东济南市")
        << "no dateline";
}

TEST_F(ContextTest, whom_the_figures_do_not_know_gives_in_the_place_of_no_other) {
    const auto& about = this->about("2023年，上海市投入援藏资金120万元。", "120万元");
    ASSERT_NE(about.stranger, nullptr);
    EXPECT_EQ(about.stranger->name, "上海市");
    EXPECT_EQ(this->about("在上海举办的会上，山东省宣布2023年投入援藏资金120万元。", "120万元").stranger, nullptr);
    EXPECT_EQ(this->about("会议在上海举行。2023年山东省投入援藏资金120万元。", "120万元").stranger, nullptr);
}

TEST_F(ContextTest, a_sum_since_a_year_begins_with_it_and_one_of_a_year_is_of_that_year) {
    EXPECT_EQ(about("2024年召开会议。2017年以来，山东省累计投入资金120万元。", "120万元").span.period, "2017/2024");
    EXPECT_EQ(about("2025年召开会议。2024年，山东省累计投入资金120万元。", "120万元").span.period, "2024");
    EXPECT_EQ(about_.span.certainty, Certainty::near);
    EXPECT_EQ(about("2025年召开会议。2017—2019年，山东省累计投入资金120万元。", "120万元").span.period, "2017/2019");
}

TEST_F(ContextTest, a_heading_holds_until_the_next) {
    const std::string text =
        "济南援藏：\n持续擦亮品牌。2022年投入援藏资金5104万元。\n青岛援藏：\n2022年投入援藏资金120万元。";
    EXPECT_EQ(name(about(text, "5104万元").giver), "山东济南市");
    EXPECT_EQ(name(about(text, "120万元").giver), "山东青岛市");
    EXPECT_EQ(about_.giver.certainty, Certainty::near);
}

TEST_F(ContextTest, what_a_city_gives_in_a_region_goes_where_it_gives) {
    places_ = some_places({{"370100", "540228"}, {"370100", "540228101"}, {"370200", "540202"}});
    EXPECT_EQ(name(about("2022年，济南市投入援藏资金5104万元。", "5104万元").receiver), "西藏白朗县");
    EXPECT_EQ(about_.receiver.certainty, Certainty::said);
    EXPECT_EQ(name(about("2022年，山东省投入援藏资金3.8亿元。", "3.8亿元").receiver), "西藏日喀则市")
        << "its cities give there";
    EXPECT_EQ(name(about("2022年，菏泽市投入援藏资金380万元。", "380万元").receiver), "西藏自治区")
        << "it gives nothing there";
}

TEST_F(ContextTest, a_region_in_a_text_about_one_place_there_is_that_place) {
    const std::string text = "山东援藏走进日喀则市白朗县。\n2022年，菏泽市投入援藏资金380万元。";
    EXPECT_EQ(name(about(text, "380万元").receiver), "西藏日喀则市");
    EXPECT_EQ(name(about("来自阿里地区。\n" + text, "380万元").receiver), "西藏自治区") << "two places of it are named";
}

TEST_F(ContextTest, the_headline_says_who_gives) {
    const std::string text = "青岛：跨越山海\n济南来的客人到了。\n2022年，在菏泽市扶持项目40个。投入援藏资金380万元。";
    EXPECT_EQ(name(about(text, "40个").giver), "山东青岛市");
    EXPECT_EQ(name(about_.receiver), "山东菏泽市");
    EXPECT_EQ(name(about("青岛：跨越山海\n客人到了。\n2022年，建成幼儿园28所。济南、菏泽。", "28所").giver),
              "山东青岛市");
    EXPECT_EQ(about_.giver.certainty, Certainty::assumed);
}

TEST_F(ContextTest, a_township_is_not_the_county_of_its_name) {
    EXPECT_EQ(name(about("2022年，在喀什地区白朗乡建成学校8所。", "8所").receiver), "新疆喀什地区");
    EXPECT_EQ(name(about("2022年，在白朗乡村建成学校8所。", "8所").receiver), "西藏白朗县");
}

TEST_F(ContextTest, a_place_in_a_name_is_no_party) {
    EXPECT_EQ(name(about("日喀则市青岛小学有学生900人。", "900人").giver), "");
    EXPECT_EQ(name(about_.receiver), "西藏日喀则市");
}

TEST_F(ContextTest, a_giver_that_receives_is_a_receiver_beside_another_giver_only) {
    EXPECT_EQ(name(about("2022年，青岛市帮助菏泽市实施项目40个。", "40个").giver), "山东青岛市");
    EXPECT_EQ(name(about_.receiver), "山东菏泽市");
    EXPECT_EQ(name(about("2022年，菏泽市投入援藏资金3000万元。", "3000万元").giver), "山东菏泽市");
    EXPECT_EQ(name(about_.receiver), "西藏自治区");
}

TEST_F(ContextTest, of_two_places_with_one_name_the_wider_is_meant) {
    EXPECT_EQ(name(about("山东在喀什建设学校8所。", "8所").receiver), "新疆喀什地区");
}

TEST_F(ContextTest, an_ordinary_word_is_no_place) {
    EXPECT_EQ(name(about("投入惠民资金3000万元。", "3000万元").giver), "");
}

TEST_F(ContextTest, what_began_earlier_is_no_year) {
    EXPECT_EQ(about("2016年以来，青岛市累计投入资金9亿元。", "9亿元").span.period, "2016/2016");
    EXPECT_LT(about_.span.certainty, Certainty::said);
    EXPECT_EQ(about("青岛市累计投入资金9亿元。2023年成效显著。", "9亿元").span.period, "../2023");
}

TEST_F(ContextTest, a_range_of_years_is_a_period) {
    EXPECT_EQ(about("2017—2019年，山东省投入援疆资金40.99亿元。", "40.99亿元").span.period, "2017/2019");
}

TEST_F(ContextTest, two_givers_in_a_sentence_are_not_alone) {
    EXPECT_FALSE(about("2022年，济南市、青岛市投入援藏资金2亿元。", "2亿元").giver.alone);
}

} // namespace
} // namespace shanhai::press
