#pragma once

#include "base/json.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai::iati {

// One element of an IATI file, with all that belongs to the standard: no foreign namespaces, no comments.
struct XmlNode {
    std::string name;
    std::vector<std::pair<std::string, std::string>>
        attributes;   // as they stand in the file; "xml:lang" with its prefix
    std::string text; // of an element without children
    std::vector<XmlNode> children;

    const std::string* attribute(std::string_view attribute_name) const;
    void set_attribute(std::string_view attribute_name, std::string value);
    void remove_attribute(std::string_view attribute_name);
    const XmlNode* child(std::string_view child_name) const; // the first of that name
    bool is_bare() const { return attributes.empty() && text.empty() && children.empty(); }

    friend bool operator==(const XmlNode&, const XmlNode&) = default;
};

// ["narrative", {"xml:lang": "en"}, "text"]: the name, the attributes if there are any, then the text or the children.
json::value to_json(const XmlNode& node);
// nullopt when the value is not such an element, or holds what cannot stand in XML (a name with a bracket, a control
// character, more than 24 levels): records can be amended by hand.
std::optional<XmlNode> node_from_json(const json::value& value);

// Indented by `level` steps, with a line break at the end. Text keeps every character, also through a reader's
// normalisation of line ends and attribute values.
void write_xml(const XmlNode& node, int level, std::string& out);
void write_escaped(std::string_view text, bool in_attribute, std::string& out);

} // namespace shanhai::iati
