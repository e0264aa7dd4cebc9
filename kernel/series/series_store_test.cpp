#include "kernel/series/series_audit.h"
#include "kernel/series/series_store.h"
#include "kernel/store/store_contract_test.h"
#include "kernel/store/tables.h"
#include "kernel/store/trial_postgres_test.h"

#include <filesystem>
#include <map>
#include <random>

namespace shanhai::kernel {
namespace {

constexpr std::int64_t micros = 1'000'000;
constexpr std::int64_t day = 24 * hour_seconds;
// 2024-02-28 16:00 UTC is midnight of the 29th in Shanghai.
constexpr std::int64_t leap_day = 1'709'136'000;

class InAFile : public FreshDatabase {
public:
    InAFile() { std::filesystem::create_directories(folder_); }
    ~InAFile() override { std::filesystem::remove_all(folder_); }
    std::unique_ptr<Store> open() override { return open_sqlite(folder_ / "store.db"); }

private:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-series-" + std::to_string(::getpid()));
};
class OnAServer : public FreshDatabase {
public:
    std::unique_ptr<Store> open() override { return open_postgres(database_.url()); }

private:
    TrialPostgres database_;
};

class Series : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        if (GetParam() == "postgres" && !TrialPostgres::is_there()) GTEST_SKIP() << "no server";
        if (GetParam() == "postgres")
            database_ = std::make_unique<OnAServer>();
        else
            database_ = std::make_unique<InAFile>();
        open();
        writer_->execute("BEGIN IMMEDIATE");
        create_system_tables(*writer_);
        writer_->execute("COMMIT");
    }
    void open() {
        writer_.reset();
        store_.reset();
        store_ = database_->open();
        writer_ = store_->connect_writer();
    }
    // One transaction, which is taken back when it was refused.
    template <class Use>
    auto in_transaction(Use use) {
        writer_->execute("BEGIN IMMEDIATE");
        SeriesStore series(*writer_, {"ecology.level", 2});
        auto result = use(series);
        writer_->execute(result ? "COMMIT" : "ROLLBACK");
        return result;
    }
    Result<AppendReport> append(const std::vector<StationReading>& batch, std::int64_t now = leap_day + 400 * day) {
        return in_transaction([&](SeriesStore& series) { return series.append(batch, Moment{now * micros}); });
    }
    std::string refusal(const StationReading& reading, std::int64_t now = leap_day + 400 * day) {
        const auto done = append({reading}, now);
        return done ? "taken" : done.error().code + " " + done.error().field;
    }
    std::size_t compact(std::int64_t until) {
        std::size_t all = 0;
        for (;;) {
            const auto gone =
                in_transaction([&](SeriesStore& series) { return series.compact(Moment{until * micros}); });
            EXPECT_TRUE(gone.has_value());
            if (!gone || *gone == 0) return all;
            all += *gone;
        }
    }
    Done drop(std::int64_t until) {
        return in_transaction([&](SeriesStore& series) { return series.drop(Moment{until * micros}); });
    }
    Done correct(std::int64_t station, const Reading& to, const std::string& why = "gauge was iced up") {
        return in_transaction([&](SeriesStore& series) {
            return series.correct({station, to, "hydrologist", why, Moment{to.at * micros + 5}});
        });
    }
    // As a reader sees it, that is, what was committed.
    template <class Use>
    auto read(Use use) {
        const auto reader = store_->connect_reader();
        reader->execute("BEGIN");
        SeriesStore series(*reader, {"ecology.level", 2});
        auto result = use(series);
        reader->execute("COMMIT");
        return result;
    }
    std::vector<Reading> readings(std::int64_t station, std::int64_t from = 0, std::int64_t until = latest_second) {
        return read([&](SeriesStore& series) { return series.readings(station, from, until).value(); });
    }
    std::vector<SeriesRollUp> roll_ups(std::int64_t station, SeriesStep step) {
        return read([&](SeriesStore& series) { return series.roll_ups(station, step, 0, latest_second).value(); });
    }
    std::vector<std::string> findings() {
        const auto reader = store_->connect_reader();
        reader->execute("BEGIN");
        std::vector<std::string> all;
        audit_series(*reader, [&](std::string text) { all.push_back(std::move(text)); });
        reader->execute("COMMIT");
        return all;
    }
    std::int64_t count(const std::string& table) {
        const auto rows = writer_->prepare("SELECT count(*) FROM " + table);
        rows->step();
        return rows->integer(0);
    }

    std::unique_ptr<FreshDatabase> database_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Connection> writer_;
};

TEST_P(Series, what_comes_again_is_taken_once_and_what_differs_is_told_and_not_taken) {
    const std::vector<StationReading> batch = {{7, {leap_day + 60, 235}}, {9, {leap_day, 80}}, {7, {leap_day, 230}}};
    EXPECT_EQ(append(batch)->added, 3U);
    EXPECT_EQ(append(batch)->repeated, 3U);
    for (const bool in_blocks : {false, true}) {
        if (in_blocks) EXPECT_EQ(compact(leap_day + day), 3U);
        const auto again =
            append({{7, {leap_day, 999}}, {7, {leap_day + 60, 235, Quality::suspect}}, {9, {leap_day, 80}}});
        EXPECT_EQ(again->added, 0U);
        EXPECT_EQ(again->repeated, 1U);
        EXPECT_EQ(again->differing, 2U);
        EXPECT_EQ(again->examples.at(0).reading.value, 999);
        EXPECT_EQ(readings(7), (std::vector<Reading>{{leap_day, 230}, {leap_day + 60, 235}}));
    }
}

TEST_P(Series, of_two_at_the_same_second_the_first_of_a_batch_is_taken) {
    const auto done = append({{7, {leap_day, 5}}, {7, {leap_day, 4}}, {7, {leap_day, 5}}});
    EXPECT_EQ(done->added, 1U);
    EXPECT_EQ(done->repeated, 1U);
    EXPECT_EQ(done->differing, 1U);
    EXPECT_EQ(readings(7), (std::vector<Reading>{{leap_day, 5}}));
}

TEST_P(Series, days_and_months_are_those_of_shanghai) {
    ASSERT_TRUE(
        append({{7, {leap_day - 1, 1}}, {7, {leap_day, 2}}, {7, {leap_day + day - 1, 3}}, {7, {leap_day + day, 4}}}));
    for (const bool in_blocks : {false, true}) {
        if (in_blocks) compact(leap_day + 2 * day);
        const auto days = roll_ups(7, SeriesStep::day);
        ASSERT_EQ(days.size(), 3U);
        EXPECT_EQ(days[1], (SeriesRollUp{leap_day, {2, 0, 5, 2, 3, leap_day + day - 1, 3}}));
        const auto months = roll_ups(7, SeriesStep::month);
        ASSERT_EQ(months.size(), 2U);
        EXPECT_EQ(months[1].begin, leap_day + day) << "March";
        EXPECT_EQ(months[0].of.sum, 6);
    }
}

TEST_P(Series, a_correction_keeps_the_old_value_who_and_why_and_moves_the_roll_ups) {
    ASSERT_TRUE(append({{7, {leap_day, 900}}, {7, {leap_day + 60, 230}}}));
    ASSERT_TRUE(correct(7, {leap_day, 233, Quality::corrected}));
    compact(leap_day + day);
    ASSERT_TRUE(correct(7, {leap_day, 234, Quality::corrected}));
    ASSERT_TRUE(correct(7, {leap_day + 60, 230, Quality::suspect}));
    EXPECT_EQ(roll_ups(7, SeriesStep::month).at(0).of, (RollUp{1, 1, 234, 234, 234, leap_day, 234}));
    const auto made = read([](SeriesStore& series) { return series.corrections(7, leap_day, leap_day + 1).value(); });
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].from, (Reading{leap_day, 900}));
    EXPECT_EQ(made[1].from, (Reading{leap_day, 233, Quality::corrected}));
    EXPECT_EQ(made[1].to.value, 234);
    EXPECT_EQ(made[1].who, "hydrologist");
    EXPECT_EQ(made[1].why, "gauge was iced up");
    EXPECT_EQ(correct(7, {leap_day + 1, 1}).error().code, "series.no_reading");
    EXPECT_EQ(correct(8, {leap_day, 1}).error().code, "series.no_reading");
    EXPECT_EQ(correct(7, {leap_day, 1}, "").error().code, "series.reason");
}

TEST_P(Series, readings_that_were_let_go_stay_in_the_roll_ups_and_do_not_come_back) {
    ASSERT_TRUE(append({{7, {leap_day, 10}}, {7, {leap_day + hour_seconds, 20}}}));
    EXPECT_EQ(drop(leap_day + hour_seconds).error().code, "series.uncompacted");
    compact(leap_day + day);
    ASSERT_TRUE(drop(leap_day + hour_seconds + 59));
    EXPECT_EQ(readings(7), (std::vector<Reading>{{leap_day + hour_seconds, 20}}));
    EXPECT_EQ(roll_ups(7, SeriesStep::hour).size(), 2U);
    EXPECT_EQ(refusal({7, {leap_day, 10}}), "series.dropped /0/at");
    EXPECT_EQ(correct(7, {leap_day, 11}).error().code, "series.dropped");
    ASSERT_TRUE(correct(7, {leap_day + hour_seconds, 25, Quality::corrected}));
    EXPECT_EQ(roll_ups(7, SeriesStep::day).at(0).of.sum, 35);
}

TEST_P(Series, what_cannot_be_is_refused_and_nothing_of_its_batch_is_taken) {
    EXPECT_EQ(refusal({7, {leap_day, greatest_value + 1}}), "series.value /0/value");
    EXPECT_EQ(refusal({7, {leap_day, 3, Quality::missing}}), "series.value /0/value");
    EXPECT_EQ(refusal({7, {leap_day, 3, static_cast<Quality>(4)}}), "series.quality /0/quality");
    EXPECT_EQ(refusal({7, {-1, 3}}), "series.time /0/at");
    EXPECT_EQ(refusal({7, {leap_day + 3601, 3}}, leap_day), "series.time /0/at");
    EXPECT_EQ(refusal({7, {leap_day + 3600, 3}}, leap_day), "taken");
    EXPECT_EQ(append({{8, {leap_day, 3}}, {8, {-5, 3}}}).error().field, "/1/at");
    EXPECT_TRUE(readings(8).empty());
    EXPECT_EQ(append(std::vector<StationReading>(SeriesStore::most_at_once + 1)).error().code, "series.too_many");
    writer_->execute("BEGIN IMMEDIATE");
    SeriesStore coarser(*writer_, {"ecology.level", 1});
    EXPECT_EQ(coarser.append({}, Moment{}).error().code, "series.decimals");
    writer_->execute("ROLLBACK");
}

TEST_P(Series, a_block_that_was_damaged_is_said_and_not_shown) {
    std::vector<StationReading> batch;
    for (int i = 0; i < 12; ++i) batch.push_back({7, {leap_day + std::int64_t{300} * i, 100 + i}});
    ASSERT_TRUE(append(batch));
    ASSERT_EQ(count("sys_series_hour"), 1);
    writer_->prepared("UPDATE sys_series_hour SET block = ?").bind_bytes("\x01 broken").run();
    const auto read_all = read([](SeriesStore& series) { return series.readings(7, 0, latest_second); });
    EXPECT_EQ(read_all.error().code, "series.damaged");
    EXPECT_EQ(refusal({7, {leap_day + 7, 1}}), "series.damaged ");
}

// What the store should hold, by the simplest means: everything that was ever taken, and until when it was let go.
class Model {
public:
    std::map<std::pair<std::int64_t, std::int64_t>, Reading> taken;
    std::int64_t dropped = 0;

    std::vector<Reading> readings(std::int64_t station) const {
        std::vector<Reading> all;
        for (const auto& [key, reading] : taken)
            if (key.first == station && reading.at >= dropped) all.push_back(reading);
        return all;
    }
    std::vector<SeriesRollUp> roll_ups(std::int64_t station, SeriesStep step) const {
        std::map<std::string, std::vector<Reading>> groups; // by the name of the hour, day or month in Shanghai
        for (const auto& [key, reading] : taken) {
            const auto shown = Moment{reading.at * micros}.shown(); // "2024-03-01 16:00"
            const std::size_t letters = step == SeriesStep::hour ? 13 : step == SeriesStep::day ? 10 : 7;
            if (key.first == station) groups[shown.substr(0, letters)].push_back(reading);
        }
        std::vector<SeriesRollUp> all;
        for (const auto& [name, group] : groups) {
            const std::string rest = "0000-01-01T00:00:00+08:00";
            const auto begin = step == SeriesStep::hour ? name.substr(0, 10) + "T" + name.substr(11) : name;
            auto& one = all.emplace_back(
                SeriesRollUp{Moment::parse(begin + rest.substr(begin.size())).value().micros / micros, {}});
            for (const auto& reading : group) {
                if (reading.quality == Quality::suspect || reading.quality == Quality::missing) {
                    ++one.of.flagged;
                    continue;
                }
                one.of.low = one.of.count == 0 ? reading.value : std::min(one.of.low, reading.value);
                one.of.high = one.of.count == 0 ? reading.value : std::max(one.of.high, reading.value);
                one.of.last_at = reading.at;
                one.of.last = reading.value;
                one.of.sum += reading.value;
                ++one.of.count;
            }
        }
        return all;
    }
};

Reading any_reading(std::mt19937_64& random, std::int64_t at) {
    const auto quality = static_cast<Quality>(random() % 3 == 0 ? random() % 4 : 0);
    const auto value = static_cast<std::int64_t>(random() % 2001) - 1000;
    return {at, quality == Quality::missing ? 0 : value, quality};
}

TEST_P(Series, after_any_history_the_roll_ups_equal_a_recomputation) {
    std::mt19937_64 random(20240229);
    Model model;
    const auto begin = leap_day - 2 * day;
    const auto any_time = [&] { return begin + static_cast<std::int64_t>(random() % 1152) * 300; };
    int corrected = 0, refused = 0;
    for (int round = 0; round < 240; ++round) {
        if (round % 40 == 39) open();
        const auto what = random() % 20;
        if (what < 12) {
            std::vector<StationReading> batch;
            const auto start = any_time();
            const auto size = what < 6 ? 1 + random() % 5 : 40;
            for (std::size_t i = 0; i < size; ++i)
                batch.push_back(
                    {1 + static_cast<std::int64_t>(random() % 3),
                     any_reading(random, what < 6 ? any_time() : start + static_cast<std::int64_t>(i) * 60)});
            const bool late =
                std::ranges::any_of(batch, [&](const auto& one) { return one.reading.at < model.dropped; });
            const auto done = append(batch);
            ASSERT_EQ(done.has_value(), !late);
            if (late) {
                ++refused;
                continue;
            }
            std::size_t added = 0;
            for (const auto& one : batch)
                added += model.taken.try_emplace({one.station, one.reading.at}, one.reading).second ? 1 : 0;
            ASSERT_EQ(done->added, added);
            ASSERT_EQ(done->added + done->repeated + done->differing, batch.size());
        } else if (what < 17 && !model.taken.empty()) {
            auto one = std::next(model.taken.begin(), static_cast<std::ptrdiff_t>(random() % model.taken.size()));
            const auto to = any_reading(random, one->second.at);
            const auto done = correct(one->first.first, to);
            ASSERT_EQ(done.has_value(), to.at >= model.dropped);
            if (done) one->second = to;
            corrected += done ? 1 : 0;
        } else if (what < 19) {
            compact(any_time());
        } else if (const auto until = begin + std::int64_t{300} * round; round % 2 == 0) {
            compact(until);
            ASSERT_TRUE(drop(until));
            if (!model.taken.empty()) model.dropped = std::max(model.dropped, until / hour_seconds * hour_seconds);
        }
        for (std::int64_t station = 1; station <= 3 && round % 8 == 0; ++station) {
            ASSERT_EQ(readings(station), model.readings(station)) << round;
            for (const auto step : {SeriesStep::hour, SeriesStep::day, SeriesStep::month})
                ASSERT_EQ(roll_ups(station, step), model.roll_ups(station, step)) << round;
        }
        if (round % 8 == 0) ASSERT_EQ(findings(), std::vector<std::string>{}) << round;
    }
    EXPECT_GT(corrected, 20);
    EXPECT_GT(refused, 0);
    EXPECT_GT(model.dropped, begin);
}

TEST_P(Series, a_batch_that_is_broken_off_has_not_happened) {
    ASSERT_TRUE(append({{7, {leap_day, 1}}}));
    std::vector<StationReading> batch;
    for (int i = 0; i < 500; ++i) batch.push_back({7 + i % 2, {leap_day + std::int64_t{30} * i, i}});
    writer_->execute("BEGIN IMMEDIATE");
    ASSERT_TRUE(SeriesStore(*writer_, {"ecology.level", 2}).append(batch, Moment{(leap_day + day) * micros}));
    open(); // without a commit, as after a crash
    EXPECT_EQ(readings(7), (std::vector<Reading>{{leap_day, 1}}));
    EXPECT_TRUE(readings(8).empty());
    EXPECT_EQ(roll_ups(7, SeriesStep::day).at(0).of.count, 1);
    EXPECT_EQ(append(batch)->added, 499U);
}

// As a centre polls them: all stations at once, again and again; beside a second series, whose lines come in between.
TEST_P(Series, stations_that_are_polled_together_are_kept_together_and_read_apart) {
    constexpr std::int64_t stations = 150, per_hour = 12;
    const auto value_of = [](std::int64_t station, std::int64_t nth) { return station * 1000 + nth; };
    for (std::int64_t nth = 0; nth < 2 * per_hour; ++nth) {
        std::vector<StationReading> batch;
        for (std::int64_t station = 1; station <= stations; ++station) // some join late
            if (nth >= station % 5) batch.push_back({station, {leap_day + nth * 300, value_of(station, nth)}});
        EXPECT_EQ(append(batch)->added, batch.size());
        EXPECT_EQ(append(batch)->repeated, batch.size());
        writer_->execute("BEGIN IMMEDIATE");
        SeriesStore other(*writer_, {"ecology.flow", 0});
        ASSERT_TRUE(other.append(std::vector<StationReading>{{nth, {leap_day + nth * 300, -nth}}},
                                 Moment{(leap_day + day) * micros}));
        writer_->execute("COMMIT");
    }
    EXPECT_LT(count("sys_series_recent"), std::int64_t{10} * per_hour) << "a row for each second of a band";
    for (const bool in_blocks : {false, true}) {
        if (in_blocks) EXPECT_GT(compact(leap_day + hour_seconds), 0U);
        EXPECT_EQ(findings(), std::vector<std::string>{});
        for (std::int64_t station = 1; station <= stations; ++station) {
            const auto all = readings(station);
            ASSERT_EQ(all.size(), static_cast<std::size_t>(2 * per_hour - station % 5));
            for (std::size_t i = 0; i < all.size(); ++i) {
                const auto nth = static_cast<std::int64_t>(i) + station % 5;
                ASSERT_EQ(all[i], (Reading{leap_day + nth * 300, value_of(station, nth)}));
            }
        }
    }
    writer_->execute("BEGIN IMMEDIATE");
    SeriesStore other(*writer_, {"ecology.flow", 0});
    EXPECT_EQ(other.readings(23, 0, latest_second).value(), (std::vector<Reading>{{leap_day + 6900, -23}}));
    EXPECT_EQ(other.drop(Moment{(leap_day + hour_seconds) * micros}).error().code, "series.uncompacted");
    writer_->execute("ROLLBACK");
    ASSERT_TRUE(drop(leap_day + hour_seconds)) << "what another series has still to compact is its own affair";
}

TEST_P(Series, what_was_changed_behind_the_store_is_found) {
    std::vector<StationReading> batch;
    for (int i = 0; i < 24; ++i) batch.push_back({7, {leap_day + std::int64_t{300} * i, 100 + i}});
    for (int i = 0; i < 3; ++i) batch.push_back({8, {leap_day + std::int64_t{300} * i, 100 + i}});
    ASSERT_TRUE(append(batch));
    ASSERT_TRUE(correct(7, {leap_day, 7, Quality::corrected}));
    ASSERT_EQ(findings(), std::vector<std::string>{});
    const auto found_after = [&](const std::string& change) {
        writer_->execute("CREATE TABLE copy_hour AS SELECT * FROM sys_series_hour");
        writer_->execute("CREATE TABLE copy_day AS SELECT * FROM sys_series_day");
        writer_->execute("CREATE TABLE copy_recent AS SELECT * FROM sys_series_recent");
        writer_->execute("CREATE TABLE copy_correction AS SELECT * FROM sys_series_correction");
        writer_->execute(change);
        const auto found = findings();
        for (const std::string table : {"hour", "day", "recent", "correction"}) {
            writer_->execute("DELETE FROM sys_series_" + table);
            writer_->execute(
                std::string("INSERT INTO sys_series_").append(table).append(" SELECT * FROM copy_").append(table));
            writer_->execute("DROP TABLE copy_" + table);
        }
        std::string all;
        for (const auto& one : found) all += one + "\n";
        return all;
    };
    const auto says = [&](const std::string& change, const std::string& what) {
        const auto found = found_after(change);
        EXPECT_NE(found.find(what), std::string::npos) << change << ": " << found;
    };
    says("UPDATE sys_series_hour SET sum = sum + 1", "the hour is not the sum of its readings");
    says("UPDATE sys_series_hour SET block = (SELECT block FROM sys_series_hour ORDER BY hour LIMIT 1)",
         "the block is damaged");
    says("UPDATE sys_series_hour SET block = (SELECT readings FROM sys_series_recent LIMIT 1)", "damaged");
    says("UPDATE sys_series_day SET high = high + 1", "the day is not the sum of its hours");
    says("DELETE FROM sys_series_day", "the day is not the sum of its hours");
    says("INSERT INTO sys_series_day (line, day, count, flagged, sum, low, high, last_at, last) VALUES "
         "(64, 1, 0, 0, 0, 0, 0, 0, 0)",
         "no hour belongs to");
    says("UPDATE sys_series_recent SET at = at + 1", "they are damaged");
    says("UPDATE sys_series_correction SET value = 8", "not what its last correction says");
    says("UPDATE sys_series_correction SET nth = 2", "a correction is missing");
    says("UPDATE sys_series_hour SET line = 1000", "line 1000, which is none");
}

struct Keyed {
    std::string table;
    std::vector<std::string> key;
};

// One value of one row at a time; every change is taken back.
TEST_P(Series, any_value_that_was_changed_is_found) {
    std::vector<StationReading> batch;
    for (int i = 0; i < 24; ++i) batch.push_back({7, {leap_day + std::int64_t{300} * i, 100 + i % 5}});
    for (int i = 0; i < 3; ++i) batch.push_back({8, {leap_day + 2 * hour_seconds + std::int64_t{300} * i, 100 + i}});
    ASSERT_TRUE(in_transaction([&](SeriesStore&) {
        SeriesStore series(*writer_, {"ecology.level", 2, true});
        return series.append(batch, Moment{(leap_day + 400 * day) * micros});
    }));
    for (const auto at : {leap_day, leap_day + hour_seconds}) {
        ASSERT_TRUE(correct(7, {at, 7, Quality::corrected}));
        ASSERT_TRUE(correct(7, {at, 9, Quality::corrected}, "read once more"));
    }
    ASSERT_TRUE(drop(leap_day + hour_seconds));
    ASSERT_EQ(findings(), std::vector<std::string>{});
    std::size_t tried = 0;
    const auto try_change = [&](const std::string& sql, const std::vector<std::string>& key) {
        writer_->execute("BEGIN IMMEDIATE");
        try {
            const auto changed = writer_->prepare(sql);
            for (const auto& part : key) changed->bind(part);
            changed->run();
            std::size_t found = 0;
            audit_series(*writer_, [&](const std::string&) { ++found; });
            EXPECT_GT(found, 0U) << sql;
            ++tried;
        } catch (const StoreError&) { // the database would not have it
        }
        writer_->execute("ROLLBACK");
    };
    const std::vector<Keyed> tables = {{"sys_series", {"name"}},
                                       {"sys_series_station", {"id"}},
                                       {"sys_series_recent", {"band", "at"}},
                                       {"sys_series_hour", {"line", "hour"}},
                                       {"sys_series_day", {"line", "day"}},
                                       {"sys_series_moved", {"band", "day"}},
                                       {"sys_series_correction", {"line", "at", "nth"}}};
    for (const auto& [table, key] : tables) {
        std::string columns, where;
        for (const auto& part : key) {
            columns += (columns.empty() ? "CAST(" : ", CAST(") + part + " AS TEXT)";
            where += (where.empty() ? " WHERE CAST(" : " AND CAST(") + part + " AS TEXT) = ?";
        }
        std::vector<std::vector<std::string>> rows;
        const auto row = writer_->prepare(std::string("SELECT ").append(columns).append(" FROM ").append(table));
        while (row->step()) {
            auto& values = rows.emplace_back();
            for (std::size_t i = 0; i < key.size(); ++i) values.emplace_back(row->text(static_cast<int>(i)));
        }
        EXPECT_FALSE(rows.empty()) << table;
        const auto& declared = *std::ranges::find(declared_system_tables(), table, &SystemTable::name);
        for (const auto& values : rows)
            for (const auto& column : declared.columns) {
                const auto set = std::string("UPDATE ").append(table).append(" SET ").append(column.name).append(" = ");
                if (column.kind == 't')
                    try_change(std::string(set).append("'x' || ").append(column.name).append(where), values);
                if (column.kind != 'i') continue;
                for (const auto* by : {" + 1", " - 1", " + 65536", " + 1099511627776"})
                    try_change(std::string(set).append(column.name).append(by).append(where), values);
            }
    }
    EXPECT_GT(tried, 150U);
}

TEST_P(Series, a_range_is_cut_to_the_second_and_bounded) {
    std::vector<StationReading> batch;
    for (int i = 0; i < 3 * hour_seconds; ++i) batch.push_back({7, {leap_day + i, i}});
    ASSERT_TRUE(append(batch));
    const auto hour = readings(7, leap_day + 1800, leap_day + 5400);
    ASSERT_EQ(hour.size(), 3600U);
    EXPECT_EQ(hour.front().at, leap_day + 1800);
    EXPECT_EQ(hour.back().at, leap_day + 5399);
    EXPECT_TRUE(readings(7, leap_day + 5, leap_day + 5).empty());
    EXPECT_TRUE(readings(6).empty());
    EXPECT_EQ(count("sys_series_recent"), 0) << "whole hours are blocks at once";
}

INSTANTIATE_TEST_SUITE_P(Stores, Series, ::testing::Values("sqlite", "postgres"),
                         [](const auto& info) { return info.param; });

} // namespace
} // namespace shanhai::kernel
