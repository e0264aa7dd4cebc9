// An EPCIS document from outside is read or refused, and what is read has a hash that does not depend on who wrote it down.
#include "base/check.h"
#include "modules/trade/epcis/document.h"
#include "modules/trade/epcis/event_hash.h"
#include "modules/trade/epcis/identifier.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto name = trade::canonical_identifier(text);
    check_or_abort(trade::canonical_identifier(name) == name, "a canonical name stays as it is");
    const auto events = trade::read_epcis(text);
    if (!events) return 0;
    for (const auto& [event, names, context] : *events) {
        const auto written = parse_json(json::serialize(event), {.bytes = size * 8 + 1024});
        check_or_abort(written.has_value(), "an event is JSON");
        check_or_abort(trade::event_hash(written->as_object(), names) == trade::event_hash(event, names),
                       "the same event has the same hash");
    }
    return 0;
}
