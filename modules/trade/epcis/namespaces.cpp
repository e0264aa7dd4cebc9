#include "modules/trade/epcis/namespaces.h"

namespace shanhai::trade {

Namespaces::Namespaces()
    : prefixes_{{"cbv", "https://ref.gs1.org/cbv/"},
                {"cbvmda", "urn:epcglobal:cbv:mda:"},
                {"gs1", "https://gs1.org/voc/"},
                {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"}} {}

void Namespaces::add(const json::value& context) {
    if (const auto* list = context.if_array()) {
        for (const auto& item : *list) add(item);
    } else if (const auto* object = context.if_object()) {
        for (const auto& [prefix, address] : *object)
            if (address.is_string()) prefixes_.insert_or_assign(std::string(prefix), std::string(address.get_string()));
    }
}

void Namespaces::ignore_what(const json::object& says) {
    for (const auto& [name, value] : says) {
        if (!std::string_view(name).ends_with(":ignoreFields") || !value.is_array()) continue;
        for (const auto& field : value.get_array())
            if (field.is_string()) ignored_.emplace(field.get_string());
    }
}

std::string Namespaces::expanded(std::string_view name) const {
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) return std::string(name);
    const auto found = prefixes_.find(name.substr(0, colon));
    if (found == prefixes_.end()) return std::string(name);
    return "{" + found->second + "}" + std::string(name.substr(colon + 1));
}

bool Namespaces::is_ignored(std::string_view name) const {
    // A comment is for people; what it says does not make another event.
    return name.starts_with('@') || ignored_.contains(name) || name == "rdfs:comment" ||
           expanded(name).starts_with("{http://www.w3.org/2000/01/rdf-schema#}");
}

std::size_t Namespaces::bytes() const {
    std::size_t sum = 0;
    for (const auto& [prefix, address] : prefixes_) sum += prefix.size() + address.size();
    for (const auto& field : ignored_) sum += field.size();
    return sum;
}

} // namespace shanhai::trade
