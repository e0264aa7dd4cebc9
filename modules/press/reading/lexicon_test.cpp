#include "modules/press/reading/code_points.h"
#include "modules/press/reading/lexicon.h"
#include "modules/press/reading/reading.h"

#include <gtest/gtest.h>

namespace shanhai::press {
namespace {

std::vector<std::string> reads(const std::string& text) {
    const auto cleaned = clean(wide(text));
    std::vector<std::string> result;
    for (const auto& reading : read(cleaned.chars, own_lexicon())) {
        if (!reading.value) continue;
        std::string value = reading.value->text(6);
        value.erase(value.find_last_not_of('0') + 1);
        if (value.back() == '.') value.pop_back();
        result.push_back(value + " " + reading.unit + " " + std::string(name_of(reading.qualifier)));
    }
    return result;
}

// The files of the lexicon say what their words do; this holds them to it.
TEST(Lexicon, does_what_its_examples_say) {
    ASSERT_GT(own_lexicon().examples.size(), 50U);
    for (const auto& example : own_lexicon().examples)
        EXPECT_EQ(reads(example.text), example.reads) << example.file << ":" << example.line << " " << example.text;
}

TEST(Lexicon, a_mistake_is_named_with_its_line) {
    const auto loaded = load_lexicon({{"mine.yaml", "units:\n  CNY: {元: none}\n"}});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, "press.lexicon");
    EXPECT_EQ(loaded.error().args[0].second, "mine.yaml");
    EXPECT_EQ(loaded.error().args[1].second, "2");
}

TEST(Lexicon, a_qualifier_that_does_not_exist_is_refused) {
    EXPECT_FALSE(load_lexicon({{"mine.yaml", "before:\n  perhaps: [或许]\n"}}));
}

TEST(Lexicon, people_can_add_words) {
    auto files = own_lexicon_files();
    files.emplace_back("mine.yaml", "classifiers:\n  峰: {unit: camel}\n");
    const auto lexicon = load_lexicon(files);
    ASSERT_TRUE(lexicon);
    const auto readings = read(U"养骆驼300余峰", *lexicon);
    ASSERT_EQ(readings.size(), 1U);
    EXPECT_EQ(readings[0].unit, "camel");
}

} // namespace
} // namespace shanhai::press
