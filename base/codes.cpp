#include "base/codes.h"

#include <algorithm>
#include <array>

namespace shanhai {

namespace {

// The letters I, O, S, V and Z are left out because they look like digits.
constexpr std::string_view organisation_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static_assert(organisation_alphabet.size() == 31);

bool is_division_code(std::string_view code) {
    return code.size() == 6 && std::ranges::all_of(code, [](char digit) { return digit >= '0' && digit <= '9'; });
}

} // namespace

char organisation_check(std::string_view first_17) {
    if (first_17.size() != 17) return '\0';
    std::size_t sum = 0;
    std::size_t weight = 1; // 3^i mod 31
    for (const char character : first_17) {
        const std::size_t value = organisation_alphabet.find(character);
        if (value == std::string_view::npos) return '\0';
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return organisation_alphabet[(31 - sum % 31) % 31];
}

bool is_organisation_code(std::string_view code) {
    if (code.size() != 18) return false;
    const char expected = organisation_check(code.substr(0, 17));
    return expected != '\0' && expected == code[17];
}

DivisionLevel division_level(std::string_view code) {
    if (!is_division_code(code) || code.starts_with("00")) return DivisionLevel::none;
    if (code.ends_with("0000")) return DivisionLevel::province;
    if (code.ends_with("00")) return DivisionLevel::prefecture;
    return code.substr(2, 2) == "00" ? DivisionLevel::none : DivisionLevel::county;
}

std::string division_parent(std::string_view code) {
    const DivisionLevel level = division_level(code);
    const bool directly_administered = code.size() == 6 && code.substr(2, 2) == "90";
    if (level == DivisionLevel::prefecture || (level == DivisionLevel::county && directly_administered))
        return std::string(code.substr(0, 2)) + "0000";
    if (level == DivisionLevel::county) return std::string(code.substr(0, 4)) + "00";
    return {};
}

} // namespace shanhai
