#include "modules/trade/epcis/event_rules.h"

#include "base/date.h"
#include "modules/trade/epcis/members.h"
#include "modules/trade/epcis/moment_text.h"
#include "modules/trade/epcis/vocabulary.h"

#include <algorithm>
#include <array>
#include <span>

namespace shanhai::trade {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::array event_types = std::to_array<std::string_view>(
    {"ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"});
constexpr std::array actions = std::to_array<std::string_view>({"ADD", "OBSERVE", "DELETE"});
constexpr std::array common_fields = std::to_array<std::string_view>(
    {"@context", "type", "eventTime", "eventTimeZoneOffset", "recordTime", "eventID", "errorDeclaration",
     "certificationInfo", "bizStep", "disposition", "persistentDisposition", "readPoint", "bizLocation",
     "bizTransactionList", "sourceList", "destinationList", "sensorElementList", "id"});
constexpr std::array object_fields = std::to_array<std::string_view>({"epcList", "quantityList", "action", "ilmd"});
constexpr std::array transaction_fields =
    std::to_array<std::string_view>({"epcList", "quantityList", "action", "parentID"});
constexpr std::array parent_fields =
    std::to_array<std::string_view>({"parentID", "childEPCs", "childQuantityList", "action"});
constexpr std::array transformation_fields = std::to_array<std::string_view>(
    {"inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList", "transformationID", "ilmd"});
constexpr std::array quantity_fields = std::to_array<std::string_view>({"epcClass", "quantity", "uom"});

template <class Set>
bool is_one_of(const Set& set, std::string_view word) {
    return std::ranges::find(set, word) != std::ranges::end(set);
}

Names fields_of(std::string_view type) {
    if (type == "ObjectEvent") return object_fields;
    if (type == "TransactionEvent") return transaction_fields;
    if (type == "TransformationEvent") return transformation_fields;
    return parent_fields;
}

// An address or a name under a prefix: something, a colon, something.
bool is_uri(const json::value& value) {
    const auto* text = value.if_string();
    if (text == nullptr) return false;
    const auto colon = text->find(':');
    return colon != json::string::npos && colon > 0 && colon + 1 < text->size() &&
           std::ranges::none_of(*text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

class Check {
public:
    Check(const json::object& event, const std::string& at) : event_(event), at_(at) {}

    Done run() {
        type_ = text_of("type");
        if (!is_event_type(type_)) return wrong("type", "an event type of the standard is expected");
        TRY_DO(known_fields());
        TRY_DO(when());
        TRY_DO(certification());
        TRY_DO(things());
        TRY_DO(action());
        TRY_DO(words());
        TRY_DO(places());
        TRY_DO(lists());
        return master_data();
    }

private:
    std::unexpected<Problem> wrong(std::string_view field, const std::string& what) const {
        const std::string place = at_ + (field.empty() ? "" : "/" + std::string(field));
        return refuse("trade.epcis", place, {{"at", place}, {"what", what}});
    }
    std::string_view text_of(std::string_view field) const { return text_in(event_, field); }

    Done known_fields() const {
        for (const auto& [name, value] : event_) {
            const std::string_view field = name;
            if (field.find(':') == std::string_view::npos && !is_one_of(common_fields, field) &&
                !is_one_of(fields_of(type_), field))
                return wrong(field, "the standard knows no such field; one of your own needs a prefix");
        }
        return {};
    }

    Done when() const {
        if (!is_moment(text_of("eventTime"))) return wrong("eventTime", "a moment with a zone is expected");
        if (!is_zone_offset(text_of("eventTimeZoneOffset")))
            return wrong("eventTimeZoneOffset", "an offset such as +08:00 is expected");
        if (event_.contains("recordTime") && !is_moment(text_of("recordTime")))
            return wrong("recordTime", "a moment with a zone is expected");
        if (event_.contains("eventID") && !is_uri(event_.at("eventID")))
            return wrong("eventID", "an address is expected");
        return {};
    }

    // Papers by their address, or spelled out in the web vocabulary, with days as days.
    Done certification() const {
        const auto* papers = event_.if_contains("certificationInfo");
        if (papers == nullptr) return {};
        const json::array one{*papers};
        for (const auto& paper : papers->is_array() ? papers->get_array() : one)
            if (!is_uri(paper) && !(paper.is_object() && has_good_days(paper.get_object())))
                return wrong("certificationInfo", "an address, or details with their days, is expected");
        return {};
    }

    static bool has_good_days(const json::object& object) {
        return std::ranges::all_of(object, [](const auto& member) {
            if (const auto* inner = member.value().if_object()) return has_good_days(*inner);
            const std::string_view name = member.key();
            const auto* text = member.value().if_string();
            return !name.ends_with("Date") || (text != nullptr && Date::parse(*text));
        });
    }

    Done things() const {
        for (const char* field : {"epcList", "childEPCs", "inputEPCList", "outputEPCList"}) TRY_DO(identifiers(field));
        for (const char* field : {"quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"})
            TRY_DO(quantities(field));
        if (type_ == "ObjectEvent" && !is_any({"epcList", "quantityList", "sensorElementList"}))
            return wrong("epcList", "an ObjectEvent names things, quantities or what a sensor measured");
        if (type_ == "TransactionEvent" && filled_list_in(event_, "bizTransactionList") == nullptr)
            return wrong("bizTransactionList", "a TransactionEvent names its transaction");
        if (type_ == "TransformationEvent" && !event_.contains("transformationID") &&
            !(is_any({"inputEPCList", "inputQuantityList"}) && is_any({"outputEPCList", "outputQuantityList"})))
            return wrong("inputEPCList", "a TransformationEvent names what went in and what came out");
        if (type_ == "AssociationEvent" && !event_.contains("parentID"))
            return wrong("parentID", "an AssociationEvent names its parent");
        if (type_ == "AggregationEvent" && text_of("action") != "OBSERVE" && !event_.contains("parentID"))
            return wrong("parentID", "who adds or takes out names the parent");
        if (event_.contains("parentID") && !is_uri(event_.at("parentID")))
            return wrong("parentID", "an address is expected");
        return {};
    }

    bool is_any(std::initializer_list<const char*> fields) const {
        return std::ranges::any_of(fields, [&](const char* field) { return event_.contains(field); });
    }

    Done identifiers(const char* field) const {
        const auto* value = event_.if_contains(field);
        if (value == nullptr) return {};
        if (!value->is_array() || !std::ranges::all_of(value->get_array(), is_uri))
            return wrong(field, "a list of addresses is expected");
        return {};
    }

    Done quantities(const char* field) const {
        const auto* value = event_.if_contains(field);
        if (value == nullptr) return {};
        if (!value->is_array()) return wrong(field, "a list is expected");
        for (const auto& item : value->get_array()) {
            const auto* element = item.if_object();
            if (element == nullptr || !element->contains("epcClass") || !is_uri(element->at("epcClass")))
                return wrong(field, "each quantity names its class");
            for (const auto& [name, inner] : *element)
                if (!is_one_of(quantity_fields, std::string_view(name)))
                    return wrong(field, "a quantity has epcClass, quantity and uom only");
            if (element->contains("quantity") && !element->at("quantity").is_number())
                return wrong(field, "a quantity is a number");
        }
        return {};
    }

    Done action() const {
        if (type_ == "TransformationEvent") return {};
        if (!is_one_of(actions, text_of("action"))) return wrong("action", "ADD, OBSERVE or DELETE is expected");
        return {};
    }

    Done word(std::string_view field, Words of, const json::value& value) const {
        const auto* text = value.if_string();
        if (text == nullptr || text->empty() || !is_word(of, *text))
            return wrong(field, "the vocabulary has no such word; one of your own is an address");
        return {};
    }

    Done words() const {
        if (const auto* step = event_.if_contains("bizStep")) TRY_DO(word("bizStep", Words::business_step, *step));
        if (const auto* now = event_.if_contains("disposition")) TRY_DO(word("disposition", Words::disposition, *now));
        const auto* lasting = event_.if_contains("persistentDisposition");
        if (lasting == nullptr) return {};
        if (!lasting->is_object()) return wrong("persistentDisposition", "set and unset are expected");
        for (const auto& [change, list] : lasting->get_object()) {
            if ((change != "set" && change != "unset") || !list.is_array())
                return wrong("persistentDisposition", "set and unset are expected");
            for (const auto& item : list.get_array()) TRY_DO(word("persistentDisposition", Words::disposition, item));
        }
        return {};
    }

    Done places() const {
        for (const char* field : {"readPoint", "bizLocation"}) {
            const auto* value = event_.if_contains(field);
            if (value == nullptr) continue;
            const auto* where = value->if_object();
            if (where == nullptr || !where->contains("id") || !is_uri(where->at("id")))
                return wrong(field, "a place has an id");
        }
        return {};
    }

    Done lists() const {
        TRY_DO(typed("bizTransactionList", "bizTransaction", Words::transaction, false));
        TRY_DO(typed("sourceList", "source", Words::party, true));
        TRY_DO(typed("destinationList", "destination", Words::party, true));
        const auto* sensors = event_.if_contains("sensorElementList");
        if (sensors == nullptr) return {};
        if (!sensors->is_array()) return wrong("sensorElementList", "a list is expected");
        for (const auto& item : sensors->get_array()) {
            const auto* element = item.if_object();
            const auto* reports = element == nullptr ? nullptr : element->if_contains("sensorReport");
            if (reports == nullptr || !reports->is_array() || reports->get_array().empty())
                return wrong("sensorElementList", "each element has a sensorReport");
        }
        return {};
    }

    Done typed(const char* field, const char* item, Words of, bool type_needed) const {
        const auto* value = event_.if_contains(field);
        if (value == nullptr) return {};
        if (!value->is_array()) return wrong(field, "a list is expected");
        for (const auto& one : value->get_array()) {
            const auto* element = one.if_object();
            if (element == nullptr || !element->contains(item) || !is_uri(element->at(item)))
                return wrong(field, std::string("each has a ") + item);
            if (const auto* type = element->if_contains("type")) {
                TRY_DO(word(field, of, *type));
            } else if (type_needed) {
                return wrong(field, "each has a type");
            }
        }
        return {};
    }

    Done master_data() const {
        const auto* data = event_.if_contains("ilmd");
        if (data == nullptr) return {};
        if (!data->is_object()) return wrong("ilmd", "an object is expected");
        for (const auto& [name, value] : data->get_object())
            if (std::string_view(name).find(':') == std::string_view::npos)
                return wrong("ilmd", "fields of master data need a prefix");
        return {};
    }

    const json::object& event_;
    const std::string& at_;
    std::string_view type_;
};

} // namespace

bool is_event_type(std::string_view type) { return is_one_of(event_types, type); }

bool is_moment(std::string_view text) { return moment_in_utc(text).has_value(); }

Done check_event(const json::object& event, const std::string& at) { return Check(event, at).run(); }

} // namespace shanhai::trade
