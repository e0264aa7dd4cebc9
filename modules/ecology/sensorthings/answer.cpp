#include "modules/ecology/sensorthings/answer.h"

#include "base/text.h"
#include "modules/ecology/sensorthings/selection.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace shanhai::ecology::sensorthings {

namespace {

std::string address_of(const std::string& root, Set set, const Entity& entity) {
    const auto id = json::serialize(entity.id_json());
    return root + "/" + std::string(name_of(set)) + "(" + (id.front() == '"' ? "'" + entity.id + "'" : id) + ")";
}

// Brackets and quotes may stand in an address as they are, and are what people know these addresses by.
std::string readable(const std::string& part) {
    auto text = percent_encoded(part);
    for (const auto& [code, plain] : {std::pair{"%28", "("}, {"%29", ")"}, {"%27", "'"}, {"%24", "$"}})
        text = replace_all(std::move(text), code, plain);
    return text;
}

// Observations are those of datastreams: of one itself, or of all at a feature's thing.
Selection linked_from(const World& world, const Entity& from, const Way& way) {
    Selection selection{way.to, {}};
    if (way.to == Set::observations) {
        const auto set = way.from == Set::features ? Set::things : Set::datastreams;
        const auto own = world.find(set, from.id);
        if (!own) return selection;
        if (set == Set::datastreams)
            selection.places = {*own};
        else if (const auto all = world.of(set)[*own].links.find("Datastreams"); all != world.of(set)[*own].links.end())
            selection.places = all->second;
        return selection;
    }
    if (const auto links = from.links.find(way.name); links != from.links.end()) selection.places = links->second;
    return selection;
}

class Telling {
public:
    Telling(const World& world, const Asked& asked) : world_(world), asked_(asked) {}

    Result<json::object> entity(Set set, const Entity& entity, const Options& options) {
        if (++told_ > most_told)
            return refuse("sensorthings.too_much", "/$expand", {{"limit", std::to_string(most_told)}});
        const auto address = address_of(asked_.address, set, entity);
        const auto selected = [&](std::string_view name) {
            return options.select.empty() || std::ranges::find(options.select, name) != options.select.end();
        };
        for (const auto& name : options.select)
            if (name != "id" && name != "@iot.id" && !entity.body.contains(name) && way_named(set, name) == nullptr)
                return refuse("sensorthings.property", "/$select",
                              {{"name", name}, {"set", std::string(name_of(set))}});
        json::object object;
        if (selected("id") || selected("@iot.id")) object["@iot.id"] = entity.id_json();
        object["@iot.selfLink"] = address;
        for (const auto& [name, value] : entity.body)
            if (selected(name)) object[name] = value;
        for (const auto& way : ways_from(set)) {
            const std::string name(way.name);
            const auto expand = std::ranges::find(options.expand, way.name, &Expand::name);
            if (expand != options.expand.end())
                TRY_DO(put(object, address, entity, way, expand->options));
            else if (selected(way.name))
                object[name + "@iot.navigationLink"] = address + "/" + name;
        }
        for (const auto& expand : options.expand)
            if (way_named(set, expand.name) == nullptr)
                return refuse("sensorthings.property", "/$expand",
                              {{"name", expand.name}, {"set", std::string(name_of(set))}});
        return object;
    }

    Result<json::object> collection(const Selection& selection, const Options& options) {
        const auto page = TRY(page_of(world_, selection, options, examined_));
        json::object object;
        if (options.count) object["@iot.count"] = page.count.value_or(0);
        json::array values;
        for (const auto& one : page.entities) values.push_back(TRY(entity(selection.set, one, options)));
        if (page.more && options.most() > 0) object["@iot.nextLink"] = next_page(options);
        object["value"] = std::move(values);
        return object;
    }

private:
    Done put(json::object& object, const std::string& address, const Entity& from, const Way& way,
             const Options& options) {
        const std::string name(way.name);
        const auto links = from.links.find(way.name);
        if (!way.many) {
            object[name] = nullptr;
            if (links != from.links.end() && !links->second.empty())
                object[name] = TRY(entity(way.to, world_.of(way.to)[links->second.front()], options));
            return {};
        }
        const auto page = TRY(page_of(world_, linked_from(world_, from, way), options, examined_));
        json::array values;
        for (const auto& one : page.entities) values.push_back(TRY(entity(way.to, one, options)));
        if (options.count) object[name + "@iot.count"] = page.count.value_or(0);
        if (page.more && options.most() > 0)
            object[name + "@iot.nextLink"] = address + "/" + name + "?$top=" + std::to_string(options.most()) +
                                             "&$skip=" + std::to_string(options.skip + options.most());
        object[name] = std::move(values);
        return {};
    }

    std::string next_page(const Options& options) const {
        std::string address = asked_.address;
        for (const auto& part : asked_.path) address += "/" + readable(part);
        address += "?$skip=" + std::to_string(options.skip + options.most());
        for (const auto& [name, value] : asked_.query)
            if (name != "$skip") address += "&" + name + "=" + percent_encoded(value);
        return address;
    }

    const World& world_;
    const Asked& asked_;
    std::size_t told_ = 0, examined_ = 0;
};

std::unexpected<Problem> no_entity(const std::string& text) {
    return refuse("sensorthings.no_entity", {}, {{"text", text}});
}

// Where a path leads, step by step: many entities, or one.
struct Place {
    Selection many;
    std::optional<Entity> one;
};

Result<Entity> observation_named(const World& world, const Selection& among, const std::string& id) {
    const auto dash = id.find('-');
    const auto stream = world.find(Set::datastreams, id.substr(0, dash));
    std::int64_t at = -1;
    if (dash != std::string::npos) {
        const auto* const end = id.data() + id.size();
        if (const auto read = std::from_chars(id.data() + dash + 1, end, at); read.ec != std::errc() || read.ptr != end)
            at = -1;
    }
    if (!stream || at < 0 || at > kernel::latest_second ||
        std::ranges::find(among.places, *stream) == among.places.end())
        return no_entity(id);
    const auto readings = TRY(world.observations->readings(*stream, at, at + 1));
    if (readings.empty()) return no_entity(id);
    return world.observation(*stream, readings.front());
}

Result<Place> one_of(const World& world, Selection among, const Segment& segment) {
    if (!segment.id) return Place{std::move(among), {}};
    if (among.set == Set::observations) {
        auto entity = TRY(observation_named(world, among, *segment.id));
        return Place{std::move(among), std::move(entity)};
    }
    const auto found = world.find(among.set, *segment.id);
    if (!found || std::ranges::find(among.places, *found) == among.places.end()) return no_entity(*segment.id);
    auto entity = world.of(among.set)[*found];
    return Place{std::move(among), std::move(entity)};
}

Result<Place> first_place(const World& world, const Segment& segment) {
    const auto set = set_named(segment.name);
    if (!set) return refuse("sensorthings.path", {}, {{"text", segment.name}});
    Selection all{*set, {}};
    all.places.resize(world.of(*set == Set::observations ? Set::datastreams : *set).size());
    std::iota(all.places.begin(), all.places.end(), std::size_t{0});
    return one_of(world, std::move(all), segment);
}

Result<Place> next_place(const World& world, const Place& from, const Segment& segment) {
    const auto* way = from.one ? way_named(from.many.set, segment.name) : nullptr;
    if (way == nullptr) return refuse("sensorthings.path", {}, {{"text", segment.name}});
    auto linked = linked_from(world, *from.one, *way);
    if (way->many) return one_of(world, std::move(linked), segment);
    if (segment.id || linked.places.empty()) return no_entity(segment.name);
    auto entity = world.of(way->to)[linked.places.front()];
    return Place{std::move(linked), std::move(entity)};
}

Told text_of_value(const json::value& value) {
    if (value.is_string()) return {{}, std::string(value.get_string())};
    return {{}, json::serialize(value)};
}

Result<Told> property(const Place& place, const std::string& name, bool bare) {
    const auto* value = place.one->body.if_contains(name);
    if (value == nullptr) return refuse("sensorthings.path", {}, {{"text", name}});
    if (bare) return text_of_value(*value);
    return Told{json::object{{name, *value}}, {}};
}

json::object root_document(const std::string& address) {
    json::array entities;
    for (std::size_t i = 0; i < sets; ++i) {
        const std::string name(name_of(static_cast<Set>(i)));
        entities.push_back({{"name", name}, {"url", address + "/" + name}});
    }
    const std::string root = "http://www.opengis.net/spec/iot_sensing/1.1/req/";
    json::array conformance;
    for (const char* one :
         {"datamodel", "resource-path/resource-path-to-entities", "request-data/order", "request-data/expand",
          "request-data/select", "request-data/orderby", "request-data/skip", "request-data/top", "request-data/filter",
          "request-data/built-in-filter-operations", "request-data/count", "request-data/pagination"})
        conformance.push_back(json::value(root + one));
    return {{"value", std::move(entities)}, {"serverSettings", json::object{{"conformance", std::move(conformance)}}}};
}

Result<Told> references(const World& world, const Asked& asked, const Selection& selection, const Options& options) {
    json::array links;
    std::size_t examined = 0;
    for (const auto& one : TRY(page_of(world, selection, options, examined)).entities)
        links.push_back({{"@iot.selfLink", address_of(asked.address, selection.set, one)}});
    return Told{json::object{{"value", std::move(links)}}, {}};
}

Result<Told> counted(const World& world, const Selection& selection, Options options) {
    options.count = true;
    options.top = 0;
    options.order.clear();
    std::size_t examined = 0;
    return Told{{}, std::to_string(TRY(page_of(world, selection, options, examined)).count.value_or(0))};
}

} // namespace

Result<Told> answer(const World& world, const Asked& asked) {
    if (asked.path.empty()) return Told{root_document(asked.address), {}};
    const auto options = TRY(read_options(asked.query));
    auto place = TRY(first_place(world, TRY(read_segment(asked.path.front()))));
    for (std::size_t i = 1; i < asked.path.size(); ++i) {
        const auto& text = asked.path[i];
        const bool last = i + 1 == asked.path.size();
        if (!place.one && last && text == "$count") return counted(world, place.many, options);
        if (!place.one && last && text == "$ref") return references(world, asked, place.many, options);
        const auto segment = TRY(read_segment(text));
        const bool is_property = place.one && way_named(place.many.set, segment.name) == nullptr;
        if (is_property && last) return property(place, text, false);
        if (is_property && i + 2 == asked.path.size() && asked.path[i + 1] == "$value")
            return property(place, text, true);
        place = TRY(next_place(world, place, segment));
    }
    Telling telling(world, asked);
    if (place.one) return Told{TRY(telling.entity(place.many.set, *place.one, options)), {}};
    return Told{TRY(telling.collection(place.many, options)), {}};
}

} // namespace shanhai::ecology::sensorthings
