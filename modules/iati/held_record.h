#pragma once

#include "base/json.h"
#include "base/result.h"
#include "modules/iati/held_type.h"
#include "modules/iati/xml_node.h"

#include <string>
#include <vector>

namespace shanhai::iati {

// One record as commands and lists say it: field → value, without fields that are empty and without the reference to
// the enclosing record. The records of enclosed elements lie inside, in the order of the file.
struct HeldRecord {
    const HeldType* type = nullptr; // nullptr: an overflow record, inside an activity
    json::object fields;
    std::vector<HeldRecord> children;

    std::string_view record_type() const { return type == nullptr ? overflow_type : type->record_type; }
    std::string text(std::string_view field) const; // empty when the field is
};

// The records of one <iati-activity>. "iati.element_too_large" when an element does not fit into a field.
Result<HeldRecord> records_of(XmlNode activity);

// The element that the records of an activity stand for: equal to the one they came from (but for the order of unlike
// siblings, which the schema fixes) as long as nobody amended them.
// "iati.rest_unreadable" when a field `rest` is not what this module wrote.
Result<XmlNode> element_of(const HeldRecord& activity);

// Puts a child where the schema's sequence wants it, behind its like.
XmlNode& insert_child(XmlNode& parent, XmlNode child);

// One transaction as the file says it, for counting what is held.
struct TransactionSum {
    std::string type;     // the code
    std::string currency; // empty when neither the transaction nor the activity names one
    std::string value;    // exact
};
TransactionSum sum_of(const HeldRecord& transaction);

} // namespace shanhai::iati
