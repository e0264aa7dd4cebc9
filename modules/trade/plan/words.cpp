#include "modules/trade/plan/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace shanhai::trade::plan {

namespace {

constexpr std::array<const char*, 12> months = {"January", "February", "March",     "April",   "May",      "June",
                                                "July",    "August",   "September", "October", "November", "December"};

Text mode_name(Mode mode) {
    switch (mode) {
    case Mode::rail: return {"铁路", "by rail"};
    case Mode::road: return {"公路", "by road"};
    case Mode::air: break;
    }
    return {"航空", "by air"};
}

// The limit as a noun: "临沂仓的冷库", "cold store in Linyi".
Text name_of_limit(const Network& network, RowKind kind, ProductNumber product, std::size_t place) {
    switch (kind) {
    case RowKind::capacity: return {network.sites[place].name.zh + "的库容", "room in " + network.sites[place].name.en};
    case RowKind::cold_capacity:
        return {network.sites[place].name.zh + "的冷库", "cold store in " + network.sites[place].name.en};
    case RowKind::lane_capacity: {
        const auto lane = name_of_lane(network, place);
        return {lane.zh + "的运力", "room on the way " + lane.en};
    }
    case RowKind::subsidy:
        return {network.subsidies[place].name.zh + "的额度", "subsidy for " + network.subsidies[place].name.en};
    case RowKind::taken: {
        const auto& harvest = network.harvests[place];
        return {network.sites[harvest.base].name.zh + network.products[product].name.zh + "的收购承诺",
                fmt::format("the promise to take {} from {}", network.products[product].name.en,
                            network.sites[harvest.base].name.en)};
    }
    default:
        return {network.products[product].name.zh + "的供应保证率",
                "the service level of " + network.products[product].name.en};
    }
}

// It binds the whole plan, and less of it is better.
bool is_promise(RowKind kind) { return kind == RowKind::service || kind == RowKind::taken; }

std::string yuan_words(double amount) {
    return std::abs(amount) < 10 ? fmt::format("{:.1f}", amount) : fmt::format("{:.0f}", amount);
}

} // namespace

Text name_of_lane(const Network& network, LaneNumber number) {
    const auto& lane = network.lanes[number];
    const auto& from = network.sites[lane.from].name;
    const auto& to = network.sites[lane.to].name;
    const auto mode = mode_name(lane.mode);
    return {from.zh + "到" + to.zh + "的" + mode.zh, fmt::format("from {} to {} {}", from.en, to.en, mode.en)};
}

std::vector<MonthlyWorth> monthly_worth(const Network& network, const Plan& plan) {
    std::map<std::tuple<RowKind, ProductNumber, std::size_t, int>, double> sums;
    for (const auto& worth : plan.worth) {
        const bool of_all = worth.kind == RowKind::subsidy || is_promise(worth.kind);
        sums[{worth.kind, worth.product, worth.place, of_all ? 0 : network.month_of(worth.week)}] += worth.worth;
    }
    std::vector<MonthlyWorth> out;
    for (const auto& [name, worth] : sums)
        out.push_back({std::get<0>(name), std::get<1>(name), std::get<2>(name), std::get<3>(name), worth});
    std::ranges::sort(out, std::ranges::greater{}, &MonthlyWorth::worth);
    return out;
}

Text sentence(const Network& network, const MonthlyWorth& worth) {
    const auto limit = name_of_limit(network, worth.kind, worth.product, worth.place);
    const auto amount = yuan_words(worth.worth);
    if (is_promise(worth.kind))
        return {fmt::format("{}少一吨，可省 {} 元。", limit.zh, amount),
                fmt::format("One tonne less of {} would save {} yuan.", limit.en, amount)};
    if (worth.month == 0)
        return {fmt::format("{}每多一吨，值 {} 元。", limit.zh, amount),
                fmt::format("One more tonne of {} is worth {} yuan.", limit.en, amount)};
    return {fmt::format("{} 月，{}每多一吨，值 {} 元。", worth.month, limit.zh, amount),
            fmt::format("One more tonne of {} in {} is worth {} yuan.", limit.en, months[worth.month - 1], amount)};
}

Text sentence(const Network& network, const Clash& clash) {
    const auto limit = name_of_limit(network, clash.kind, clash.product, clash.place);
    const bool of_all = is_promise(clash.kind);
    const auto weeks_zh = of_all ? "" : fmt::format("（第 {}—{} 周）", clash.first + 1, clash.last + 1);
    const auto weeks_en = of_all ? "" : fmt::format(" (weeks {} to {})", clash.first + 1, clash.last + 1);
    if (clash.missing > 0)
        return {fmt::format("{}{}做不到：差 {:.1f} 吨。", limit.zh, weeks_zh, clash.missing),
                fmt::format("Cannot be kept: {}{}; {:.1f} t are missing.", limit.en, weeks_en, clash.missing)};
    return {fmt::format("与之冲突的：{}{}。", limit.zh, weeks_zh),
            fmt::format("In the way: {}{}.", limit.en, weeks_en)};
}

Text sentence(const Network& network, const Candidate& candidate, const Plan& without) {
    const auto& site = network.sites[candidate.site].name;
    const double delivery = without.costs.delivery - candidate.costs.delivery;
    const double unmet = without.costs.unmet - candidate.costs.unmet;
    const auto ten_thousand = [](double amount) { return fmt::format("{:.1f}", amount / 1e4); };
    const auto thousand = [](double amount) { return fmt::format("{:.0f}", amount / 1e3); };
    // Of what costs more than before nobody says that it saves less than nothing.
    const auto less_zh = [&](double amount) { return (amount < 0 ? "多 " : "少 ") + ten_thousand(std::abs(amount)); };
    const auto less_en = [&](double amount) { return thousand(std::abs(amount)) + (amount < 0 ? " more" : " less"); };
    const bool pays = candidate.worth() > 0;
    return {
        fmt::format(
            "开{}：省 {} 万元（末端配送{} 万元，缺货{} 万元），开仓要 {} 万元，净 {} 万元，{}；经它送出 {:.0f} 吨。",
            site.zh, ten_thousand(candidate.saved), less_zh(delivery), less_zh(unmet), ten_thousand(candidate.opening),
            ten_thousand(candidate.worth()), pays ? "值得开" : "不值得开", candidate.kept),
        fmt::format("Opening {} saves {} thousand yuan (deliveries {}, missed sales {}) and costs {}: {} in all, {}; "
                    "{:.0f} t go through it.",
                    site.en, thousand(candidate.saved), less_en(delivery), less_en(unmet), thousand(candidate.opening),
                    thousand(candidate.worth()), pays ? "it pays" : "it does not pay", candidate.kept)};
}

} // namespace shanhai::trade::plan
