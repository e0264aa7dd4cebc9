#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Numbers in few bytes, and a checksum over them: what blocks and sweeps are made of.
namespace shanhai::kernel {

constexpr std::size_t checksum_size = 4;

// CRC-32 over the seed and the body, so that bytes that were moved elsewhere are as wrong as changed ones.
std::string checksum_of(std::int64_t seed, std::string_view body);

void put_number(std::string& to, std::uint64_t number);
// Small numbers of either sign in few bytes: 0, -1, 1, -2 … become 0, 1, 2, 3 …
inline std::uint64_t folded(std::int64_t number) {
    return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}
inline std::int64_t unfolded(std::uint64_t coded) {
    return static_cast<std::int64_t>(coded >> 1) ^ -static_cast<std::int64_t>(coded & 1);
}
inline void put_signed(std::string& to, std::int64_t number) { put_number(to, folded(number)); }

// Reads until something is wrong; everything after that is 0.
class PackedNumbers {
public:
    explicit PackedNumbers(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 63; shift += 7) {
            if (at_ == bytes_.size()) break;
            const auto byte = static_cast<std::uint8_t>(bytes_[at_++]);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        ok_ = false;
        return 0;
    }
    std::int64_t signed_number() { return unfolded(number()); }
    bool ok() const { return ok_; }
    bool at_end() const { return at_ == bytes_.size(); }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

} // namespace shanhai::kernel
