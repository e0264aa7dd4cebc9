#include "base/hash.h"
#include "base/text.h"
#include "kernel/access/password_rules.h"

#include <gtest/gtest.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace shanhai::kernel {
namespace {

std::string sha1(const std::string& text) {
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string capitals(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

class InAFolder : public ::testing::Test {
protected:
    InAFolder() { std::filesystem::create_directories(folder_); }
    ~InAFolder() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return folder_ / name;
    }

    static std::string code_of(const PasswordRules& rules, const std::string& password) {
        const auto done = check_password(rules, "zhang", password);
        return done ? "" : done.error().code;
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-passwords-" + std::to_string(::getpid()));
};

TEST_F(InAFolder, length_counts_in_characters) {
    const PasswordRules rules;
    for (const auto& password :
         {std::string("short"), std::string(11, 'x'), std::string(201, 'x'), std::string("\xC3\x28 is no text at all"),
          std::string("山山山山山山山山山山山"), std::string("a zero\0 inside it", 17)})
        EXPECT_EQ(code_of(rules, password), "session.weak_password") << password;
    for (const auto& password : {std::string(12, 'x'), std::string(200, 'x'), std::string("山海山海山海山海山海山海")})
        EXPECT_EQ(code_of(rules, password), "") << password;
    EXPECT_EQ(code_of({.at_least = 20}, std::string(19, 'x')), "session.weak_password");
}

TEST_F(InAFolder, a_password_is_not_the_name_with_a_few_signs) {
    const PasswordRules rules;
    EXPECT_EQ(check_password(rules, "zhang.wei.1984", "Zhang.Wei.1984").error().code, "session.password_is_name");
    EXPECT_EQ(check_password(rules, "zhang.wei.1984", "zhang.wei.1984!!").error().code, "session.password_is_name");
    EXPECT_TRUE(check_password(rules, "zhang", "zhang plants nine peach trees").has_value());
}

TEST_F(InAFolder, every_line_of_a_list_is_found_and_nothing_else) {
    for (const bool sha256_list : {false, true}) {
        for (const std::size_t count : {1, 2, 3, 10, 257}) {
            std::vector<std::string> hashes;
            for (std::size_t i = 0; i < count; ++i) {
                const auto password = "leaked password " + std::to_string(i);
                hashes.push_back(capitals(sha256_list ? hex(sha256(password)) : sha1(password)));
            }
            std::ranges::sort(hashes);
            for (const std::string ending : {"\r\n", "\n", ":37\n"}) {
                std::string text;
                for (std::size_t i = 0; i < count; ++i)
                    text += hashes[i] + (i % 3 == 0 && ending[0] == ':' ? ":12345678\n" : ending);
                if (ending == "\n") text.pop_back(); // the last line need not end
                const auto list = write("list", text);
                for (std::size_t i = 0; i < count; ++i)
                    EXPECT_EQ(is_in_breach_list(list, "leaked password " + std::to_string(i)), true)
                        << i << " of " << count;
                for (int i = 0; i < 100; ++i)
                    EXPECT_EQ(is_in_breach_list(list, "a password that did not leak " + std::to_string(i)), false);
                EXPECT_EQ(code_of({.breach_list = list}, "leaked password 0"), "session.password_leaked");
            }
        }
    }
}

TEST_F(InAFolder, a_list_that_cannot_say_refuses_everything) {
    const auto code = [](const std::filesystem::path& list) {
        return code_of({.breach_list = list}, "peach trees in May");
    };
    EXPECT_EQ(code(folder_ / "missing"), "session.breach_check_failed");
    EXPECT_EQ(code(write("empty", "")), "session.breach_check_failed");
    EXPECT_EQ(code(write("plain", "password\n123456\n")), "session.breach_check_failed");
    EXPECT_EQ(code(write("list", std::string(40, '0') + "\n")), "");
}

TEST_F(InAFolder, a_command_is_asked_with_the_hash_and_never_the_password) {
    const auto asked = folder_ / "asked";
    const auto script = [&](const std::string& text) {
        return PasswordRules{.breach_command = {"/bin/sh", write("check.sh", text).string(), asked.string()}};
    };
    const std::string password = "peach trees in May";
    EXPECT_EQ(code_of(script("cat > $1; exit 0"), password), "");
    std::string line;
    std::getline(std::ifstream(asked), line);
    EXPECT_EQ(line, capitals(sha1(password)));
    EXPECT_EQ(code_of(script("exit 1"), password), "session.password_leaked");
    EXPECT_EQ(code_of(script("exit 2"), password), "session.breach_check_failed");
    EXPECT_EQ(code_of(script("kill -9 $$"), password), "session.breach_check_failed");
    EXPECT_EQ(code_of({.breach_command = {"/no/such/program"}}, password), "session.breach_check_failed");
    auto slow = script("exec sleep 30");
    slow.breach_command_limit_ms = std::chrono::milliseconds(50);
    EXPECT_EQ(code_of(slow, password), "session.breach_check_failed");
}

} // namespace
} // namespace shanhai::kernel
