#pragma once

#include <optional>
#include <string_view>

// GB 3838-2002, table 1: the class of surface water (水质类别) by its worst factor.
namespace shanhai::ecology {

enum class WaterClass { I, II, III, IV, V, beyond_V };
std::string_view name_of(WaterClass value); // "Ⅰ" to "Ⅴ", "劣Ⅴ", as they are published

// In the order of the table. Total nitrogen and faecal coliforms are in it too, but are no factor of the class as it is
// published (环办〔2011〕22号): nitrogen is judged by itself, for lakes.
enum class WaterFactor {
    pH,
    dissolved_oxygen,
    permanganate,
    cod,
    bod5,
    ammonia,
    phosphorus,
    copper,
    zinc,
    fluoride,
    selenium,
    arsenic,
    mercury,
    cadmium,
    chromium_vi,
    lead,
    cyanide,
    phenols,
    petroleum,
    surfactants,
    sulfide
};
constexpr int water_factors = 21;
std::string_view name_of(WaterFactor factor); // "pH", "DO", "CODMn", "COD", "BOD5", "NH3-N", "TP" …
std::optional<WaterFactor> water_factor_named(std::string_view name);

// Limits of phosphorus are four times stricter where water stands.
enum class WaterBody { river, lake };

// The class that one factor reaches. mg/L as measured, not rounded: rounding moves one record in 300 across a limit. pH
// beyond 6 to 9 is worse than V; within, it is I.
WaterClass class_by(WaterFactor factor, double value, WaterBody body);

struct WaterVerdict {
    WaterClass value;
    WaterFactor decided_by; // of the worst class; the first in the table's order when several share it
    friend bool operator==(const WaterVerdict&, const WaterVerdict&) = default;
};

// One sample. What was not measured takes no part.
class WaterSample {
public:
    void measure(WaterFactor factor, double value) { values_[static_cast<int>(factor)] = value; }
    std::optional<double> value_of(WaterFactor factor) const { return values_[static_cast<int>(factor)]; }
    // nullopt when no factor was measured.
    std::optional<WaterVerdict> classify(WaterBody body) const;

private:
    std::optional<double> values_[water_factors];
};

} // namespace shanhai::ecology
