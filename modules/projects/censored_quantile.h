#pragma once

#include <vector>

namespace shanhai::projects {

// Something that was waited for: until it came, or until one stopped looking (then it lies beyond `value`).
struct Waited {
    double value = 0;
    bool came = true;
};

// The product-limit estimate (Kaplan and Meier, 1958) turned around: the least value by which the share `part` has come.
// When so many never came within sight, the largest value that came. Nothing in, 0 out. Sorts what it is given.
double censored_quantile(std::vector<Waited>& waited, double part);

} // namespace shanhai::projects
