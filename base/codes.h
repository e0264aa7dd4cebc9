#pragma once

#include <string>
#include <string_view>

namespace shanhai {

// Unified social credit code, GB 32100-2015: 18 characters of 0-9A-HJ-NPQRTUWXY, the last a check character.
bool is_organisation_code(std::string_view code);
// The check character of the first 17; '\0' when a character is outside the alphabet or the length is wrong.
char organisation_check(std::string_view first_17);

// Level of a GB/T 2260 code by its zeros: 37 00 00 province, 37 02 00 prefecture, 37 02 02 county.
enum class DivisionLevel { none, province, prefecture, county };
DivisionLevel division_level(std::string_view code);
// "370202" → "370200" → "370000" → "". Province-administered counties (code 42 90 04) belong to the province.
std::string division_parent(std::string_view code);

} // namespace shanhai
