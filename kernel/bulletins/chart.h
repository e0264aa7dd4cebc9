#pragma once

#include "kernel/bulletins/paper.h"

#include <string>
#include <vector>

// A chart as shapes, laid out once for the page, the printed paper and the document. Lengths are points; y grows downward.
namespace shanhai::kernel {

struct ChartBar {
    double x, y, width, height;
};
struct ChartPoint {
    double x, y;
};
enum class ChartAnchor { start, middle, end };
struct ChartWords {
    double x, y; // of the baseline
    ChartAnchor anchor;
    std::string words;
    bool quiet = false; // of an axis
};

struct Chart {
    double width = 0, height = 0, words_size = 0;
    std::vector<ChartBar> bars;
    std::vector<ChartPoint> line; // joined
    double axis_from = 0, axis_to = 0, axis_at = 0;
    bool axis_is_upright = false; // of bars: where they begin; else the ground of a line
    std::vector<ChartWords> words;
};

constexpr unsigned chart_colour = 0xB5292E; // the red of the head, which greyscale printers keep dark

// Of a block of the kind chart: bars lie below one another, each with its name and its number; a line has a point for each row.
// What has no value has no bar.
Chart chart_of(const Paper& paper, const PaperBlock& block, double width);

} // namespace shanhai::kernel
