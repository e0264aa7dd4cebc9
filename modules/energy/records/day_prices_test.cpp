#include "modules/energy/energy_store_test.h"
#include "modules/energy/records/day_prices.h"

namespace shanhai::energy {
namespace {

class DayPrices : public EnergyStore {
protected:
    void make_tariff(const std::string& code, const std::string& region, json::object more = {}) {
        json::object fields{
            {"code", code}, {"name", code}, {"region", region}, {"valid_from", "2024-01-01"}, {"source", "示例"}};
        for (auto& [name, value] : more) fields[name] = value;
        make("tariff", std::move(fields));
        make(
            "tariff_period",
            {{"tariff", code}, {"kind", "flat"}, {"from_time", "00:00"}, {"until_time", "24:00"}, {"price", "310.50"}});
    }
    Result<TariffDay> prices(const char* day) {
        const auto who = kernel::Principal::administrator();
        return prices_on(*kernel_, who, known_plant(*kernel_, who, plant_).value(), *Date::parse(day));
    }
};

TEST_F(DayPrices, are_those_of_the_smallest_place_around_the_plant) {
    make_tariff("county", "540202", {{"valid_until", "2024-06-30"}});
    make_tariff("province", "540000");
    make_tariff("elsewhere", "370200");
    const auto june = prices("2024-06-30");
    ASSERT_TRUE(june.has_value()) << shown(june.error());
    EXPECT_EQ(june->tariff.name, "county");
    EXPECT_EQ(june->price.at(95), 310.5);
    EXPECT_EQ(prices("2024-07-01")->tariff.name, "province"); // of two of one place the later
    EXPECT_EQ(prices("2023-12-31")->tariff.name, "示例分时电价");
    EXPECT_EQ(prices("2022-12-31").error().code, "energy.no_tariff");
}

} // namespace
} // namespace shanhai::energy
