#pragma once

#include "modules/trade/epcis/goods.h"

namespace shanhai::trade {

// https://id.gs1.org/414/… of a place with a GLN; without one a URN of our own.
std::string place_identifier(const Place& place);

// What a base commissioned: the lot with its dates as master data. Days of the books are told as noon of the day in China, since
// no hour is known; the event carries its hash as its name.
json::object event_of_harvest(const LotFacts& lot, const Place* base);
// What happened to a lot at a place. `source`: of what grading made, the lot that it came from.
json::object event_of_leg(const Leg& leg, const LotFacts& lot, const LotFacts* source);

// The @context of documents made of such events.
json::array own_context();

} // namespace shanhai::trade
