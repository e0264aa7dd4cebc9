#include "apps/demo/trade_goods.h"

#include "apps/demo/trade_tables.h"
#include "apps/demo/workdays.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <vector>

namespace shanhai::demo {

namespace {

using namespace trade_tables;

constexpr int branches = 9; // warehouses[1] … [9]

// Where a lot's goods go by the province: how often, and how much of what arrived each time, in hundredths.
struct Pace {
    int rounds, gap_days, to_branch, direct;
};
Pace pace_of(const Product& product) {
    if (product.shelf_days < 100) return {3, 12, 10, 8};
    return product.shelf_days < 200 ? Pace{4, 22, 8, 6} : Pace{6, 28, 6, 3};
}

class Goods {
public:
    explicit Goods(Script& script) : script_(script) {}

    std::int64_t write() {
        for (std::size_t p = 0; p < std::size(products); ++p) {
            for (int l = 0; l < products[p].lots; ++l) {
                if (std::string_view(products[p].direction) == "east")
                    eastward(products[p], l);
                else
                    westward(products[p], l);
            }
        }
        receipt();
        claims();
        intents();
        orders();
        return told_2024_;
    }

private:
    struct Lot {
        const Product* product;
        std::string code;
        Date harvested, best_before;
        int weight; // kg
    };

    // ── records ──

    Lot make_lot(const Product& product, int l) {
        const Date harvested = day(product.month > 6 ? 2024 : 2025, product.month, 4) + l * 5;
        Lot lot{&product,
                fmt::format("{}{:02}{:02}-{}", product.letters, harvested.year() % 100, harvested.month(), l + 1),
                harvested, harvested + product.shelf_days, product.tonnes * 1000 + l * 2300};
        const bool is_grown = std::string_view(product.direction) == "east";
        json::object fields{{"code", lot.code},
                            {"product", product.gtin},
                            {"base", product.base},
                            {"harvested_on", harvested.iso()},
                            {"best_before", lot.best_before.iso()},
                            {"grade", l % 3 == 2 ? "second" : "first"},
                            {"weight", std::to_string(lot.weight)},
                            {"unit_cost", fmt::format("{}.00", product.price * 45 / 100)}};
        if (is_grown) {
            fields["paid"] = std::to_string(std::int64_t{lot.weight} * (product.price * 38 / 100));
            fields["households"] = 60 + l * 17 + product.month * 3;
        }
        script_.create(harvested, Stage::project, "lot", std::move(fields));
        return lot;
    }

    static std::string plate_of(int waybill) { return fmt::format("鲁A{:05}", 10'000 + waybill * 7919 % 80'000); }

    struct Ends {
        const char *mode, *from_field, *from, *to_field, *to, *origin, *destination, *direction;
    };
    // A waybill that is on its way from `on` until `due`.
    std::string ship(const Ends& ends, Date on, Date due, std::int64_t freight, int firm, const char* customs = "") {
        const auto waybill =
            fmt::format("{}-{}-{:05}", *ends.mode == 'r' && ends.mode[1] == 'a' ? "TL" : "GL", on.year(), ++waybills_);
        json::object fields{{"waybill", waybill},          {"mode", ends.mode},
                            {ends.from_field, ends.from},  {ends.to_field, ends.to},
                            {"origin", ends.origin},       {"departed_on", on.iso()},
                            {"due_on", due.iso()},         {"freight", std::to_string(freight)},
                            {"direction", ends.direction}, {"carrier", firms[firm].code}};
        if (std::string_view(ends.mode) == "road") fields["plate"] = plate_of(waybills_);
        if (*ends.destination != 0) fields["destination"] = ends.destination;
        if (*customs != 0) fields["customs"] = customs;
        const auto made = script_.create(on, Stage::contract, "shipment", std::move(fields));
        script_.advance(due, Stage::acceptance, made, "arrive", {{"arrived_on", due.iso()}});
        return waybill;
    }

    Handle move(Date on, const char* kind, const Lot& lot, int kilograms, const char* place_field,
                const std::string& place, const std::string& waybill = {}, const char* cause = "",
                Stage stage = Stage::works) {
        json::object fields{
            {"date", on.iso()}, {"kind", kind}, {"lot", lot.code}, {"weight", std::to_string(kilograms)}};
        if (*place_field != 0) fields[place_field] = place;
        if (!waybill.empty()) fields["shipment"] = waybill;
        if (*cause != 0) fields["cause"] = cause;
        return script_.create(on, stage, "movement", std::move(fields));
    }

    // ── eastward ──

    void eastward(const Product& product, int l) {
        const Lot lot = make_lot(product, l);
        const bool is_cold = std::string_view(product.temperature) != "ambient";
        const int culled = lot.weight / 100;
        const int loaded = lot.weight - culled;
        move(lot.harvested + 1, "spoil", lot, culled, "base", product.base, {}, "quality");
        const Date on = lot.harvested + 3;
        const Date due = on + (is_cold ? 5 : 9);
        const char* origin = division_of_base(product.base);
        const std::int64_t freight = std::int64_t{loaded} * (is_cold ? 1150 : 620) / 1000;
        const auto waybill =
            ship({is_cold ? "road" : "rail", "from_base", product.base, "to_warehouse", "JN", origin, "370100", "east"},
                 on, due, freight, is_cold ? road_carrier : rail_carrier);
        move(on, "ship", lot, loaded, "base", product.base, waybill);
        const int lost = loaded * (is_cold ? 8 : 2) / 1000;
        const auto room = room_of("JN", product.temperature);
        receive_in_jinan(lot, due, loaded - lost, room, waybill, l);
        move(due, "lost", lot, lost, "", "", waybill, is_cold ? "rot" : "shrinkage");
        shipped_.push_back({waybill, on, loaded, freight, is_cold});
        distribute(lot, due + 1, loaded - lost, room, l);
    }

    static const char* division_of_base(std::string_view code) {
        return std::ranges::find_if(bases, [&](const Base& base) { return code == base.code; })->division;
    }

    void receive_in_jinan(const Lot& lot, Date due, int kilograms, const std::string& room, const std::string& waybill,
                          int l) {
        // One slip in the year: a nought was left out, and seen the next morning against the waybill.
        const bool slips = std::string_view(lot.product->letters) == "HT" && l == 1;
        if (slips) {
            const auto wrong = move(due, "receive", lot, kilograms / 10, "room", room, waybill);
            script_.withdraw(due, Stage::correction, wrong, "重量少录一位，按磅单更正");
        }
        move(due + (slips ? 1 : 0), "receive", lot, kilograms, "room", room, waybill);
    }

    void distribute(const Lot& lot, Date from, int received, const std::string& room, int l) {
        const auto pace = pace_of(*lot.product);
        int left = received;
        for (int r = 0; r < pace.rounds; ++r) {
            const Date on = from + 8 + r * pace.gap_days;
            for (int b = 0; b < 2; ++b) {
                const int kilograms = received * pace.to_branch / 100;
                left -= kilograms;
                to_branch(lot, on + b * 3, kilograms, room, 1 + (l * 2 + r * 5 + b + lot.product->month) % branches);
            }
            const int direct = received * pace.direct / 100;
            left -= direct;
            move(on + 5, "deliver", lot, direct, "room", room);
        }
        if (lot.product->shelf_days > 200) return; // the rest keeps
        const Date end = from + 8 + pace.rounds * pace.gap_days;
        const int rotten = received * (2 + l % 2) / 100;
        move(end, "spoil", lot, rotten, "room", room, {}, "rot");
        move(end + 1, "deliver", lot, left - rotten, "room", room);
    }

    void to_branch(const Lot& lot, Date on, int kilograms, const std::string& from_room, int branch) {
        const auto& to = warehouses[branch];
        const auto waybill =
            ship({"road", "from_warehouse", "JN", "to_warehouse", to.code, "370100", to.division, "east"}, on, on + 1,
                 std::int64_t{kilograms} * 95 / 1000, road_carrier);
        move(on, "ship", lot, kilograms, "room", from_room, waybill);
        // The driver's copy was entered once more the next day, the plate typed in another hand; nothing was loaded under it.
        if (!told_twice_ && on >= day(2024, 12, 1)) twice(waybill, to, on + 1, std::int64_t{kilograms} * 95 / 1000);
        const auto room = room_of(to.code, lot.product->temperature);
        // One lorry of the winter went off the road.
        const int wrecked = waybills_ == 120 ? kilograms / 4 : 0;
        if (wrecked > 0) move(on + 1, "lost", lot, wrecked, "", "", waybill, "accident");
        int there = kilograms - wrecked;
        move(on + 1, "receive", lot, there, "room", room, waybill);
        there -= to_flagships(lot, on + 4, to, room);
        const int sold = lot.product->shelf_days > 200 ? there * 8 / 10 : there - there / 40;
        move(on + 16, "deliver", lot, sold, "room", room);
        if (lot.product->shelf_days <= 200 && there - sold > 0)
            move(on + 18, "spoil", lot, there - sold, "room", room, {}, "rot");
    }

    void twice(const std::string& waybill, const Warehouse& to, Date on, std::int64_t freight) {
        told_twice_ = true;
        auto plate = plate_of(waybills_);
        plate.replace(plate.find('A'), 1, "Ａ·");
        script_.create(on, Stage::contract, "shipment",
                       {{"waybill", waybill + "-1"},
                        {"mode", "road"},
                        {"plate", plate},
                        {"carrier", firms[road_carrier].code},
                        {"from_warehouse", "JN"},
                        {"to_warehouse", to.code},
                        {"origin", "370100"},
                        {"destination", to.division},
                        {"departed_on", on.iso()},
                        {"freight", std::to_string(freight)},
                        {"direction", "east"},
                        {"note", "司机联补录"}});
    }

    // Each flagship store gets one delivery a month, of whatever its branch has then.
    int to_flagships(const Lot& lot, Date on, const Warehouse& branch, const std::string& room) {
        int taken = 0;
        for (int i = 0; i < flagships; ++i) {
            if (std::string_view(cities[i].branch) != branch.code || on < day(2024, 9, 1)) continue;
            if (!supplied_.insert({i, on.year() * 12 + on.month()}).second) continue;
            const int kilograms = 640 + (i * 53 + on.month() * 31) % 9 * 40;
            const auto store = flagship_code(i);
            const auto waybill = ship({"road", "from_warehouse", branch.code, "to_outlet", store.c_str(),
                                       branch.division, cities[i].code, "east"},
                                      on, on, 60 + kilograms / 20, road_carrier);
            move(on, "ship", lot, kilograms, "room", room, waybill);
            move(on, "receive", lot, kilograms, "outlet", store, waybill);
            sell(lot, store, on, kilograms, i);
            taken += kilograms;
        }
        return taken;
    }

    void sell(const Lot& lot, const std::string& store, Date on, int kilograms, int i) {
        const int price = lot.product->price + 4; // over the counter
        for (int part = 0; part < 2; ++part) {
            const Date sold_on = on + 3 + part * 12 + i % 3;
            const int sold = kilograms * (part == 0 ? 50 : 38) / 100;
            const std::int64_t yuan = std::int64_t{sold} * price;
            const auto code = fmt::format("POS-{}-{:05}", store, ++sales_);
            json::object fields{{"code", code},
                                {"date", sold_on.iso()},
                                {"outlet", store},
                                {"product", lot.product->gtin},
                                {"lot", lot.code},
                                {"weight", std::to_string(sold)},
                                {"amount", std::to_string(yuan)},
                                {"buyer", sales_ % 7 == 0 ? "union" : "public"}};
            script_.create(sold_on, Stage::progress, "sale", fields);
            if (sold_on.year() == 2024) told_2024_ += yuan;
            if (sales_ % 40 != 0) continue;
            // Some come back.
            fields["code"] = code + "-T";
            fields["kind"] = "return";
            fields["return_of"] = code;
            fields["date"] = (sold_on + 2).iso();
            fields["weight"] = "12";
            fields["amount"] = std::to_string(12 * price);
            script_.create(sold_on + 2, Stage::correction, "sale", std::move(fields));
            if ((sold_on + 2).year() == 2024) told_2024_ -= std::int64_t{12} * price;
        }
    }

    // ── westward ──

    void westward(const Product& product, int l) {
        const Lot lot = make_lot(product, l);
        const Date on = lot.harvested + 4;
        const auto entry =
            fmt::format("9401{}{:02}{:02}{:06}", on.year(), on.month(), on.day(), 100 + l + product.month);
        const auto customs = script_.create(on, Stage::approval, "customs_entry",
                                            {{"code", entry},
                                             {"kind", "out"},
                                             {"declared_on", on.iso()},
                                             {"amount", std::to_string(lot.weight * product.price / 7)},
                                             {"currency", "USD"}});
        if (l % 2 == 1) script_.advance(on + 10, Stage::works, customs, "inspect");
        script_.advance(on + 12, Stage::works, customs, "release", {{"released_on", (on + 12).iso()}});
        const auto waybill = ship({"road", "from_base", product.base, "to_warehouse", "OSH", "371300", "", "west"}, on,
                                  on + 19, std::int64_t{lot.weight} * 2200 / 1000, road_carrier, entry.c_str());
        move(on, "ship", lot, lot.weight, "base", product.base, waybill);
        move(on + 19, "receive", lot, lot.weight, "room", "OSH-A", waybill);
        for (int part = 0; part < 3; ++part) {
            const Date sold_on = on + 30 + part * 20;
            const int kilograms = lot.weight / 5;
            const bool in_dollars = part != 1;
            move(sold_on, "deliver", lot, kilograms, "room", "OSH-A");
            script_.create(
                sold_on, Stage::progress, "sale",
                {{"code", fmt::format("OSH-{:04}", ++abroad_)},
                 {"date", sold_on.iso()},
                 {"outlet", "OSHK"},
                 {"product", product.gtin},
                 {"weight", std::to_string(kilograms)},
                 {"amount", std::to_string(std::int64_t{kilograms} * product.price * (in_dollars ? 100 : 8700) / 700)},
                 {"currency", in_dollars ? "USD" : "KGS"},
                 {"buyer", "enterprise"}});
        }
    }

    // ── what hangs on the goods ──

    struct Shipped {
        std::string waybill;
        Date on;
        int kilograms;
        std::int64_t freight;
        bool is_cold;
    };
    Script& script_;
    std::vector<Shipped> shipped_;
    std::set<std::pair<int, int>> supplied_; // store and month
    int waybills_ = 0, sales_ = 0, abroad_ = 0;
    bool told_twice_ = false;
    std::int64_t told_2024_ = 0;

    void receipt();
    void claims();
    void claim(int firm, Date from, Date until, bool is_refused);
    void intents();
    void orders();
};

// 交割仓单: dates of the first grade in Rizhao, pledged to a bank and redeemed.
void Goods::receipt() {
    const Lot lot{&products[0], "HZ2411-1", day(2024, 11, 4), day(2025, 12, 29), 0};
    const Date on = day(2024, 12, 6);
    const auto waybill = ship({"road", "from_warehouse", "JN", "to_warehouse", "RZ", "370100", "371100", "east"}, on,
                              on + 1, 5400, road_carrier);
    move(on, "ship", lot, 60'000, "room", "JN-A", waybill);
    move(on + 1, "receive", lot, 60'000, "room", "RZ-A", waybill);
    const auto hold = script_.create(
        on + 4, Stage::progress, "stock_hold",
        {{"date", (on + 4).iso()}, {"lot", lot.code}, {"room", "RZ-A"}, {"weight", "50000"}, {"purpose", "receipt"}});
    const auto paper = script_.create(on + 5, Stage::completion, "delivery_receipt",
                                      {{"code", "RZ-2024-0001"},
                                       {"exchange", "rizhao"},
                                       {"lot", lot.code},
                                       {"weight", "50000"},
                                       {"issued_on", (on + 5).iso()},
                                       {"expires_on", "2025-10-31"},
                                       {"holder", firms[trader].code}},
                                      {{"hold", hold}});
    script_.advance(on + 20, Stage::acceptance, paper, "pledge",
                    {{"pledgee", firms[bank].code}, {"pledged_on", (on + 20).iso()}, {"loan", "620000"}});
    script_.advance(on + 110, Stage::acceptance, paper, "redeem", {{"note", "贷款还清"}});
    script_.advance(on + 120, Stage::acceptance, paper, "transfer",
                    {{"holder", firms[keeper].code}, {"moved_on", (on + 120).iso()}});
}

// Each carrier claims by the quarter what it ran out of Xinjiang; one claim was for the wrong quarter and was refused.
void Goods::claims() {
    for (const auto& [year, code, mode, rate, cap] : {rail_rule, road_rule, next_rail_rule, next_road_rule}) {
        script_.create(day(year, 6, 3), Stage::project, "freight_rule",
                       {{"code", code},
                        {"mode", mode},
                        {"origin", "653100"},
                        {"destination", "370000"},
                        {"direction", "east"},
                        {"rate", std::to_string(rate)},
                        {"least_weight", "20000"},
                        {"cap_waybill", std::to_string(waybill_cap)},
                        {"cap_total", std::to_string(cap)},
                        {"from_day", day(year, 7, 1).iso()},
                        {"until_day", day(year + 1, 6, 30).iso()},
                        {"document", fmt::format("演示文号〔{}〕6号", year)}});
    }
    for (const auto& [from, until] :
         {std::pair{day(2024, 7, 1), day(2024, 9, 30)}, {day(2024, 10, 1), day(2024, 12, 31)}})
        for (const int firm : {rail_carrier, road_carrier}) claim(firm, from, until, false);
    claim(rail_carrier, day(2025, 1, 1), day(2025, 3, 31), true);
}

void Goods::claim(int firm, Date from, Date until, bool is_refused) {
    const Date on = until + 12;
    const auto made =
        script_.create(on, Stage::payment, "freight_claim", {{"claimant", firms[firm].code}, {"claimed_on", on.iso()}});
    for (const auto& shipped : shipped_) {
        if (shipped.on < from || shipped.on > until || shipped.is_cold != (firm == road_carrier)) continue;
        const auto& rule = shipped.is_cold ? road_rule : rail_rule;
        const auto amount = std::min<std::int64_t>(std::int64_t{rule.rate} * shipped.kilograms / 1000, waybill_cap);
        script_.create(on, Stage::completion, "freight_claim_line",
                       {{"date", on.iso()},
                        {"shipment", shipped.waybill},
                        {"rule", rule.code},
                        {"weight", std::to_string(shipped.kilograms)},
                        {"amount", std::to_string(amount)}},
                       {{"claim", made}});
    }
    script_.advance(on + 1, Stage::acceptance, made, "claim");
    if (is_refused) {
        script_.advance(on + 9, Stage::handover, made, "refuse", {{"note", "本季度没有出疆运单，退回"}});
        return;
    }
    script_.advance(on + 9, Stage::handover, made, "approve", {{"approved_on", (on + 9).iso()}});
    script_.advance(on + 24, Stage::handover, made, "pay", {{"paid_on", (on + 24).iso()}});
}

// What shops ordered in the last weeks and was not shipped yet; one asks for more than there is.
void Goods::orders() {
    for (int i = 0; i < 9; ++i) {
        const auto& product = products[i % 2 == 0 ? i / 2 % 5 : 6 + i % 2];
        const Date on = day(2025, 5, 19) + i;
        const int kilograms = i == 4 ? 900'000 : 1'200 + i * 340;
        const auto made = script_.create(on, Stage::progress, "trade_order",
                                         {{"code", fmt::format("DD-2505-{:03}", i + 1)},
                                          {"ordered_on", on.iso()},
                                          {"outlet", flagship_code(i)},
                                          {"product", product.gtin},
                                          {"weight", std::to_string(kilograms)},
                                          {"amount", std::to_string(std::int64_t{kilograms} * product.price)},
                                          {"due_on", (on + 45).iso()}});
        if (i % 3 != 1) script_.advance(on + 1, Stage::payment, made, "pay", {{"paid_on", (on + 1).iso()}});
    }
}

// What was agreed at the fair for old brands, and what came of it.
void Goods::intents() {
    constexpr std::tuple<const char*, int, int> agreed[] = {
        {"signed", 3'200'000, 2'950'000}, {"spoken", 900'000, 0}, {"signed", 1'500'000, 1'500'000}};
    for (const auto& [form, amount, realised] : agreed) {
        const auto made = script_.create(day(2023, 9, 18), Stage::progress, "purchase_intent",
                                         {{"event", "LZH7"},
                                          {"date", "2023-09-18"},
                                          {"buyer", firms[trader].code},
                                          {"form", form},
                                          {"amount", std::to_string(amount)},
                                          {"follow_up_by", "2024-03-18"}});
        if (realised > 0)
            script_.advance(day(2024, 2, 20), Stage::completion, made, "realise",
                            {{"realised", std::to_string(realised)}});
        else
            script_.advance(day(2024, 3, 12), Stage::completion, made, "lapse", {{"note", "价格没有谈拢"}});
    }
}

} // namespace

std::int64_t write_trade_goods(Script& script) { return Goods(script).write(); }

} // namespace shanhai::demo
