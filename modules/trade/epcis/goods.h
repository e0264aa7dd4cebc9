#pragma once

#include "kernel/kernel.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

// Goods, places and legs as the trace needs them, read from the records.
namespace shanhai::trade {

struct Place {
    std::string type; // "warehouse", "outlet", "growing_base"
    std::string code, name, gln;
    std::string division;            // where it lies, as people call it; of one abroad its city
    std::string kind;                // role or channel
    std::string longitude, latitude; // empty when not known
};

struct LotFacts {
    std::string id, code, gtin, product, category, origin, grade, harvested_on, best_before, weight;
    std::string base; // its id
};

// One movement with what stands behind its references.
struct Leg {
    std::string number, date, kind, lot, source, weight, cause; // lots by their ids
    std::string waybill, mode;                                  // of its shipment; empty without one
    const Place* place = nullptr;                               // nothing: on the way
    const Place* to = nullptr;                                  // where its shipment goes
};

class Goods {
public:
    // Reads all places. What `who` may not read is not there.
    static Result<Goods> read(kernel::Kernel& kernel, const kernel::Principal& who);

    const Place* base(const std::string& id) const { return find("growing_base", id); }

    // Lots that a query finds, with their products.
    Result<std::map<std::string, LotFacts>> lots(const kernel::ListQuery& query) const;
    // Movements that a query finds, in its order.
    Done each_leg(kernel::ListQuery query, const std::function<Done(const Leg&)>& take) const;

private:
    Goods(kernel::Kernel& kernel, const kernel::Principal& who) : kernel_(&kernel), who_(who) {}
    Done read_places(const char* type, const char* kind);
    Done read_rooms();
    Done read_shipments();
    const Place* find(const std::string& type, const std::string& id) const;
    const Place* place_of(const json::object& record, const char* base, const char* outlet,
                          const char* warehouse) const;

    struct Way {
        std::string waybill, mode;
        const Place* to = nullptr;
    };
    kernel::Kernel* kernel_;
    kernel::Principal who_;
    std::map<std::pair<std::string, std::string>, Place> places_; // type and id
    std::map<std::string, const Place*> rooms_;                   // the warehouse of each
    std::map<std::string, Way> shipments_;
};

} // namespace shanhai::trade
