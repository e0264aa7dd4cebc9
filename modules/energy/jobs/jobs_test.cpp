#include "kernel/jobs/job_runner.h"
#include "modules/energy/energy_store_test.h"
#include "modules/energy/jobs/close_month.h"
#include "modules/energy/jobs/plan_tomorrow.h"
#include "modules/energy/jobs/read_meters.h"
#include "modules/energy/meters/trial_modbus_server_test.h"
#include "modules/energy/sun/solar_yield.h"

#include <gmock/gmock.h>

namespace shanhai::energy {
namespace {

using kernel::Quality;
using testing::ElementsAre;

class EnergyJobs : public EnergyStore {
protected:
    Result<kernel::JobOutcome> run(Result<kernel::JobOutcome> (*action)(const kernel::JobCall&)) {
        const std::atomic<bool> stopping = false;
        const Clock clock = [this] { return now_; };
        return action(kernel::JobCall{*kernel_, now_, clock, "test-" + std::to_string(++runs_), stopping});
    }
    void meter(const std::string& code, const std::string& reads, json::object more) {
        json::object fields{{"code", code}, {"name", code}, {"plant", plant_}, {"reads", reads}, {"source", "modbus"}};
        for (auto& [name, value] : more) fields[name] = value;
        make("power_meter", std::move(fields));
    }
    static std::string number(const json::object& record, std::string_view field) {
        return std::string(record.at(field).as_string());
    }

    int runs_ = 0;
};

TEST_F(EnergyJobs, meters_of_a_real_server_become_readings) {
    TrialModbusServer server;
    server.holding(0) = 12'345; // kW
    server.holding(1) = 10'000;
    server.input(4) = static_cast<std::uint16_t>(-300); // 0.1 MW
    meter("M1", "delivered", {{"host", "127.0.0.1"}, {"port", server.port()}, {"register", 0}, {"factor", "0.001"}});
    meter("M2", "delivered", {{"host", "127.0.0.1"}, {"port", server.port()}, {"register", 1}, {"factor", "0.001"}});
    meter("M3", "battery",
          {{"host", "127.0.0.1"}, {"port", server.port()}, {"table", "input"}, {"register", 4}, {"factor", "0.1"}});
    now_.micros += 65'000'000;
    ASSERT_TRUE(run(read_meters).has_value());
    const auto noon = (now_.micros / 1'000'000 - 65);
    EXPECT_THAT(readings("delivered"), ElementsAre(kernel::Reading{noon, 22'345, Quality::good}));
    EXPECT_THAT(readings("battery"), ElementsAre(kernel::Reading{noon, -30'000, Quality::good}));
}

TEST_F(EnergyJobs, a_silent_meter_is_missing_and_the_others_are_read) {
    TrialModbusServer server;
    server.holding(0) = 20;
    meter("M1", "delivered", {{"host", "127.0.0.1"}, {"port", server.port()}, {"register", 0}});
    meter("M2", "power", {{"host", "127.0.0.1"}, {"port", server.port()}, {"register", 0}});
    meter("M3", "power", {{"host", "127.0.0.1"}, {"port", 1}, {"register", 0}});
    const auto done = run(read_meters);
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, "energy.meters_silent");
    EXPECT_EQ(done.error().args.front().second, "M3");
    const auto noon = now_.micros / 1'000'000;
    EXPECT_THAT(readings("delivered"), ElementsAre(kernel::Reading{noon, 20'000, Quality::good}));
    EXPECT_THAT(readings("power"), ElementsAre(kernel::Reading{noon, 0, Quality::missing}));
}

TEST_F(EnergyJobs, meters_that_count_energy_tell_the_power_of_the_quarter_hour_before) {
    TrialModbusServer server;
    const auto counter = [&](const std::string& code, int at, const char* factor) {
        meter(code, "battery",
              {{"host", "127.0.0.1"}, {"port", server.port()}, {"register", at}, {"counts", true}, {"factor", factor}});
    };
    counter("OUT", 0, "0.001");
    counter("IN", 1, "-0.001");
    const auto look = [&](int out, int in, int minutes) {
        server.holding(0) = static_cast<std::uint16_t>(out);
        server.holding(1) = static_cast<std::uint16_t>(in);
        EXPECT_TRUE(run(read_meters).has_value());
        now_.micros += std::int64_t{minutes} * 60'000'000;
    };
    const auto noon = now_.micros / 1'000'000;
    look(1'000, 2'000, 15);
    EXPECT_THAT(readings("battery"), testing::IsEmpty()) << "one count tells no power";
    look(3'000, 2'500, 30);
    look(3'000, 4'500, 15); // one look was left out
    look(3'000, 100, 15);   // a new meter, or set back
    look(3'000, 600, 15);
    EXPECT_THAT(readings("battery"), ElementsAre(kernel::Reading{noon, 8'000 - 2'000, Quality::good},
                                                 kernel::Reading{noon + 900, -4'000, Quality::suspect},
                                                 kernel::Reading{noon + 1'800, -4'000, Quality::suspect},
                                                 kernel::Reading{noon + 2'700, 0, Quality::missing},
                                                 kernel::Reading{noon + 3'600, -2'000, Quality::good}));
}

TEST_F(EnergyJobs, a_meter_that_counts_and_was_silent_has_lost_nothing) {
    TrialModbusServer server;
    meter("M1", "delivered",
          {{"host", "127.0.0.1"}, {"port", server.port()}, {"register", 0}, {"counts", true}, {"factor", "0.001"}});
    server.holding(0) = 1'000;
    ASSERT_TRUE(run(read_meters).has_value());
    now_.micros += 900'000'000;
    server.refuse_next();
    EXPECT_EQ(run(read_meters).error().code, "energy.meters_silent");
    now_.micros += 900'000'000;
    server.holding(0) = 6'000;
    ASSERT_TRUE(run(read_meters).has_value());
    const auto last = now_.micros / 1'000'000;
    EXPECT_THAT(readings("delivered"), ElementsAre(kernel::Reading{last - 1'800, 10'000, Quality::suspect},
                                                   kernel::Reading{last - 900, 10'000, Quality::suspect}));
}

TEST_F(EnergyJobs, counts_that_a_table_brings_become_power_too) {
    meter("M1", "delivered", {{"source", "table"}, {"counts", true}, {"every_minutes", 60}});
    const auto begin = now_.micros / 1'000'000 - 20 * 86'400;
    append("counted", {{"M1", {begin, 0}}, {"M1", {begin + 3'600, 10'000}}});
    ASSERT_TRUE(run(read_meters).has_value());
    ASSERT_EQ(readings("delivered").size(), 4U);
    EXPECT_EQ(readings("delivered")[3], (kernel::Reading{begin + 2'700, 10'000, Quality::good}));
}

TEST_F(EnergyJobs, meters_that_count_and_others_are_not_added_up) {
    TrialModbusServer server;
    meter("M1", "delivered", {{"host", "127.0.0.1"}, {"port", server.port()}, {"register", 0}});
    meter("M2", "delivered", {{"host", "127.0.0.1"}, {"port", server.port()}, {"register", 0}, {"counts", true}});
    const auto done = run(read_meters);
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().args[2].second, "energy.meters_mixed");
    EXPECT_THAT(readings("delivered"), testing::IsEmpty());
}

// Some of a plant's meters would be taken for all.
TEST_F(EnergyJobs, reading_that_is_broken_off_writes_nothing) {
    TrialModbusServer server;
    meter("M1", "delivered", {{"host", "127.0.0.1"}, {"port", server.port()}, {"register", 0}});
    const std::atomic<bool> stopping = true;
    const Clock clock = [this] { return now_; };
    EXPECT_THROW((void)read_meters({*kernel_, now_, clock, "test", stopping}), kernel::JobStopped);
    EXPECT_THAT(readings("delivered"), testing::IsEmpty());
}

TEST_F(EnergyJobs, tomorrow_is_planned_once) {
    ASSERT_TRUE(run(plan_tomorrow).has_value());
    const auto plan = only("day_plan");
    EXPECT_EQ(number(plan, "day"), "2024-06-02");
    EXPECT_GT(std::stod(number(plan, "evening_peak")), 40);
    EXPECT_LE(std::stod(number(plan, "evening_peak")), std::stod(number(plan, "delivered")));
    const auto whole = kernel_->get(kernel::Principal::administrator(), "day_plan", "#" + number(plan, "id"));
    ASSERT_TRUE(whole.has_value());
    EXPECT_EQ(whole->at("quarters").at("stored").as_array().size(), 96U);
    ASSERT_TRUE(run(plan_tomorrow).has_value());
    only("day_plan");
}

TEST_F(EnergyJobs, a_plan_goes_by_the_forecast_where_there_is_one) {
    make("weather_forecast", {{"plant", plant_},
                              {"day", "2024-06-02"},
                              {"clearness", "0.3"},
                              {"issued_on", "2024-06-01"},
                              {"source", "示例气象台"}});
    ASSERT_TRUE(run(plan_tomorrow).has_value());
    const auto whole =
        kernel_->get(kernel::Principal::administrator(), "day_plan", "#" + number(only("day_plan"), "id"));
    ASSERT_TRUE(whole.has_value());
    EXPECT_EQ(number(*whole, "clearness"), "0.300");
    EXPECT_EQ(number(*whole, "clearness_by"), "forecast");
}

TEST_F(EnergyJobs, a_plan_knows_of_outages) {
    const auto outage = [&](const char* kind, const char* power, const char* from, const char* until) {
        make("power_outage", {{"plant", plant_},
                              {"kind", kind},
                              {"power", power},
                              {"from_day", "2024-06-02"},
                              {"from_time", from},
                              {"until_day", "2024-06-02"},
                              {"until_time", until}});
    };
    outage("planned", "50", "09:00", "10:00");
    outage("grid", "45", "19:00", "21:00");
    ASSERT_TRUE(run(plan_tomorrow).has_value());
    const auto whole =
        kernel_->get(kernel::Principal::administrator(), "day_plan", "#" + number(only("day_plan"), "id"));
    ASSERT_TRUE(whole.has_value());
    const auto of = [&](const char* name, int hour, int minute) {
        const auto& list = whole->at("quarters").at(name).as_array();
        return list[static_cast<std::size_t>(4 * hour + minute / 15)].to_number<double>();
    };
    EXPECT_GT(of("sun", 8, 45), 1);
    EXPECT_EQ(of("sun", 9, 0), 0);
    EXPECT_EQ(of("sun", 9, 45), 0);
    EXPECT_GT(of("sun", 10, 0), 1);
    for (int quarter = 0; quarter < 8; ++quarter) EXPECT_EQ(of("delivered", 19 + quarter / 4, quarter % 4 * 15), 0);
    EXPECT_GT(std::stod(number(*whole, "evening_peak")), 40) << "what is stored goes out from 21:00 on";
}

TEST_F(EnergyJobs, a_plan_without_prices_says_so) {
    make("power_plant", {{"registered", "临沂光储·2023·示例新能源"},
                         {"name", "临沂光储"},
                         {"investor", "91370000M00010009N"},
                         {"giver", "370200"},
                         {"region", "370200"},
                         {"signed_on", "2023-01-01"},
                         {"commissioned_on", "2023-06-01"},
                         {"capacity", "5"},
                         {"latitude", "36"},
                         {"longitude", "118"}});
    make("power_storage", {{"plant", "临沂光储·2023·示例新能源"}, {"name", "一期"}, {"power", "1"}, {"capacity", "2"}});
    const auto done = run(plan_tomorrow);
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, "energy.not_drafted");
    EXPECT_EQ(done.error().args[2].second, "energy.no_tariff");
    only("day_plan"); // the other plant's
}

TEST_F(EnergyJobs, a_month_of_meters_is_drafted_once) {
    const auto first = Moment::parse("2024-05-10T18:45:00+08:00")->micros / 1'000'000;
    const auto at = [&](int quarter) { return first + quarter * quarter_seconds; };
    append("power", {{plant_, {at(0), 40'000}}, {plant_, {at(1), 0}}});
    append("battery", {{plant_, {at(0), -20'000}}, {plant_, {at(1), 16'000}}});
    append("delivered", {{plant_, {at(0), 20'000}}, {plant_, {at(1), 16'000}}, {plant_, {at(21 * 96 + 24), 9'000}}});
    ASSERT_TRUE(run(close_month).has_value());
    const auto month = only("energy_month");
    EXPECT_EQ(number(month, "month"), "2024-05-01");
    EXPECT_EQ(number(month, "delivered"), "9.000");
    EXPECT_EQ(number(month, "evening_peak"), "4.000"); // from 19:00 on
    EXPECT_EQ(number(month, "state"), "read");
    EXPECT_EQ(month.at("missing").to_number<int>(), 31 * 96 - 2) << "the third reading is of June";
    ASSERT_TRUE(run(close_month).has_value());
    only("energy_month");
}

} // namespace
} // namespace shanhai::energy
