#pragma once

#include "base/result.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>

// What all benchmarks measure with.
namespace shanhai::bench {

class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Of this program alone: what a core does must not depend on who else is using it.
inline double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

inline double resident_mib() {
    std::ifstream status("/proc/self/statm");
    double all = 0, resident = 0;
    status >> all >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

[[noreturn]] inline void fail(const Problem& problem) {
    std::fprintf(stderr, "refused: %s %s\n", problem.code.c_str(), problem.field.c_str());
    std::exit(1);
}

template <class T>
T must(Result<T> result) {
    if (!result) fail(result.error());
    return *std::move(result);
}

} // namespace shanhai::bench
