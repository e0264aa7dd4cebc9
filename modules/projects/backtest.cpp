#include "modules/projects/backtest.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace shanhai::projects {

namespace {

constexpr std::size_t least_finished = 30;

int median(std::vector<int>& values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

struct Tally {
    YearOfForecasts counts;
    std::vector<int> errors, plan_errors, widths;

    // False when it cannot be decided yet.
    bool add(const Work& work, const Finish& finish, Date known_on) {
        const bool finished = work.completed_on && *work.completed_on <= known_on;
        if (!finished && finish.until >= known_on) {
            ++counts.undecided;
            return false;
        }
        ++counts.forecasts;
        widths.push_back(finish.until - finish.from);
        if (!finished) return true; // late beyond the band
        const auto came = *work.completed_on;
        if (came < finish.from) ++counts.too_early;
        if (finish.from <= came && came <= finish.until) ++counts.covered;
        errors.push_back(std::abs(finish.likely - came));
        if (work.due_on) plan_errors.push_back(std::abs(*work.due_on - came));
        return true;
    }

    void add_all(const Tally& other) {
        counts.works += other.counts.works;
        counts.forecasts += other.counts.forecasts;
        counts.covered += other.counts.covered;
        counts.too_early += other.counts.too_early;
        counts.undecided += other.counts.undecided;
        errors.insert(errors.end(), other.errors.begin(), other.errors.end());
        plan_errors.insert(plan_errors.end(), other.plan_errors.begin(), other.plan_errors.end());
        widths.insert(widths.end(), other.widths.begin(), other.widths.end());
    }

    YearOfForecasts result() {
        counts.median_error_days = median(errors);
        counts.median_plan_error_days = median(plan_errors);
        counts.median_width_days = median(widths);
        return counts;
    }
};

Tally tally_of(std::span<const Work> works, int year, Date known_on) {
    Tally tally;
    tally.counts.year = year;
    std::vector<bool> seen(works.size(), false);
    for (int half = 0; half < 2; ++half) {
        const auto model = FinishModel::learnt(works, *Date::from_ymd(year, half * 6 + 1, 1));
        for (int month = half * 6 + 1; month <= half * 6 + 6; ++month) {
            const auto on = *Date::from_ymd(year, month, 1);
            if (on >= known_on) return tally;
            for (std::size_t i = 0; i < works.size(); ++i) {
                if (!under_way(works[i], on) || !tally.add(works[i], model.forecast(works[i], on), known_on)) continue;
                if (!seen[i]) ++tally.counts.works;
                seen[i] = true;
            }
        }
    }
    return tally;
}

} // namespace

bool judged(const YearOfForecasts& year) { return year.undecided * 10 <= year.forecasts; }

ByChance by_chance(const YearOfForecasts& year) {
    constexpr double deviations = 1.96;
    const auto off =
        deviations * std::sqrt(band * (1 - band) / static_cast<double>(std::max(year.works, std::size_t{1})));
    return {std::max(band - off, 0.0), std::min(band + off, 1.0)};
}

BackTest back_test(std::span<const Work> works, Date known_on) {
    BackTest test;
    std::vector<Date> finishes;
    for (const auto& work : works)
        if (work.completed_on && *work.completed_on <= known_on) finishes.push_back(*work.completed_on);
    if (finishes.size() < least_finished) return test;
    std::ranges::sort(finishes);
    Tally all;
    for (int year = finishes[least_finished - 1].year() + 1; year <= known_on.year(); ++year) {
        auto tally = tally_of(works, year, known_on);
        if (judged(tally.counts)) all.add_all(tally);
        if (tally.counts.forecasts > 0) test.years.push_back(tally.result());
    }
    test.all = all.result();
    return test;
}

} // namespace shanhai::projects
