#include "kernel/transfer/row_order.h"

#include <gmock/gmock.h>

namespace shanhai::kernel {
namespace {

using testing::ElementsAre;

struct Line {
    int row = 0;
};

std::vector<int> handed_on(const RowOrder& order, std::vector<int> rows) {
    InOrder<Line> in_order(order);
    std::vector<int> all;
    for (const int row : rows) {
        std::vector<Line> one{{row}};
        for (const Line& line : in_order.take(one)) all.push_back(line.row);
    }
    EXPECT_EQ(in_order.held(), 0);
    return all;
}

TEST(RowOrder, parents_come_first_wherever_they_stand) {
    RowOrder order;
    order.add(2, "town", {}, {"county"});
    order.add(3, "county", {}, {"city"});
    order.add(4, "other", {}, {"elsewhere"});
    order.add(5, "city", {}, {});
    order.settle();
    EXPECT_THAT(handed_on(order, {2, 3, 4, 5}), ElementsAre(4, 5, 3, 2));
    EXPECT_THAT(order.parents(2), ElementsAre(3));
    EXPECT_TRUE(order.has_children(3));
    EXPECT_FALSE(order.has_children(2));
}

TEST(RowOrder, a_row_with_two_parents_waits_for_both) {
    RowOrder order;
    order.add(2, "c", {}, {"a", "b"});
    order.add(3, "a", {}, {});
    order.add(4, "b", {}, {"a"});
    order.settle();
    EXPECT_THAT(handed_on(order, {2, 3, 4}), ElementsAre(3, 4, 2));
}

TEST(RowOrder, rings_are_named_with_all_of_their_rows_and_what_rests_on_them_waits_for_nobody) {
    RowOrder order;
    order.add(2, "a", {}, {"c"});
    order.add(3, "b", {}, {"a"});
    order.add(4, "c", {}, {"b"});
    order.add(5, "d", {}, {"c"});
    order.add(6, "e", {}, {"d"});
    order.add(7, "f", {}, {"f"});
    order.settle();
    for (const int row : {2, 3, 4}) {
        ASSERT_NE(order.blocked(row), nullptr);
        EXPECT_EQ(order.blocked(row)->why, RowOrder::Blocked::Why::ring);
        EXPECT_THAT(order.blocked(row)->rows, ElementsAre(2, 3, 4));
    }
    ASSERT_NE(order.blocked(5), nullptr);
    EXPECT_EQ(order.blocked(5)->why, RowOrder::Blocked::Why::rests_on_blocked);
    EXPECT_THAT(order.blocked(5)->rows, ElementsAre(4));
    EXPECT_THAT(order.blocked(6)->rows, ElementsAre(5));
    EXPECT_THAT(order.blocked(7)->rows, ElementsAre(7));
    EXPECT_THAT(handed_on(order, {2, 3, 4, 5, 6, 7}), ElementsAre(2, 3, 4, 5, 6, 7));
}

TEST(RowOrder, a_key_goes_before_a_name_and_nobody_is_his_own_namesake) {
    RowOrder order;
    order.add(2, "1", {"朝阳"}, {"朝阳"});
    order.add(3, "2", {"甲"}, {"乙"});
    order.add(4, "3", {"乙"}, {});
    order.add(5, "4", {"3"}, {});
    order.add(6, "5", {}, {"3"});
    order.settle();
    EXPECT_THAT(order.parents(2), ElementsAre());
    EXPECT_THAT(order.parents(3), ElementsAre(4));
    EXPECT_THAT(order.parents(6), ElementsAre(4)) << "a key, not the name of another";
    EXPECT_EQ(order.blocked(2), nullptr);
}

TEST(RowOrder, too_deep_is_told_once_and_the_rest_rests_on_it) {
    RowOrder order;
    std::vector<int> rows;
    for (int row = 1; row <= RowOrder::deepest + 3; ++row) {
        order.add(row, std::to_string(row), {},
                  row == 1 ? std::vector<std::string>() : std::vector{std::to_string(row - 1)});
        rows.push_back(row);
    }
    order.settle();
    EXPECT_EQ(order.blocked(RowOrder::deepest), nullptr);
    ASSERT_NE(order.blocked(RowOrder::deepest + 1), nullptr);
    EXPECT_EQ(order.blocked(RowOrder::deepest + 1)->why, RowOrder::Blocked::Why::too_deep);
    ASSERT_NE(order.blocked(RowOrder::deepest + 2), nullptr);
    EXPECT_EQ(order.blocked(RowOrder::deepest + 2)->why, RowOrder::Blocked::Why::rests_on_blocked);
    EXPECT_EQ(handed_on(order, rows).size(), rows.size());
}

} // namespace
} // namespace shanhai::kernel
