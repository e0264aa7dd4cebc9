#include "kernel/access/accounts.h"
#include "kernel/backup.h"
#include "kernel/engine/trial_kernel_test.h"
#include "kernel/log.h"
#include "kernel/series/series_store.h"

// A store that is made anew from its journal, and one whose modules change.
namespace shanhai::kernel {
namespace {

class CarriedOver : public TrialKernel {
protected:
    void enter_something() {
        const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
        make("receipt", {{"project", project}, {"date", "2022-04-01"}, {"amount", "1000"}});
        const auto payment =
            make("payment", {{"project", project}, {"date", "2023-04-01"}, {"amount", "100"}, {"note", "x"}});
        Command correction;
        correction.action = Action::amend;
        correction.type = "payment";
        correction.record = payment;
        correction.fields = {{"amount", "90"}};
        correction.reason = "更正";
        ASSERT_TRUE(command(correction).has_value());
        Command removal;
        removal.action = Action::void_;
        removal.type = "payment";
        removal.record = make("payment", {{"project", project}, {"date", "2023-05-01"}, {"amount", "7"}});
        removal.reason = "重复";
        ASSERT_TRUE(command(removal).has_value());
    }
};

TEST_F(CarriedOver, every_entry_can_be_proved) {
    enter_something();
    const auto key = VerifierKey::parse(kernel_->log().verifier_key().value());
    ASSERT_TRUE(key.has_value());
    const auto size = kernel_->tree_head().size;
    for (std::uint64_t entry = 1; entry <= size; ++entry) {
        const auto proof = InclusionProof::parse(kernel_->log().prove(entry).value().text());
        ASSERT_TRUE(proof.has_value());
        EXPECT_TRUE(check_proof(*proof, *key).has_value()) << entry;
        EXPECT_TRUE(check_proof(kernel_->log().prove_growth(entry).value(), *key).has_value()) << entry;
    }
    EXPECT_EQ(kernel_->log().prove(size + 1).error().code, "log.no_such_entry");
}

TEST_F(CarriedOver, a_backup_is_a_store_again_with_the_same_root_and_figures) {
    enter_something();
    const auto out = folder_ / "backup";
    const auto made = kernel_->backup(out);
    ASSERT_TRUE(made.has_value()) << made.error().code;
    auto to = options();
    to.data = folder_ / "restored";
    to.store.clear(); // from either database into SQLite
    const auto restored = restore_store(to, out);
    ASSERT_TRUE(restored.has_value()) << restored.error().code << " " << restored.error().args.front().second;
    EXPECT_EQ(restored->root, hex(kernel_->tree_head().root));
    EXPECT_EQ(restore_store(to, out).error().code, "store.exists");
    const auto before = std::pair(value("trial.paid"), value("trial.left"));
    const auto key = kernel_->log().verifier_key().value();
    kernel_ = *Kernel::open(to);
    EXPECT_EQ(std::pair(value("trial.paid"), value("trial.left")), before);
    EXPECT_EQ(before.first, "90.00");
    EXPECT_EQ(kernel_->log().verifier_key().value(), key);
    EXPECT_TRUE(kernel_->accounts().log_in({"admin", "correct horse battery", {}}, {}).has_value());
    expect_clean();
    EXPECT_NE(refused("payment", {{"project", "#5"}, {"date", "2023-04-01"}, {"amount", "911"}}), "accepted")
        << "what is left is 910, as before";
}

TEST_F(CarriedOver, readings_come_back_with_their_roll_ups_and_corrections) {
    constexpr std::int64_t begin = 1'709'136'000;
    const auto station = std::stoll(make("gauge", {{"code", "G1"}}).substr(1));
    const auto to_reading = [station](int i) {
        return StationReading{station, {begin + std::int64_t{300} * i, 1000 + i, Quality::good}};
    };
    kernel_.reset();
    {
        const auto store = database_ ? open_store(database_->url()) : open_sqlite(options().data / "shanhai.db");
        const auto writer = store->connect_writer();
        writer->execute("BEGIN IMMEDIATE");
        SeriesStore series(*writer, {"trial.level", 2});
        std::vector<StationReading> batch;
        for (int i = 0; i < 27; ++i) batch.push_back(to_reading(i)); // two blocks and three rows
        ASSERT_TRUE(series.append(batch, Moment{(begin + 86400) * 1'000'000}).has_value());
        ASSERT_TRUE(series.drop(Moment{(begin + 3600) * 1'000'000}).has_value());
        ASSERT_TRUE(series.correct({station, {begin + 3600, -5, Quality::corrected}, "wang", "ice", Moment{1}}));
        writer->execute("COMMIT");
    }
    kernel_ = *Kernel::open(options());
    expect_clean();
    ASSERT_TRUE(kernel_->backup(folder_ / "backup").has_value());
    auto to = options();
    to.data = folder_ / "restored";
    to.store.clear();
    ASSERT_TRUE(restore_store(to, folder_ / "backup").has_value());
    const auto store = open_sqlite(to.data / "shanhai.db");
    const auto reader = store->connect_reader();
    SeriesStore series(*reader, {"trial.level", 2});
    const auto readings = series.readings(station, 0, latest_second).value();
    ASSERT_EQ(readings.size(), 15U);
    EXPECT_EQ(readings.front(), (Reading{begin + 3600, -5, Quality::corrected}));
    for (int i = 13; i < 27; ++i) EXPECT_EQ(readings.at(static_cast<std::size_t>(i) - 12), to_reading(i).reading);
    const auto day = series.roll_ups(station, SeriesStep::day, 0, latest_second).value();
    ASSERT_EQ(day.size(), 1U);
    EXPECT_EQ(day.front().of.count, 27);
    EXPECT_EQ(day.front().of.low, -5);
    EXPECT_EQ(series.corrections(station, begin + 3600, begin + 3600 + 1).value().at(0).from.value, 1012);
}

// Such a store has no checksums over its rows of readings, and says of all lines of a band that they have blocks.
TEST_F(CarriedOver, readings_of_an_earlier_program_get_their_checksums) {
    constexpr std::int64_t begin = 1'709'136'000;
    const auto station = std::stoll(make("gauge", {{"code", "G1"}}).substr(1));
    const auto behind_it = [this](const auto& change) {
        kernel_.reset();
        {
            const auto store = database_ ? open_store(database_->url()) : open_sqlite(options().data / "shanhai.db");
            const auto writer = store->connect_writer();
            writer->execute("BEGIN IMMEDIATE");
            change(*writer);
            writer->execute("COMMIT");
        }
    };
    behind_it([&](Connection& writer) {
        SeriesStore series(writer, {"trial.level", 2, true});
        std::vector<StationReading> batch;
        for (int i = 0; i < 27; ++i) batch.push_back({station, {begin + std::int64_t{300} * i, 1000 + i}});
        ASSERT_TRUE(series.append(batch, Moment{(begin + 86400) * 1'000'000}).has_value());
        ASSERT_TRUE(series.correct({station, {begin + 300, -5, Quality::corrected}, "wang", "ice", Moment{1}}));
        for (const std::string table : {"", "_station", "_hour", "_moved", "_correction"})
            writer.execute("ALTER TABLE sys_series" + table + " DROP COLUMN seal");
        writer.execute("UPDATE sys_series_station SET sealed = sealed + 9");
    });
    auto reading = options();
    reading.read_only = true;
    kernel_ = *Kernel::open(reading);
    expect_clean();
    kernel_ = *Kernel::open(options());
    expect_clean();
    behind_it([](Connection& writer) { writer.execute("UPDATE sys_series_correction SET who = 'li'"); });
    kernel_ = *Kernel::open(options());
    EXPECT_FALSE(kernel_->verify()->ok);

    behind_it([](Connection& writer) { // a backup of such a program tells of none, either
        for (const std::string table : {"", "_station", "_hour", "_moved", "_correction"})
            writer.execute("UPDATE sys_series" + table + " SET seal = NULL");
    });
    kernel_ = *Kernel::open(options());
    EXPECT_FALSE(kernel_->verify()->ok);
    ASSERT_TRUE(kernel_->backup(folder_ / "backup").has_value());
    auto to = options();
    to.data = folder_ / "restored";
    to.store.clear();
    ASSERT_TRUE(restore_store(to, folder_ / "backup").has_value());
    kernel_ = *Kernel::open(to);
    expect_clean();
}

TEST_F(CarriedOver, an_altered_backup_is_refused) {
    const auto out = folder_ / "backup";
    ASSERT_TRUE(kernel_->backup(out).has_value());
    for (const auto& file : std::filesystem::directory_iterator(out)) {
        if (file.path().filename().string().starts_with("journal-")) std::filesystem::resize_file(file.path(), 100);
    }
    auto to = options();
    to.data = folder_ / "restored";
    EXPECT_EQ(restore_store(to, out).error().code, "backup.altered");
    EXPECT_EQ(restore_store(to, folder_).error().code, "backup.missing");
}

class Modules : public CarriedOver {
protected:
    // The trial's files with something replaced.
    static std::vector<SchemaFile> changed(const std::vector<std::array<std::string, 3>>& changes) {
        auto files = trial_schema();
        for (const auto& [path, from, to] : changes) {
            for (auto& file : files) {
                if (file.path != "modules/trial/" + path) continue;
                EXPECT_NE(file.text.find(from), std::string::npos) << from;
                file.text = replace_all(file.text, from, to);
            }
        }
        return files;
    }

    std::string reopened_with(std::vector<SchemaFile> files) {
        kernel_.reset();
        auto with = options();
        with.schema_files = std::move(files);
        auto opened = Kernel::open(with);
        if (!opened) return opened.error().also.empty() ? opened.error().code : opened.error().also.front().code;
        kernel_ = *std::move(opened);
        return "opened";
    }
};

TEST_F(Modules, a_new_measure_is_posted_from_the_whole_history) {
    enter_something();
    const auto size = kernel_->tree_head().size;
    const auto then = kernel_->now();
    ASSERT_EQ(reopened_with(changed(
                  {{"schema/payment.yaml", "measures:\n",
                    "measures:\n  trial.twice: {sum: amount * 2, on: date, by: [project.region], per: [project]}\n"},
                   {"figures/trial.yaml", "trial.projects:",
                    "trial.twice: {unit: CNY, formula: trial.twice, title: 两倍}\ntrial.projects:"}})),
              "opened");
    EXPECT_EQ(kernel_->tree_head().size, size + 1) << "the change is an entry";
    expect_clean();
    EXPECT_EQ(value("trial.twice"), "180.00");
    EXPECT_EQ(value("trial.twice", {}, then), "180.00");
    make("payment", {{"project", "#5"}, {"date", "2023-06-01"}, {"amount", "1"}});
    EXPECT_EQ(value("trial.twice"), "182.00");
    EXPECT_EQ(value("trial.twice", {}, then), "180.00");
    expect_clean();
}

TEST_F(Modules, a_renamed_field_keeps_values_measures_and_history) {
    enter_something();
    const std::vector<std::array<std::string, 3>> renamed = {
        {"schema/payment.yaml", "  amount: {is: money, more_than: 0, required: true}",
         "  paid: {is: money, more_than: 0, required: true, was: amount}"},
        {"schema/payment.yaml", "sum: amount", "sum: paid"}};
    ASSERT_EQ(reopened_with(changed(renamed)), "opened");
    EXPECT_EQ(value("trial.paid"), "90.00");
    make("payment", {{"project", "#5"}, {"date", "2023-06-01"}, {"paid", "1"}});
    expect_clean();
    ASSERT_TRUE(kernel_->backup(folder_ / "backup").has_value());
    auto to = options();
    to.data = folder_ / "restored";
    to.store.clear();
    to.schema_files = changed(renamed);
    ASSERT_TRUE(restore_store(to, folder_ / "backup").has_value());
    kernel_ = *Kernel::open(to);
    EXPECT_EQ(value("trial.paid"), "91.00");
    expect_clean();
}

TEST_F(Modules, a_store_without_rows_of_the_past_gets_them_from_its_entries) {
    enter_something();
    const auto then = kernel_->now();
    Command correction;
    correction.action = Action::amend;
    correction.type = "payment";
    correction.record = "ZF-2023-000001";
    correction.fields = {{"amount", "80"}};
    correction.reason = "更正";
    ASSERT_TRUE(command(correction).has_value());
    const auto before = kernel_->get(Principal::administrator(), "payment", "ZF-2023-000001", then).value();
    if (database_) GTEST_SKIP() << "only SQLite's stores are so old";
    kernel_.reset();
    {
        const auto writer = open_sqlite(folder_ / "shanhai.db")->connect_writer();
        for (const std::string type : {"division", "project", "receipt", "payment"})
            writer->execute("DROP TABLE \"sys_past_" + type + "\"");
    }
    restart();
    EXPECT_EQ(kernel_->get(Principal::administrator(), "payment", "ZF-2023-000001", then).value(), before);
    EXPECT_EQ(before.at("amount"), "90.00");
    expect_clean();
}

TEST_F(Modules, what_becomes_required_gets_its_default_by_amendments) {
    enter_something();
    const auto size = kernel_->tree_head().size;
    ASSERT_EQ(reopened_with(changed({{"schema/receipt.yaml", "fields:\n",
                                      "fields:\n  grade: {is: integer, required: true, default: 3}\n"}})),
              "opened");
    EXPECT_EQ(kernel_->tree_head().size, size + 2) << "the change, and the one receipt";
    expect_clean();
}

TEST_F(Modules, what_would_lose_or_falsify_data_is_refused_and_nothing_is_done) {
    enter_something();
    const auto size = kernel_->tree_head().size;
    const std::string payment = "schema/payment.yaml", amount = "amount: {is: money, more_than: 0, required: true}";
    const std::vector<std::pair<std::string, std::vector<std::array<std::string, 3>>>> cases = {
        {"schema.values_do_not_fit", {{payment, amount, "amount: {is: money, more_than: 95, required: true}"}}},
        {"schema.kind_changed", {{payment, "note: {is: text}", "note: {is: integer}"}}},
        {"schema.required_is_missing",
         {{"schema/receipt.yaml", "fields:\n", "fields:\n  grade: {is: integer, required: true}\n"}}},
        {"schema.field_in_use", {{payment, "  note: {is: text}\n", ""}}},
        {"schema.measure_changed", {{payment, "sum: amount", "sum: amount * 3"}}},
    };
    for (const auto& [code, changes] : cases) {
        EXPECT_EQ(reopened_with(changed(changes)), code);
    }
    ASSERT_EQ(reopened_with(trial_schema()), "opened");
    EXPECT_EQ(kernel_->tree_head().size, size);
    expect_clean();
}

TEST_F(Modules, who_only_reads_says_that_the_store_must_be_brought_over_first) {
    kernel_.reset();
    auto reading = options();
    reading.read_only = true;
    reading.schema_files =
        changed({{"schema/payment.yaml", "  note: {is: text}", "  note: {is: text}\n  more: {is: text}"}});
    EXPECT_EQ(Kernel::open(reading).error().code, "store.must_migrate");
    ASSERT_EQ(reopened_with(reading.schema_files), "opened");
    kernel_.reset();
    EXPECT_TRUE(Kernel::open(reading).has_value());
}

} // namespace
} // namespace shanhai::kernel
