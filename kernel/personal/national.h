#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

// OpenSSL's national algorithms, as the vectors of their standards speak to them. Both throw when the library fails.
namespace shanhai::kernel {

constexpr std::size_t sm4_block = 16, sm4_key = 16, sm3_digest = 32; // bytes

// GB/T 32905 under HMAC (RFC 2104), of the parts one behind the other: 32 bytes.
std::string hmac_sm3(std::string_view key, std::initializer_list<std::string_view> parts);

// GB/T 32907 in CBC with the padding of RFC 5652. The first 16 bytes of `key` count; `iv` has 16. `good` becomes false
// when the text does not end in such a padding.
std::string sm4_cbc(bool encrypt, std::string_view key, std::string_view iv, std::string_view text, bool& good);

} // namespace shanhai::kernel
