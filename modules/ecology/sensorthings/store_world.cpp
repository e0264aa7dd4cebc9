#include "modules/ecology/sensorthings/store_world.h"

#include "kernel/module/every_record.h"
#include "kernel/readings.h"
#include "kernel/schema/model.h"
#include "modules/ecology/exports/ucum.h"
#include "modules/ecology/reception/shown_fields.h"
#include "modules/ecology/reception/usual_series.h"

#include <algorithm>
#include <map>
#include <set>

namespace shanhai::ecology::sensorthings {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr std::size_t most_records = 20'000;
constexpr std::size_t series_of_station = 100;
constexpr const char* derived = "rated_flow";

// The numbers of series in ids: what has one keeps it, as others keep the ids that they saw.
constexpr std::array<std::pair<std::string_view, int>, 14> series_numbers = {{{"level", 1},
                                                                              {"flow", 2},
                                                                              {"rated_flow", 3},
                                                                              {"rain", 4},
                                                                              {"water_temperature", 5},
                                                                              {"ph", 6},
                                                                              {"oxygen", 7},
                                                                              {"conductivity", 8},
                                                                              {"turbidity", 9},
                                                                              {"permanganate", 10},
                                                                              {"ammonia", 11},
                                                                              {"phosphorus", 12},
                                                                              {"nitrogen", 13},
                                                                              {"battery", 14}}};

int number_of(std::string_view series) {
    const auto* const found = std::ranges::find(series_numbers, series, &std::pair<std::string_view, int>::first);
    return found == series_numbers.end() ? 0 : found->second;
}

json::object point_of(const json::object& station) {
    return {{"type", "Point"},
            {"coordinates",
             json::array{decimal_in(station, "longitude").value_or(0), decimal_in(station, "latitude").value_or(0)}}};
}

class Building final : public StoreWorld, public Observations {
public:
    Building(Kernel& kernel, Principal who) : kernel_(kernel), who_(std::move(who)) { world_.observations = this; }

    Done build() {
        make_properties();
        TRY_DO(make_stations());
        TRY_DO(make_sensors());
        return make_derived();
    }

    Result<std::vector<DayCount>> days(std::size_t datastream, std::int64_t from, std::int64_t until) override {
        const auto& stream = streams_[datastream];
        const auto shown = TRY(kernel_.readings().roll_ups(
            who_, {stream.series->name, stream.station, kernel::begin_of(kernel::SeriesStep::day, from), until},
            kernel::SeriesStep::day));
        std::vector<DayCount> days;
        for (const auto& step : shown.steps)
            if (step.begin >= std::max<std::int64_t>(shown.kept_from - kernel::day_seconds, 0))
                days.push_back({step.begin, static_cast<std::size_t>(step.of.count + step.of.flagged)});
        return days;
    }

    Result<std::vector<kernel::Reading>> readings(std::size_t datastream, std::int64_t from,
                                                  std::int64_t until) override {
        const auto& stream = streams_[datastream];
        return TRY(kernel_.readings().readings(who_, {stream.series->name, stream.station, from, until})).readings;
    }

    int decimals(std::size_t datastream) const override { return streams_[datastream].series->decimals; }

private:
    struct Stream {
        const kernel::DeclaredSeries* series = nullptr;
        std::string station; // "#12"
    };

    Done too_many(Set set) const {
        if (world_.of(set).size() < most_records) return {};
        return refuse("sensorthings.too_many", {}, {{"limit", std::to_string(most_records)}});
    }

    void make_properties() {
        for (const auto& series : kernel_.schema().series) {
            if (series.module != "ecology") continue;
            const auto own = series.name.substr(series.module.size() + 1);
            if (number_of(own) == 0) continue;
            properties_[own] = world_.put(Set::observed_properties, std::to_string(number_of(own)),
                                          {{"name", series.title.zh},
                                           {"definition", "urn:shanhai:series:" + series.name},
                                           {"description", series.title.en},
                                           {"properties", json::object{{"series", series.name}}}});
            declared_[own] = &series;
        }
    }

    Done make_stations() {
        kernel::ListQuery query;
        query.order = {"id"};
        return kernel::for_each_record(kernel_, who_, "station", query, [&](const json::object& record) -> Done {
            TRY_DO(too_many(Set::things));
            const auto id = text_of(record, "id"), name = text_of(record, "name");
            stations_[id] =
                world_.put(Set::things, id,
                           {{"name", name},
                            {"description", text_of(record, "note").empty() ? name : text_of(record, "note")},
                            {"properties", json::object{{"code", text_of(record, "code")},
                                                        {"kind", text_of(record, "kind")},
                                                        {"river", reference_text(record, "river", "label")},
                                                        {"since", text_of(record, "started_on")}}}});
            if (text_of(record, "longitude").empty() || text_of(record, "latitude").empty()) return {};
            make_places(id, name, record);
            return {};
        });
    }

    void make_places(const std::string& id, const std::string& name, const json::object& record) {
        const json::object place{{"name", name},
                                 {"description", name},
                                 {"encodingType", "application/geo+json"},
                                 {"properties", json::object{}}};
        auto location = place, feature = place;
        location["location"] = point_of(record);
        feature["feature"] = point_of(record);
        const auto station = stations_.at(id);
        const auto at = world_.put(Set::locations, id, std::move(location));
        world_.put(Set::features, id, std::move(feature));
        const auto since =
            world_.put(Set::historical_locations, id, {{"time", text_of(record, "started_on") + "T00:00:00+08:00"}});
        world_.link(Set::things, station, "Locations", at, "Things");
        world_.link(Set::things, station, "HistoricalLocations", since, "Thing");
        world_.link(Set::locations, at, "HistoricalLocations", since, "Locations");
    }

    void make_stream(const std::string& station, const std::string& series, std::size_t sensor) {
        const auto found = stations_.find(station);
        const auto declared = declared_.find(series);
        if (found == stations_.end() || declared == declared_.end()) return;
        const auto& thing = world_.of(Set::things)[found->second];
        const auto id = std::to_string(std::stoull(station) * series_of_station + number_of(series));
        if (!made_.insert(id).second) return; // two sensors of one series: its first one stands for it
        const auto& unit = declared->second->unit;
        const std::string name(thing.body.at("name").as_string());
        const auto stream = world_.put(
            Set::datastreams, id,
            {{"name", name + " " + declared->second->title.zh},
             {"description", declared->second->title.en},
             {"observationType", "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"},
             {"unitOfMeasurement",
              json::object{{"name", unit},
                           {"symbol", unit},
                           {"definition", "http://www.opengis.net/def/uom/UCUM/0/" + std::string(ucum_code(unit))}}},
             {"properties",
              json::object{{"series", declared->second->name}, {"decimals", declared->second->decimals}}}});
        streams_.push_back({declared->second, "#" + station});
        world_.link(Set::datastreams, stream, "Thing", found->second, "Datastreams");
        world_.link(Set::datastreams, stream, "Sensor", sensor, "Datastreams");
        world_.link(Set::datastreams, stream, "ObservedProperty", properties_.at(series), "Datastreams");
    }

    // Who may not read sensors sees things without datastreams.
    Done make_sensors() {
        kernel::ListQuery query;
        query.order = {"id"};
        if (!kernel_.permit(who_, "sensor", "read")) return {};
        return kernel::for_each_record(kernel_, who_, "sensor", query, [&](const json::object& record) -> Done {
            TRY_DO(too_many(Set::sensors));
            const auto series = series_of_sensor(record);
            const auto station = reference_text(record, "station", "id");
            if (series.empty() || !stations_.contains(station)) return {};
            const auto sensor =
                world_.put(Set::sensors, text_of(record, "id"),
                           {{"name", text_of(record, "quantity")},
                            {"description", text_of(record, "maker") + " " + text_of(record, "model")},
                            {"encodingType", "text/plain"},
                            {"metadata", text_of(record, "code")},
                            {"properties", json::object{{"installed", text_of(record, "installed_on")}}}});
            make_stream(station, series, sensor);
            return {};
        });
    }

    Done make_derived() {
        if (!kernel_.permit(who_, "rating_curve", "read")) return {};
        const auto curve = world_.put(Set::sensors, "0",
                                      {{"name", "水位流量关系"},
                                       {"description", "Rating curve"},
                                       {"encodingType", "text/plain"},
                                       {"metadata", "Q = a(h-h0)^b"},
                                       {"properties", json::object{}}});
        return kernel::for_each_record(kernel_, who_, "rating_curve", {}, [&](const json::object& record) -> Done {
            make_stream(reference_text(record, "station", "id"), derived, curve);
            return {};
        });
    }

    Kernel& kernel_;
    const Principal who_;
    std::map<std::string, std::size_t> stations_, properties_;
    std::map<std::string, const kernel::DeclaredSeries*> declared_;
    std::vector<Stream> streams_; // by place in the set of datastreams
    std::set<std::string> made_;  // their ids
};

} // namespace

Result<std::unique_ptr<StoreWorld>> StoreWorld::load(Kernel& kernel, const Principal& who) {
    auto building = std::make_unique<Building>(kernel, who);
    TRY_DO(building->build());
    return building;
}

} // namespace shanhai::ecology::sensorthings
