#include "modules/trade/records/figure_keys.h"
#include "modules/trade/records/record_fields.h"

#include <gmock/gmock.h>

namespace shanhai::trade {
namespace {

TEST(RecordFields, what_is_empty_is_nothing) {
    const json::object record{{"weight", nullptr}, {"days", nullptr}, {"freight", ""}};
    EXPECT_EQ(kilograms_in(record, "weight"), 0);
    EXPECT_EQ(fen_in(record, "freight"), 0);
    EXPECT_EQ(whole_in(record, "days"), 0);
    EXPECT_FALSE(day_in(record, "day"));
    EXPECT_EQ(place_in(record, {"from_base", "from_warehouse"}), "");
}

TEST(RecordFields, days_that_nobody_counts_with_are_very_many) {
    EXPECT_EQ(whole_in({{"shelf_days", 400}}, "shelf_days"), 400);
    EXPECT_EQ(whole_in({{"shelf_days", 9'000'000'000}}, "shelf_days"), std::numeric_limits<int>::max());
}

TEST(FigureKeys, records_of_two_types_may_share_a_code) {
    IdsByKey ids;
    ids.add("warehouse", "JN", "1");
    ids.add("outlet", "JN", "2");
    kernel::FigureCell cell;
    cell.keys = {{"warehouse", "JN"}, {"lot", "HZ-1"}};
    EXPECT_EQ(key_in(cell, "lot"), "HZ-1");
    EXPECT_EQ(key_in(cell, "outlet"), "");
    EXPECT_EQ(ids.id_in(cell, "warehouse"), "1");
    EXPECT_EQ(ids.id_in(cell, "lot"), "");
    EXPECT_EQ(ids.id_in(cell, "outlet"), "");
}

} // namespace
} // namespace shanhai::trade
