#pragma once

#include "apps/demo/inputs.h"
#include "apps/demo/prng.h"

#include <set>

namespace shanhai::demo {

// Names such as "白朗县嘎东镇青稞加工车间建设项目"; none is given twice.
class ProjectNames {
public:
    // `township` may be empty.
    std::string name(const Place& place, const std::string& township, const Theme& theme, int year, Prng& random);

private:
    std::set<std::string> given_;
};

} // namespace shanhai::demo
