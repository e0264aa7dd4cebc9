#pragma once

#include "base/date.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Waybills that may be one journey entered twice. The number of a waybill is unique, so who enters one again mistypes it, or another's
// hand wrote the plate differently.
namespace shanhai::trade {

struct Waybill {
    std::string id, number, plate, carrier, from, to; // places and carrier by the ids of their records
    Date departed = Date::from_days(0);
    std::optional<std::int64_t> kilograms; // nothing while nothing was loaded
    std::int64_t freight = 0;              // fen
};

// A plate as it would be cut in metal: full-width letters made narrow, small ones capital, blanks, dots and dashes left out, O read
// as 0 and I as 1, since Chinese plates have neither letter in their serials.
std::string plain_plate(std::string_view plate);

// Whether one letter left out, put in or mistyped, or two exchanged, makes one text the other; also when both are the same.
bool is_slip(std::string_view a, std::string_view b);

enum class Alike : unsigned { plate, number, freight };

struct NearPair {
    std::size_t first = 0, second = 0; // places in the list; the earlier first
    int days_apart = 0;
    std::optional<std::int64_t> kilograms_apart; // nothing while one of them has no weight
    std::vector<Alike> reasons;
};

// Of the same way, at most a day apart, with the same weight but for a hundredth; and besides with the same plate, a number that is a
// slip away, or the same freight of the same carrier. Those with the most reasons first.
std::vector<NearPair> near_waybills(const std::vector<Waybill>& waybills);

} // namespace shanhai::trade
