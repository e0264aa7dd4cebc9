#include "modules/trade/epcis/trace.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/trade/epcis/goods.h"
#include "modules/trade/epcis/identifier.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace shanhai::trade {

namespace {

using kernel::text_of;

constexpr std::size_t most_steps = 100; // a lot may reach every shop of the province

struct Told {
    std::string date, kind, mode;
    const Place* place = nullptr;
    std::string step;      // of a partner
    std::size_t order = 0; // as it was entered, among those of a day
};

// A step that was entered in parts is one step to who reads.
bool is_same(const Told& a, const Told& b) {
    return std::tie(a.date, a.kind, a.place, a.step, a.mode) == std::tie(b.date, b.kind, b.place, b.step, b.mode);
}

json::object shown(const Told& told) {
    json::object step{{"date", told.date}, {"kind", told.kind}};
    if (!told.mode.empty()) step["mode"] = told.mode;
    if (!told.step.empty()) step["partner"] = told.step;
    if (told.place == nullptr) return step;
    step["place"] = told.place->name;
    step["place_kind"] = told.place->type;
    step["division"] = told.place->division;
    if (!told.place->longitude.empty()) {
        step["longitude"] = told.place->longitude;
        step["latitude"] = told.place->latitude;
    }
    return step;
}

// Of a lot that grading made, the way of what it was made of belongs to it, too.
Done collect_legs(Goods& goods, const LotFacts& lot, std::vector<Told>& told, std::string& source) {
    kernel::ListQuery query;
    query.filters = {{"lot", "eq", "#" + lot.id}};
    query.order = {"date"};
    return goods.each_leg(query, [&](const Leg& leg) -> Done {
        if (leg.kind == "grade_in" && source.empty()) source = leg.source;
        // What was lost or miscounted is the keeper's affair, not the buyer's.
        if (leg.kind == "ship" || leg.kind == "receive" || leg.kind == "grade_in")
            told.push_back({leg.date, leg.kind, leg.kind == "ship" ? leg.mode : "", leg.place, {}, 0});
        return {};
    });
}

Done collect_partners(kernel::Kernel& kernel, const kernel::Principal& who, const LotFacts& lot,
                      std::vector<Told>& told) {
    kernel::ListQuery query;
    query.filters = {{"lot", "eq", "#" + lot.id}};
    return kernel::for_each_record(kernel, who, "epcis_event", query, [&](const json::object& record) -> Done {
        const std::string step = text_of(record, "step");
        told.push_back({text_of(record, "date"), "partner", {}, nullptr, step.substr(step.rfind('-') + 1), 0});
        return {};
    });
}

json::array steps_of(std::vector<Told>& told) {
    for (std::size_t i = 0; i < told.size(); ++i) told[i].order = i;
    std::ranges::sort(told, {}, [](const Told& one) { return std::pair(one.date, one.order); });
    told.erase(std::unique(told.begin(), told.end(), is_same), told.end());
    json::array steps;
    for (const auto& step : told)
        if (steps.size() < most_steps) steps.push_back(shown(step));
    return steps;
}

// The lot that the code names, when it is of the product that the code names.
Result<LotFacts> lot_of(Goods& goods, const std::string& code) {
    const bool is_path = code.find(':') == std::string::npos;
    const std::string slash = code.starts_with('/') ? "" : "/";
    const std::string link = is_path ? "https://id.gs1.org" + slash + code : code;
    const auto name = lot_named(link);
    if (name.lot.empty()) return refuse("trade.no_lot_code", "/code", {{"code", code}});
    kernel::ListQuery query;
    query.filters = {{"code", "eq", name.lot}};
    for (const auto& [id, lot] : TRY(goods.lots(query)))
        if (lot_identifier(lot.gtin, lot.code) == canonical_identifier(link)) return lot;
    return refuse("trade.no_such_lot", {}, {{"lot", name.lot}, {"gtin", name.gtin}});
}

} // namespace

Result<json::object> trace_of(kernel::Kernel& kernel, const std::string& code) {
    const auto who = kernel::Principal::administrator(); // only what is put together below goes out
    Goods goods(kernel, who);
    const auto lot = TRY(lot_of(goods, code));
    std::vector<Told> told;
    std::string source;
    TRY_DO(collect_legs(goods, lot, told, source));
    if (!source.empty()) {
        kernel::ListQuery query;
        query.filters = {{"id", "eq", source}};
        std::string ignored;
        for (const auto& [id, graded] : TRY(goods.lots(query))) TRY_DO(collect_legs(goods, graded, told, ignored));
    }
    TRY_DO(collect_partners(kernel, who, lot, told));
    json::object base;
    if (const auto* place = goods.base(lot.base); place != nullptr)
        base = {{"name", place->name},
                {"division", place->division},
                {"longitude", place->longitude},
                {"latitude", place->latitude}};
    return json::object{
        {"product", {{"name", lot.product}, {"gtin", lot.gtin}, {"category", lot.category}, {"origin", lot.origin}}},
        {"lot",
         {{"code", lot.code},
          {"grade", lot.grade},
          {"harvested_on", lot.harvested_on},
          {"best_before", lot.best_before}}},
        {"base", std::move(base)},
        {"entries", kernel.tree_head().size},
        {"steps", steps_of(told)}};
}

} // namespace shanhai::trade
