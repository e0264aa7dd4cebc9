#include "modules/trade/plan/books_network.h"

#include "modules/trade/plan/books_draft.h"

#include <algorithm>

namespace shanhai::trade::plan {

Result<BooksNetwork> network_of(const Books& books, std::size_t weeks) {
    BooksDraft draft{.books = books, .ways = learned_ways(books), .rate = 0, .out = {}, .sites = {}, .products = {}};
    draft.rate = road_rate(books, draft.ways);
    draft.network().begins = books.begins;
    draft.network().weeks = weeks;
    add_products(draft);
    add_sites(draft);
    add_lanes(draft);
    add_harvests(draft);
    add_openings(draft);
    add_under_way(draft);
    add_outlets(draft);
    add_subsidies(draft);
    const auto missing = [](const char* what) { return refuse("trade.nothing_to_plan", {}, {{"what", what}}); };
    const auto& made = draft.network();
    if (std::ranges::none_of(made.sites, [](const Site& site) { return site.kind != SiteKind::base; }))
        return missing("warehouse");
    if (made.harvests.empty() && made.openings.empty()) return missing("lot");
    if (made.outlets.empty()) return missing("movement");
    return std::move(draft.out);
}

} // namespace shanhai::trade::plan
