#include "apps/shanhai/texts.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace shanhai::apps {
namespace {

TEST(Texts, are_in_the_language_that_is_spoken) {
    speak("en");
    EXPECT_EQ(say("record.dry_run"), "Checked only; nothing was saved.");
    speak("zh");
    EXPECT_EQ(say("record.dry_run"), "只是检查，没有保存。");
    EXPECT_EQ(say("more", {{"after", "X"}}), "还有更多，接着看请加 --after X");
}

// Reads the sources: every key in use has its texts.
TEST(Texts, every_key_in_the_sources_is_there) {
    const std::regex use(R"re(say\(\s*"([a-z_.A-Z]+[a-zA-Z])"\s*[,)])re");
    std::set<std::string> missing;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(SHANHAI_SOURCE_DIR) / "apps/shanhai")) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream file(entry.path());
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        for (std::sregex_iterator found(text.begin(), text.end(), use), end; found != end; ++found) {
            const std::string key = (*found)[1].str();
            if (say(key) == key) missing.insert(key);
        }
    }
    EXPECT_TRUE(missing.empty()) << *missing.begin();
}

} // namespace
} // namespace shanhai::apps
