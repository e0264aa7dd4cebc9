#pragma once

#include "kernel/kernel.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

// What figures call the records that their cells are about.
namespace shanhai::trade {

// Empty when the cell has no such dimension.
inline std::string key_in(const kernel::FigureCell& cell, std::string_view dimension) {
    for (const auto& [name, key] : cell.keys)
        if (name == dimension) return key;
    return {};
}

// Of a figure in tonnes.
inline double kilograms(const kernel::FigureCell& cell) { return cell.value ? cell.value->approximate() * 1000 : 0; }

// Ids of records by their keys. Codes are unique within a type only: a warehouse and an outlet may share one.
class IdsByKey {
public:
    void add(std::string dimension, std::string key, std::string id) {
        ids_.insert_or_assign({std::move(dimension), std::move(key)}, std::move(id));
    }
    // Empty when the record may not be read or takes no part.
    std::string id_in(const kernel::FigureCell& cell, const std::string& dimension) const {
        const auto found = ids_.find({dimension, key_in(cell, dimension)});
        return found == ids_.end() ? std::string() : found->second;
    }

private:
    std::map<std::pair<std::string, std::string>, std::string> ids_;
};

} // namespace shanhai::trade
