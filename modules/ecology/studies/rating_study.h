#pragma once

#include "kernel/module/module.h"

namespace shanhai::ecology {

// ecology.rating: the curve that a station's gaugings give.
//   asked   station, from, until (days of the gaugings that take part), zero (m; else the one that fits best)
//   answer  station, method, curve (factor, exponent, zero, lowest, highest; as a rating_curve record takes them), uncertainty
//           (percent, 95 %, of one flow read from the curve), standard_error, gaugings (each with what the curve says instead),
//           points (level, flow, low, high, gauged): the curve with its own 95 % bounds
kernel::Study rating_study();

} // namespace shanhai::ecology
