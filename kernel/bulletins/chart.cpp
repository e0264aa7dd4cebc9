#include "kernel/bulletins/chart.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace shanhai::kernel {

namespace {

constexpr double words_size = 10.5, bar_height = 13, bar_step = 21, line_height = 170;

double amount(const PaperNumber& number) {
    return number.value.empty() ? 0 : std::strtod(number.value.c_str(), nullptr);
}

struct Range {
    double low = 0, high = 0;
    double part(double value) const { return high > low ? (value - low) / (high - low) : 0; }
};

Range range_of(const Paper& paper, const PaperBlock& block) {
    Range range;
    for (const auto& row : block.rows) {
        const double value = amount(paper.numbers[row.numbers.front()]);
        range.low = std::min(range.low, value);
        range.high = std::max(range.high, value);
    }
    return range;
}

// Roughly how wide words are set: a Chinese character is as wide as it is tall, a Latin one half of it.
double width_of(const std::string& words) {
    double width = 0;
    for (const char c : words) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            width += words_size * 0.55;
        else if (byte >= 0xC0)
            width += words_size;
    }
    return width;
}

void lay_bars(Chart& chart, const Paper& paper, const PaperBlock& block) {
    double names = 0, numbers = 0;
    for (const auto& row : block.rows) {
        names = std::max(names, width_of(row.labels.front()));
        numbers = std::max(numbers, width_of(paper.numbers[row.numbers.front()].shown));
    }
    names = std::min(names, chart.width * 0.4);
    const double left = names + 8, room = std::max(chart.width - left - numbers - 8, 20.0);
    const Range range = range_of(paper, block);
    const double zero = left + room * range.part(0);
    double y = 4;
    for (const auto& row : block.rows) {
        const auto& number = paper.numbers[row.numbers.front()];
        const double end = left + room * range.part(amount(number));
        const double base = y + bar_height - 2.5;
        chart.words.push_back({left - 6, base, ChartAnchor::end, row.labels.front(), false});
        if (end != zero) chart.bars.push_back({std::min(zero, end), y, std::abs(end - zero), bar_height});
        chart.words.push_back({std::max(zero, end) + 5, base, ChartAnchor::start, number.shown, false});
        y += bar_step;
    }
    chart.height = y;
    chart.axis_is_upright = true;
    chart.axis_at = zero;
    chart.axis_to = y - 4;
}

// Every how many words of that width there is room for.
std::size_t every_of(double words_width, double step) {
    return step > 0 ? static_cast<std::size_t>(std::ceil((words_width + 6) / step)) : 1;
}

// Words that would run into one another are left out, counted from the last, which is always there; every number stands in the
// table of the numbers.
void lay_line(Chart& chart, const Paper& paper, const PaperBlock& block) {
    const Range range = range_of(paper, block);
    const double top = 24, ground = line_height - 20;
    double names = 0, numbers = 0;
    for (const auto& row : block.rows) {
        names = std::max(names, width_of(row.labels.front()));
        numbers = std::max(numbers, width_of(paper.numbers[row.numbers.front()].shown));
    }
    const double side = std::min(std::max(names, numbers) / 2 + 2, chart.width / 4);
    const auto count = block.rows.size();
    const double step = count > 1 ? (chart.width - 2 * side) / static_cast<double>(count - 1) : 0;
    const auto names_every = every_of(names, step), numbers_every = every_of(numbers, step);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& number = paper.numbers[block.rows[i].numbers.front()];
        const double x = side + step * static_cast<double>(i);
        if ((count - 1 - i) % names_every == 0)
            chart.words.push_back({x, line_height - 5, ChartAnchor::middle, block.rows[i].labels.front(), true});
        if (number.value.empty()) continue;
        const double y = ground - (ground - top) * range.part(amount(number));
        chart.line.push_back({x, y});
        if ((count - 1 - i) % numbers_every == 0)
            chart.words.push_back({x, y - 6, ChartAnchor::middle, number.shown, false});
    }
    chart.height = line_height;
    chart.axis_at = ground - (ground - top) * range.part(0);
    chart.axis_to = chart.width;
}

} // namespace

Chart chart_of(const Paper& paper, const PaperBlock& block, double width) {
    Chart chart;
    chart.width = width;
    chart.words_size = words_size;
    if (block.as_line)
        lay_line(chart, paper, block);
    else
        lay_bars(chart, paper, block);
    return chart;
}

} // namespace shanhai::kernel
