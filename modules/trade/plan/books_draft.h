#pragma once

#include "modules/trade/plan/books_lanes.h"
#include "modules/trade/plan/books_network.h"

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

// A network that is being made of the records, part by part in this order.
namespace shanhai::trade::plan {

struct BooksDraft {
    const Books& books;
    std::map<Way, Learned> ways;
    double rate = 0; // yuan for a tonne and kilometre by road
    BooksNetwork out;
    std::map<std::string, SiteNumber> sites;
    std::map<std::string, ProductNumber> products;

    Network& network() { return out.network; }
    const Network& network() const { return out.network; }
    Date week(WeekNumber number) const { return books.begins + 7 * static_cast<int>(number); }
    std::optional<SiteNumber> site(const std::string& id) const {
        const auto found = sites.find(id);
        return found == sites.end() ? std::nullopt : std::optional(found->second);
    }
    void note(std::string zh, std::string en) { out.notes.push_back({std::move(zh), std::move(en)}); }
};

inline Fen fen_of(double yuan_amount) { return static_cast<Fen>(std::llround(yuan_amount * 100)); }
inline Text same(const std::string& name) { return {name, name}; } // records are named in one language

void add_products(BooksDraft& draft);
void add_sites(BooksDraft& draft);
void add_lanes(BooksDraft& draft);
void add_harvests(BooksDraft& draft);
void add_openings(BooksDraft& draft);
void add_under_way(BooksDraft& draft);
// Who buys, where, how much of what in which week.
void add_outlets(BooksDraft& draft);
void add_subsidies(BooksDraft& draft);

} // namespace shanhai::trade::plan
