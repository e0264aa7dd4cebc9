#include "kernel/proof/checkpoint.h"

#include <charconv>
#include <cstring>

namespace shanhai::kernel {

namespace {

constexpr std::string_view sm3_line = "hash sm3";

} // namespace

std::optional<std::uint64_t> plain_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    return number;
}

std::optional<Hash> hash_from_base64(std::string_view text) {
    const auto bytes = from_base64(text);
    Hash hash;
    if (!bytes || bytes->size() != hash.size()) return std::nullopt;
    std::memcpy(hash.data(), bytes->data(), hash.size());
    return hash;
}

std::string base64_of(const Hash& hash) { return to_base64(bytes_of(hash)); }

std::string Checkpoint::text() const {
    auto text = origin + "\n" + std::to_string(size) + "\n" + base64_of(root) + "\n";
    if (algorithm == HashAlgorithm::sm3) (text += sm3_line) += "\n";
    return text;
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
    const auto malformed = [] { return refuse("checkpoint.malformed"); };
    if (!text.ends_with('\n')) return malformed();
    const auto lines = split(text.substr(0, text.size() - 1), '\n');
    if (lines.size() < 3 || lines[0].empty()) return malformed();
    const auto size = plain_number(lines[1]);
    const auto root = hash_from_base64(lines[2]);
    if (!size || !root) return malformed();
    Checkpoint checkpoint{std::string(lines[0]), *size, *root};
    for (std::size_t i = 3; i < lines.size(); ++i) {
        if (lines[i].empty()) return malformed();
        if (lines[i] == sm3_line) checkpoint.algorithm = HashAlgorithm::sm3;
    }
    return checkpoint;
}

Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key) {
    auto checkpoint = TRY(Checkpoint::parse(TRY(open_note(note, key))));
    if (checkpoint.origin != key.name())
        return refuse("checkpoint.other_log", {}, {{"origin", checkpoint.origin}, {"key", key.name()}});
    return checkpoint;
}

} // namespace shanhai::kernel
