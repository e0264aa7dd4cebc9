#pragma once

#include "apps/demo/script.h"

#include <cstdint>
#include <string>

namespace shanhai::demo {

// What became of an agreement: every second one was registered and invested in, every fourth produces. `number` from 1.
void follow_signature(Script& script, Handle agreement, Date signed_on, std::int64_t promised_fen, int number);

// A visit and a training in each of the years 2023 to 2025 in which the pair exists.
void keep_pair_busy(Script& script, Handle pairing, Date since, const std::string& kind);

struct Asked {
    Handle project;
    Date on = Date::from_days(0), decided = Date::from_days(0);
    std::int64_t fen = 0;
};
// A disbursement that was asked for and granted.
Handle ask_for_money(Script& script, const Asked& asked);

} // namespace shanhai::demo
