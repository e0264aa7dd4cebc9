#include "kernel/search/posting_block.h"

#include "base/check.h"

#include <cstring>
#include <limits>

namespace shanhai::kernel {

namespace {

constexpr std::size_t token_bytes = 6;

Token token_at(std::string_view packed, std::size_t index) {
    Token token = 0;
    for (std::size_t i = 0; i < token_bytes; ++i)
        token = token << 8 | static_cast<unsigned char>(packed[index * token_bytes + i]);
    return token;
}

} // namespace

std::string pack(const std::vector<std::int64_t>& ids) {
    std::string bytes;
    for (std::size_t i = 1; i < ids.size(); ++i) {
        check(ids[i] > ids[i - 1], "the records of a posting are in order");
        auto distance = static_cast<std::uint64_t>(ids[i] - ids[i - 1]);
        for (; distance >= 0x80; distance >>= 7) bytes += static_cast<char>(distance | 0x80);
        bytes += static_cast<char>(distance);
    }
    return bytes;
}

std::optional<std::vector<std::int64_t>> unpack(std::int64_t oldest, std::string_view bytes) {
    if (oldest <= 0) return std::nullopt;
    std::vector<std::int64_t> ids{oldest};
    ids.reserve(bytes.size() + 1);
    for (std::size_t at = 0; at < bytes.size();) {
        std::uint64_t distance = 0;
        for (unsigned shift = 0;; shift += 7) {
            if (at == bytes.size() || shift > 56) return std::nullopt;
            const auto byte = static_cast<unsigned char>(bytes[at++]);
            distance |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte >= 0x80) continue;
            if (byte == 0) return std::nullopt; // no distance, or one written longer than need be
            break;
        }
        if (distance > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() - ids.back()))
            return std::nullopt;
        ids.push_back(ids.back() + static_cast<std::int64_t>(distance));
    }
    return ids;
}

std::string pack_tokens(const std::vector<Token>& tokens) {
    std::string bytes;
    bytes.reserve(tokens.size() * token_bytes);
    for (const auto token : tokens)
        for (std::size_t i = token_bytes; i-- > 0;) bytes += static_cast<char>(token >> (8 * i));
    return bytes;
}

std::optional<std::vector<Token>> unpack_tokens(std::string_view bytes) {
    if (bytes.size() % token_bytes != 0) return std::nullopt;
    std::vector<Token> tokens;
    tokens.reserve(bytes.size() / token_bytes);
    for (std::size_t i = 0; i < bytes.size() / token_bytes; ++i) {
        tokens.push_back(token_at(bytes, i));
        if (i > 0 && tokens[i] <= tokens[i - 1]) return std::nullopt;
    }
    return tokens;
}

bool has_token(std::string_view packed, std::string_view token) {
    std::size_t low = 0, high = packed.size() / token_bytes;
    while (low < high) {
        const auto middle = (low + high) / 2;
        const int order = std::memcmp(packed.data() + middle * token_bytes, token.data(), token_bytes);
        if (order == 0) return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

std::string list_of_numbers(const std::vector<std::int64_t>& numbers) {
    std::string text = "[";
    for (const auto number : numbers) {
        if (text.size() > 1) text += ',';
        text += std::to_string(number);
    }
    return text + "]";
}

} // namespace shanhai::kernel
