#include "kernel/series/step.h"
#include "modules/ecology/sensorthings/answer.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace shanhai::ecology::sensorthings {

namespace {

using kernel::Quality;
using kernel::Reading;

constexpr std::int64_t midnight = 1'750'953'600; // 27 June 2025 in Shanghai
constexpr const char* root = "https://host/v1.1";

// Two stations on a river; the first has levels of three days, every hour, and flows without any reading.
class TwoStations : public ::testing::Test, protected Observations {
protected:
    void SetUp() override {
        world_.observations = this;
        for (const char* id : {"7", "9"}) {
            const std::string name = id == std::string("7") ? "奴各沙站" : "江孜站";
            const auto thing = world_.put(
                Set::things, id, {{"name", name}, {"properties", json::object{{"code", "00" + std::string(id)}}}});
            const auto place = world_.put(Set::locations, id, {{"name", name}});
            world_.put(Set::features, id, {{"name", name}});
            world_.link(Set::things, thing, "Locations", place, "Things");
        }
        for (const char* id : {"1", "2"})
            world_.put(Set::observed_properties, id, {{"name", id == std::string("1") ? "水位" : "流量"}});
        world_.put(Set::sensors, "30", {{"name", "雷达水位计"}});
        for (const auto& [id, thing, property] : {std::tuple{"701", 0U, 0U}, {"702", 0U, 1U}, {"901", 1U, 0U}}) {
            const auto stream = world_.put(Set::datastreams, id, {{"name", std::string("流 ") + id}});
            world_.link(Set::datastreams, stream, "Thing", thing, "Datastreams");
            world_.link(Set::datastreams, stream, "ObservedProperty", property, "Datastreams");
            world_.link(Set::datastreams, stream, "Sensor", 0, "Datastreams");
        }
        for (std::int64_t hour = 0; hour < 72; ++hour)
            levels_.push_back({midnight + hour * 3600, 2000 + 10 * hour, hour == 5 ? Quality::suspect : Quality::good});
        levels_[6].quality = Quality::missing;
    }

    Result<std::vector<DayCount>> days(std::size_t datastream, std::int64_t from, std::int64_t until) override {
        std::vector<DayCount> all;
        if (crowded_) return std::vector<DayCount>{{midnight, most_examined}};
        for (const auto& one : TRY(readings(datastream, kernel::begin_of(kernel::SeriesStep::day, from), until))) {
            const auto day = kernel::begin_of(kernel::SeriesStep::day, one.at);
            if (all.empty() || all.back().begin != day) all.push_back({day, 0});
            ++all.back().count;
        }
        return all;
    }
    Result<std::vector<Reading>> readings(std::size_t datastream, std::int64_t from, std::int64_t until) override {
        ++looked_;
        std::vector<Reading> found;
        if (datastream == 0)
            std::ranges::copy_if(levels_, std::back_inserter(found),
                                 [&](const Reading& one) { return one.at >= from && one.at < until; });
        return found;
    }
    int decimals(std::size_t) const override { return 3; }

    using Query = std::vector<std::pair<std::string, std::string>>;
    json::object ask(std::vector<std::string> path, Query query = {}) {
        auto told = answer(world_, {root, std::move(path), std::move(query)});
        if (!told) return {{"refused", told.error().code}};
        return told->object ? *std::move(told->object) : json::object{{"text", told->text}};
    }
    static std::vector<std::string> ids(const json::object& answer) {
        std::vector<std::string> all;
        if (const auto* value = answer.if_contains("value"))
            for (const auto& one : value->as_array()) all.push_back(json::serialize(one.at("@iot.id")));
        return all;
    }

    World world_;
    std::vector<Reading> levels_;
    int looked_ = 0;
    bool crowded_ = false; // each datastream says that it has as many as one list may look at
};

using Ids = std::vector<std::string>;

TEST_F(TwoStations, are_found_by_paths_as_the_standard_writes_them) {
    EXPECT_EQ(ask({}).at("value").as_array().size(), 8U);
    EXPECT_EQ(ids(ask({"Things"})), (Ids{"7", "9"}));
    EXPECT_EQ(ask({"Things(7)"}).at("@iot.selfLink"), "https://host/v1.1/Things(7)");
    EXPECT_EQ(ask({"Things(7)"}).at("Datastreams@iot.navigationLink"), "https://host/v1.1/Things(7)/Datastreams");
    EXPECT_EQ(ids(ask({"Things(7)", "Datastreams"})), (Ids{"701", "702"}));
    EXPECT_EQ(ask({"Datastreams(901)", "Thing"}).at("name"), "江孜站");
    EXPECT_EQ(ask({"Datastreams(901)", "Thing", "name"}), (json::object{{"name", "江孜站"}}));
    EXPECT_EQ(ask({"Datastreams(901)", "Thing", "name", "$value"}).at("text"), "江孜站");
    EXPECT_EQ(ask({"Things", "$count"}).at("text"), "2");
    EXPECT_EQ(ask({"Things(7)", "Datastreams", "$ref"}).at("value").as_array().size(), 2U);
    EXPECT_EQ(ask({"Things(8)"}).at("refused"), "sensorthings.no_entity");
    EXPECT_EQ(ask({"Things(7)", "Datastreams(901)"}).at("refused"), "sensorthings.no_entity");
    EXPECT_EQ(ask({"Trees"}).at("refused"), "sensorthings.path");
    EXPECT_EQ(ask({"Things", "Datastreams"}).at("refused"), "sensorthings.path");
}

TEST_F(TwoStations, are_filtered_ordered_selected_and_expanded) {
    EXPECT_EQ(ids(ask({"Things"}, {{"$filter", "properties/code eq '009'"}})), (Ids{"9"}));
    EXPECT_EQ(ids(ask({"Things"}, {{"$filter", "Datastreams/ObservedProperty/name eq '流量'"}})), (Ids{"7"}));
    EXPECT_EQ(ids(ask({"Datastreams"}, {{"$orderby", "Thing/name desc,id desc"}})), (Ids{"901", "702", "701"}));
    const auto first = ask({"Datastreams"}, {{"$top", "2"}, {"$count", "true"}});
    EXPECT_EQ(first.at("@iot.count").as_uint64(), 3U);
    EXPECT_EQ(first.at("@iot.nextLink"), "https://host/v1.1/Datastreams?$skip=2&$top=2&$count=true");
    EXPECT_FALSE(ask({"Datastreams"}, {{"$top", "2"}, {"$skip", "2"}}).contains("@iot.nextLink"));
    const auto selected = ask({"Things(7)"}, {{"$select", "name,Locations"}});
    EXPECT_EQ(selected.size(), 3U) << json::serialize(selected); // and its own address
    const auto expanded = ask({"Things(7)"}, {{"$expand", "Datastreams($top=1;$expand=Sensor),Locations"}});
    EXPECT_EQ(expanded.at("Datastreams").as_array().size(), 1U);
    EXPECT_EQ(expanded.at("Datastreams").at(0).at("Sensor").at("name"), "雷达水位计");
    EXPECT_EQ(expanded.at("Datastreams@iot.nextLink"), "https://host/v1.1/Things(7)/Datastreams?$top=1&$skip=1");
    EXPECT_EQ(ask({"Things"}, {{"$expand", "Datastreams/ObservedProperty"}})
                  .at("value")
                  .at(1)
                  .at("Datastreams")
                  .at(0)
                  .at("ObservedProperty")
                  .at("name"),
              "水位");
    EXPECT_EQ(ask({"Things"}, {{"$filter", "colour eq 1"}}).at("refused"), "sensorthings.property");
    EXPECT_EQ(ask({"Things"}, {{"$select", "colour"}}).at("refused"), "sensorthings.property");
    EXPECT_EQ(ask({"Things"}, {{"$expand", "Sensors"}}).at("refused"), "sensorthings.property");
    EXPECT_EQ(ask({"Things"}, {{"$colour", "1"}}).at("refused"), "sensorthings.option");
    EXPECT_EQ(ask({"Things"}, {{"$top", "-1"}}).at("refused"), "sensorthings.number");
    EXPECT_EQ(ask({"Things"}, {{"$expand", "Datastreams($top"}}).at("refused"), "sensorthings.expand");
}

TEST_F(TwoStations, tell_their_observations_page_by_page) {
    const auto page = ask({"Datastreams(701)", "Observations"}, {{"$top", "2"}});
    EXPECT_EQ(ids(page), (Ids{"\"701-1750953600\"", "\"701-1750957200\""}));
    EXPECT_EQ(page.at("value").at(1).at("result").as_double(), 2.01);
    EXPECT_EQ(page.at("@iot.nextLink"), "https://host/v1.1/Datastreams(701)/Observations?$skip=2&$top=2");
    EXPECT_EQ(ids(ask({"Datastreams(701)", "Observations"}, {{"$skip", "71"}})), (Ids{"\"701-1751209200\""}));
    const auto last = ask({"Datastreams(701)", "Observations"}, {{"$orderby", "phenomenonTime desc"}, {"$top", "1"}});
    EXPECT_EQ(last.at("value").at(0).at("phenomenonTime"), "2025-06-29T15:00:00Z");
    EXPECT_EQ(ask({"Observations"}, {{"$count", "true"}, {"$top", "0"}}).at("@iot.count").as_uint64(), 72U);
    EXPECT_EQ(ask({"Datastreams(702)", "Observations"}).at("value").as_array().size(), 0U);
    EXPECT_EQ(ask({"FeaturesOfInterest(7)", "Observations", "$count"}).at("text"), "72");
    EXPECT_EQ(ask({"Observations(701-1750953600)", "Datastream", "Thing"}).at("name"), "奴各沙站");
    EXPECT_EQ(ask({"Observations('701-1750953600')", "FeatureOfInterest"}).at("name"), "奴各沙站");
    EXPECT_EQ(ask({"Observations('701-1750953601')"}).at("refused"), "sensorthings.no_entity");
    EXPECT_EQ(ask({"Observations('701-x')"}).at("refused"), "sensorthings.no_entity");
}

TEST_F(TwoStations, filter_and_order_observations) {
    const auto ask_ids = [&](const char* filter) { return ids(ask({"Observations"}, {{"$filter", filter}})).size(); };
    EXPECT_EQ(ask_ids("result gt 2.695"), 2U);
    EXPECT_EQ(ask_ids("result eq null"), 1U);
    EXPECT_EQ(ask_ids("resultQuality/quality ne 'good'"), 2U);
    EXPECT_EQ(ask_ids("Datastream/Thing/name eq '江孜站'"), 0U);
    looked_ = 0;
    EXPECT_EQ(ask_ids("phenomenonTime ge 2025-06-28T00:00:00Z and phenomenonTime lt 2025-06-28T03:00:00Z"), 3U);
    looked_ = 0;
    EXPECT_EQ(ask_ids("Datastream/id eq 901 and result gt 0"), 0U);
    EXPECT_LE(looked_, 1) << "other datastreams are not looked at";
    const auto highest = ask({"Datastreams(701)", "Observations"}, {{"$orderby", "result desc"}, {"$top", "1"}});
    EXPECT_EQ(highest.at("value").at(0).at("result").as_double(), 2.71);
    const auto expanded = ask({"Things"}, {{"$expand", "Datastreams/Observations"}});
    EXPECT_EQ(expanded.at("value").at(0).at("Datastreams").at(0).at("Observations").as_array().size(), 72U);
}

TEST_F(TwoStations, look_at_so_many_observations_for_an_answer_however_they_are_asked_for) {
    crowded_ = true;
    const auto expanded = [&](const char* things) {
        return ask({things}, {{"$expand", "Datastreams($expand=Observations($filter=result lt 0))"}});
    };
    for (int i = 0; i < 8; ++i)
        world_.link(Set::datastreams, world_.put(Set::datastreams, std::to_string(902 + i), {{"name", "流"}}), "Thing",
                    1, "Datastreams");
    EXPECT_FALSE(expanded("Things(9)").contains("refused")) << "nine datastreams";
    EXPECT_EQ(expanded("Things").at("refused"), "sensorthings.too_much") << "eleven";
}

TEST_F(TwoStations, are_ordered_by_what_is_no_number_too) {
    // Up to 2.24 it is the result; from there on it would be infinity less infinity.
    const auto ordered = ask({"Datastreams(701)", "Observations"},
                             {{"$orderby", "result mul 8e307 sub result mul 8e307 add result desc"}, {"$top", "72"}});
    const auto& all = ordered.at("value").as_array();
    ASSERT_EQ(all.size(), 72U);
    EXPECT_EQ(all.front().at("result").as_double(), 2.24);
    EXPECT_EQ(all.back().at("result").as_double(), 2.71);
}

} // namespace

} // namespace shanhai::ecology::sensorthings
