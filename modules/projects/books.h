#pragma once

#include "kernel/kernel.h"
#include "modules/projects/lagging.h"

#include <string>
#include <vector>

// What the store says of works, read for the reasoning of this module.
namespace shanhai::projects {

struct SeenWork {
    std::string id, number, name;
    json::value region, giver; // references as the interface shows them
    Work work;
    Surroundings around;
    Money paid = Money::fen(0);
};

// Seasons that somebody entered; those of new stores are seeded.
Result<SeasonCalendar> calendar_of(kernel::Kernel& kernel, const kernel::Principal& who);

// Works that have started by a day, with what was dated up to it, as far as `who` may read it, in the order of their ids.
// A work that was finished later is one under way. Cancelled ones are left out.
struct BooksAsked {
    Date on = Date::from_days(0);
    std::vector<kernel::ListFilter> filters; // of projects
    std::string project;                     // "#12": this one alone; empty: all that the filters leave
    bool surroundings = true; // also money, obstacles and visits, of works under way; else dates and reports alone
};
Result<std::vector<SeenWork>> works_in_books(kernel::Kernel& kernel, const kernel::Principal& who,
                                             const BooksAsked& asked);

// The day up to which the store knows what happened: today; of a demo, whose time stands still, the day of its last report.
Result<Date> day_of_books(kernel::Kernel& kernel);

} // namespace shanhai::projects
