#include "kernel/figures/trial_figures_test.h"

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class References : public TrialFigures {
protected:
    std::shared_ptr<const ReferenceIndex> places() { return ReferenceIndex::read(*writer_, *schema_->type("place")); }

    // An entry as every commit leaves one.
    void commit_entry() {
        writer_->prepared("INSERT INTO sys_entry VALUES (?, 0, '', '', 0, '', '', '')").bind(++entry_).run();
        indexes_.changed("place", entry_);
    }
};

TEST_F(References, a_record_is_found_by_key_by_id_and_by_name) {
    const auto index = places();
    EXPECT_THAT(index->named("540228"), ElementsAre(3));
    EXPECT_THAT(index->named("#3"), ElementsAre(3));
    EXPECT_THAT(index->named("白朗"), ElementsAre(3));
    EXPECT_THAT(index->named("西藏白朗"), ElementsAre(3));
    EXPECT_THAT(index->named("日喀则白朗"), ElementsAre(3));
    for (const std::string name : {"", "#", "#9", "3", "白", "新疆白朗", "白朗西藏", "西藏", "\xE8\xA5", "西藏\xFF"})
        EXPECT_EQ(index->named(name).size(), name == "西藏" ? 1U : 0U) << name;
    EXPECT_EQ(index->find(3)->label, "白朗");
    EXPECT_EQ(index->find(99), nullptr);
}

TEST_F(References, the_dead_leave_their_names_to_the_living) {
    writer_->execute("UPDATE place SET void = 1 WHERE id = 3");
    add_place(5, "540228", "白朗", "county", 2);
    const auto index = places();
    EXPECT_THAT(index->named("540228"), ElementsAre(5));
    EXPECT_THAT(index->named("白朗"), ElementsAre(5));
    EXPECT_THAT(index->named("#3"), ElementsAre(3)) << "but what they left is still theirs";
    EXPECT_EQ(index->find(3)->label, "白朗");
}

TEST_F(References, trees_are_climbed_and_descended) {
    const auto index = places();
    EXPECT_THAT(index->with_below(1), UnorderedElementsAre(1, 2, 3));
    EXPECT_THAT(index->with_below(4), ElementsAre(4));
    EXPECT_EQ(index->at_level(3, "province"), 1);
    EXPECT_EQ(index->at_level(3, "county"), 3);
    EXPECT_EQ(index->at_level(1, "county"), 0);
    EXPECT_EQ(index->at_level(99, "county"), 0);
}

TEST_F(References, a_circle_of_parents_ends) {
    writer_->execute("UPDATE place SET parent = 3 WHERE id = 1");
    const auto index = places();
    const auto below = index->with_below(2);
    EXPECT_TRUE(std::count(below.begin(), below.end(), 1) > 0 && std::count(below.begin(), below.end(), 3) > 0);
    EXPECT_EQ(index->at_level(2, "planet"), 0);
    EXPECT_THAT(index->named("西藏新疆"), IsEmpty());
}

TEST_F(References, an_index_is_kept_until_its_records_change) {
    const auto before = indexes_.of("place", *writer_);
    EXPECT_EQ(indexes_.of("place", *writer_), before);
    add_place(5, "650100", "乌鲁木齐", "", 4);
    EXPECT_EQ(indexes_.of("place", *writer_), before);
    commit_entry();
    EXPECT_THAT(indexes_.of("place", *writer_)->named("乌鲁木齐"), ElementsAre(5));
    EXPECT_TRUE(before->named("乌鲁木齐").empty()) << "who still holds the old one is not disturbed";
}

TEST_F(References, a_reader_of_the_past_does_not_make_the_present_forget) {
    commit_entry();
    const auto late = store_->connect_reader();
    late->execute("BEGIN");
    late->execute("SELECT count(*) FROM sys_entry"); // from here on it sees no commit
    add_place(5, "650100", "乌鲁木齐", "", 4);
    commit_entry();
    EXPECT_TRUE(indexes_.of("place", *late)->named("乌鲁木齐").empty());
    const auto now = store_->connect_reader();
    EXPECT_THAT(indexes_.of("place", *now)->named("乌鲁木齐"), ElementsAre(5));
    EXPECT_THAT(indexes_.of("place", *late)->named("乌鲁木齐"), ElementsAre(5)) << "later is as good";
}

} // namespace
} // namespace shanhai::kernel
