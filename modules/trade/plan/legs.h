#pragma once

#include "modules/trade/plan/books.h"

#include <map>
#include <string>
#include <vector>

// Movements as the books of the planner count them.
namespace shanhai::trade::plan {

enum class LegKind { ship, receive, spoil, lack, lost, deliver, gain, other };

// One movement; places, lots and waybills by the ids of their records, empty where it names none.
struct Leg {
    LegKind kind = LegKind::other;
    Date date = Date::from_days(0);
    std::string product, lot, warehouse, base, shipment;
    Kilograms weight = 0;
    bool comes = false; // to the warehouse or outlet; leaves it otherwise
};

// Waybills by their ids, with what was loaded; those of which nothing was are left out.
std::vector<BookTrip> trips_of(std::map<std::string, BookTrip> shipments, const std::vector<Leg>& legs);

// What was sent and neither received nor lost since, by waybill and lot. A waybill that has arrived brings no more.
std::vector<BookUnderWay> under_way_of(const std::map<std::string, BookTrip>& shipments, const std::vector<Leg>& legs);

// What one year of legs says of buyers at warehouses, losses and stock. `books.stock` and `begins` are known already.
void count_legs(Books& books, const std::vector<Leg>& legs);

// Whole weeks between a day and the beginning behind it: 0 in the last one before.
std::size_t weeks_ago(Date begins, Date day);

// Adds to one of the weeks that end where a plan begins, the earliest first; as many are put before them as it takes.
void add_to_week(std::vector<double>& weeks, std::size_t ago, double kilograms);

// Notes that so much of a product was handed to buyers in the week that ended so many weeks before the plan begins.
void hand(Books& books, const std::string& product, std::size_t weeks_ago, double kilograms);

} // namespace shanhai::trade::plan
