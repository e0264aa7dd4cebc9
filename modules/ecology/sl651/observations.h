#pragma once

#include "modules/ecology/sl651/body.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace shanhai::ecology::sl651 {

// One value at one time. Views into the body it came from.
struct Observation {
    std::string_view identifier;
    std::string_view station;       // that of the message when empty
    std::int64_t at = 0;            // seconds since 1970; 0: the message tells no time
    const Number* number = nullptr; // nullptr: none was measured
};

// What a message measured, each value with a time of its own: the observation time before it, or else the one that the message was
// sent at. Of a list that time is the first value's, and the others follow at its steps: those of five minutes that DRP and DRZ1 to
// DRZ8 stand for, or those of the step (DRxnn) before it. Texts, settings and lists without a step are left out.
std::vector<Observation> observations_of(const Body& body);

} // namespace shanhai::ecology::sl651
