#include "modules/trade/plan/books_reader.h"

#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "modules/trade/plan/book_places.h"
#include "modules/trade/records/record_fields.h"
#include "modules/trade/stock/last_known_day.h"

#include <array>
#include <cmath>
#include <set>

namespace shanhai::trade::plan {

namespace {

using kernel::FigureCell;
using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr int year_days = 364;
constexpr int harvest_days = 5 * year_days;
constexpr int sales_days = 6 * year_days;

LegKind kind_of(const std::string& kind) {
    constexpr std::array<std::pair<std::string_view, LegKind>, 7> kinds = {{{"ship", LegKind::ship},
                                                                            {"receive", LegKind::receive},
                                                                            {"spoil", LegKind::spoil},
                                                                            {"lack", LegKind::lack},
                                                                            {"lost", LegKind::lost},
                                                                            {"deliver", LegKind::deliver},
                                                                            {"gain", LegKind::gain}}};
    for (const auto& [name, known] : kinds)
        if (name == kind) return known;
    return LegKind::other;
}

class Reader {
public:
    Reader(Kernel& kernel, const Principal& who) : kernel_(kernel), who_(who), records_(kernel, who) {}

    Result<Books> books(Date begins);
    Result<Books> sales(Date begins);
    Result<Flows> flows(Date from, Date until);

private:
    Result<std::map<std::string, BookTrip>> shipments(Date from, Date until);
    Result<std::vector<Leg>> legs(std::vector<kernel::ListFilter> filters);
    Done read_stock(Books& books);
    Done read_shelves(Books& books);
    Done read_sold(Books& books);
    Done read_sold_at(Books& books, const BookOutlet& outlet);
    Result<std::vector<FigureCell>> cells(const char* figure, kernel::Where where, std::vector<std::string> by) {
        return kernel_.figure(who_, {figure, std::move(where), std::move(by), {}});
    }
    std::string id_in(const FigureCell& cell, const char* dimension) const {
        return records_.ids().id_in(cell, dimension);
    }

    Kernel& kernel_;
    const Principal& who_;
    RecordReader records_;
    std::map<std::string, std::string> product_of_lot_;
};

// How many weeks before the plan a cell's day lies; nothing behind its beginning.
std::optional<std::size_t> weeks_before(const Books& books, const FigureCell& cell) {
    const auto day = Date::parse(key_in(cell, "day"));
    return day && *day < books.begins ? std::optional(weeks_ago(books.begins, *day)) : std::nullopt;
}

Result<std::map<std::string, BookTrip>> Reader::shipments(Date from, Date until) {
    std::map<std::string, BookTrip> out;
    kernel::ListQuery query;
    query.filters = {
        {"departed_on", "gte", from.iso()}, {"departed_on", "lt", until.iso()}, {"direction", "eq", "east"}};
    TRY_DO(kernel::for_each_record(kernel_, who_, "shipment", query, [&](json::object& record) -> Done {
        BookTrip trip{.from = place_in(record, {"from_base", "from_warehouse", "from_outlet"}),
                      .to = place_in(record, {"to_warehouse", "to_outlet"}),
                      .mode = mode_in(record).value_or(Mode::road),
                      .departed = day_in(record, "departed_on").value_or(from),
                      .arrived = day_in(record, "arrived_on"),
                      .freight = fen_in(record, "freight")};
        if (trip.arrived && *trip.arrived >= until) trip.arrived.reset();
        out.emplace(text_of(record, "id"), std::move(trip));
        return {};
    }));
    return out;
}

Result<std::vector<Leg>> Reader::legs(std::vector<kernel::ListFilter> filters) {
    static const std::set<std::string> coming = {"receive", "grade_in", "gain", "return"};
    std::vector<Leg> out;
    kernel::ListQuery query;
    query.filters = std::move(filters);
    TRY_DO(kernel::for_each_record(kernel_, who_, "movement", query, [&](json::object& record) -> Done {
        const auto lot = reference_text(record, "lot", "id");
        const auto product = product_of_lot_.find(lot);
        const auto date = day_in(record, "date");
        if (product == product_of_lot_.end() || !date) return {};
        const auto kind = text_of(record, "kind");
        const auto room = records_.warehouse_of_room().find(reference_text(record, "room", "id"));
        out.push_back({.kind = kind_of(kind),
                       .date = *date,
                       .product = product->second,
                       .lot = lot,
                       .warehouse = room == records_.warehouse_of_room().end() ? std::string() : room->second,
                       .base = reference_text(record, "base", "id"),
                       .shipment = reference_text(record, "shipment", "id"),
                       .weight = kilograms_in(record, "weight"),
                       .comes = coming.contains(kind)});
        return {};
    }));
    return out;
}

Done Reader::read_stock(Books& books) {
    const auto day = (books.begins + -1).iso();
    for (const auto& cell : TRY(cells("trade.stock", {{"day", day}}, {"warehouse", "lot"}))) {
        const auto warehouse = id_in(cell, "warehouse"), lot = id_in(cell, "lot");
        const auto weight = std::llround(kilograms(cell));
        if (!warehouse.empty() && !lot.empty() && weight > 0) books.stock.push_back({warehouse, lot, weight});
    }
    for (const auto& cell : TRY(cells("trade.held", {{"day", day}}, {"warehouse", "product"}))) {
        const auto warehouse = id_in(cell, "warehouse"), product = id_in(cell, "product");
        if (!warehouse.empty() && !product.empty()) books.held[{warehouse, product}] = std::llround(kilograms(cell));
    }
    return {};
}

// What outlets sold off their shelves had left a warehouse for them: no other record counts it.
Done Reader::read_shelves(Books& books) {
    const kernel::Where year{{"from", (books.begins + -year_days).iso()}, {"until", books.begins.iso()}};
    for (const auto& cell : TRY(cells("trade.off_shelf", year, {"outlet", "product"}))) {
        const auto outlet = id_in(cell, "outlet"), product = id_in(cell, "product");
        const auto weight = std::llround(kilograms(cell));
        if (!outlet.empty() && !product.empty() && weight > 0) books.handed[{outlet, product}] += weight;
    }
    for (const auto& cell : TRY(cells("trade.off_shelf", year, {"product", "day"}))) {
        const auto product = id_in(cell, "product");
        const auto ago = weeks_before(books, cell);
        if (!product.empty() && ago) hand(books, product, *ago, kilograms(cell));
    }
    return {};
}

// Like for like: of outlets that told every sale for two years. Those that began since would look like growth.
Done Reader::read_sold(Books& books) {
    constexpr int least_days = 2 * year_days;
    for (const auto& outlet : books.outlets)
        if (outlet.lines_since && books.begins - *outlet.lines_since >= least_days) TRY_DO(read_sold_at(books, outlet));
    // More may have come back in a week than was sold.
    for (auto& [product, weeks] : books.sold_lines)
        for (auto& sold : weeks) sold = std::max(0.0, sold);
    return {};
}

// From the first week in which one of the product was sold.
Done Reader::read_sold_at(Books& books, const BookOutlet& outlet) {
    const kernel::Where where{
        {"outlet", outlet.code}, {"from", (books.begins + -sales_days).iso()}, {"until", books.begins.iso()}};
    for (const auto& cell : TRY(cells("trade.sold_weight", where, {"product", "day"}))) {
        const auto product = id_in(cell, "product");
        const auto ago = weeks_before(books, cell);
        if (!product.empty() && ago) add_to_week(books.sold_lines[product], *ago, kilograms(cell));
    }
    return {};
}

Result<Books> Reader::books(Date begins) {
    Books out{.begins = begins};
    out.warehouses = TRY(records_.warehouses());
    out.outlets = TRY(records_.outlets());
    out.bases = TRY(records_.bases());
    out.products = TRY(records_.products());
    out.lots = TRY(records_.lots(begins + -harvest_days, begins));
    out.lanes = TRY(records_.lanes());
    out.rules = TRY(records_.rules(begins));
    out.events = TRY(records_.events());
    std::set<std::string> known;
    for (const auto& product : out.products) known.insert(product.id);
    std::erase_if(out.lots, [&](const BookLot& lot) { return !known.contains(lot.product); });
    for (const auto& lot : out.lots) product_of_lot_.emplace(lot.id, lot.product);
    const auto year = begins + -year_days;
    const auto moved = TRY(legs({{"date", "gte", year.iso()}, {"date", "lt", begins.iso()}}));
    auto waybills = TRY(shipments(year, begins));
    out.under_way = under_way_of(waybills, moved);
    out.trips = trips_of(std::move(waybills), moved);
    TRY_DO(read_stock(out));
    count_legs(out, moved);
    TRY_DO(read_shelves(out));
    TRY_DO(read_sold(out));
    return out;
}

Result<Books> Reader::sales(Date begins) {
    Books out{.begins = begins};
    out.outlets = TRY(records_.outlets());
    out.products = TRY(records_.products());
    out.events = TRY(records_.events());
    TRY_DO(read_sold(out));
    return out;
}

Result<Flows> Reader::flows(Date from, Date until) {
    Flows out;
    out.warehouses = TRY(records_.warehouses());
    out.bases = TRY(records_.bases());
    for (auto& outlet : TRY(records_.outlets())) out.outlets.push_back(std::move(outlet.place));
    for (const auto& lot : TRY(records_.lots(from + -harvest_days, until)))
        product_of_lot_.emplace(lot.id, lot.product);
    auto trips = TRY(shipments(from, until));
    out.trips = trips_of(std::move(trips),
                         TRY(legs({{"kind", "eq", "ship"}, {"date", "gte", from.iso()}, {"date", "lt", until.iso()}})));
    return out;
}

} // namespace

Result<Books> read_books(Kernel& kernel, const Principal& who, Date begins) {
    return Reader(kernel, who).books(begins);
}

Result<Books> read_sales(Kernel& kernel, const Principal& who, Date begins) {
    return Reader(kernel, who).sales(begins);
}

Result<Flows> read_flows(Kernel& kernel, const Principal& who, Date from, Date until) {
    return Reader(kernel, who).flows(from, until);
}

Result<Date> next_monday(Kernel& kernel, const Principal& who) {
    const Date day = TRY(last_known_day(kernel, who)) + 1;
    return day + (7 - day.weekday()) % 7;
}

Result<Date> asked_monday(Kernel& kernel, const Principal& who, const json::object& asked) {
    const auto next = TRY(next_monday(kernel, who));
    const auto begins = TRY(kernel::asked_day(asked, "begins")).value_or(next);
    if (begins.weekday() != 0 || begins > next)
        return kernel::bad_member("begins", fmt::format("YYYY-MM-DD, Monday, ≤ {}", next.iso()));
    return begins;
}

} // namespace shanhai::trade::plan
