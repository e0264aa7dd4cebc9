#pragma once

#include "apps/demo/river_tables.h"

#include <array>
#include <cstdint>
#include <string_view>

// How the rivers of the demo run and what is in them, at any second; the same every time.
namespace shanhai::demo {

// m³/s of a gauge: low in winter, melting snow in early summer, rain in August, more in the afternoon; a flood of the Xianghe on
// 27 June 2025.
double river_flow(const river_tables::Gauge& gauge, std::int64_t at);
// m, of the true relation; from 1 September 2024 on the bed at Gyantse lies 12 cm higher.
double river_level(const river_tables::Gauge& gauge, std::int64_t at);
double true_zero(const river_tables::Gauge& gauge, std::int64_t at);

// What is measured of water, by its series.
struct WaterQuantity {
    std::string_view series, code; // code: as in messages of HJ 212
    const char* name;              // for people
    const char* unit;
    int decimals;
};
inline constexpr std::array water_quantities = {
    WaterQuantity{"water_temperature", "w01010", "水温", "℃", 2},
    WaterQuantity{"ph", "w01001", "pH", "", 2},
    WaterQuantity{"oxygen", "w01009", "溶解氧", "mg/L", 3},
    WaterQuantity{"conductivity", "w01014", "电导率", "µS/cm", 1},
    WaterQuantity{"turbidity", "w01003", "浊度", "NTU", 2},
    WaterQuantity{"permanganate", "w01019", "高锰酸盐指数", "mg/L", 3},
    WaterQuantity{"ammonia", "w21003", "氨氮", "mg/L", 4},
    WaterQuantity{"phosphorus", "w21011", "总磷", "mg/L", 4},
    WaterQuantity{"nitrogen", "w21001", "总氮", "mg/L", 3},
};
// Cold water holds more oxygen; floods bring mud, phosphorus and nitrogen; where people live there is more of all. Ammonia of every
// gauge falls by a tenth a year.
double water_value(const river_tables::Gauge& gauge, std::string_view series, std::int64_t at);

// 0 to 1, the same for the same gauge and number.
double chance_of(const river_tables::Gauge& gauge, std::uint64_t number);

} // namespace shanhai::demo
