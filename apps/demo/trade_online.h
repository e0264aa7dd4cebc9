#pragma once

#include "apps/demo/script.h"

#include <cstdint>
#include <map>

namespace shanhai::demo {

// 网上商城: four years of weekly totals by product, told line by line; what planners forecast from. Answers yuan by year.
std::map<int, std::int64_t> write_online_shop(Script& script);

} // namespace shanhai::demo
