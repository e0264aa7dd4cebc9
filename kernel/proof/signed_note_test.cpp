#include "base/json.h"
#include "kernel/proof/checkpoint.h"
#include "kernel/proof/log_proof.h"
#include "kernel/proof/tile_path.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace shanhai::kernel {
namespace {

std::string vector_file(const char* name) {
    std::ifstream file(std::string(SHANHAI_SOURCE_DIR "/tests/data/tlog/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string bytes_of(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
    return bytes;
}

TEST(Hash, sm3_hashes_the_published_texts) {
    const auto vectors = parse_json(vector_file("sm2_sm3.json")).value().at("SM3").as_array();
    EXPECT_EQ(vectors.size(), 2U);
    for (const auto& vector : vectors)
        EXPECT_EQ(hex(digest(HashAlgorithm::sm3, vector.at("msg_ascii").as_string())), vector.at("digest").as_string());
}

TEST(SigningKey, the_public_ed25519_vectors_are_judged_as_labelled) {
    std::ifstream lines(SHANHAI_SOURCE_DIR "/tests/data/tlog/ed25519.jsonl");
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto vector = parse_json(line).value().as_object();
        const VerifierKey key("wycheproof", SignatureKind::ed25519, bytes_of(vector.at("key").as_string()));
        EXPECT_EQ(key.verifies(bytes_of(vector.at("msg").as_string()), bytes_of(vector.at("sig").as_string())),
                  vector.at("result").as_string() == "valid")
            << line;
    }
    EXPECT_EQ(count, 151);
}

TEST(SigningKey, the_published_sm2_signature_holds_and_no_other) {
    const auto vector =
        parse_json(vector_file("sm2_sm3.json")).value().at("SM2_sign_GBT32918_recommended_curve").as_object();
    // The public point's y is not in the example; it follows from the curve, and only one of its two values is right.
    const auto y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
    const auto text = [&](const char* name) { return std::string(vector.at(name).as_string()); };
    const VerifierKey key("sm2", SignatureKind::sm2, "\x04" + bytes_of(text("pubX")) + bytes_of(y));
    ASSERT_EQ(text("ID"), "1234567812345678");
    const auto signature = bytes_of(text("r")) + bytes_of(text("s"));
    EXPECT_TRUE(key.verifies(text("msg"), signature));
    EXPECT_FALSE(key.verifies(text("msg") + ".", signature));
    for (std::size_t i = 0; i < signature.size(); ++i) {
        auto changed = signature;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(key.verifies(text("msg"), changed));
    }
}

TEST(SignedNote, the_published_note_is_opened_by_its_key_and_by_no_other) {
    const auto file = vector_file("signed_note.txt");
    const auto at = file.find("vkey: ") + 6;
    const auto key = VerifierKey::parse(file.substr(at, file.find('\n', at) - at));
    ASSERT_TRUE(key);
    const auto note = file.substr(file.find("This is an"));
    EXPECT_EQ(open_note(note, *key).value(), "This is an example message.\n");
    EXPECT_EQ(open_note(replace_all(note, "example message", "example massage"), *key).error().code,
              "note.signature_wrong");
    EXPECT_EQ(open_note(note, SigningKey::generate(SignatureKind::ed25519, "example.com/foo").verifier()).error().code,
              "note.not_signed");
}

class Keys : public ::testing::TestWithParam<SignatureKind> {
protected:
    SigningKey key_ = SigningKey::generate(GetParam(), "log.example/shanhai");
    VerifierKey verifier_ = VerifierKey::parse(key_.verifier().text()).value();
};
INSTANTIATE_TEST_SUITE_P(All, Keys, ::testing::Values(SignatureKind::ed25519, SignatureKind::sm2),
                         [](const auto& kind) { return kind.param == SignatureKind::sm2 ? "sm2" : "ed25519"; });

TEST_P(Keys, a_saved_key_signs_as_before_and_only_its_owner_reads_it) {
    const auto file = std::filesystem::temp_directory_path() / ("shanhai-key-" + std::to_string(::getpid()));
    ASSERT_TRUE(key_.save(file));
    struct stat status{};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600);
    const auto again = SigningKey::load(file);
    std::filesystem::remove(file);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->verifier().text(), verifier_.text());
    EXPECT_TRUE(verifier_.verifies("message", again->sign("message")));
    EXPECT_EQ(SigningKey::load(file).error().code, "log.key_unreadable");
    for (const auto* wrong : {"", "PRIVATE+KEY+", "PRIVATE+KEY+a+b+c", "PRIVATE+KEY+a+00000000+AQ=="})
        EXPECT_FALSE(SigningKey::parse(wrong)) << wrong;
}

TEST_P(Keys, no_single_byte_of_a_checkpoint_can_be_changed) {
    const Checkpoint checkpoint{verifier_.name(), 7, sha256("root"), HashAlgorithm::sm3};
    const auto note = sign_note(checkpoint.text(), key_);
    const auto read = open_checkpoint(note, verifier_);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->text(), checkpoint.text());
    EXPECT_EQ(read->algorithm, HashAlgorithm::sm3);
    for (std::size_t i = 0; i < note.size(); ++i) {
        for (const int bit : {1, 16, 64}) {
            auto changed = note;
            changed[i] = static_cast<char>(changed[i] ^ bit);
            EXPECT_FALSE(open_checkpoint(changed, verifier_)) << i;
        }
    }
}

TEST_P(Keys, other_signatures_beside_ours_are_left_unread) {
    const auto other = SigningKey::generate(SignatureKind::ed25519, "witness.example");
    const Checkpoint checkpoint{verifier_.name(), 7, sha256("root")};
    auto note = sign_note(checkpoint.text(), other);
    note += sign_note(checkpoint.text(), key_).substr(checkpoint.text().size() + 1);
    EXPECT_TRUE(open_checkpoint(note, verifier_));
    EXPECT_EQ(open_checkpoint(note, other.verifier()).error().code, "checkpoint.other_log");
}

TEST(VerifierKey, what_is_no_key_is_none) {
    const auto good = SigningKey::generate(SignatureKind::ed25519, "a").verifier().text();
    EXPECT_TRUE(VerifierKey::parse(good));
    for (const auto& wrong : {std::string(), std::string("a"), std::string("a+b"), "b" + good.substr(1), "+" + good,
                              good.substr(0, good.size() - 1), good + "=", std::string("a b+00000000+AQ==")})
        EXPECT_FALSE(VerifierKey::parse(wrong)) << wrong;
}

TEST(Checkpoint, only_the_exact_form_is_one) {
    const auto root = base64_of(sha256("root"));
    EXPECT_TRUE(Checkpoint::parse("a\n7\n" + root + "\n"));
    EXPECT_TRUE(Checkpoint::parse("a\n0\n" + root + "\nmore\n"));
    for (const std::string& wrong : std::initializer_list<std::string>{
             "a\n7\n" + root, "\n7\n" + root + "\n", "a\n07\n" + root + "\n", "a\n-1\n" + root + "\n",
             "a\n7\n" + root + "=\n", "a\n7\n\n", "a\n7\n" + root + "\n\n", "a\n18446744073709551616\n" + root + "\n"})
        EXPECT_FALSE(Checkpoint::parse(wrong)) << wrong;
}

TEST(TilePath, each_tile_has_one_address) {
    for (const std::string good : {"0/000", "3/x001/x234/067", "entries/067.p/12", "0/x001/000.p/255", "63/999"}) {
        const auto path = TilePath::parse(good);
        ASSERT_TRUE(path) << good;
        EXPECT_EQ(path->text(), good);
    }
    EXPECT_EQ(TilePath::parse("0/x001/x234/067")->place, 1'234'067U);
    EXPECT_EQ(TilePath::parse("entries/067.p/12")->width, 12U);
    for (const std::string wrong : {"", "0", "0/", "/000", "0/0", "0/0000", "0/x000/067", "0/001/067", "64/000",
                                    "00/000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p", "0/000.p/", "0/x001",
                                    "-1/000", "0/x001/x001/x001/x001/x001/x001/000"})
        EXPECT_FALSE(TilePath::parse(wrong)) << wrong;
}

TEST(LogProof, no_single_byte_of_a_proof_can_be_changed) {
    const auto key = SigningKey::generate(SignatureKind::ed25519, "log.example");
    std::vector<Hash> leaves;
    for (int i = 0; i < 13; ++i) leaves.push_back(leaf_hash("entry " + std::to_string(i)));
    MerkleFrontier tree, old;
    for (const auto& leaf : leaves) tree.append(leaf);
    for (int i = 0; i < 6; ++i) old.append(leaves[static_cast<std::size_t>(i)]);
    const auto note = sign_note(Checkpoint{"log.example", 13, tree.root()}.text(), key);
    const auto included = InclusionProof{"entry 5", 5, inclusion_proof(leaves, 5), note}.text();
    const auto grown = ConsistencyProof{6, old.root(), consistency_proof(leaves, 6), note}.text();
    const auto holds = [&](const std::string& text) {
        if (const auto proof = InclusionProof::parse(text)) return check_proof(*proof, key.verifier()).has_value();
        if (const auto proof = ConsistencyProof::parse(text)) return check_proof(*proof, key.verifier()).has_value();
        return false;
    };
    for (const auto& proof : {included, grown}) {
        EXPECT_TRUE(holds(proof));
        for (std::size_t i = 0; i < proof.size(); ++i) {
            auto changed = proof;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            EXPECT_FALSE(holds(changed)) << i;
            EXPECT_FALSE(holds(proof.substr(0, i))) << i;
        }
    }
    EXPECT_FALSE(check_proof(*InclusionProof::parse(included), key.verifier(), "entry 6"));
}

} // namespace
} // namespace shanhai::kernel
