#pragma once

#include <string_view>

// The rivers and gauges of the demo: 12 rivers with 23 gauges around Shigatse, as many as were published. Rivers and places are
// real, gauges and what they tell are made up.
namespace shanhai::demo::river_tables {

struct River {
    const char *code, *name, *flows_into, *region;
};
constexpr River rivers[] = {
    {"XZ-YZ", "雅鲁藏布江", "", "540200"},    {"XZ-NC", "年楚河", "XZ-YZ", "540222"},
    {"XZ-XH", "湘河", "XZ-YZ", "540221"},     {"XZ-DX", "多雄藏布", "XZ-YZ", "540226"},
    {"XZ-XB", "夏布曲", "XZ-YZ", "540224"},   {"XZ-MQ", "美曲藏布", "XZ-YZ", "540227"},
    {"XZ-NR", "涅如藏布", "XZ-NC", "540230"}, {"XZ-PQ", "朋曲", "", "540223"},
    {"XZ-YR", "叶如藏布", "XZ-PQ", "540231"}, {"XZ-JL", "吉隆藏布", "", "540234"},
    {"XZ-BQ", "波曲", "", "540235"},          {"XZ-YD", "亚东河", "", "540233"},
};

// What the river is like at a gauge; `mean` 0: its water is judged, its flow is not gauged.
struct Gauge {
    const char *code, *name, *kind, *protocol, *river, *division;
    double longitude, latitude;
    double mean;                   // m³/s over the year
    double factor, exponent, zero; // of the true relation between level and flow
    bool gauged;                   // people measure its flow: it has a rating curve
    double dirt;                   // of water: 1 is clean; 0: nobody measures it
    constexpr bool has_level() const { return mean > 0; }
};
constexpr Gauge gauges[] = {
    {"5400110001", "拉孜站", "river", "sl651", "XZ-YZ", "540225", 87.63, 29.13, 305, 62, 1.72, 0.6, false, 0},
    {"5400110002", "日喀则站", "river", "sl651", "XZ-YZ", "540202", 88.90, 29.33, 395, 70, 1.75, 0.5, false, 0},
    {"5400110003", "奴各沙站", "river", "sl651", "XZ-YZ", "540229", 89.71, 29.32, 540, 78, 1.78, 0.4, true, 0},
    {"540000000000000000000104", "大竹卡水质站", "quality", "hj212", "XZ-YZ", "540202", 89.56, 29.31, 0, 0, 0, 0, false,
     1.0},
    {"5400120001", "江孜站", "river", "sl651", "XZ-NC", "540222", 89.60, 28.92, 24, 11, 1.66, 0.3, true, 0},
    {"5400120002", "年楚河口站", "river", "sl651", "XZ-NC", "540202", 88.87, 29.28, 33, 14, 1.70, 0.4, false, 0},
    {"540000000000000000000203", "白朗水质站", "quality", "hj212", "XZ-NC", "540228", 89.27, 29.11, 0, 0, 0, 0, false,
     2.1},
    {"5400130001", "南木林站", "river", "sl651", "XZ-XH", "540221", 89.10, 29.68, 29, 12, 1.74, 0.5, true, 0},
    {"5400130002", "湘河坝下站", "barrage", "sl651", "XZ-XH", "540221", 89.03, 29.60, 30, 13, 1.70, 0.4, false, 0},
    {"5400140001", "昂仁站", "river", "sl651", "XZ-DX", "540226", 87.22, 29.25, 31, 12, 1.69, 0.3, false, 0},
    {"5400140002", "多雄河口站", "river", "sl651", "XZ-DX", "540225", 87.58, 29.16, 36, 14, 1.72, 0.4, true, 0},
    {"5400150001", "萨迦站", "river", "sl651", "XZ-XB", "540224", 88.03, 28.91, 9.5, 6, 1.60, 0.2, false, 0},
    {"540000000000000000000502", "夏布曲水质站", "quality", "hj212", "XZ-XB", "540224", 88.30, 29.08, 0, 0, 0, 0, false,
     1.4},
    {"5400160001", "谢通门站", "river", "sl651", "XZ-MQ", "540227", 88.26, 29.44, 14, 7, 1.64, 0.3, false, 0},
    {"5400170001", "康马站", "river", "sl651", "XZ-NR", "540230", 89.68, 28.57, 11, 6, 1.62, 0.3, false, 0},
    {"5400180001", "定日站", "river", "sl651", "XZ-PQ", "540223", 87.12, 28.59, 38, 15, 1.71, 0.4, true, 0},
    {"5400180002", "陈塘站", "river", "sl651", "XZ-PQ", "540231", 87.42, 27.87, 150, 33, 1.80, 0.5, false, 0},
    {"5400190001", "叶如站", "river", "sl651", "XZ-YR", "540231", 87.79, 28.38, 16, 8, 1.65, 0.3, false, 0},
    {"5400210001", "吉隆站", "river", "sl651", "XZ-JL", "540234", 85.30, 28.86, 27, 11, 1.76, 0.4, false, 0},
    {"540000000000000000000A02", "热索水质站", "quality", "hj212", "XZ-JL", "540234", 85.38, 28.28, 0, 0, 0, 0, false,
     0.8},
    {"5400220001", "聂拉木站", "river", "sl651", "XZ-BQ", "540235", 85.97, 28.16, 33, 12, 1.80, 0.4, false, 0},
    {"540000000000000000000B02", "樟木水质站", "quality", "hj212", "XZ-BQ", "540235", 85.98, 27.99, 0, 0, 0, 0, false,
     0.9},
    {"5400230001", "亚东站", "river", "sl651", "XZ-YD", "540233", 88.91, 27.48, 19, 9, 1.73, 0.4, true, 0},
};

// Sections at which flow is judged; `water`: the gauge of its quality, if there is one.
struct Section {
    const char *code, *name, *river, *gauge, *water, *division, *aim;
    const char *dry, *flood; // m³/s that have to flow
    double longitude, latitude;
};
constexpr Section sections[] = {
    {"YZ-NGS", "奴各沙断面", "XZ-YZ", "5400110003", "540000000000000000000104", "540229", "II", "150", "260", 89.71,
     29.32},
    {"NC-JZ", "江孜断面", "XZ-NC", "5400120001", "540000000000000000000203", "540222", "III", "7.6", "12", 89.60,
     28.92},
    {"XH-NML", "南木林断面", "XZ-XH", "5400130001", "", "540221", "II", "8.7", "14", 89.10, 29.68},
    {"DX-HK", "多雄河口断面", "XZ-DX", "5400140002", "", "540225", "II", "12.3", "17", 87.58, 29.16},
    {"PQ-DR", "定日断面", "XZ-PQ", "5400180001", "", "540223", "II", "11", "18", 87.12, 28.59},
    {"YD-YD", "亚东断面", "XZ-YD", "5400230001", "", "540233", "II", "5.5", "9", 88.91, 27.48},
};

} // namespace shanhai::demo::river_tables
