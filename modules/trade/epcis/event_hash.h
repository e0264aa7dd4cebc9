#pragma once

#include "base/json.h"
#include "modules/trade/epcis/namespaces.h"

#include <string>

// The hash of an EPCIS event as CBV 2.0 (8.9.2) defines it: the same event has the same hash, whoever wrote it down and in
// whatever order, so it serves as the event's own name.
namespace shanhai::trade {

// The text that is hashed: what was said in the standard's order, moments in UTC, identifiers in their canonical form, lists
// sorted. `event` has been found valid (epcis/document.h).
std::string event_prehash(const json::object& event, const Namespaces& names);

// "ni:///sha-256;…?ver=CBV2.0"
std::string event_hash(const json::object& event, const Namespaces& names);

} // namespace shanhai::trade
