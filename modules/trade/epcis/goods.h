#pragma once

#include "kernel/kernel.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
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

// Reads what records refer to when it is first asked for, so that the way of one lot costs no more than that way.
class Goods {
public:
    // What `who` may not read is not there.
    Goods(kernel::Kernel& kernel, kernel::Principal who) : kernel_(kernel), who_(std::move(who)) {}

    // Nothing when there is none, or it may not be read. The pointer lasts as long as this.
    const Place* base(const std::string& id) { return place("growing_base", id); }

    // Lots that a query finds, with their products, by their ids.
    Result<std::map<std::string, LotFacts>> lots(const kernel::ListQuery& query);
    // Movements that a query finds, in its order.
    Done each_leg(kernel::ListQuery query, const std::function<Done(const Leg&)>& take);

private:
    using Name = std::pair<std::string, std::string>; // type and id
    const json::object* record(const std::string& type, const std::string& id);
    const Place* place(const std::string& type, const std::string& id);
    void add_shipment(Leg& leg, const std::string& id);

    kernel::Kernel& kernel_;
    kernel::Principal who_;
    std::map<Name, std::optional<json::object>> records_;
    std::map<Name, Place> places_;
};

} // namespace shanhai::trade
