#pragma once

#include "base/date.h"
#include "base/text.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The goods network that is planned: who harvests what and when, where it may be kept, by what it travels, who asks for it.
// Quantities are whole kilograms and money is whole fen, so that what is planned can be booked; the linear programmes behind
// it count in tonnes and yuan.
namespace shanhai::trade::plan {

using Kilograms = std::int64_t;
using Fen = std::int64_t;

// Places in the vectors of a Network.
using SiteNumber = std::size_t;
using LaneNumber = std::size_t;
using ProductNumber = std::size_t;
using OutletNumber = std::size_t;
using WeekNumber = std::size_t; // 0 is the first week of the plan

// `beyond`: in another region's network; what goes there leaves this one.
enum class SiteKind { base, main, branch, outside, candidate, beyond };
enum class Mode { rail, road, air };

// Where goods stand: a grower's base (基地) or a warehouse (主仓、分仓、省外仓). A candidate takes no part until it is opened.
struct Site {
    Text name;
    SiteKind kind = SiteKind::branch;
    double longitude = 0;
    double latitude = 0;
    Kilograms capacity = 0;      // of everything that stands there at the end of a week
    Kilograms cold_capacity = 0; // the part of it that is cooled; goods of the cold chain stand nowhere else
    Fen keeping = 0;             // a tonne for a week
    Fen cold_keeping = 0;        // the same in the cold store
    Fen opening = 0;             // what a candidate costs in the span of the plan, whether it is used or not
    friend bool operator==(const Site&, const Site&) = default;
};

struct Lane {
    SiteNumber from = 0;
    SiteNumber to = 0;
    Mode mode = Mode::road;
    std::size_t weeks = 0;         // under way
    Fen freight = 0;               // a tonne, loading and unloading included
    Fen cold_surcharge = 0;        // a tonne of goods of the cold chain
    Kilograms weekly_capacity = 0; // of all goods together; 0: nothing goes there
    bool takes_cold = true;
    std::vector<WeekNumber> closed; // weeks in which nothing may leave
    friend bool operator==(const Lane&, const Lane&) = default;
};

struct Product {
    Text name;
    std::size_t shelf_life =
        0;           // weeks from the harvest until the last one in which it may be delivered; 0: longer than plans are
    double loss = 0; // the part that spoils in a week, on the way and in store
    bool cold = false;
    bool flies = false;       // only what spoils soon is worth its seat in an aeroplane
    Fen value = 0;            // of a tonne: what is lost when it spoils
    Fen unmet = 0;            // what a tonne costs that is asked for and not delivered
    double service_level = 0; // the part of what is asked for that has to be delivered over the plan; 0: none
    friend bool operator==(const Product&, const Product&) = default;
};

struct Harvest {
    SiteNumber base = 0;
    ProductNumber product = 0;
    std::vector<Kilograms> by_week;
    double taken_at_least = 0; // the part that was promised to the growers to be taken off their hands
    friend bool operator==(const Harvest&, const Harvest&) = default;
};

// What stands somewhere when the plan begins, or is on its way there.
struct Opening {
    SiteNumber site = 0;
    ProductNumber product = 0;
    Kilograms kilograms = 0;
    std::size_t age = 0; // weeks between the harvest and the beginning
    WeekNumber week = 0; // in which it arrives; 0: it is there
    friend bool operator==(const Opening&, const Opening&) = default;
};

struct Delivery {
    SiteNumber from = 0;
    Fen freight = 0; // a tonne to the outlet's door
    friend bool operator==(const Delivery&, const Delivery&) = default;
};

struct Outlet {
    Text name;
    double longitude = 0;
    double latitude = 0;
    std::vector<Delivery> deliveries; // the warehouses that may serve it; never empty
    friend bool operator==(const Outlet&, const Outlet&) = default;
};

// So much for each tonne that travels on the lanes it names, until the tonnes or the money are used up.
struct Subsidy {
    Text name;
    std::vector<LaneNumber> lanes;
    Fen a_tonne = 0;
    Kilograms up_to = 0;                                      // tonnes of the whole plan; 0: no limit but the budget
    Fen budget = 0;                                           // 0: no limit but the tonnes
    WeekNumber first = 0, last = static_cast<WeekNumber>(-1); // the weeks in which it is paid
    friend bool operator==(const Subsidy&, const Subsidy&) = default;
};

// Where goods may come in from another region's bases.
struct Inlet {
    SiteNumber site = 0;
    std::size_t weeks = 0;          // under way at least
    Kilograms weekly_capacity = 0;  // of all lanes that lead there
    std::vector<Kilograms> at_most; // of products, over the whole plan
    friend bool operator==(const Inlet&, const Inlet&) = default;
};

// The weeks of a product's first and last harvest.
struct Season {
    WeekNumber first = 0, last = 0;
    friend bool operator==(const Season&, const Season&) = default;
};

struct Network {
    Date begins = Date::from_days(0); // the first day of the first week
    std::size_t weeks = 0;
    std::vector<Site> sites;
    std::vector<Lane> lanes;
    std::vector<Product> products;
    std::vector<Harvest> harvests;
    std::vector<Opening> openings;
    std::vector<Outlet> outlets;
    std::vector<Subsidy> subsidies;
    std::vector<Inlet> inlets;
    // Of products, where other regions harvest, too: what is exchanged must be of the same age to both. Empty: that of its own.
    std::vector<std::optional<Season>> seasons;
    std::vector<Kilograms> demand; // by product, then outlet, then week

    std::size_t demand_place(ProductNumber product, OutletNumber outlet, WeekNumber week) const {
        return (product * outlets.size() + outlet) * weeks + week;
    }
    Kilograms demanded(ProductNumber product, OutletNumber outlet, WeekNumber week) const {
        return demand[demand_place(product, outlet, week)];
    }
    // The month in which a week begins, 1 to 12.
    int month_of(WeekNumber week) const { return (begins + 7 * static_cast<int>(week)).month(); }
    bool is_warehouse(SiteNumber site) const {
        return sites[site].kind != SiteKind::base && sites[site].kind != SiteKind::beyond;
    }
    friend bool operator==(const Network&, const Network&) = default;
};

inline double tonnes(Kilograms kilograms) { return static_cast<double>(kilograms) / 1000.0; }
inline double yuan(Fen fen) { return static_cast<double>(fen) / 100.0; }

} // namespace shanhai::trade::plan
