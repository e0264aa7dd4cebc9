#pragma once

#include "modules/funds/audit_checks.h"

#include <cstddef>

// Money that lies with owners: what an auditor asks about, and all of it by age.
namespace shanhai::funds {

// Money that lies with an owner, 50,000 yuan and more, since an auditor who asks for less reads no list to its end; what came first is paid out first. Longer than 180 days when the works are
// accepted, at a standstill or not begun; longer than a year when they are under way, since a winter lies between their seasons.
// Of accepted works up to 3 percent of the works contracts may be kept back for two years (建质〔2017〕138号, articles 2 and 7).
std::vector<Doubt> idle_money(const Books& books, Date today);

struct Lying {
    int from_days = 0; // it has lain for so many days at least, and for fewer than the next band begins with
    std::size_t projects = 0;
    Money amount = Money::fen(0);
};
struct IdleByAge {
    std::vector<Lying> bands;        // youngest first: from 0, 181, 366 and 731 days on
    Money kept_back = Money::fen(0); // for defects of accepted works; in none of the bands
};
// Whatever was received and has neither been paid nor gone back.
IdleByAge idle_by_age(const Books& books, Date today);

} // namespace shanhai::funds
