#pragma once

#include "base/json.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace shanhai::trade {

// What a document's @context says about prefixes, and which fields its sender wants left out of hashes.
class Namespaces {
public:
    // With the prefixes that the standard's own context declares.
    Namespaces();

    // Takes in a @context: an address, an object of prefixes, or a list of both.
    void add(const json::value& context);
    // Takes in `…:ignoreFields` of a document.
    void ignore_what(const json::object& says);

    // "example:myField" → "{https://ns.example.com/epcis/}myField"; a name without a known prefix comes back as it is.
    std::string expanded(std::string_view name) const;
    bool is_ignored(std::string_view name) const;

    std::size_t bytes() const; // of all its texts

private:
    std::map<std::string, std::string, std::less<>> prefixes_;
    std::set<std::string, std::less<>> ignored_;
};

} // namespace shanhai::trade
