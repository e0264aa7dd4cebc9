#include "base/id.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace shanhai {
namespace {

using RecordId = Id<struct RecordTag>;
using EntryId = Id<struct EntryTag>;

TEST(Id, one_kind_is_not_another) {
    EXPECT_FALSE((std::is_convertible_v<RecordId, EntryId>));
    EXPECT_FALSE((std::is_constructible_v<EntryId, RecordId>));
}

TEST(Id, zero_is_no_id_and_others_can_be_collected) {
    EXPECT_FALSE(RecordId{});
    EXPECT_TRUE(RecordId{7});
    EXPECT_EQ((std::unordered_set<RecordId>{RecordId{1}, RecordId{1}, RecordId{2}}.size()), 2U);
}

} // namespace
} // namespace shanhai
