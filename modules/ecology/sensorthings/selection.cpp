#include "modules/ecology/sensorthings/selection.h"

#include "kernel/series/step.h"
#include "modules/ecology/sensorthings/answer.h"

#include <algorithm>

namespace shanhai::ecology::sensorthings {

namespace {

std::unexpected<Problem> too_much(std::size_t limit) {
    return refuse("sensorthings.too_much", "/$filter", {{"limit", std::to_string(limit)}});
}

Result<std::vector<Value>> resolved(const World& world, Set set, const Entity& entity,
                                    std::span<const std::string> path) {
    const auto& name = path.front();
    if ((name == "id" || name == "@iot.id") && path.size() == 1) return std::vector{value_of(entity.id_json())};
    if (const auto* way = way_named(set, name)) {
        if (path.size() == 1 || way->to == Set::observations)
            return refuse("sensorthings.property", "/$filter", {{"name", name}, {"set", std::string(name_of(set))}});
        std::vector<Value> all;
        const auto links = entity.links.find(name);
        if (links == entity.links.end()) return all;
        for (const auto place : links->second)
            for (auto& value : TRY(resolved(world, way->to, world.of(way->to)[place], path.subspan(1))))
                all.push_back(std::move(value));
        return all;
    }
    const auto* value = entity.body.if_contains(name);
    if (value == nullptr)
        return refuse("sensorthings.property", "/$filter", {{"name", name}, {"set", std::string(name_of(set))}});
    for (const auto& part : path.subspan(1)) {
        value = value->is_object() ? value->get_object().if_contains(part) : nullptr;
        if (value == nullptr) return std::vector<Value>{Value()};
    }
    return std::vector{value_of(*value)};
}

struct Candidate {
    Entity entity;
    std::vector<Value> keys; // what it is ordered by
};

Result<std::vector<Value>> keys_of(const std::vector<OrderBy>& order, const Resolver& resolve) {
    std::vector<Value> keys;
    for (const auto& one : order) keys.push_back(TRY(evaluate(one.by, resolve)));
    return keys;
}

void put_in_order(std::vector<Candidate>& all, const std::vector<OrderBy>& order) {
    if (order.empty()) return;
    std::vector<std::size_t> places(all.size());
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
    std::ranges::sort(places, [&](std::size_t left, std::size_t right) {
        for (std::size_t i = 0; i < order.size(); ++i) {
            const auto& a = all[left].keys[i];
            const auto& b = all[right].keys[i];
            // What cannot be compared keeps an order by its kind, or sorting would not come to an end.
            const int by_kind = static_cast<int>(a.index()) - static_cast<int>(b.index());
            const int by = a.index() == b.index() ? compare(a, b).value_or(0) : by_kind;
            if (by != 0) return order[i].descending ? by > 0 : by < 0;
        }
        return left < right;
    });
    std::vector<Candidate> sorted;
    sorted.reserve(all.size());
    for (const auto place : places) sorted.push_back(std::move(all[place]));
    all = std::move(sorted);
}

Page cut(std::vector<Candidate> all, const Options& options) {
    Page page;
    page.count = all.size();
    const auto begin = std::min(options.skip, all.size()), end = std::min(begin + options.most(), all.size());
    for (auto i = begin; i < end; ++i) page.entities.push_back(std::move(all[i].entity));
    page.more = end < all.size();
    return page;
}

// ── observations ─────────────────────────────────────────────────────────────────────────────────────────────────────

bool is_by_time(const Options& options) {
    if (options.order.empty()) return true;
    const auto& by = options.order.front().by;
    return options.order.size() == 1 && by.kind == Expression::Kind::path && by.path.size() == 1 &&
           (by.path.front() == "phenomenonTime" || by.path.front() == "resultTime");
}

// Datastreams that a filter like "Datastream/id eq 1203" leaves.
std::vector<std::size_t> streams_left(const World& world, std::vector<std::size_t> streams,
                                      const std::optional<Expression>& filter) {
    if (!filter || filter->kind != Expression::Kind::call) return streams;
    if (filter->name == "and") {
        for (const auto& part : filter->parts) streams = streams_left(world, std::move(streams), part);
        return streams;
    }
    if (filter->name != "eq" || filter->parts[1].kind != Expression::Kind::literal) return streams;
    const auto& path = filter->parts[0].path;
    if (path.size() != 2 || path[0] != "Datastream" || (path[1] != "id" && path[1] != "@iot.id")) return streams;
    std::erase_if(streams, [&](std::size_t one) {
        return compare(value_of(world.of(Set::datastreams)[one].id_json()), filter->parts[1].literal) != 0;
    });
    return streams;
}

// Goes through observations day by day, and stops when the page is full.
class Walk {
public:
    Walk(const World& world, const Options& options) : world_(world), options_(options) {
        if (options.filter) {
            const auto by_time = bounds_of(*options.filter, "phenomenonTime");
            const auto by_result = bounds_of(*options.filter, "resultTime");
            bounds_ = {std::max(by_time.from, by_result.from), std::min(by_time.until, by_result.until)};
        }
    }

    Result<Page> in_time(const std::vector<std::size_t>& streams) {
        const bool descending = !options_.order.empty() && options_.order.front().descending;
        // All of them have to be looked at only when they are counted.
        for (const auto stream : streams) {
            auto days = TRY(world_.observations->days(stream, bounds_.from, bounds_.until));
            if (descending) std::ranges::reverse(days);
            for (const auto& day : days) {
                if (page_.more && !options_.count) return finished();
                TRY_DO(take_day(stream, day, descending));
            }
        }
        return finished();
    }

    Result<Page> in_order(const std::vector<std::size_t>& streams) {
        std::vector<Candidate> all;
        for (const auto stream : streams)
            for (const auto& day : TRY(world_.observations->days(stream, bounds_.from, bounds_.until)))
                for (auto& entity : TRY(kept_of(stream, day))) {
                    auto keys = TRY(keys_of(options_.order, resolver_of(world_, Set::observations, entity)));
                    all.push_back({std::move(entity), std::move(keys)});
                }
        put_in_order(all, options_.order);
        return cut(std::move(all), options_);
    }

    std::size_t examined() const { return examined_; }

private:
    Page finished() {
        if (options_.count) page_.count = seen_;
        return std::move(page_);
    }

    Result<std::vector<Entity>> kept_of(std::size_t stream, const DayCount& day) {
        examined_ += day.count;
        if (examined_ > most_examined) return too_much(most_examined);
        std::vector<Entity> kept;
        const auto end = std::min(day.begin + kernel::day_seconds, bounds_.until);
        for (const auto& reading : TRY(world_.observations->readings(stream, std::max(day.begin, bounds_.from), end))) {
            auto entity = world_.observation(stream, reading);
            if (options_.filter && !TRY(keeps(*options_.filter, resolver_of(world_, Set::observations, entity))))
                continue;
            kept.push_back(std::move(entity));
        }
        return kept;
    }

    Done take_day(std::size_t stream, const DayCount& day, bool descending) {
        // A day that is skipped as a whole, or only counted, need not be read.
        const bool passed = seen_ + day.count <= options_.skip || page_.more;
        if (passed && !options_.filter) {
            seen_ += day.count;
            return {};
        }
        auto kept = TRY(kept_of(stream, day));
        if (descending) std::ranges::reverse(kept);
        for (auto& entity : kept) {
            if (seen_++ < options_.skip) continue;
            if (page_.entities.size() < options_.most())
                page_.entities.push_back(std::move(entity));
            else
                page_.more = true;
        }
        return {};
    }

    const World& world_;
    const Options& options_;
    Bounds bounds_;
    Page page_;
    std::size_t seen_ = 0, examined_ = 0;
};

} // namespace

Resolver resolver_of(const World& world, Set set, const Entity& entity) {
    return [&world, set, &entity](const std::vector<std::string>& path) { return resolved(world, set, entity, path); };
}

Result<Page> page_of(const World& world, const Selection& selection, const Options& options, std::size_t& examined) {
    if (selection.set == Set::observations) {
        const auto streams = streams_left(world, selection.places, options.filter);
        const bool by_time = is_by_time(options) && (options.order.empty() || streams.size() == 1);
        Walk walk(world, options);
        auto page = by_time ? TRY(walk.in_time(streams)) : TRY(walk.in_order(streams));
        if (options.filter || !by_time) examined += walk.examined();
        if (examined > most_examined_in_all) return too_much(most_examined_in_all);
        return page;
    }
    std::vector<Candidate> all;
    for (const auto place : selection.places) {
        const auto& entity = world.of(selection.set)[place];
        const auto resolve = resolver_of(world, selection.set, entity);
        if (options.filter && !TRY(keeps(*options.filter, resolve))) continue;
        all.push_back({entity, TRY(keys_of(options.order, resolve))});
    }
    put_in_order(all, options.order);
    return cut(std::move(all), options);
}

} // namespace shanhai::ecology::sensorthings
