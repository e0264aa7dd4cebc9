#pragma once

#include <span>

// 应有进度: works begin slowly, go fast and end slowly. How slowly is fitted on works that are finished.
namespace shanhai::projects {

// Where a finished work stood: the share of its time that had passed, and of the work that was done, both 0 to 1.
struct CurvePoint {
    double time = 0, share = 0;
};

// share = 1 − (1 − time^a)^b, the distribution of Kumaraswamy: two numbers draw every S, its ends stand still, and it can be
// turned around in closed form.
class ProgressCurve {
public:
    ProgressCurve() = default;
    ProgressCurve(double a, double b) : a_(a), b_(b) {}

    double share_at(double time) const; // outside of 0 to 1 it is 0 or 1
    double time_of(double share) const;
    double a() const { return a_; }
    double b() const { return b_; }

private:
    double a_ = 1.4, b_ = 1.4; // a gentle S, until there are works to learn from
};

// The curve with the least squares, weighed by twentieths of the time so that many reports of one month do not outvote the rest.
// Fewer than `least_points` say nothing: the curve of the beginning.
constexpr std::size_t least_points = 60;
ProgressCurve curve_through(std::span<const CurvePoint> points);

} // namespace shanhai::projects
