#include "modules/ecology/hj212/factors.h"

#include "base/check.h"
#include "base/csv.h"
#include "modules/ecology/frames/code_tables.h"

#include <algorithm>
#include <map>

namespace shanhai::ecology::hj212 {

namespace {

bool fits(std::string_view pattern, std::string_view code) {
    return pattern.size() == code.size() && std::ranges::equal(pattern, code, [](char p, char c) {
               return p == c || (p == 'x' && c >= '0' && c <= '9');
           });
}

template <class Key>
std::map<std::string_view, const Factor*> index_by(Key key) {
    std::map<std::string_view, const Factor*> index;
    for (const Factor& factor : factors())
        if (!(factor.*key).empty()) index.emplace(factor.*key, &factor);
    return index;
}

const Factor* found_in(const std::map<std::string_view, const Factor*>& index, std::string_view code) {
    const auto found = index.find(code);
    return found == index.end() ? nullptr : found->second;
}

} // namespace

const std::vector<Factor>& factors() {
    static const std::vector<Factor> all = [] {
        const auto rows = parse_csv(factors_csv());
        check(rows.has_value(), "the table of factors is one");
        std::vector<Factor> made;
        for (std::size_t i = 1; i < rows->size(); ++i) {
            const auto& cells = (*rows)[i].cells;
            made.push_back({cells.at(0), cells.at(1), cells.at(2), cells.at(3), cells.at(5)});
        }
        return made;
    }();
    return all;
}

const Factor* factor_of(std::string_view code) {
    static const auto index = index_by(&Factor::code);
    if (const Factor* factor = found_in(index, code)) return factor;
    const auto pattern = std::ranges::find_if(factors(), [&](const Factor& factor) { return fits(factor.code, code); });
    return pattern == factors().end() ? nullptr : &*pattern;
}

const Factor* factor_of_2005(std::string_view code) {
    static const auto index = index_by(&Factor::code_2005);
    return found_in(index, code);
}

} // namespace shanhai::ecology::hj212
