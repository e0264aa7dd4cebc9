#include "modules/trade/epcis/goods.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"

namespace shanhai::trade {

using kernel::ListQuery;
using kernel::reference_text;
using kernel::text_of;

Result<Goods> Goods::read(kernel::Kernel& kernel, const kernel::Principal& who) {
    Goods goods(kernel, who);
    TRY_DO(goods.read_places("growing_base", "kind"));
    TRY_DO(goods.read_places("warehouse", "role"));
    TRY_DO(goods.read_places("outlet", "kind"));
    TRY_DO(goods.read_rooms());
    TRY_DO(goods.read_shipments());
    return goods;
}

Done Goods::read_places(const char* type, const char* kind) {
    return kernel::for_each_record(*kernel_, who_, type, {}, [&](const json::object& record) -> Done {
        Place place{type,
                    text_of(record, "code"),
                    text_of(record, "name"),
                    text_of(record, "gln"),
                    reference_text(record, "division", "label"),
                    text_of(record, kind),
                    text_of(record, "longitude"),
                    text_of(record, "latitude")};
        if (place.division.empty()) place.division = text_of(record, "city");
        places_.emplace(std::pair(std::string(type), text_of(record, "id")), std::move(place));
        return {};
    });
}

Done Goods::read_rooms() {
    return kernel::for_each_record(*kernel_, who_, "storeroom", {}, [&](const json::object& record) -> Done {
        rooms_[text_of(record, "id")] = find("warehouse", reference_text(record, "warehouse", "id"));
        return {};
    });
}

Done Goods::read_shipments() {
    return kernel::for_each_record(*kernel_, who_, "shipment", {}, [&](const json::object& record) -> Done {
        shipments_[text_of(record, "id")] = {text_of(record, "waybill"), text_of(record, "mode"),
                                             place_of(record, "", "to_outlet", "to_warehouse")};
        return {};
    });
}

const Place* Goods::find(const std::string& type, const std::string& id) const {
    const auto found = places_.find({type, id});
    return found == places_.end() ? nullptr : &found->second;
}

const Place* Goods::place_of(const json::object& record, const char* base, const char* outlet,
                             const char* warehouse) const {
    if (const auto id = reference_text(record, outlet, "id"); !id.empty()) return find("outlet", id);
    if (const auto id = reference_text(record, warehouse, "id"); !id.empty()) return find("warehouse", id);
    return find("growing_base", reference_text(record, base, "id"));
}

Result<std::map<std::string, LotFacts>> Goods::lots(const ListQuery& query) const {
    std::map<std::string, json::object> products;
    TRY_DO(kernel::for_each_record(*kernel_, who_, "product", {}, [&](json::object& record) -> Done {
        std::string id = text_of(record, "id");
        products.emplace(std::move(id), std::move(record));
        return {};
    }));
    std::map<std::string, LotFacts> found;
    TRY_DO(kernel::for_each_record(*kernel_, who_, "lot", query, [&](const json::object& record) -> Done {
        const auto product = products.find(reference_text(record, "product", "id"));
        if (product == products.end()) return {};
        LotFacts lot{text_of(record, "id"),
                     text_of(record, "code"),
                     text_of(product->second, "gtin"),
                     text_of(product->second, "name"),
                     text_of(product->second, "category"),
                     reference_text(product->second, "origin", "label"),
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

Done Goods::each_leg(ListQuery query, const std::function<Done(const Leg&)>& take) const {
    return kernel::for_each_record(*kernel_, who_, "movement", std::move(query), [&](const json::object& record) {
        Leg leg{text_of(record, "number"),
                text_of(record, "date"),
                text_of(record, "kind"),
                reference_text(record, "lot", "id"),
                reference_text(record, "source", "id"),
                text_of(record, "weight"),
                text_of(record, "cause"),
                {},
                {},
                nullptr,
                nullptr};
        const auto room = rooms_.find(reference_text(record, "room", "id"));
        leg.place = room != rooms_.end() ? room->second : place_of(record, "base", "outlet", "");
        if (const auto way = shipments_.find(reference_text(record, "shipment", "id")); way != shipments_.end()) {
            leg.waybill = way->second.waybill;
            leg.mode = way->second.mode;
            leg.to = way->second.to;
        }
        return take(leg);
    });
}

} // namespace shanhai::trade
