#include "kernel/access/passwords.h"

#include <gtest/gtest.h>

namespace shanhai::kernel {
namespace {

TEST(Passwords, only_the_password_matches_its_hash) {
    const auto stored = hash_password("correct horse 山海");
    EXPECT_TRUE(stored.starts_with("$argon2id$")) << stored;
    EXPECT_TRUE(password_matches(stored, "correct horse 山海"));
    EXPECT_FALSE(password_matches(stored, "correct horse 山"));
    EXPECT_FALSE(password_matches(stored, ""));
    EXPECT_FALSE(password_matches(stored, std::string("correct horse 山海\0", 21)));
    EXPECT_NE(hash_password("correct horse 山海"), stored) << "salted";
    for (const std::string broken : {"", "x", "$argon2id$", "$argon2id$v=19$m=65536,t=2,p=1$"})
        EXPECT_FALSE(password_matches(broken, "correct horse 山海")) << broken;
}

TEST(Passwords, who_has_none_cannot_log_in_with_any) {
    EXPECT_FALSE(password_matches("", "nobody has this password"));
    EXPECT_FALSE(password_matches("", ""));
    EXPECT_FALSE(password_matches(hash_password(std::string(801, 'x')), std::string(801, 'x')));
}

} // namespace
} // namespace shanhai::kernel
