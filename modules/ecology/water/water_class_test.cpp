#include "base/csv.h"
#include "modules/ecology/frames/frames_test.h"
#include "modules/ecology/water/water_class.h"
#include "modules/ecology/water/water_table.h"

#include <gmock/gmock.h>

#include <iostream>
#include <sstream>

namespace shanhai::ecology {
namespace {

using testing::HasSubstr;
using enum WaterFactor;
using enum WaterClass;

TEST(WaterClass, a_limit_belongs_to_the_better_class) {
    EXPECT_EQ(class_by(permanganate, 2, WaterBody::river), I);
    EXPECT_EQ(class_by(permanganate, 2.0001, WaterBody::river), II);
    EXPECT_EQ(class_by(permanganate, 15, WaterBody::river), V);
    EXPECT_EQ(class_by(permanganate, 15.1, WaterBody::river), beyond_V);
    EXPECT_EQ(class_by(ammonia, 0.15, WaterBody::river), I);
    EXPECT_EQ(class_by(ammonia, 2.001, WaterBody::river), beyond_V);
}

TEST(WaterClass, oxygen_is_better_the_more_there_is) {
    EXPECT_EQ(class_by(dissolved_oxygen, 7.5, WaterBody::river), I);
    EXPECT_EQ(class_by(dissolved_oxygen, 7.4999, WaterBody::river), II);
    EXPECT_EQ(class_by(dissolved_oxygen, 2, WaterBody::river), V);
    EXPECT_EQ(class_by(dissolved_oxygen, 1.99, WaterBody::river), beyond_V);
}

TEST(WaterClass, phosphorus_counts_more_in_lakes) {
    EXPECT_EQ(class_by(phosphorus, 0.1, WaterBody::river), II);
    EXPECT_EQ(class_by(phosphorus, 0.1, WaterBody::lake), IV);
    EXPECT_EQ(class_by(phosphorus, 0.21, WaterBody::lake), beyond_V);
    EXPECT_EQ(class_by(permanganate, 4, WaterBody::lake), II);
}

TEST(WaterClass, acid_and_alkaline_water_is_worse_than_any_class) {
    EXPECT_EQ(class_by(pH, 6, WaterBody::river), I);
    EXPECT_EQ(class_by(pH, 9, WaterBody::river), I);
    EXPECT_EQ(class_by(pH, 5.99, WaterBody::river), beyond_V);
    EXPECT_EQ(class_by(pH, 9.01, WaterBody::river), beyond_V);
}

TEST(WaterClass, classes_that_share_a_limit_are_the_better_one) {
    EXPECT_EQ(class_by(cod, 15, WaterBody::river), I);
    EXPECT_EQ(class_by(cod, 16, WaterBody::river), III);
    EXPECT_EQ(class_by(fluoride, 1.2, WaterBody::river), IV);
    EXPECT_EQ(class_by(mercury, 0.0001, WaterBody::river), III);
}

TEST(WaterClass, of_a_sample_is_that_of_its_worst_factor) {
    WaterSample sample;
    EXPECT_EQ(sample.classify(WaterBody::river), std::nullopt);
    sample.measure(dissolved_oxygen, 8);
    sample.measure(pH, 7);
    EXPECT_EQ(sample.classify(WaterBody::river), (WaterVerdict{I, pH}))
        << "the first of the table when several share it";
    sample.measure(phosphorus, 0.09);
    sample.measure(ammonia, 0.5);
    EXPECT_EQ(sample.classify(WaterBody::river), (WaterVerdict{II, ammonia}));
    EXPECT_EQ(sample.classify(WaterBody::lake), (WaterVerdict{IV, phosphorus}));
}

TEST(WaterClass, factors_have_names) {
    for (int i = 0; i < water_factors; ++i)
        EXPECT_EQ(water_factor_named(name_of(static_cast<WaterFactor>(i))), static_cast<WaterFactor>(i));
    EXPECT_EQ(water_factor_named("TN"), std::nullopt) << "nitrogen is judged by itself";
}

std::string classified(std::string_view csv, WaterPeriod period = WaterPeriod::sample) {
    std::ostringstream out;
    const auto done = classify_table(csv, period, out);
    return done ? out.str() : done.error().code;
}

TEST(WaterTable, rows_get_their_class_and_what_decided_it) {
    EXPECT_EQ(classified("section,DO_mgL,NH3N_mgL,TP_mgL,TN_mgL,station_is_lake_inferred\n"
                         "\"河, 口\",7.001,0.0837,0.02402,10.9,0\n"
                         "湖,7.6,0.1,0.02402,,1\n"
                         "无,,--,-,3,0\n"
                         "某湖心,9,,0.06,,0\n"),
              "section,DO_mgL,NH3N_mgL,TP_mgL,TN_mgL,station_is_lake_inferred,class,decided_by\r\n"
              "\"河, 口\",7.001,0.0837,0.02402,10.9,0,Ⅱ,DO\r\n"
              "湖,7.6,0.1,0.02402,,1,Ⅱ,TP\r\n"
              "无,,--,-,3,0,,\r\n"
              "某湖心,9,,0.06,,0,Ⅳ,TP\r\n");
}

TEST(WaterTable, that_cannot_be_judged_is_refused) {
    EXPECT_EQ(classified(""), "water.no_factor");
    EXPECT_EQ(classified("a,b\n1,2\n"), "water.no_factor");
    EXPECT_EQ(classified("pH\n7\nx\n"), "water.not_a_number");
    EXPECT_EQ(classified("pH\nnan\n"), "water.not_a_number");
    EXPECT_EQ(classified("pH,b\n7\n"), "water.cells");
    EXPECT_EQ(classified("pH\n\"7\n"), "csv.unclosed_quote");
    EXPECT_EQ(classified("pH\n7\n", WaterPeriod::day), "water.no_time");
    EXPECT_EQ(classified("pH,time\n7,05-08 15:00\n", WaterPeriod::day), "water.no_time") << "of what year";
}

TEST(WaterTable, means_of_hours_days_and_months_are_judged) {
    constexpr std::string_view table = "file_date,province,section,time,NH3N_mgL,TP_mgL\n"
                                       "2020-05-09,京,甲,05-08 15:00,0.4,\n"
                                       "2020-05-09,京,甲,05-08 15:30,1.0,0.3\n"
                                       "2020-05-09,京,甲,05-09 15:00,0.1,\n"
                                       "2021-01-01,京,甲,12-31 20:00,2.5,\n";
    const std::string head = "province,section,period,samples,NH3-N,TP,class,decided_by\r\n";
    EXPECT_EQ(classified(table, WaterPeriod::hour), head + "京,甲,2020-05-08 15,2,0.7,0.3,Ⅳ,TP\r\n"
                                                           "京,甲,2020-05-09 15,1,0.1,,Ⅰ,NH3-N\r\n"
                                                           "京,甲,2020-12-31 20,1,2.5,,劣Ⅴ,NH3-N\r\n");
    EXPECT_THAT(classified(table, WaterPeriod::day), HasSubstr("京,甲,2020-05-08,2,0.7,0.3,Ⅳ,TP"));
    EXPECT_EQ(classified(table, WaterPeriod::month), head + "京,甲,2020-05,3,0.5,0.3,Ⅳ,TP\r\n"
                                                            "京,甲,2020-12,1,2.5,,劣Ⅴ,NH3-N\r\n");
}

// How many of the published classes are found again, in per cent.
double agreement(const std::string& path) {
    std::string table;
    for (const auto& line : lines_of(path)) table += line + "\n";
    const auto rows = parse_csv(classified(table));
    EXPECT_TRUE(rows);
    const auto& header = rows->at(0).cells;
    const auto column = [&](std::string_view name) {
        return static_cast<std::size_t>(std::ranges::find(header, name) - header.begin());
    };
    const std::size_t published = column("official_class"), found = column("class");
    int same = 0, all = 0;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        ++all;
        same += rows->at(i).cells.at(published) == rows->at(i).cells.at(found) ? 1 : 0;
    }
    std::cout << same << " of " << all << " published classes found again (" << 100.0 * same / all << " %)\n";
    return 100.0 * same / all;
}

TEST(WaterTable, agrees_with_the_classes_that_were_published) {
    EXPECT_GE(agreement(SHANHAI_SOURCE_DIR "/tests/data/water/cnemc.csv"), 99.9);
}

TEST(WaterTable, agrees_with_all_published_classes_when_they_are_there) {
    if (real_folder().empty()) GTEST_SKIP() << "SHANHAI_REALDATA names no folder";
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(real_folder() + "/05-water-quality"))
        if (entry.path().extension() == ".csv") {
            EXPECT_GE(agreement(entry.path().string()), 99.9) << entry.path();
            ++files;
        }
    EXPECT_GT(files, 0);
}

} // namespace
} // namespace shanhai::ecology
