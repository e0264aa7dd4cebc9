#include "modules/ecology/water/water_class.h"

#include <algorithm>
#include <array>

namespace shanhai::ecology {

namespace {

struct Limits {
    WaterFactor factor;
    std::string_view name;
    std::array<double, 5> upto; // of classes I to V; for oxygen, at least
};

using enum WaterFactor;
constexpr std::array<Limits, water_factors> table = {{
    {pH, "pH", {9, 9, 9, 9, 9}}, // and at least 6
    {dissolved_oxygen, "DO", {7.5, 6, 5, 3, 2}},
    {permanganate, "CODMn", {2, 4, 6, 10, 15}},
    {cod, "COD", {15, 15, 20, 30, 40}},
    {bod5, "BOD5", {3, 3, 4, 6, 10}},
    {ammonia, "NH3-N", {0.15, 0.5, 1, 1.5, 2}},
    {phosphorus, "TP", {0.02, 0.1, 0.2, 0.3, 0.4}},
    {copper, "Cu", {0.01, 1, 1, 1, 1}},
    {zinc, "Zn", {0.05, 1, 1, 2, 2}},
    {fluoride, "F", {1, 1, 1, 1.5, 1.5}},
    {selenium, "Se", {0.01, 0.01, 0.01, 0.02, 0.02}},
    {arsenic, "As", {0.05, 0.05, 0.05, 0.1, 0.1}},
    {mercury, "Hg", {0.00005, 0.00005, 0.0001, 0.001, 0.001}},
    {cadmium, "Cd", {0.001, 0.005, 0.005, 0.005, 0.01}},
    {chromium_vi, "Cr6+", {0.01, 0.05, 0.05, 0.05, 0.1}},
    {lead, "Pb", {0.01, 0.01, 0.05, 0.05, 0.1}},
    {cyanide, "CN", {0.005, 0.05, 0.2, 0.2, 0.2}},
    {phenols, "phenols", {0.002, 0.002, 0.005, 0.01, 0.1}},
    {petroleum, "petroleum", {0.05, 0.05, 0.05, 0.5, 1}},
    {surfactants, "LAS", {0.2, 0.2, 0.2, 0.3, 0.3}},
    {sulfide, "sulfide", {0.05, 0.1, 0.2, 0.5, 1}},
}};
constexpr std::array<double, 5> phosphorus_of_lakes = {0.01, 0.025, 0.05, 0.1, 0.2};

const Limits& row(WaterFactor factor) { return table[static_cast<std::size_t>(factor)]; }

} // namespace

std::string_view name_of(WaterClass value) {
    static constexpr std::string_view names[] = {"Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"};
    return names[static_cast<int>(value)];
}

std::string_view name_of(WaterFactor factor) { return row(factor).name; }

std::optional<WaterFactor> water_factor_named(std::string_view name) {
    const auto* const found = std::ranges::find(table, name, &Limits::name);
    return found == table.end() ? std::nullopt : std::optional(found->factor);
}

WaterClass class_by(WaterFactor factor, double value, WaterBody body) {
    if (factor == pH) return value >= 6 && value <= 9 ? WaterClass::I : WaterClass::beyond_V;
    const auto& limits = factor == phosphorus && body == WaterBody::lake ? phosphorus_of_lakes : row(factor).upto;
    const auto reached = [&](double limit) { return factor == dissolved_oxygen ? value >= limit : value <= limit; };
    return static_cast<WaterClass>(std::ranges::find_if(limits, reached) - limits.begin());
}

std::optional<WaterVerdict> WaterSample::classify(WaterBody body) const {
    std::optional<WaterVerdict> verdict;
    for (const Limits& limits : table) {
        const auto value = value_of(limits.factor);
        if (!value) continue;
        const WaterClass reached = class_by(limits.factor, *value, body);
        if (!verdict || reached > verdict->value) verdict = WaterVerdict{reached, limits.factor};
    }
    return verdict;
}

} // namespace shanhai::ecology
