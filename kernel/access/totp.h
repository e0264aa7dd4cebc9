#pragma once

#include "base/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The second factor: one-time passwords of RFC 4226 (HOTP) and RFC 6238 (TOTP) as authenticator programs make them:
// HMAC-SHA-1, six digits, steps of 30 seconds.
namespace shanhai::kernel {

// Base32 of RFC 4648 without padding, which is how secrets are typed and put into QR codes.
std::string to_base32(std::string_view bytes);
// Reads what people type: lower case, blanks and padding are accepted. nullopt for anything else, and for stray bits.
std::optional<std::string> from_base32(std::string_view text);

// RFC 4226 section 5.3: the last `digits` (6 to 8) digits of the truncated HMAC-SHA-1.
std::string hotp(std::string_view secret, std::uint64_t counter, int digits = 6);

// The step that a moment lies in: 30 seconds each since 1970.
std::int64_t totp_step(Moment moment);

// 160 random bits, the length that RFC 4226 recommends.
std::string make_totp_secret();

// The step that `code` belongs to: the present one or a neighbour, because clocks differ, and later than `last_step`,
// because each code opens once. Blanks inside the code do not matter. nullopt when it is none of them.
std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code, Moment now,
                                               std::int64_t last_step);

// "otpauth://totp/Shanhai:zhang?secret=…&issuer=Shanhai": what the QR code says.
std::string otpauth_uri(std::string_view secret, std::string_view issuer, std::string_view user);

// Codes for the day on which the telephone is lost: "k7md-4tqx-9wre-2hpn", 80 random bits each. Random enough that an
// unsalted hash keeps them.
std::vector<std::string> make_recovery_codes(std::size_t count = 10);
// As it was made, however it is typed: capitals, blanks, missing dashes.
std::string plain_recovery_code(std::string_view typed);

} // namespace shanhai::kernel
