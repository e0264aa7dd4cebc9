#include "modules/iati/xml_node.h"

#include <algorithm>

namespace shanhai::iati {

namespace {

constexpr int most_levels = 24; // the schema's deepest element lies on level 9

bool is_name(std::string_view name) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto is_name_character = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    if (name.starts_with("xml:")) name.remove_prefix(4);
    return !name.empty() && is_letter(name[0]) && std::ranges::all_of(name, is_name_character);
}

// XML 1.0 section 2.2, given that JSON text is UTF-8 already; U+FFFE and U+FFFF are EF BF BE and EF BF BF.
bool is_xml_text(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
    return text.find("\xEF\xBF\xBE") == std::string_view::npos && text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

std::optional<XmlNode> read_node(const json::value& value, int level);

bool read_attributes(const json::object& given, XmlNode& node) {
    for (const auto& [name, value] : given) {
        if (!is_name(name) || !value.is_string() || !is_xml_text(value.get_string())) return false;
        node.attributes.emplace_back(std::string(name), std::string(value.get_string()));
    }
    return true;
}

bool read_content(const json::value& part, XmlNode& node, int level) {
    if (part.is_string()) {
        if (!node.text.empty() || !node.children.empty() || !is_xml_text(part.get_string())) return false;
        node.text = std::string(part.get_string());
        return true;
    }
    auto child = read_node(part, level + 1);
    if (!child || !node.text.empty()) return false;
    node.children.push_back(*std::move(child));
    return true;
}

std::optional<XmlNode> read_node(const json::value& value, int level) {
    const auto* parts = value.if_array();
    if (level > most_levels || parts == nullptr || parts->empty() || !parts->front().is_string()) return std::nullopt;
    XmlNode node;
    node.name = std::string(parts->front().get_string());
    if (!is_name(node.name)) return std::nullopt;
    std::size_t at = 1;
    if (parts->size() > 1 && (*parts)[1].is_object()) {
        if (!read_attributes((*parts)[1].get_object(), node)) return std::nullopt;
        ++at;
    }
    for (; at < parts->size(); ++at)
        if (!read_content((*parts)[at], node, level)) return std::nullopt;
    return node;
}

} // namespace

const std::string* XmlNode::attribute(std::string_view attribute_name) const {
    for (const auto& [known, value] : attributes)
        if (known == attribute_name) return &value;
    return nullptr;
}

void XmlNode::set_attribute(std::string_view attribute_name, std::string value) {
    for (auto& [known, old] : attributes) {
        if (known != attribute_name) continue;
        old = std::move(value);
        return;
    }
    attributes.emplace_back(attribute_name, std::move(value));
}

void XmlNode::remove_attribute(std::string_view attribute_name) {
    std::erase_if(attributes, [&](const auto& attribute) { return attribute.first == attribute_name; });
}

const XmlNode* XmlNode::child(std::string_view child_name) const {
    const auto found = std::ranges::find(children, child_name, &XmlNode::name);
    return found == children.end() ? nullptr : &*found;
}

json::value to_json(const XmlNode& node) {
    json::array parts;
    parts.reserve(3 + node.children.size());
    parts.emplace_back(node.name);
    if (!node.attributes.empty()) {
        json::object attributes;
        for (const auto& [name, value] : node.attributes) attributes.emplace(name, value);
        parts.emplace_back(std::move(attributes));
    }
    if (!node.text.empty()) parts.emplace_back(node.text);
    for (const XmlNode& child : node.children) parts.push_back(to_json(child));
    return parts;
}

std::optional<XmlNode> node_from_json(const json::value& value) { return read_node(value, 1); }

void write_escaped(std::string_view text, bool in_attribute, std::string& out) {
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '\r': out += "&#13;"; break;
        case '"': out += in_attribute ? "&quot;" : "\""; break;
        case '\n': out += in_attribute ? "&#10;" : "\n"; break;
        case '\t': out += in_attribute ? "&#9;" : "\t"; break;
        default: out += c;
        }
    }
}

void write_xml(const XmlNode& node, int level, std::string& out) {
    const std::string margin(static_cast<std::size_t>(level) * 2, ' ');
    out.append(margin).append("<").append(node.name);
    for (const auto& [name, value] : node.attributes) {
        out.append(" ").append(name).append("=\"");
        write_escaped(value, true, out);
        out += '"';
    }
    if (node.children.empty() && node.text.empty()) {
        out += "/>\n";
        return;
    }
    out += '>';
    if (node.children.empty()) {
        write_escaped(node.text, false, out);
    } else {
        out += '\n';
        for (const XmlNode& child : node.children) write_xml(child, level + 1, out);
        out += margin;
    }
    out.append("</").append(node.name).append(">\n");
}

} // namespace shanhai::iati
