#include "modules/trade/stock/order_match.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace shanhai::trade {

namespace {

std::vector<std::size_t> in_turn(const std::vector<OpenOrder>& orders) {
    std::vector<std::size_t> out(orders.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
    std::ranges::sort(out, {}, [&](std::size_t i) { return std::tuple(!orders[i].is_paid, orders[i].due, i); });
    return out;
}

} // namespace

std::vector<Match> match_orders(const std::vector<OpenOrder>& orders, const std::vector<FreeLot>& lots, Date today,
                                int least_days) {
    std::map<std::string, std::vector<std::size_t>> of_product;
    for (std::size_t i = 0; i < lots.size(); ++i) of_product[lots[i].product].push_back(i);
    std::vector<std::int64_t> left;
    for (const auto& lot : lots) left.push_back(lot.kilograms);
    std::vector<Match> out;
    for (const auto number : in_turn(orders)) {
        const auto& order = orders[number];
        auto offers = of_product[order.product];
        std::ranges::sort(offers, {}, [&](std::size_t i) {
            return std::tuple(!order.warehouse.empty() && lots[i].warehouse != order.warehouse, lots[i].best_before, i);
        });
        Match match{.order = number, .picks = {}, .missing = order.kilograms};
        for (const auto i : offers) {
            if (match.missing <= 0) break;
            if (left[i] <= 0 || lots[i].best_before < std::max(order.due, today) + least_days) continue;
            const auto taken = std::min(left[i], match.missing);
            match.picks.push_back({i, taken});
            match.missing -= taken;
            left[i] -= taken;
        }
        out.push_back(std::move(match));
    }
    return out;
}

} // namespace shanhai::trade
