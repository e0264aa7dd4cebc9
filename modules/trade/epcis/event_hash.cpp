#include "modules/trade/epcis/event_hash.h"

#include "base/hash.h"
#include "modules/trade/epcis/identifier.h"
#include "modules/trade/epcis/members.h"
#include "modules/trade/epcis/moment_text.h"
#include "modules/trade/epcis/vocabulary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <vector>

namespace shanhai::trade {

namespace {

using Fields = std::span<const std::string_view>;

std::string decimal(double value) {
    std::array<char, 512> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
    return {digits.data(), end.ptr};
}

// A value that is not an object or list.
std::string plain_text(const json::value& value) {
    if (const auto* text = value.if_string()) return {text->data(), text->size()};
    if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
    if (const auto* number = value.if_int64()) return std::to_string(*number);
    if (const auto* number = value.if_uint64()) return std::to_string(*number);
    if (const auto* number = value.if_double()) return decimal(*number);
    return {};
}

std::string in_order(std::vector<std::string> parts) {
    std::ranges::sort(parts);
    std::string out;
    for (const auto& part : parts) out += part;
    return out;
}

// A list, or one value in place of a list of one.
template <class Use>
void each(const json::value& value, const Use& use) {
    if (const auto* list = value.if_array()) {
        for (const auto& item : *list) use(item);
    } else {
        use(value);
    }
}

constexpr std::array metadata_fields = std::to_array<std::string_view>(
    {"time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"});
constexpr std::array report_fields = std::to_array<std::string_view>({"type",
                                                                      "exception",
                                                                      "deviceID",
                                                                      "deviceMetadata",
                                                                      "rawData",
                                                                      "dataProcessingMethod",
                                                                      "time",
                                                                      "microorganism",
                                                                      "chemicalSubstance",
                                                                      "value",
                                                                      "component",
                                                                      "stringValue",
                                                                      "booleanValue",
                                                                      "hexBinaryValue",
                                                                      "uriValue",
                                                                      "minValue",
                                                                      "maxValue",
                                                                      "meanValue",
                                                                      "sDev",
                                                                      "percRank",
                                                                      "percValue",
                                                                      "uom",
                                                                      "coordinateReferenceSystem"});
// What an event says by itself; everything else is somebody's extension. Record time, the event's name and a declaration of
// error are said about the event, not by it.
constexpr std::array event_fields = std::to_array<std::string_view>({"type",
                                                                     "eventTime",
                                                                     "eventTimeZoneOffset",
                                                                     "recordTime",
                                                                     "eventID",
                                                                     "errorDeclaration",
                                                                     "certificationInfo",
                                                                     "epcList",
                                                                     "parentID",
                                                                     "inputEPCList",
                                                                     "childEPCs",
                                                                     "quantityList",
                                                                     "childQuantityList",
                                                                     "inputQuantityList",
                                                                     "outputEPCList",
                                                                     "outputQuantityList",
                                                                     "action",
                                                                     "transformationID",
                                                                     "bizStep",
                                                                     "disposition",
                                                                     "persistentDisposition",
                                                                     "readPoint",
                                                                     "bizLocation",
                                                                     "bizTransactionList",
                                                                     "sourceList",
                                                                     "destinationList",
                                                                     "sensorElementList",
                                                                     "ilmd",
                                                                     "id"});

class Prehash {
public:
    explicit Prehash(const Namespaces& names) : names_(names) {}

    std::string of(const json::object& event) {
        out_ = "eventType=" + text_of(event, "type");
        add("eventTime", moment(text_of(event, "eventTime")));
        add("eventTimeZoneOffset", text_of(event, "eventTimeZoneOffset"));
        if (const auto* papers = event.if_contains("certificationInfo"))
            out_ += in_order(identifiers("certificationInfo", *papers));
        things(event);
        if (event.contains("action")) add("action", text_of(event, "action"));
        if (event.contains("transformationID"))
            add("transformationID", canonical_identifier(text_of(event, "transformationID")));
        steps(event);
        place(event, "readPoint");
        place(event, "bizLocation");
        typed(event, "bizTransactionList", "bizTransaction", Words::transaction);
        typed(event, "destinationList", "destination", Words::party);
        typed(event, "sourceList", "source", Words::party);
        sensors(event);
        if (const auto* master = object_in(event, "ilmd"); master != nullptr && !master->empty())
            out_ += "ilmd" + extensions(*master, {});
        out_ += extensions(event, event_fields);
        return std::move(out_);
    }

private:
    static std::string text_of(const json::object& object, std::string_view name) {
        const auto* value = object.if_contains(name);
        return value == nullptr ? std::string() : plain_text(*value);
    }
    static std::string moment(const std::string& text) { return moment_in_utc(text).value_or(text); }

    void add(std::string_view name, const std::string& value) { out_.append(name).append("=").append(value); }

    static std::vector<std::string> identifiers(std::string_view name, const json::value& list) {
        std::vector<std::string> parts;
        each(list, [&](const json::value& item) {
            parts.push_back(std::string(name) + "=" + canonical_identifier(plain_text(item)));
        });
        return parts;
    }

    void things(const json::object& event) {
        one_by_one(event, "epcList");
        if (event.contains("parentID")) add("parentID", canonical_identifier(text_of(event, "parentID")));
        one_by_one(event, "inputEPCList");
        one_by_one(event, "childEPCs");
        by_class(event, "quantityList");
        by_class(event, "childQuantityList");
        by_class(event, "inputQuantityList");
        one_by_one(event, "outputEPCList");
        by_class(event, "outputQuantityList");
    }

    void one_by_one(const json::object& event, std::string_view name) {
        const auto* list = filled_list_in(event, name);
        if (list != nullptr) out_.append(name).append(in_order(identifiers("epc", *list)));
    }

    void by_class(const json::object& event, std::string_view name) {
        const auto* list = filled_list_in(event, name);
        if (list == nullptr) return;
        std::vector<std::string> parts;
        for (const auto& item : *list) {
            const auto* element = item.if_object();
            if (element == nullptr) continue;
            std::string part = "quantityElementepcClass=" + canonical_identifier(text_of(*element, "epcClass"));
            for (const char* field : {"quantity", "uom"})
                if (element->contains(field)) part.append(field).append("=").append(text_of(*element, field));
            parts.push_back(std::move(part));
        }
        out_.append(name).append(in_order(std::move(parts)));
    }

    void steps(const json::object& event) {
        if (event.contains("bizStep")) add("bizStep", word_address(Words::business_step, text_of(event, "bizStep")));
        if (event.contains("disposition"))
            add("disposition", word_address(Words::disposition, text_of(event, "disposition")));
        const auto* lasting = object_in(event, "persistentDisposition");
        if (lasting == nullptr) return;
        out_ += "persistentDisposition";
        for (const char* change : {"set", "unset"}) {
            const auto* list = lasting->if_contains(change);
            if (list == nullptr) continue;
            std::vector<std::string> parts;
            each(*list, [&](const json::value& word) {
                parts.push_back(std::string(change) + "=" + word_address(Words::disposition, plain_text(word)));
            });
            out_ += in_order(std::move(parts));
        }
    }

    void place(const json::object& event, std::string_view name) {
        const auto* where = object_in(event, name);
        if (where == nullptr) return;
        constexpr std::array known = std::to_array<std::string_view>({"id"});
        out_.append(name).append("id=").append(canonical_identifier(text_of(*where, "id")));
        out_ += extensions(*where, known);
    }

    void typed(const json::object& event, std::string_view name, std::string_view item, Words of) {
        const auto* list = filled_list_in(event, name);
        if (list == nullptr) return;
        std::vector<std::string> parts;
        for (const auto& value : *list) {
            const auto* element = value.if_object();
            if (element == nullptr) continue;
            std::string part;
            if (element->contains("type")) part = "type=" + word_address(of, text_of(*element, "type"));
            part.append(item).append("=").append(canonical_identifier(text_of(*element, item)));
            parts.push_back(std::move(part));
        }
        out_.append(name).append(in_order(std::move(parts)));
    }

    void sensors(const json::object& event) {
        const auto* list = filled_list_in(event, "sensorElementList");
        if (list == nullptr) return;
        std::vector<std::string> parts;
        for (const auto& item : *list)
            if (const auto* element = item.if_object()) parts.push_back(sensor(*element));
        out_ += "sensorElementList" + in_order(std::move(parts));
    }

    std::string sensor(const json::object& element) const {
        std::string out = "sensorElement";
        if (const auto* about = object_in(element, "sensorMetadata"))
            out += "sensorMetadata" + measured(*about, metadata_fields);
        std::vector<std::string> reports;
        if (const auto* list = filled_list_in(element, "sensorReport")) {
            for (const auto& item : *list)
                if (const auto* report = item.if_object())
                    reports.push_back("sensorReport" + measured(*report, report_fields));
        }
        constexpr std::array known = std::to_array<std::string_view>({"sensorMetadata", "sensorReport"});
        return out + in_order(std::move(reports)) + extensions(element, known);
    }

    std::string measured(const json::object& object, Fields fields) const {
        std::string out;
        for (const auto field : fields) {
            if (!object.contains(field)) continue;
            out.append(field).append("=").append(measured_text(field, text_of(object, field)));
        }
        return out + extensions(object, fields);
    }

    static std::string measured_text(std::string_view field, const std::string& text) {
        constexpr std::string_view web_vocabulary = "https://gs1.org/voc/";
        if (field == "time" || field == "startTime" || field == "endTime") return moment(text);
        if (field == "component") return word_address(Words::component, text);
        if (field != "type" && field != "exception") return canonical_identifier(text);
        if (text.starts_with("gs1:")) return std::string(web_vocabulary) + text.substr(4);
        return text.find(':') == std::string::npos ? std::string(web_vocabulary) + text : text;
    }

    std::string extensions(const json::object& object, Fields known) const {
        std::vector<std::string> parts;
        for (const auto& [name, value] : object) {
            if (std::ranges::find(known, std::string_view(name)) != known.end() || names_.is_ignored(name)) continue;
            for (auto& part : extension(name, value)) parts.push_back(std::move(part));
        }
        return in_order(std::move(parts));
    }

    std::vector<std::string> extension(std::string_view name, const json::value& value) const {
        std::vector<std::string> parts;
        each(value, [&](const json::value& item) {
            std::string part = names_.expanded(name);
            if (const auto* object = item.if_object())
                part += extensions(*object, {});
            else
                part += "=" + canonical_identifier(moment(plain_text(item)));
            parts.push_back(std::move(part));
        });
        return parts;
    }

    const Namespaces& names_;
    std::string out_;
};

} // namespace

std::string event_prehash(const json::object& event, const Namespaces& names) { return Prehash(names).of(event); }

std::string event_hash(const json::object& event, const Namespaces& names) {
    return "ni:///sha-256;" + hex(sha256(event_prehash(event, names))) + "?ver=CBV2.0";
}

} // namespace shanhai::trade
