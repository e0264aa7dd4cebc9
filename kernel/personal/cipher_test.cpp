#include "base/text.h"
#include "kernel/personal/person_keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>

namespace shanhai::kernel {
namespace {

class Ciphers : public ::testing::TestWithParam<Cipher> {
protected:
    SecretKey key_ = SecretKey::random();
};

INSTANTIATE_TEST_SUITE_P(Both, Ciphers, ::testing::Values(Cipher::aes_gcm, Cipher::sm4_hmac),
                         [](const auto& test) { return test.param == Cipher::aes_gcm ? "aes" : "national"; });

TEST_P(Ciphers, what_was_sealed_opens) {
    for (const auto length : {0, 1, 15, 16, 17, 31, 32, 1000, 80'000}) {
        const std::string plain(static_cast<std::size_t>(length), 'x');
        const auto sealed = seal(GetParam(), key_, "person/1/name", plain);
        EXPECT_EQ(open(GetParam(), key_, "person/1/name", sealed), plain) << length;
    }
}

TEST_P(Ciphers, the_same_text_is_never_sealed_twice_alike) {
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) seen.insert(seal(GetParam(), key_, "place", "same"));
    EXPECT_EQ(seen.size(), 200U);
}

TEST_P(Ciphers, no_changed_bit_no_other_key_and_no_other_place_opens) {
    const auto sealed = seal(GetParam(), key_, "person/1/name", "卓玛");
    for (std::size_t byte = 0; byte < sealed.size(); ++byte) {
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = sealed;
            changed[byte] = static_cast<char>(changed[byte] ^ (1 << bit));
            EXPECT_FALSE(open(GetParam(), key_, "person/1/name", changed).has_value()) << byte << " " << bit;
        }
    }
    for (std::size_t length = 0; length < sealed.size(); ++length)
        EXPECT_FALSE(open(GetParam(), key_, "person/1/name", sealed.substr(0, length)).has_value()) << length;
    EXPECT_FALSE(open(GetParam(), key_, "person/1/name", sealed + "x").has_value());
    EXPECT_FALSE(open(GetParam(), SecretKey::random(), "person/1/name", sealed).has_value());
    EXPECT_FALSE(open(GetParam(), key_, "person/2/name", sealed).has_value());
    EXPECT_FALSE(open(GetParam(), key_, "", sealed).has_value());
}

TEST_P(Ciphers, an_envelope_is_read_back) {
    const auto sealed = seal(GetParam(), key_, "p", "text");
    const auto text = Envelope{GetParam(), 4711, sealed}.text();
    const auto envelope = Envelope::parse(text);
    ASSERT_TRUE(envelope.has_value()) << text;
    EXPECT_EQ(envelope->cipher, GetParam());
    EXPECT_EQ(envelope->person, 4711);
    EXPECT_EQ(envelope->sealed, sealed);
}

TEST(Envelopes, other_texts_are_none) {
    for (const std::string text : {"", "enc", "enc:", "enc:a", "enc:a:", "enc:a::AAAA", "enc:b:1:AAAA", "enc:a:0:AAAA",
                                   "enc:a:-1:AAAA", "enc:a:01:AAAA", "enc:a:1:AA=A", "enc:a:1:****",
                                   "enc:a:99999999999999999999:AAAA", "ENC:a:1:AAAA", " enc:a:1:AAAA", "卓玛"})
        EXPECT_FALSE(Envelope::parse(text).has_value()) << text;
    EXPECT_FALSE(Envelope::parse("enc:a:1:" + std::string(2 << 20, 'A')).has_value());
}

TEST(CipherNames, are_those_that_stores_keep) {
    EXPECT_EQ(cipher_named("aes-256-gcm"), Cipher::aes_gcm);
    EXPECT_EQ(cipher_named("sm4-cbc-hmac-sm3"), Cipher::sm4_hmac);
    EXPECT_FALSE(cipher_named("rot13").has_value());
}

TEST(MasterKey, is_made_once_and_is_its_owners_only) {
    const auto folder = std::filesystem::temp_directory_path() / ("shanhai-key-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    EXPECT_FALSE(read_master_key(folder).has_value());
    make_master_key(folder);
    const auto first = read_master_key(folder);
    ASSERT_TRUE(first.has_value());
    make_master_key(folder);
    EXPECT_EQ(read_master_key(folder)->bytes(), first->bytes());
    struct stat status{};
    ASSERT_EQ(::stat(master_key_file(folder).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    std::ofstream(master_key_file(folder)) << "not a key\n";
    EXPECT_THROW((void)read_master_key(folder), StoreError);
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace shanhai::kernel
