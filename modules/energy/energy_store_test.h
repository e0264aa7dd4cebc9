#pragma once

#include "kernel/module/tree_store_test.h"
#include "kernel/readings.h"

#include <string>
#include <vector>

namespace shanhai::energy {

// A plant of 50 MW with 50 MWh in Sangzhuzi, its tariff and factor; at noon of 1 June 2024 by Shanghai.
class EnergyStore : public kernel::TreeStore {
protected:
    void SetUp() override {
        TreeStore::SetUp();
        if (kernel_ != nullptr) make_plant();
    }
    Moment now() const override { return now_; }

    std::string make(const std::string& type, json::object fields) {
        return "#" + std::to_string(TreeStore::make(type, std::move(fields)).value);
    }

    void make_plant() {
        make("division", {{"code", "540000"}, {"name", "西藏自治区"}, {"level", "province"}});
        make("division", {{"code", "540202"}, {"name", "桑珠孜区"}, {"level", "county"}, {"parent", "540000"}});
        make("division", {{"code", "370200"}, {"name", "青岛市"}, {"level", "prefecture"}});
        make("organisation", {{"code", "91370000M00010009N"}, {"name", "示例新能源"}, {"kind", "enterprise"}});
        plant_ = make("power_plant", {{"registered", "桑珠孜光储·2022·示例新能源"},
                                      {"name", "桑珠孜光储"},
                                      {"investor", "91370000M00010009N"},
                                      {"giver", "370200"},
                                      {"region", "540202"},
                                      {"signed_on", "2022-12-08"},
                                      {"commissioned_on", "2023-02-21"},
                                      {"capacity", "50"},
                                      {"latitude", "29.27"},
                                      {"longitude", "88.88"},
                                      {"altitude", 3840},
                                      {"grid_limit", "45"}});
        make("power_storage", {{"plant", plant_},
                               {"name", "一期"},
                               {"power", "50"},
                               {"capacity", "50"},
                               {"reserve", "5"},
                               {"commissioned_on", "2023-02-21"}});
        make("tariff", {{"code", "xz-1"},
                        {"name", "示例分时电价"},
                        {"region", "540000"},
                        {"valid_from", "2023-01-01"},
                        {"source", "示例"}});
        const char* periods[][4] = {{"flat", "00:00", "19:00", "300"},
                                    {"evening_peak", "19:00", "23:00", "700"},
                                    {"flat", "23:00", "24:00", "300"}};
        for (const auto& [kind, from, until, price] : periods)
            make("tariff_period",
                 {{"tariff", "xz-1"}, {"kind", kind}, {"from_time", from}, {"until_time", until}, {"price", price}});
        make(
            "emission_factor",
            {{"code", "a-1"}, {"coal", "305.50"}, {"co2", "845.61"}, {"valid_from", "2020-01-01"}, {"source", "示例"}});
    }

    // What a series of the plant holds since 2024.
    std::vector<kernel::Reading> readings(const std::string& series) {
        const auto shown = kernel_->readings().readings(kernel::Principal::administrator(),
                                                        {"energy." + series, plant_, 1'704'000'000, 1'735'000'000});
        EXPECT_TRUE(shown.has_value());
        return shown ? shown->readings : std::vector<kernel::Reading>{};
    }

    void append(const std::string& series, const std::vector<kernel::ReadingGiven>& batch) {
        const auto done = kernel_->readings().append(kernel::Principal::administrator(), "energy." + series, batch);
        EXPECT_TRUE(done.has_value()) << shown(done.error());
    }

    json::object only(const std::string& type) {
        const auto page = kernel_->list(kernel::Principal::administrator(), type, {});
        EXPECT_EQ(page->items.size(), 1U);
        return page->items.empty() ? json::object{} : page->items.front().as_object();
    }

    Moment now_ = *Moment::parse("2024-06-01T12:00:00+08:00");
    std::string plant_;
};

} // namespace shanhai::energy
