#include "base/text.h"
#include "kernel/access/totp.h"

#include <gtest/gtest.h>

#include <set>

namespace shanhai::kernel {
namespace {

constexpr std::int64_t second = 1'000'000;
const std::string rfc_secret = "12345678901234567890"; // RFC 4226 appendix D, RFC 6238 appendix B

TEST(Hotp, the_vectors_of_rfc_4226_appendix_d) {
    const std::vector<std::string> expected = {"755224", "287082", "359152", "969429", "338314",
                                               "254676", "287922", "162583", "399871", "520489"};
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(hotp(rfc_secret, i), expected[i]) << i;
}

TEST(Totp, the_sha_1_vectors_of_rfc_6238_appendix_b) {
    const std::vector<std::pair<std::int64_t, std::string>> expected = {
        {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
        {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (const auto& [seconds, code] : expected) {
        const auto step = totp_step(Moment{seconds * second});
        EXPECT_EQ(hotp(rfc_secret, static_cast<std::uint64_t>(step), 8), code) << seconds;
    }
}

TEST(Base32, the_vectors_of_rfc_4648_without_padding) {
    const std::vector<std::pair<std::string, std::string>> expected = {{"", ""},
                                                                       {"f", "MY"},
                                                                       {"fo", "MZXQ"},
                                                                       {"foo", "MZXW6"},
                                                                       {"foob", "MZXW6YQ"},
                                                                       {"fooba", "MZXW6YTB"},
                                                                       {"foobar", "MZXW6YTBOI"}};
    for (const auto& [bytes, text] : expected) {
        EXPECT_EQ(to_base32(bytes), text);
        EXPECT_EQ(from_base32(text), bytes) << text;
    }
    EXPECT_EQ(from_base32("mzxw 6ytb-oi======"), "foobar") << "as people type it";
    for (const std::string wrong : {"M1", "M", "MZ8", "MZ", "山", "MZXW6Y"})
        EXPECT_EQ(from_base32(wrong), std::nullopt);
    std::string all;
    for (int i = 0; i < 256; ++i) {
        EXPECT_EQ(from_base32(to_base32(all)), all) << i;
        all.push_back(static_cast<char>(i * 7));
    }
}

TEST(Totp, the_present_step_and_its_neighbours_open_and_each_only_once) {
    const Moment now{1'700'000'010 * second};
    const auto present = totp_step(now);
    const auto code_of = [](std::int64_t step) { return hotp(rfc_secret, static_cast<std::uint64_t>(step)); };
    for (const std::int64_t distance : {-1, 0, 1})
        EXPECT_EQ(matching_totp_step(rfc_secret, code_of(present + distance), now, 0), present + distance);
    for (const std::int64_t distance : {-3, -2, 2, 3})
        EXPECT_EQ(matching_totp_step(rfc_secret, code_of(present + distance), now, 0), std::nullopt) << distance;
    EXPECT_EQ(matching_totp_step(rfc_secret, code_of(present), now, present), std::nullopt) << "it has opened once";
    EXPECT_EQ(matching_totp_step(rfc_secret, code_of(present - 1), now, present), std::nullopt) << "nor an older one";
    EXPECT_EQ(matching_totp_step(rfc_secret, code_of(present + 1), now, present), present + 1);
    EXPECT_EQ(matching_totp_step("another secret", code_of(present), now, 0), std::nullopt);
}

TEST(Totp, a_code_is_six_digits_however_they_are_spaced) {
    const Moment now{59 * second};
    EXPECT_EQ(matching_totp_step(rfc_secret, "287 082", now, -1), 1);
    for (const std::string wrong : {"", "28708", "2870820", "94287082", "287082x", "28708２"})
        EXPECT_EQ(matching_totp_step(rfc_secret, wrong, now, -1), std::nullopt) << wrong;
}

TEST(Totp, secrets_are_long_and_never_the_same) {
    std::set<std::string> secrets;
    for (int i = 0; i < 100; ++i) secrets.insert(make_totp_secret());
    EXPECT_EQ(secrets.size(), 100U);
    EXPECT_EQ(secrets.begin()->size(), 20U);
}

TEST(Totp, the_address_says_whose_secret_it_is) {
    EXPECT_EQ(otpauth_uri("foobar", "山海 1", "zhang san"),
              "otpauth://totp/%E5%B1%B1%E6%B5%B7%201:zhang%20san?secret=MZXW6YTBOI&issuer=%E5%B1%B1%E6%B5%B7%201"
              "&algorithm=SHA1&digits=6&period=30");
}

TEST(RecoveryCodes, are_long_different_and_forgive_how_they_are_typed) {
    const auto codes = make_recovery_codes();
    EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10U);
    for (const auto& code : codes) {
        EXPECT_EQ(code.size(), 19U);
        EXPECT_EQ(plain_recovery_code(code).size(), 16U);
        EXPECT_EQ(plain_recovery_code(" " + replace_all(code, "-", " ") + "\n"), plain_recovery_code(code));
    }
    EXPECT_EQ(plain_recovery_code("K7MD-4tqx"), "k7md4tqx");
}

} // namespace
} // namespace shanhai::kernel
