#include "modules/trade/freight/near_waybills.h"

#include "base/text.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>
#include <utility>

namespace shanhai::trade {

namespace {

// Small letters as capitals; nothing for what separates.
std::string plain_letter(std::string_view letter) {
    if (letter.size() > 1) return letter == "·" || letter == "•" ? "" : std::string(letter);
    char c = letter[0];
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
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

std::vector<Alike> reasons_of(const Waybill& a, const Waybill& b, bool same_plate) {
    std::vector<Alike> out;
    if (same_plate) out.push_back(Alike::plate);
    if (is_slip(a.number, b.number)) out.push_back(Alike::number);
    if (a.freight > 0 && a.freight == b.freight && a.carrier == b.carrier && a.kilograms == b.kilograms)
        out.push_back(Alike::freight);
    // Two numbers next to each other are two journeys of one day more often than one mistyped.
    if (out == std::vector{Alike::number}) out.clear();
    return out;
}

} // namespace

std::string plain_plate(std::string_view plate) {
    const auto narrow = fold_width(plate);
    std::string out;
    for (std::size_t at = 0; at < narrow.size();) {
        const auto length = std::min(length_of(narrow[at]), narrow.size() - at);
        out += plain_letter(std::string_view(narrow).substr(at, length));
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
    std::vector<std::string> plates;
    for (std::size_t i = 0; i < waybills.size(); ++i) {
        ways[{waybills[i].from, waybills[i].to}].push_back(i);
        plates.push_back(plain_plate(waybills[i].plate));
    }
    std::vector<NearPair> out;
    for (auto& [way, numbers] : ways) {
        std::ranges::sort(numbers, {}, [&](std::size_t i) { return std::pair(waybills[i].departed, i); });
        for (std::size_t i = 0; i < numbers.size(); ++i)
            for (std::size_t j = i + 1; j < numbers.size(); ++j) {
                const auto &a = waybills[numbers[i]], &b = waybills[numbers[j]];
                if (b.departed - a.departed > 1) break;
                if (!weighs_the_same(a, b)) continue;
                const auto& plate = plates[numbers[i]];
                const bool same_plate = !plate.empty() && plate == plates[numbers[j]];
                NearPair pair{numbers[i], numbers[j], b.departed - a.departed, {}, reasons_of(a, b, same_plate)};
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
