#pragma once

#include "apps/demo/inputs.h"
#include "apps/demo/script.h"

namespace shanhai::demo {

// What projects refer to: programmes by their codes, and these.
struct Background {
    struct Group {
        std::string giver, region;
        Date began = Date::from_days(0);
        Handle record;
    };
    std::vector<Group> groups; // in the order of their days
    struct KeyList {           // of projects for three years
        std::string giver, region;
        Date from = Date::from_days(0), until = Date::from_days(0);
        Handle record;
    };
    std::vector<KeyList> key_lists;

    // The group of a giver in a region on a day, and the list it works on; none before the first.
    Handle group_on(Date day, const std::string& giver, const std::string& region) const;
    Handle key_list_on(Date day, const std::string& giver, const std::string& region) const;
};

// Programmes, participants, terms, work groups, plans, meetings, agreements, pairings, gifts and matching money.
Background write_background(Script& script, const Inputs& inputs);

} // namespace shanhai::demo
