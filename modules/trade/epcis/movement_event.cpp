#include "modules/trade/epcis/movement_event.h"

#include "modules/trade/epcis/event_hash.h"
#include "modules/trade/epcis/identifier.h"

#include <fmt/format.h>

#include <charconv>

namespace shanhai::trade {

namespace {

// "2850.50" as a JSON number. The digits were checked when the record was made.
double kilograms(const std::string& weight) {
    double value = 0;
    std::from_chars(weight.data(), weight.data() + weight.size(), value);
    return value;
}

json::array quantity(const LotFacts& lot, const std::string& weight) {
    return {{{"epcClass", lot_identifier(lot.gtin, lot.code)}, {"quantity", kilograms(weight)}, {"uom", "KGM"}}};
}

json::object begun(const char* type, const std::string& date) {
    return {{"type", type}, {"eventTime", date + "T12:00:00.000+08:00"}, {"eventTimeZoneOffset", "+08:00"}};
}

// What a kind of movement is called in the standard's words.
struct Step {
    const char* action;
    const char* step;
    const char* disposition;
};

Step step_of(const std::string& kind) {
    if (kind == "ship") return {"OBSERVE", "shipping", "in_transit"};
    if (kind == "receive") return {"OBSERVE", "receiving", "in_progress"};
    if (kind == "return") return {"OBSERVE", "receiving", "returned"};
    if (kind == "deliver") return {"OBSERVE", "consigning", "in_transit"};
    if (kind == "gain") return {"ADD", "stock_taking", "in_progress"};
    if (kind == "lack") return {"DELETE", "stock_taking", "unknown"};
    return {"DELETE", "destroying", "destroyed"}; // spoil, lost
}

Namespaces own_names() {
    Namespaces names;
    names.add(own_context());
    return names;
}

json::object named(json::object event) {
    static const Namespaces names = own_names();
    event["eventID"] = event_hash(event, names);
    return event;
}

void add_shipment(json::object& event, const Leg& leg) {
    if (leg.waybill.empty()) return;
    event["bizTransactionList"] =
        json::array{{{"type", "bol"}, {"bizTransaction", "urn:shanhai:waybill:" + leg.waybill}}};
    if (leg.kind == "ship" && leg.to != nullptr)
        event["destinationList"] = json::array{{{"type", "location"}, {"destination", place_identifier(*leg.to)}}};
}

json::object grading(const Leg& leg, const LotFacts& lot, const LotFacts* source) {
    json::object event = begun("TransformationEvent", leg.date);
    const bool went_in = leg.kind == "grade_out";
    const LotFacts& graded = went_in || source == nullptr ? lot : *source;
    event["transformationID"] = fmt::format("urn:shanhai:grading:{}:{}", graded.code, leg.date);
    event[went_in ? "inputQuantityList" : "outputQuantityList"] = quantity(lot, leg.weight);
    event["bizStep"] = "commissioning";
    return event;
}

} // namespace

std::string place_identifier(const Place& place) {
    if (!place.gln.empty()) return "https://id.gs1.org/414/" + place.gln;
    return fmt::format("urn:shanhai:{}:{}", place.type, place.code);
}

json::array own_context() {
    return {"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {{"shanhai", "urn:shanhai:"}}};
}

json::object event_of_harvest(const LotFacts& lot, const Place* base) {
    json::object event = begun("ObjectEvent", lot.harvested_on);
    event["action"] = "ADD";
    event["bizStep"] = "commissioning";
    event["disposition"] = "active";
    event["quantityList"] = quantity(lot, lot.weight);
    if (base != nullptr) event["readPoint"] = {{"id", place_identifier(*base)}};
    event["ilmd"] = {
        {"cbvmda:lotNumber", lot.code}, {"cbvmda:bestBeforeDate", lot.best_before}, {"shanhai:grade", lot.grade}};
    return named(std::move(event));
}

json::object event_of_leg(const Leg& leg, const LotFacts& lot, const LotFacts* source) {
    const bool is_grading = leg.kind == "grade_out" || leg.kind == "grade_in";
    json::object event = is_grading ? grading(leg, lot, source) : begun("ObjectEvent", leg.date);
    if (!is_grading) {
        const auto step = step_of(leg.kind);
        event["action"] = step.action;
        event["bizStep"] = step.step;
        event["disposition"] = step.disposition;
        event["quantityList"] = quantity(lot, leg.weight);
    }
    if (leg.place != nullptr) {
        event["readPoint"] = {{"id", place_identifier(*leg.place)}};
        if (leg.kind == "receive" || leg.kind == "return")
            event["bizLocation"] = {{"id", place_identifier(*leg.place)}};
    }
    add_shipment(event, leg);
    // Two like movements of a day are two events: the number keeps them apart.
    event["shanhai:movement"] = leg.number;
    return named(std::move(event));
}

} // namespace shanhai::trade
