#include "kernel/access/totp.h"

#include "base/check.h"
#include "base/text.h"
#include "kernel/access/random.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace shanhai::kernel {

namespace {

constexpr std::string_view base32_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::int64_t step_micros = std::int64_t{30} * 1'000'000;
constexpr std::int64_t steps_of_tolerance = 1;
constexpr std::size_t code_digits = 6;

} // namespace

std::string to_base32(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        held += 8;
        while (held >= 5) {
            held -= 5;
            text.push_back(base32_letters[(bits >> static_cast<unsigned>(held)) & 31U]);
        }
    }
    if (held > 0) text.push_back(base32_letters[(bits << static_cast<unsigned>(5 - held)) & 31U]);
    return text;
}

std::optional<std::string> from_base32(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    while (text.ends_with('=')) text.remove_suffix(1);
    for (const char c : text) {
        if (c == ' ' || c == '-') continue;
        const auto at = base32_letters.find(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
        if (at == std::string_view::npos) return std::nullopt;
        bits = ((bits << 5U) | static_cast<std::uint32_t>(at)) & 0xFFFFU;
        held += 5;
        if (held < 8) continue;
        held -= 8;
        bytes.push_back(static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU));
    }
    const bool stray = held >= 5 || (bits & ((1U << static_cast<unsigned>(held)) - 1U)) != 0;
    if (stray) return std::nullopt;
    return bytes;
}

std::string hotp(std::string_view secret, std::uint64_t counter, int digits) {
    std::array<unsigned char, 8> message{};
    for (int i = 7; i >= 0; --i, counter >>= 8U) message.at(static_cast<std::size_t>(i)) = counter & 0xFFU;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    check(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(), message.size(),
               digest.data(), &size) != nullptr,
          "OpenSSL computes an HMAC");
    const std::size_t at = digest.at(size - 1) & 15U;
    const std::uint32_t truncated = (digest.at(at) & 0x7FU) << 24U |
                                    static_cast<std::uint32_t>(digest.at(at + 1)) << 16U |
                                    static_cast<std::uint32_t>(digest.at(at + 2)) << 8U | digest.at(at + 3);
    auto text = std::to_string(truncated);
    const auto wanted = static_cast<std::size_t>(digits);
    if (text.size() < wanted) text.insert(0, wanted - text.size(), '0');
    return text.substr(text.size() - wanted);
}

std::int64_t totp_step(Moment moment) { return moment.micros / step_micros; }

std::string make_totp_secret() { return random_bytes(20); }

std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code, Moment now,
                                               std::int64_t last_step) {
    std::string digits;
    for (const char c : code)
        if (c != ' ') digits.push_back(c);
    if (digits.size() != code_digits) return std::nullopt;
    const auto present = totp_step(now);
    std::optional<std::int64_t> found;
    for (auto step = present - steps_of_tolerance; step <= present + steps_of_tolerance; ++step) {
        const auto expected = hotp(secret, static_cast<std::uint64_t>(step));
        // All three are compared in full, so that the time taken tells nothing.
        if (same_bytes(expected, digits) && step > last_step && !found) found = step;
    }
    return found;
}

std::string otpauth_uri(std::string_view secret, std::string_view issuer, std::string_view user) {
    return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(user) + "?secret=" + to_base32(secret) +
           "&issuer=" + percent_encoded(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

std::vector<std::string> make_recovery_codes(std::size_t count) {
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < count; ++i) codes.push_back(random_words());
    return codes;
}

std::string plain_recovery_code(std::string_view typed) {
    std::string plain;
    for (const char c : typed)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            plain.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    return plain;
}

} // namespace shanhai::kernel
