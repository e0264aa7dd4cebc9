#include "modules/trade/plan/at_once.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace shanhai::trade::plan {

void at_once(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    const auto run = [&] {
        for (std::size_t i = next++; i < count; i = next++) work(i);
    };
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min<std::size_t>(threads, count); ++i) others.emplace_back(run);
    run();
}

} // namespace shanhai::trade::plan
