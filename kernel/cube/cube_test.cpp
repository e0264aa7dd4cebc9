#include "base/check.h"
#include "kernel/cube/cube.h"
#include "kernel/schema/trial_module_test.h"
#include "kernel/store/tables.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <limits>
#include <map>
#include <random>
#include <thread>

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What was posted, remembered as it was said: the model that the cube is held to.
struct Told {
    std::vector<Value> values;
    std::int32_t day;
    std::int64_t value;
};

using Answer = std::map<std::pair<std::vector<std::uint32_t>, std::string>, __int128>; // groups, step → sum

class CubeOfTheTrial : public ::testing::Test {
protected:
    void SetUp() override {
        writer_->execute("BEGIN");
        create_system_tables(*writer_);
        ASSERT_TRUE(bring_tables_to(*writer_, *schema_).has_value());
        writer_->execute("COMMIT");
        told_.resize(schema_->measures.size());
    }
    void TearDown() override {
        writer_.reset();
        std::filesystem::remove_all(folder_);
    }

    const Measure& measure(std::string_view name) const { return *schema_->measure(name); }

    // Enters a coordinate and remembers the movement for the next commit.
    void post(const Measure& measure, std::vector<Value> values, std::int32_t day, std::int64_t value) {
        const auto coordinate = cube_->coordinate(*writer_, measure, values);
        movements_.push_back({measure.number, coordinate, day, value});
        told_[static_cast<std::size_t>(measure.number)].push_back({std::move(values), day, value});
        writer_
            ->prepared("INSERT INTO sys_posting (measure, coordinate, day, entry, record, value) "
                       "VALUES ((SELECT id FROM sys_measure WHERE name = ?), ?, ?, ?, ?, ?)")
            .bind(measure.name)
            .bind(coordinate)
            .bind(day)
            .bind(++entry_)
            .bind(1)
            .bind(value)
            .run();
    }

    void commit() {
        cube_->apply(movements_, entry_);
        movements_.clear();
    }

    // A movement that is as good as any other: few places, kinds and levels, ten years.
    void post_anything(const Measure& measure) {
        std::vector<Value> values;
        for (const auto& dimension : measure.dimensions) {
            if (pick(8) == 0 && dimension.name != "currency")
                values.emplace_back();
            else if (dimension.kind == DimensionKind::ref)
                values.emplace_back(static_cast<std::int64_t>(1 + pick(40)));
            else if (dimension.kind == DimensionKind::currency)
                values.emplace_back(pick(5) == 0 ? "USD" : "CNY");
            else
                values.emplace_back(dimension.choices[pick(dimension.choices.size())].name);
        }
        const auto value = static_cast<std::int64_t>(pick(2'000'001)) - 1'000'000;
        post(measure, std::move(values), 18'000 + static_cast<std::int32_t>(pick(3650)), value);
    }

    // A slice that is as good as any other. The masks outlive it in `slice_`.
    Slice any_slice(const CubeView& view, const Measure& measure) {
        Slice slice;
        slice.measure = measure.number;
        for (std::size_t i = 0; i < measure.dimensions.size(); ++i) {
            const int dimension = static_cast<int>(i);
            const auto codes = view.values(measure.number, dimension).size();
            if (pick(3) == 0) {
                SliceFilter filter{dimension, std::vector<std::uint8_t>(codes - pick(2))};
                for (auto& allowed : filter.allowed) allowed = pick(3) != 0;
                slice.filters.push_back(std::move(filter));
            }
            if (pick(3) == 0) {
                SliceGroup group{dimension, {}, static_cast<std::uint32_t>(1 + pick(codes))};
                if (pick(10) == 0) group.groups = 100'000; // so that no plain array could hold them
                for (std::size_t code = 0; code < codes; ++code)
                    group.group_of.push_back(static_cast<std::uint32_t>(pick(group.groups)));
                slice.groups.push_back(std::move(group));
            }
        }
        if (pick(2) == 0) slice.from = 18'000 + static_cast<std::int32_t>(pick(4000)) - 200;
        if (pick(2) == 0) slice.until = 18'000 + static_cast<std::int32_t>(pick(4000)) - 200;
        constexpr std::array steps = {Step::day, Step::month, Step::quarter, Step::half, Step::year};
        if (pick(2) == 0) slice.step = steps[pick(steps.size())];
        return slice;
    }

    // The same slice by looking at every movement ever told.
    Answer expected(const CubeView& view, const Slice& slice, std::size_t undone = 0) const {
        Answer answer;
        const auto& told = told_[static_cast<std::size_t>(slice.measure)];
        for (std::size_t at = 0; at < told.size(); ++at) {
            const auto code = [&](int dimension) {
                return *view.code(slice.measure, dimension, told[at].values[static_cast<std::size_t>(dimension)]);
            };
            const bool in = std::all_of(slice.filters.begin(), slice.filters.end(), [&](const SliceFilter& filter) {
                return code(filter.dimension) < filter.allowed.size() && filter.allowed[code(filter.dimension)] != 0;
            });
            const auto day = told[at].day;
            if (!in || (slice.from && day < *slice.from) || (slice.until && day >= *slice.until)) continue;
            std::vector<std::uint32_t> groups;
            for (const auto& group : slice.groups) groups.push_back(group.group_of[code(group.dimension)]);
            auto& sum = answer[{groups, slice.step ? step_label(Date::from_days(day), *slice.step) : ""}];
            if (at + undone < told.size()) sum += told[at].value;
        }
        return answer;
    }

    static Answer answered(const CubeView& view, const Slice& slice) {
        Answer answer;
        for (const auto& sum : view.sums(slice)) {
            const auto step = slice.step ? step_label(Date::from_days(sum.step_day), *slice.step) : "";
            EXPECT_TRUE(answer.emplace(std::pair(sum.groups, step), sum.sum).second) << "a group is named once";
        }
        return answer;
    }

    void expect_any_slices_right(int times) {
        const auto view = cube_->view();
        for (int i = 0; i < times; ++i) {
            const auto& measure = schema_->measures[pick(schema_->measures.size())];
            const auto slice = any_slice(view, measure);
            ASSERT_TRUE(answered(view, slice) == expected(view, slice)) << measure.name << ", slice " << i;
        }
    }

    // The sum over all of a measure; nothing when it was never touched.
    static std::optional<__int128> total(const Cube& cube, const Measure& measure) {
        Slice slice;
        slice.measure = measure.number;
        const auto sums = cube.view().sums(slice);
        return sums.empty() ? std::nullopt : std::optional(sums.front().sum);
    }

    std::size_t pick(std::size_t below) { return static_cast<std::size_t>(random_() % below); }

    std::mt19937 random_{20240301};
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-cube-" + std::to_string(::getpid()));
    std::unique_ptr<Schema> schema_ = trial_schema_of(trial_module());
    std::unique_ptr<Store> store_ = (std::filesystem::create_directories(folder_), open_sqlite(folder_ / "store.db"));
    std::unique_ptr<Connection> writer_ = store_->connect_writer();
    std::unique_ptr<Cube> cube_ = std::make_unique<Cube>(*schema_);
    std::vector<std::vector<Told>> told_; // by measure
    std::vector<Movement> movements_;
    std::int64_t entry_ = 0;
};

TEST_F(CubeOfTheTrial, any_slice_is_the_sum_of_what_was_posted) {
    writer_->execute("BEGIN");
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 60; ++i) post_anything(schema_->measures[pick(schema_->measures.size())]);
        commit();
        ASSERT_NO_FATAL_FAILURE(expect_any_slices_right(40)) << "round " << round;
    }
}

TEST_F(CubeOfTheTrial, sorting_in_fresh_cells_changes_no_sum) {
    writer_->execute("BEGIN");
    for (int round = 0; round < 6; ++round) {
        for (int i = 0; i < 9'000; ++i) post_anything(measure("trial.heads"));
        commit();
        ASSERT_NO_FATAL_FAILURE(expect_any_slices_right(10)) << "round " << round;
    }
    EXPECT_LT(cube_->cells(), 54'000U) << "cells of one coordinate and day have become one";
}

TEST_F(CubeOfTheTrial, what_was_posted_last_can_be_left_out) {
    writer_->execute("BEGIN");
    for (int i = 0; i < 300; ++i) post_anything(measure("trial.paid"));
    const auto all = movements_;
    commit();
    const auto view = cube_->view();
    for (int i = 0; i < 100; ++i) {
        const auto undone = pick(all.size() + 1);
        auto slice = any_slice(view, measure("trial.paid"));
        slice.undo = std::span(all).last(undone);
        ASSERT_TRUE(answered(view, slice) == expected(view, slice, undone)) << undone;
    }
    Slice other;
    other.measure = measure("trial.heads").number;
    other.undo = all;
    EXPECT_THAT(view.sums(other), IsEmpty()) << "what another measure posted is nothing to this one";
}

TEST_F(CubeOfTheTrial, a_cube_read_from_the_store_answers_like_the_one_that_wrote_it) {
    writer_->execute("BEGIN");
    for (int i = 0; i < 2'000; ++i) post_anything(schema_->measures[pick(schema_->measures.size())]);
    commit();
    writer_->execute("COMMIT");
    cube_ = std::make_unique<Cube>(*schema_);
    cube_->load(*store_->connect_reader());
    expect_any_slices_right(60);
    writer_->execute("BEGIN");
    for (int i = 0; i < 200; ++i) post_anything(schema_->measures[pick(schema_->measures.size())]);
    commit();
    expect_any_slices_right(60);
}

TEST_F(CubeOfTheTrial, a_sum_of_zero_is_a_sum_and_an_untouched_group_is_none) {
    const auto& heads = measure("trial.heads");
    EXPECT_EQ(total(*cube_, heads), std::nullopt);
    EXPECT_EQ(cube_->view().days(heads.number), std::nullopt);
    post(heads, {Value(1), Value("works")}, 100, 5);
    post(heads, {Value(1), Value("works")}, 100, -5);
    post(heads, {Value(2), Value("works")}, 200, 7);
    commit();
    EXPECT_EQ(total(*cube_, heads), 7);
    EXPECT_EQ(cube_->view().days(heads.number), std::pair(100, 200));
    Slice slice;
    slice.measure = heads.number;
    slice.groups.push_back({0, {0, 1, 2}, 4});
    EXPECT_EQ(answered(cube_->view(), slice), (Answer{{{{1}, ""}, 0}, {{{2}, ""}, 7}}));
    slice.from = 150;
    EXPECT_EQ(answered(cube_->view(), slice), (Answer{{{{2}, ""}, 7}}));
    slice.until = 150;
    EXPECT_EQ(answered(cube_->view(), slice), Answer{}) << "an empty period";
}

TEST_F(CubeOfTheTrial, sums_may_be_larger_than_their_parts) {
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    const auto& heads = measure("trial.heads");
    writer_->execute("BEGIN");
    const auto expect_total = [&](__int128 expected, const char* when) {
        EXPECT_EQ(total(*cube_, heads), expected) << when;
        Slice by_day;
        by_day.measure = heads.number;
        by_day.step = Step::day;
        __int128 sum = 0;
        for (const auto& day : cube_->view().sums(by_day)) sum += day.sum;
        EXPECT_EQ(sum, expected) << when;
    };
    for (int i = 0; i < 5; ++i) post(heads, {Value(1), Value("works")}, 100 + i % 2, largest);
    for (int i = 0; i < 3; ++i) post(heads, {Value(1), Value("works")}, 101 + i, -largest);
    commit();
    expect_total(__int128{largest} * 2, "fresh");
    for (int i = 0; i < 20'000; ++i) post(heads, {Value(2), Value("works")}, 100, 0);
    commit();
    expect_total(__int128{largest} * 2, "sorted in");
    for (int i = 0; i < 20'000; ++i) post(heads, {Value(2), Value("works")}, 100, 0);
    commit();
    expect_total(__int128{largest} * 2, "sorted in twice");
    writer_->execute("COMMIT");
    Cube again(*schema_);
    again.load(*writer_);
    EXPECT_EQ(total(again, heads), __int128{largest} * 2) << "read from the store";
}

// One bit of a number must not cost sixteen gigabytes.
TEST_F(CubeOfTheTrial, a_coordinate_numbered_far_beyond_the_others_is_damage) {
    post_anything(measure("trial.paid"));
    writer_->execute("UPDATE sys_coordinate SET id = 2147483649");
    Cube again(*schema_);
    EXPECT_THROW(again.load(*writer_), BrokenInvariant);
}

TEST_F(CubeOfTheTrial, more_groups_than_any_number_holds_are_still_told_apart) {
    const auto& paid = measure("trial.paid");
    post(paid, {Value(1), Value("works"), Value("county"), Value("CNY")}, 100, 1);
    post(paid, {Value(2), Value("goods"), Value("county"), Value("CNY")}, 200, 20);
    post(paid, {Value(2), Value("goods"), Value("province"), Value("CNY")}, 300, 300);
    commit();
    const auto view = cube_->view();
    Slice slice;
    slice.measure = paid.number;
    constexpr std::uint32_t many = 0xFFFF'FFFE; // to the fourth: far beyond 64 bits
    for (int dimension = 0; dimension < 4; ++dimension) {
        SliceGroup group{dimension, {}, many};
        for (std::uint32_t code = 0; code < view.values(paid.number, dimension).size(); ++code)
            group.group_of.push_back(many - 1 - code);
        slice.groups.push_back(std::move(group));
    }
    EXPECT_TRUE(answered(view, slice) == expected(view, slice));
    slice.step = Step::day;
    EXPECT_TRUE(answered(view, slice) == expected(view, slice));
    EXPECT_EQ(view.sums(slice).size(), 3U);
}

TEST_F(CubeOfTheTrial, a_day_by_day_slice_of_ten_thousand_years_takes_little_memory) {
    const auto& paid = measure("trial.paid");
    writer_->execute("BEGIN");
    for (std::int64_t place = 1; place <= 2'000; ++place)
        post(paid, {Value(place), Value("works"), Value("county"), Value("CNY")}, place % 2 == 0 ? -719'162 : 2'932'896,
             1);
    commit();
    const auto view = cube_->view();
    Slice slice;
    slice.measure = paid.number;
    slice.step = Step::day;
    SliceGroup each{0, {}, 2'001};
    for (std::uint32_t code = 0; code <= 2'000; ++code) each.group_of.push_back(code);
    slice.groups.push_back(std::move(each));
    EXPECT_EQ(view.sums(slice).size(), 2'000U);
}

TEST_F(CubeOfTheTrial, coordinates_are_found_by_their_values) {
    const auto& heads = measure("trial.heads");
    post(heads, {Value(1), Value("works")}, 100, 5);
    post(heads, {Value{}, Value("goods")}, 100, 5);
    const auto first = movements_[0].coordinate, second = movements_[1].coordinate;
    EXPECT_EQ(cube_->coordinate(*writer_, heads, std::vector{Value(1), Value("works")}), first);
    commit();
    const auto view = cube_->view();
    EXPECT_THAT(view.coordinates(heads.number, {}), ElementsAre(first, second));
    const std::vector<SliceFilter> placed = {{0, {0, 1}}};
    EXPECT_THAT(view.coordinates(heads.number, placed), ElementsAre(first));
    EXPECT_THAT(view.coordinate_values(heads.number, second), ElementsAre(Value{}, Value("goods")));
    EXPECT_EQ(view.code(heads.number, 0, Value(7)), std::nullopt);
    EXPECT_EQ(view.code(heads.number, 0, Value{}), 0U);
}

TEST_F(CubeOfTheTrial, a_coordinate_whose_request_was_refused_is_written_by_the_next_that_uses_it) {
    const auto& heads = measure("trial.heads");
    const std::vector<Value> values = {Value(1), Value("works")};
    const auto stored = [&] {
        const auto count = writer_->prepare("SELECT count(*) FROM sys_coordinate");
        EXPECT_TRUE(count->step());
        return count->integer(0);
    };
    writer_->execute("BEGIN");
    const auto refused = cube_->coordinate(*writer_, heads, values);
    writer_->execute("ROLLBACK");
    EXPECT_EQ(stored(), 0);
    EXPECT_EQ(cube_->coordinate(*writer_, heads, values), refused);
    EXPECT_EQ(stored(), 1);
}

TEST_F(CubeOfTheTrial, coordinates_of_a_module_that_is_not_here_keep_their_numbers) {
    const auto& heads = measure("trial.heads");
    post(measure("trial.paid"), {Value(1), Value("works"), Value("county"), Value("CNY")}, 100, 1);
    const auto taken = movements_.back().coordinate;
    commit();
    auto files = trial_module(); // without the measure trial.paid and what speaks of it
    for (auto& file : files) {
        if (file.path.ends_with("payment.yaml")) {
            const auto start = file.text.find("  trial.paid:");
            file.text.erase(start, file.text.find("  trial.received:") - start);
            file.text.erase(file.text.find("limits:"));
        }
    }
    std::erase_if(files, [](const SchemaFile& file) {
        return file.path.ends_with("figures/trial.yaml") || file.path.ends_with("published/trial.yaml");
    });
    const auto smaller = trial_schema_of(files);
    ASSERT_NE(smaller, nullptr);
    Cube cube(*smaller);
    cube.load(*writer_);
    const auto& same = *smaller->measure("trial.heads");
    const auto mine = cube.coordinate(*writer_, same, std::vector{Value(9), Value("goods")});
    EXPECT_GT(mine, taken);
    Cube again(*schema_);
    again.load(*writer_);
    EXPECT_THAT(again.view().coordinate_values(heads.number, mine), ElementsAre(Value(9), Value("goods")));
}

// What goes out here comes in there, so that every state between two commits adds up to zero.
TEST_F(CubeOfTheTrial, readers_see_whole_commits_and_know_which) {
    const auto& heads = measure("trial.heads");
    std::vector<CoordinateId> coordinates;
    for (std::int64_t place = 0; place < 50; ++place)
        coordinates.push_back(cube_->coordinate(*writer_, heads, std::vector{Value(place), Value("works")}));
    constexpr std::int64_t commits = 300;
    std::atomic<bool> stop = false;
    std::atomic<int> wrong = 0, looks = 0;
    const auto look = [&](bool by_day) {
        std::int64_t seen = 0;
        while (!stop) {
            const auto view = cube_->view();
            Slice slice;
            slice.measure = heads.number;
            if (by_day) slice.step = Step::month;
            __int128 sum = 0;
            std::size_t groups = 0;
            for (const auto& part : view.sums(slice)) sum += part.sum, ++groups;
            wrong += sum != 0 || view.last_entry() < seen || (view.last_entry() == 0) != (groups == 0);
            seen = view.last_entry();
            ++looks;
        }
    };
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) readers.emplace_back(look, i % 2 == 0);
    std::int64_t entry = 0;
    for (; entry < commits || looks < 20; ++entry) {
        std::vector<Movement> moved;
        for (int i = 0; i < 100; ++i) {
            const auto value = static_cast<std::int64_t>(1 + pick(1'000));
            const auto day = static_cast<std::int32_t>(pick(2'000));
            moved.push_back({heads.number, coordinates[pick(50)], day, value});
            moved.push_back({heads.number, coordinates[pick(50)], static_cast<std::int32_t>(pick(2'000)), -value});
        }
        cube_->apply(moved, entry + 1);
        if (entry % 20 == 0) // a new coordinate moves the dictionaries under the readers
            coordinates[pick(50)] =
                cube_->coordinate(*writer_, heads, std::vector{Value(1000 + entry), Value("goods")});
    }
    stop = true;
    for (auto& reader : readers) reader.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(cube_->view().last_entry(), entry);
}

} // namespace
} // namespace shanhai::kernel
