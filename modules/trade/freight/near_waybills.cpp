#include "modules/trade/freight/near_waybills.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>
#include <utility>

namespace shanhai::trade {

namespace {

// Small letters, and the full-width ones of an input method, as plain capitals; nothing for what separates.
std::string plain_letter(std::string_view letter) {
    if (letter.size() == 3 && letter[0] == '\xef' && (letter[1] == '\xbc' || letter[1] == '\xbd')) {
        // U+FF01 … U+FF5E stand for 0x21 … 0x7E.
        const int point = (letter[1] == '\xbc' ? 0xff00 : 0xff40) + (static_cast<unsigned char>(letter[2]) & 0x3f);
        if (point >= 0xff01 && point <= 0xff5e) return plain_letter(std::string(1, static_cast<char>(point - 0xfee0)));
    }
    if (letter.size() > 1)
        return letter == "·" || letter == "•" || letter == "　" || letter == "－" ? "" : std::string(letter);
    const char c = letter[0];
    if (c >= 'a' && c <= 'z') return plain_letter(std::string(1, static_cast<char>(c - 'a' + 'A')));
    if (c == 'O') return "0";
    if (c == 'I') return "1";
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ? std::string(1, c) : "";
}

std::size_t length_of(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

bool weighs_the_same(const Waybill& a, const Waybill& b) {
    if (!a.kilograms || !b.kilograms) return true; // who enters it again may leave the load out
    return std::abs(*a.kilograms - *b.kilograms) * 100 <= std::max(*a.kilograms, *b.kilograms);
}

std::vector<Alike> reasons_of(const Waybill& a, const Waybill& b) {
    std::vector<Alike> out;
    const auto plate_a = plain_plate(a.plate), plate_b = plain_plate(b.plate);
    if (!plate_a.empty() && plate_a == plate_b) out.push_back(Alike::plate);
    if (is_slip(a.number, b.number)) out.push_back(Alike::number);
    if (a.freight > 0 && a.freight == b.freight && a.carrier == b.carrier && a.kilograms == b.kilograms)
        out.push_back(Alike::freight);
    // Two numbers next to each other are two journeys of one day more often than one mistyped.
    if (out == std::vector{Alike::number}) out.clear();
    return out;
}

} // namespace

std::string plain_plate(std::string_view plate) {
    std::string out;
    for (std::size_t at = 0; at < plate.size();) {
        const auto length = std::min(length_of(plate[at]), plate.size() - at);
        out += plain_letter(plate.substr(at, length));
        at += length;
    }
    return out;
}

bool is_slip(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    const auto [left_a, left_b] = std::ranges::mismatch(a, b);
    auto rest_a = std::string_view(left_a, a.end()), rest_b = std::string_view(left_b, b.end());
    if (a.size() < b.size()) return rest_a == rest_b.substr(1);
    if (rest_a.empty() || rest_a.substr(1) == rest_b.substr(1)) return true;
    return rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] &&
           rest_a.substr(2) == rest_b.substr(2);
}

std::vector<NearPair> near_waybills(const std::vector<Waybill>& waybills) {
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> ways;
    for (std::size_t i = 0; i < waybills.size(); ++i) ways[{waybills[i].from, waybills[i].to}].push_back(i);
    std::vector<NearPair> out;
    for (auto& [way, numbers] : ways) {
        std::ranges::sort(numbers, {}, [&](std::size_t i) { return std::pair(waybills[i].departed, i); });
        for (std::size_t i = 0; i < numbers.size(); ++i)
            for (std::size_t j = i + 1; j < numbers.size(); ++j) {
                const auto &a = waybills[numbers[i]], &b = waybills[numbers[j]];
                if (b.departed - a.departed > 1) break;
                if (!weighs_the_same(a, b)) continue;
                NearPair pair{numbers[i], numbers[j], b.departed - a.departed, {}, reasons_of(a, b)};
                if (pair.reasons.empty()) continue;
                if (a.kilograms && b.kilograms) pair.kilograms_apart = std::abs(*a.kilograms - *b.kilograms);
                out.push_back(std::move(pair));
            }
    }
    std::ranges::sort(out, {}, [](const NearPair& pair) {
        return std::tuple(-static_cast<int>(pair.reasons.size()), pair.first, pair.second);
    });
    return out;
}

} // namespace shanhai::trade
