#pragma once

#include "modules/trade/plan/network.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// What the records say about goods, as far as it was known on the morning a plan begins. Places, products and lots are named by the
// ids of their records. Pure data: books_reader fills it, books_network makes a network of it.
namespace shanhai::trade::plan {

struct Coordinates {
    double longitude = 0, latitude = 0;
};

struct BookPlace {
    std::string id, name;
    std::string division;          // its code; empty abroad
    std::optional<Coordinates> at; // its own, or those of its division
};

struct BookWarehouse {
    BookPlace place;
    std::string code;
    std::string role; // main, branch, outside, source, overseas, planned
    Date opened = Date::from_days(0);
    std::optional<Date> closed;
    Kilograms capacity = 0, cold_capacity = 0;
    std::optional<Fen> keeping, cold_keeping; // a tonne for a week
    Fen opening = 0;                          // of one that is planned
};

struct BookOutlet {
    BookPlace place;
    std::string code;
    std::string supplier;            // a warehouse; empty when the record names none
    std::optional<Date> lines_since; // its sales are told one by one
};

struct BookProduct {
    std::string id, gtin, name;
    bool cold = false;
    int shelf_days = 0;
    std::optional<Fen> price; // of a kilogram
};

struct BookLot {
    std::string id, product, base;
    Date harvested = Date::from_days(0), best_before = Date::from_days(0);
    Kilograms weight = 0;
    Fen unit_cost = 0; // of a kilogram
};

// A waybill and what was loaded under it.
struct BookTrip {
    std::string from, to;
    Mode mode = Mode::road;
    Date departed = Date::from_days(0);
    std::optional<Date> arrived;
    Fen freight = 0;
    std::vector<std::pair<std::string, Kilograms>> loads; // product, weight

    Kilograms weight() const {
        Kilograms sum = 0;
        for (const auto& [product, load] : loads) sum += load;
        return sum;
    }
};

// A lane that somebody entered: it goes before what waybills teach.
struct BookLane {
    std::string from, to;
    Mode mode = Mode::road;
    int days = 0;
    Fen freight = 0, cold_surcharge = 0; // a tonne
    Kilograms weekly_capacity = 0;
    bool takes_cold = true;
    Date from_day = Date::from_days(0);
    std::optional<Date> until_day;
};

// A subsidy for freight between divisions whose codes begin so.
struct BookRule {
    std::string name;
    std::optional<Mode> mode;
    std::string origin, destination;
    Fen rate = 0;   // a tonne
    Fen budget = 0; // what was not claimed yet
    Date from_day = Date::from_days(0), until_day = Date::from_days(0);
};

struct BookStock {
    std::string warehouse, lot;
    Kilograms weight = 0;
};

// Sent and not received on the morning a plan begins.
struct BookUnderWay {
    std::string from, to, lot; // `to`: a warehouse
    Mode mode = Mode::road;
    Date departed = Date::from_days(0);
    Kilograms weight = 0;
};

using PlaceAndProduct = std::pair<std::string, std::string>;

struct Books {
    Date begins = Date::from_days(0); // a Monday; nothing of that day or later is in here
    std::vector<BookWarehouse> warehouses;
    std::vector<BookOutlet> outlets;
    std::vector<BookPlace> bases;
    std::vector<BookProduct> products;
    std::vector<BookLot> lots;
    std::vector<BookTrip> trips;
    std::vector<BookLane> lanes;
    std::vector<BookRule> rules;
    std::vector<BookStock> stock;
    std::vector<BookUnderWay> under_way;
    std::map<PlaceAndProduct, Kilograms> held; // by warehouse: promised to somebody
    // What left a warehouse for buyers or an outlet's shelf within a year; everything that is sold passes one of the two, once.
    std::map<PlaceAndProduct, Kilograms> handed;
    std::size_t known_weeks = 0; // of that year, since the first movement
    // By product, in weeks that end with the plan's beginning, the earliest first.
    std::map<std::string, std::vector<double>> sold_lines; // of outlets that told them one by one for two years or more
    std::map<std::string, std::vector<double>> handed_weeks; // as `handed`
    std::vector<std::pair<Date, Date>> events;               // first and last day, held and planned
    std::map<std::string, double> lost;                      // kilograms behind the bases, within a year
    std::map<std::string, double> stock_weeks;               // kilograms in store, added up over the weeks of that year
};

} // namespace shanhai::trade::plan
