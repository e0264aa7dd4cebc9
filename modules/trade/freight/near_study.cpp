#include "modules/trade/freight/near_study.h"

#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "modules/trade/freight/near_waybills.h"
#include "modules/trade/records/record_fields.h"
#include "modules/trade/stock/last_known_day.h"

#include <fmt/format.h>

#include <map>
#include <ostream>

namespace shanhai::trade {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr int usual_days = 366;
constexpr std::size_t most_pairs = 200;

struct Claimed {
    std::string claim, label, amount; // the claim's id and number; yuan
};

Result<std::vector<Waybill>> waybills_of(Kernel& kernel, const Principal& who, Date from, Date until) {
    std::vector<Waybill> out;
    std::map<std::string, std::size_t> numbers;
    kernel::ListQuery query;
    query.filters = {{"departed_on", "gte", from.iso()}, {"departed_on", "lte", until.iso()}};
    TRY_DO(kernel::for_each_record(kernel, who, "shipment", query, [&](json::object& record) -> Done {
        Waybill one{.id = text_of(record, "id"),
                    .number = text_of(record, "waybill"),
                    .plate = text_of(record, "plate"),
                    .carrier = reference_text(record, "carrier", "id"),
                    .from = place_in(record, {"from_base", "from_warehouse", "from_outlet"}),
                    .to = place_in(record, {"to_warehouse", "to_outlet"}),
                    .departed = TRY(Date::parse(text_of(record, "departed_on"))),
                    .kilograms = {},
                    .freight = fen_in(record, "freight")};
        numbers.emplace(one.id, out.size());
        out.push_back(std::move(one));
        return {};
    }));
    query.filters = {{"kind", "eq", "ship"}, {"date", "gte", from.iso()}, {"shipment", "notnull", ""}};
    TRY_DO(kernel::for_each_record(kernel, who, "movement", query, [&](json::object& record) -> Done {
        const auto found = numbers.find(reference_text(record, "shipment", "id"));
        if (found == numbers.end()) return {};
        auto& weight = out[found->second].kilograms;
        weight = weight.value_or(0) + kilograms_in(record, "weight");
        return {};
    }));
    return out;
}

Result<std::map<std::string, Claimed>> claims_of(Kernel& kernel, const Principal& who, Date from) {
    std::map<std::string, Claimed> out;
    kernel::ListQuery query;
    query.filters = {{"date", "gte", from.iso()}};
    TRY_DO(kernel::for_each_record(kernel, who, "freight_claim_line", query, [&](json::object& record) -> Done {
        out[reference_text(record, "shipment", "id")] = {
            reference_text(record, "claim", "id"), reference_text(record, "claim", "label"), text_of(record, "amount")};
        return {};
    }));
    return out;
}

json::object shown(const Waybill& one, const std::map<std::string, Claimed>& claims) {
    json::object out{{"id", one.id},
                     {"waybill", one.number},
                     {"plate", one.plate},
                     {"departed_on", one.departed.iso()},
                     {"weight_kg", one.kilograms ? json::value(*one.kilograms) : json::value()},
                     {"freight", static_cast<double>(one.freight) / 100}};
    if (const auto claim = claims.find(one.id); claim != claims.end()) {
        out["claim"] = claim->second.claim;
        out["claim_number"] = claim->second.label;
        out["claimed"] = claim->second.amount;
    }
    return out;
}

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked, const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"from", "until", "claimed"}));
    const auto until = TRY(kernel::asked_day(asked, "until")).value_or(TRY(last_known_day(kernel, who)));
    const auto from = TRY(kernel::asked_day(asked, "from")).value_or(until + -usual_days);
    const auto* claimed = kernel::asked_value(asked, "claimed");
    if (claimed != nullptr && !claimed->is_bool()) return kernel::bad_member("claimed", "true, false");
    const bool only_claimed = claimed != nullptr && claimed->as_bool();
    const auto waybills = TRY(waybills_of(kernel, who, from, until));
    const auto claims = TRY(claims_of(kernel, who, from));
    constexpr const char* words[] = {"plate", "number", "freight"};
    json::array pairs;
    for (const auto& pair : near_waybills(waybills)) {
        const auto &first = waybills[pair.first], &second = waybills[pair.second];
        if (only_claimed && !claims.contains(first.id) && !claims.contains(second.id)) continue;
        if (pairs.size() == most_pairs) break;
        json::array reasons;
        for (const auto reason : pair.reasons) reasons.push_back(words[static_cast<unsigned>(reason)]);
        pairs.push_back(json::object{{"first", shown(first, claims)},
                                     {"second", shown(second, claims)},
                                     {"days_apart", pair.days_apart},
                                     {"alike", std::move(reasons)}});
    }
    return json::object{
        {"from", from.iso()}, {"until", until.iso()}, {"waybills", waybills.size()}, {"pairs", std::move(pairs)}};
}

void tell(const json::object& answer, std::ostream& out) {
    out << fmt::format("{} – {}  {}\n", answer.at("from").as_string().c_str(), answer.at("until").as_string().c_str(),
                       answer.at("waybills").to_number<std::size_t>());
    for (const auto& item : answer.at("pairs").as_array()) {
        for (const char* side : {"first", "second"}) {
            const auto& one = item.at(side).as_object();
            out << fmt::format("{} {} {} {}  ", one.at("waybill").as_string().c_str(),
                               one.at("plate").as_string().c_str(), one.at("departed_on").as_string().c_str(),
                               json::serialize(one.at("weight_kg")));
        }
        out << json::serialize(item.at("alike")) << '\n';
    }
}

} // namespace

kernel::Study near_waybills_study() { return {{"疑似重复运单", "Waybills that may be one"}, answer, tell}; }

} // namespace shanhai::trade
