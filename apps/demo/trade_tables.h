#pragma once

#include <fmt/format.h>

#include <string>

// What the trade of the demo is made of. Codes carry the right check digits and belong to nobody.
namespace shanhai::demo::trade_tables {

struct Warehouse {
    const char *code, *name, *role, *division, *country, *gln, *opened_on;
    double longitude, latitude;
    int ambient, chilled, frozen; // tonnes
    int cold_volume;              // cubic metres, where it was published
};
// 1 main, 9 branches and 1 outside the province hold 180,000 tonnes; those at the source, overseas and only planned stand apart.
constexpr Warehouse warehouses[] = {
    {"JN", "济南主仓", "main", "370100", "", "6900000200018", "2018-03-01", 117.12, 36.65, 30000, 15000, 5000, 19000},
    {"JI", "济宁分仓", "branch", "370800", "", "6900000200025", "2018-09-01", 116.59, 35.41, 8000, 3500, 500, 12500},
    {"QD", "青岛分仓", "branch", "370200", "", "6900000200032", "2021-04-01", 120.38, 36.07, 8000, 3500, 500, 0},
    {"ZB", "淄博分仓", "branch", "370300", "", "6900000200049", "2021-05-01", 118.05, 36.81, 8000, 3500, 500, 0},
    {"YT", "烟台分仓", "branch", "370600", "", "6900000200056", "2021-06-01", 121.45, 37.46, 8000, 3500, 500, 0},
    {"WF", "潍坊分仓", "branch", "370700", "", "6900000200063", "2021-09-01", 119.16, 36.71, 8000, 3500, 500, 0},
    {"TA", "泰安分仓", "branch", "370900", "", "6900000200070", "2022-03-01", 117.09, 36.20, 8000, 3500, 500, 0},
    {"LY", "临沂分仓", "branch", "371300", "", "6900000200087", "2022-05-01", 118.36, 35.10, 8000, 3500, 500, 0},
    {"DZ", "德州分仓", "branch", "371400", "", "6900000200094", "2022-09-01", 116.36, 37.43, 8000, 3500, 500, 0},
    {"RZ", "日照分仓", "branch", "371100", "", "6900000200100", "2023-04-01", 119.53, 35.42, 8000, 3500, 500, 0},
    {"ZZ", "郑州省外仓", "outside", "410100", "", "6900000200117", "2023-06-01", 113.63, 34.75, 18000, 4000, 0, 0},
    {"KS", "喀什产地仓", "source", "653100", "", "6900000200124", "2021-04-01", 75.99, 39.47, 20000, 5000, 500, 0},
    {"HZE", "菏泽分仓（拟建）", "planned", "371700", "", "", "2026-03-01", 115.48, 35.23, 6000, 3000, 0, 0},
    {"WHI", "威海分仓（拟建）", "planned", "371000", "", "", "2026-03-01", 122.12, 37.51, 6000, 3000, 0, 0},
    {"OSH", "奥什海外仓", "overseas", "", "KG", "", "2024-03-01", 72.79, 40.53, 3000, 0, 0, 0},
};

inline std::string room_of(const std::string& warehouse, const std::string& temperature) {
    return warehouse + (temperature == "ambient" ? "-A" : temperature == "chilled" ? "-C" : "-F");
}

struct Product {
    const char *letters, *gtin, *name, *category, *origin, *direction, *temperature;
    int shelf_days;
    int price;  // yuan a kilogram
    int month;  // of the harvest
    int tonnes; // of a lot
    int lots;
    const char* base;
};
constexpr Product products[] = {
    {"HZ", "6900000100011", "新疆灰枣", "dried_fruit", "653100", "east", "ambient", 420, 26, 11, 1800, 6, "MG"},
    {"HT", "6900000100028", "薄皮核桃", "nuts", "653100", "east", "ambient", 330, 24, 10, 1600, 5, "YC"},
    {"XM", "6900000100035", "新梅", "fresh_fruit", "653100", "east", "chilled", 75, 18, 8, 640, 6, "JS"},
    {"PT", "6900000100042", "绿葡萄干", "dried_fruit", "653100", "east", "ambient", 360, 28, 10, 840, 3, "SC"},
    {"BD", "6900000100059", "巴旦木", "nuts", "653100", "east", "ambient", 360, 46, 9, 720, 4, "SL"},
    {"XA", "6900000100066", "杏干", "dried_fruit", "653100", "east", "ambient", 300, 22, 7, 520, 4, "YP"},
    {"SL", "6900000100073", "甜石榴", "fresh_fruit", "653100", "east", "chilled", 130, 16, 10, 760, 4, "YC"},
    {"PG", "6900000100080", "冰糖心苹果", "fresh_fruit", "653100", "east", "chilled", 190, 14, 10, 1040, 4, "SC"},
    {"YR", "6900000100097", "羊肉卷", "meat", "653100", "east", "frozen", 330, 72, 9, 240, 3, "MG"},
    {"WJ", "6900000100103", "五金工具", "industrial", "371300", "west", "ambient", 3600, 30, 9, 90, 3, "WJ"},
    {"QG", "6900000100110", "轻工百货", "industrial", "371300", "west", "ambient", 3600, 22, 2, 120, 2, "WJ"},
};

struct Base {
    const char *code, *name, *kind, *division;
    int households;
    double longitude, latitude;
};
constexpr Base bases[] = {
    {"MG", "麦盖提灰枣基地（演示）", "orchard", "653127", 640, 77.62, 38.90},
    {"YC", "叶城核桃石榴基地（演示）", "cooperative", "653126", 820, 77.41, 37.88},
    {"JS", "伽师新梅基地（演示）", "cooperative", "653129", 910, 76.74, 39.49},
    {"SC", "莎车果品基地（演示）", "orchard", "653125", 560, 77.24, 38.41},
    {"SL", "疏勒巴旦木基地（演示）", "cooperative", "653122", 430, 76.05, 39.40},
    {"YP", "英吉沙杏园（演示）", "orchard", "653123", 380, 76.17, 38.93},
    {"WJ", "临沂商城供货基地（演示）", "factory", "371300", 0, 118.33, 35.06},
};
constexpr int direct_bases = 38;

// The cities that keep flagship stores, and the branch that supplies each.
struct City {
    const char *code, *name, *branch;
};
constexpr City cities[] = {
    {"370100", "济南", "JN"}, {"370200", "青岛", "QD"}, {"370300", "淄博", "ZB"}, {"370400", "枣庄", "JI"},
    {"370500", "东营", "ZB"}, {"370600", "烟台", "YT"}, {"370700", "潍坊", "WF"}, {"370800", "济宁", "JI"},
    {"370900", "泰安", "TA"}, {"371000", "威海", "YT"}, {"371100", "日照", "RZ"}, {"371300", "临沂", "LY"},
    {"371400", "德州", "DZ"}, {"371500", "聊城", "DZ"}, {"371600", "滨州", "ZB"}, {"371700", "菏泽", "JI"},
};
constexpr int flagships = 15; // in the first of the cities
inline std::string flagship_code(int i) { return fmt::format("QJ{:02}", i + 1); }

struct Firm {
    const char *code, *name, *division;
};
constexpr Firm firms[] = {
    {"91653100YT00000106", "丝路铁运物流（演示）", "653100"}, {"91370100YT00000206", "鲁疆冷链运输（演示）", "370100"},
    {"91370100YT00000307", "疆果供应链（演示）", "370100"},   {"91371100YT0000040L", "日照仓储（演示）", "371100"},
    {"91371100YT0000050M", "日照农商行（演示）", "371100"},
};
enum FirmOf { rail_carrier, road_carrier, trader, keeper, bank };

struct FreightRule {
    int year;
    const char *code, *mode;
    int rate, cap; // yuan a tonne, yuan in all
};
constexpr FreightRule rail_rule{2024, "2024-铁路", "rail", 180, 8'000'000};
constexpr FreightRule road_rule{2024, "2024-公路冷链", "road", 260, 6'000'000};
// Of the year after, which nobody claimed under yet.
constexpr FreightRule next_rail_rule{2025, "2025-铁路", "rail", 160, 5'000'000};
constexpr FreightRule next_road_rule{2025, "2025-公路冷链", "road", 240, 4'000'000};
constexpr int waybill_cap = 450'000; // yuan

} // namespace shanhai::demo::trade_tables
