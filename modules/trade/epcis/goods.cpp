#include "modules/trade/epcis/goods.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"

namespace shanhai::trade {

using kernel::ListQuery;
using kernel::reference_text;
using kernel::text_of;

const json::object* Goods::record(const std::string& type, const std::string& id) {
    if (id.empty()) return nullptr;
    const auto [known, is_new] = records_.try_emplace({type, id});
    if (is_new) {
        if (auto found = kernel_.get(who_, type, id)) known->second = *std::move(found);
    }
    return known->second ? &*known->second : nullptr;
}

const Place* Goods::place(const std::string& type, const std::string& id) {
    if (const auto known = places_.find({type, id}); known != places_.end()) return &known->second;
    const auto* found = record(type, id);
    if (found == nullptr) return nullptr;
    Place place{type,
                text_of(*found, "code"),
                text_of(*found, "name"),
                text_of(*found, "gln"),
                reference_text(*found, "division", "label"),
                text_of(*found, type == "warehouse" ? "role" : "kind"),
                text_of(*found, "longitude"),
                text_of(*found, "latitude")};
    if (place.division.empty()) place.division = text_of(*found, "city");
    return &places_.emplace(Name{type, id}, std::move(place)).first->second;
}

void Goods::add_shipment(Leg& leg, const std::string& id) {
    const auto* shipment = record("shipment", id);
    if (shipment == nullptr) return;
    leg.waybill = text_of(*shipment, "waybill");
    leg.mode = text_of(*shipment, "mode");
    const auto outlet = reference_text(*shipment, "to_outlet", "id");
    leg.to =
        outlet.empty() ? place("warehouse", reference_text(*shipment, "to_warehouse", "id")) : place("outlet", outlet);
}

Result<std::map<std::string, LotFacts>> Goods::lots(const ListQuery& query) {
    std::map<std::string, LotFacts> found;
    TRY_DO(kernel::for_each_record(kernel_, who_, "lot", query, [&](const json::object& record) -> Done {
        const auto* product = this->record("product", reference_text(record, "product", "id"));
        if (product == nullptr) return {};
        LotFacts lot{text_of(record, "id"),
                     text_of(record, "code"),
                     text_of(*product, "gtin"),
                     text_of(*product, "name"),
                     text_of(*product, "category"),
                     reference_text(*product, "origin", "label"),
                     text_of(record, "grade"),
                     text_of(record, "harvested_on"),
                     text_of(record, "best_before"),
                     text_of(record, "weight"),
                     reference_text(record, "base", "id")};
        found.emplace(lot.id, lot);
        return {};
    }));
    return found;
}

Done Goods::each_leg(ListQuery query, const std::function<Done(const Leg&)>& take) {
    return kernel::for_each_record(kernel_, who_, "movement", std::move(query), [&](const json::object& movement) {
        Leg leg;
        leg.number = text_of(movement, "number");
        leg.date = text_of(movement, "date");
        leg.kind = text_of(movement, "kind");
        leg.lot = reference_text(movement, "lot", "id");
        leg.source = reference_text(movement, "source", "id");
        leg.weight = text_of(movement, "weight");
        leg.cause = text_of(movement, "cause");
        if (const auto* room = record("storeroom", reference_text(movement, "room", "id")); room != nullptr)
            leg.place = place("warehouse", reference_text(*room, "warehouse", "id"));
        for (const auto& [field, type] : {std::pair{"outlet", "outlet"}, {"base", "growing_base"}})
            if (const auto id = reference_text(movement, field, "id"); !id.empty()) leg.place = place(type, id);
        add_shipment(leg, reference_text(movement, "shipment", "id"));
        return take(leg);
    });
}

} // namespace shanhai::trade
