#pragma once

#include "kernel/kernel.h"
#include "modules/press/reading/lexicon.h"
#include "modules/press/reading/word_table.h"

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai::press {

// A division that a text may name.
struct Place {
    std::string code;
    std::string name;      // for people: 西藏日喀则市
    bool gives = false;    // the figures know it, or its province, as a giver
    bool receives = false; // the figures know it, what lies in it, or what it lies in, as a receiver
    bool stranger = false; // nothing in its province gives or receives
    // The narrowest division that holds all it gives to in a province, by the province's two digits.
    std::map<std::string, const Place*> gives_within;

    bool lies_in(const Place& other) const;
    bool is_province() const { return code.ends_with("0000"); }
};

// A place that a text names.
struct Mention {
    std::size_t begin = 0, end = 0;
    const Place* place = nullptr;
    bool giver = false;
    bool receiver = false;
};

// The divisions by every name that people use for them.
class Places {
public:
    using Gifts = std::set<std::pair<std::string, std::string>>; // the codes of who gives and who receives

    // Reads the divisions and who gives and receives; some ten milliseconds, so keep the result.
    static std::shared_ptr<const Places> read(kernel::Kernel& kernel, const kernel::Principal& who);
    // The same from a list; for tests.
    static std::shared_ptr<const Places> of(std::vector<std::pair<Place, std::vector<std::string>>> named,
                                            const Gifts& gifts = {});

    // In order. A place that is part of another name (青岛小学) is left out. 援藏 and the like name a place, too.
    std::vector<Mention> mentioned(std::u32string_view text, const ContextWords& words) const;

    const Place* with_code(const std::string& code) const;
    const Place* named(std::u32string_view name) const;

private:
    void add(Place place, const std::vector<std::string>& names);
    void add_gifts(const Gifts& gifts);
    // The narrowest division that holds all of some codes; nullptr when they share none.
    const Place* around(std::span<const std::string> codes) const;

    std::vector<std::unique_ptr<Place>> places_;
    std::map<std::string, const Place*> by_code_;
    WordTable<const Place*> names_;
};

} // namespace shanhai::press
