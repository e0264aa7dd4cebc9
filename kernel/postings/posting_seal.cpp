#include "kernel/postings/posting_seal.h"

#include "kernel/store/tables.h"

#include <sodium.h>

#include <array>
#include <charconv>
#include <cstring>

namespace shanhai::kernel {

namespace {

constexpr const char* name = "postings";

std::string text_of(const PostingSeal& seal) {
    std::string bytes(16, '\0');
    for (int i = 0; i < 8; ++i) {
        bytes[static_cast<std::size_t>(i)] = static_cast<char>(seal.high >> (56 - 8 * i) & 0xFFU);
        bytes[static_cast<std::size_t>(8 + i)] = static_cast<char>(seal.low >> (56 - 8 * i) & 0xFFU);
    }
    return to_hex(bytes);
}

} // namespace

// Against accidents and clumsy hands, not against somebody who computes it anew: the key is known to everybody. What
// postings say is held to the journal by computing them again.
PostingSeal seal_of(const StoredPosting& posting) {
    static constexpr std::array<unsigned char, crypto_shorthash_siphashx24_KEYBYTES> key{};
    std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> out{};
    crypto_shorthash_siphashx24(out.data(), reinterpret_cast<const unsigned char*>(&posting), sizeof posting,
                                key.data());
    PostingSeal seal;
    std::memcpy(&seal.low, out.data(), 8);
    std::memcpy(&seal.high, out.data() + 8, 8);
    return seal;
}

std::optional<PostingSeal> read_posting_seal(Connection& connection) {
    const auto text = meta(connection, name);
    PostingSeal seal;
    if (text.empty()) return seal; // nothing was posted yet
    if (text.size() != 32) return std::nullopt;
    const auto read = [&](std::size_t from, std::uint64_t& half) {
        const auto* end = text.data() + from + 16;
        const auto [stopped, error] = std::from_chars(text.data() + from, end, half, 16);
        return error == std::errc{} && stopped == end;
    };
    if (!read(0, seal.high) || !read(16, seal.low) || text_of(seal) != text) return std::nullopt;
    return seal;
}

void move_posting_seal(Connection& writer, const PostingSeal& by) {
    if (by == PostingSeal{}) return;
    auto seal =
        read_posting_seal(writer).value_or(PostingSeal{}); // one that cannot be read stays wrong: verify says so
    seal.add(by);
    set_meta(writer, name, text_of(seal));
}

void renew_posting_seal(Connection& writer) {
    PostingSeal seal;
    const auto rows = writer.prepare("SELECT measure, coordinate, day, entry, record, value FROM sys_posting");
    while (rows->step())
        seal.add(seal_of({rows->integer(0), rows->integer(1), rows->integer(2), rows->integer(3), rows->integer(4),
                          rows->integer(5)}));
    set_meta(writer, name, text_of(seal));
}

} // namespace shanhai::kernel
