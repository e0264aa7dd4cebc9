#include "modules/ecology/sl651/elements.h"

#include "base/check.h"
#include "base/csv.h"
#include "modules/ecology/frames/code_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace shanhai::ecology::sl651 {

const std::vector<Element>& elements() {
    static const std::vector<Element> all = [] {
        const auto rows = parse_csv(elements_csv());
        check(rows.has_value(), "the table of elements is one");
        std::vector<Element> made;
        for (std::size_t i = 1; i < rows->size(); ++i) {
            const auto& cells = (*rows)[i].cells;
            made.push_back({static_cast<std::uint8_t>(std::strtol(cells.at(0).c_str(), nullptr, 16)), cells.at(1),
                            cells.at(2), cells.at(3), std::atoi(cells.at(4).c_str()), std::atoi(cells.at(5).c_str())});
        }
        return made;
    }();
    return all;
}

const Element* element_of(std::uint8_t code) {
    static const auto index = [] {
        std::array<const Element*, 256> made{};
        for (const Element& element : elements()) made[element.code] = &element;
        return made;
    }();
    return index[code];
}

const Element* element_named(std::string_view identifier) {
    const auto found = std::ranges::find(elements(), identifier, &Element::identifier);
    return found == elements().end() ? nullptr : &*found;
}

std::string identifier_of(std::uint8_t code) {
    const Element* element = element_of(code);
    return element ? element->identifier : fmt::format("{:02X}", code);
}

} // namespace shanhai::ecology::sl651
