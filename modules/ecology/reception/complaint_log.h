#pragma once

#include "modules/ecology/reception/desk.h"
#include "modules/ecology/reception/trouble_log.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace shanhai::ecology {

// Names and details are what a machine sent, of any length: the beginning is told.
inline void add_complaint(TroubleLog& log, Complaint what, std::string_view station, std::string_view detail) {
    log.add(fmt::format("{}: {}", name_of(what), station.substr(0, 80)), std::string(detail.substr(0, 120)));
}

} // namespace shanhai::ecology
