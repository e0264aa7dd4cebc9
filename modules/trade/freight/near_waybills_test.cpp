#include "modules/trade/freight/near_waybills.h"

#include <gmock/gmock.h>

namespace shanhai::trade {
namespace {

const Date day = *Date::from_ymd(2024, 9, 2);

Waybill waybill(const char* number, const char* plate, int after, std::optional<std::int64_t> kilograms) {
    return {.id = number,
            .number = number,
            .plate = plate,
            .carrier = "firm",
            .from = "base",
            .to = "jn",
            .departed = day + after,
            .kilograms = kilograms,
            .freight = 1'000'000 + after};
}

TEST(NearWaybills, a_plate_is_the_same_however_it_is_typed) {
    for (const char* typed : {"鲁A·12340", "鲁a12340", "鲁Ａ－１２３４０", "鲁A 1234O", "鲁A.12340", "鲁A-12340"})
        EXPECT_EQ(plain_plate(typed), "鲁A12340") << typed;
    EXPECT_NE(plain_plate("鲁A12341"), "鲁A12340");
    EXPECT_EQ(plain_plate("鲁\xe9"), "鲁"); // cut off in the middle of a letter
}

TEST(NearWaybills, a_slip_is_one_letter_more_less_or_other_or_two_exchanged) {
    EXPECT_TRUE(is_slip("GL-2024-00012", "GL-2024-00012"));
    EXPECT_TRUE(is_slip("GL-2024-00012", "GL-2024-00021"));
    EXPECT_TRUE(is_slip("GL-2024-00012", "GL-2024-0012"));
    EXPECT_TRUE(is_slip("GL-2024-00012", "GL-2024-00017"));
    EXPECT_FALSE(is_slip("GL-2024-00012", "GL-2024-00121"));
    EXPECT_FALSE(is_slip("GL-2024-00012", "GL-2024-012"));
    EXPECT_TRUE(is_slip("", ""));
}

TEST(NearWaybills, one_journey_entered_twice_is_found) {
    const std::vector<Waybill> all = {
        waybill("GL-1", "鲁A12340", 0, 20'000), waybill("GL-7100", "鲁Ａ·1234O", 1, 20'100),
        waybill("GL-80", "鲁A12340", 3, 20'000), // the lorry's next journey
        waybill("GL-90", "鲁A12340", 0, 24'000), // another load
    };
    const auto pairs = near_waybills(all);
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0].first, 0U);
    EXPECT_EQ(pairs[0].second, 1U);
    EXPECT_EQ(pairs[0].days_apart, 1);
    EXPECT_EQ(pairs[0].kilograms_apart, 100);
    EXPECT_EQ(pairs[0].reasons, std::vector{Alike::plate});
}

TEST(NearWaybills, neighbouring_numbers_alone_are_two_journeys) {
    std::vector<Waybill> all = {waybill("GL-00012", "", 0, 20'000), waybill("GL-00013", "", 0, 20'000)};
    all[1].freight = 7;
    EXPECT_TRUE(near_waybills(all).empty());
    all[1].freight = all[0].freight;
    EXPECT_EQ(near_waybills(all).at(0).reasons, (std::vector{Alike::number, Alike::freight}));
    all[1].to = "qd";
    EXPECT_TRUE(near_waybills(all).empty());
}

TEST(NearWaybills, what_has_no_load_yet_is_compared_by_the_rest) {
    const auto pairs = near_waybills({waybill("GL-1", "鲁A12340", 0, 20'000), waybill("GL-77", "鲁A12340", 0, {})});
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_FALSE(pairs[0].kilograms_apart);
}

} // namespace
} // namespace shanhai::trade
