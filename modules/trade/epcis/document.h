#pragma once

#include "base/json.h"
#include "base/result.h"
#include "modules/trade/epcis/namespaces.h"

#include <string_view>
#include <vector>

namespace shanhai::trade {

struct ReadEvent {
    json::object event;
    Namespaces names;    // of its document, and its own
    json::value context; // the document's
};

// Reads an EPCIS 2.0 document in JSON-LD (EPCISDocument, EPCISQueryDocument, or a bare event) and holds every event against the
// standard: its type's required fields, moments, words of the vocabulary, and that what the standard does not know stands under
// a prefix. All or nothing: "trade.epcis" (args: what, at; further events in `also`), also when what the events keep of their
// document would be too much; "trade.epcis_events" when it holds none or more than most_events.
Result<std::vector<ReadEvent>> read_epcis(std::string_view text);

constexpr std::size_t most_events = 20'000;
constexpr std::size_t most_document_bytes = 32 << 20;

} // namespace shanhai::trade
