#pragma once

#include "kernel/figures/evaluate.h"
#include "kernel/schema/trial_module_test.h"
#include "kernel/store/tables.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

// A cube with a few postings in two provinces, and figures over them.
namespace shanhai::kernel {

class TrialFigures : public ::testing::Test {
protected:
    void SetUp() override {
        writer_->execute("BEGIN");
        create_system_tables(*writer_);
        ASSERT_TRUE(bring_tables_to(*writer_, *schema_).has_value());
        add_place(1, "540000", "西藏", "province", 0);
        add_place(2, "540200", "日喀则", "", 1);
        add_place(3, "540228", "白朗", "county", 2);
        add_place(4, "650000", "新疆", "province", 0);
        writer_->execute("COMMIT");
    }
    void TearDown() override {
        writer_.reset();
        std::filesystem::remove_all(folder_);
    }

    static std::vector<SchemaFile> files() {
        auto files = trial_module();
        files.push_back({"modules/trial/schema/fee.yaml", R"(type: fee
fields:
  place: {is: ref place}
  date: {is: date}
  amount: {is: money, currency: coin}
  coin: {is: text}
  urgent: {is: boolean}
measures:
  trial.fees: {sum: amount, on: date, by: [place, urgent]}
)"});
        files.push_back({"modules/trial/figures/more.yaml", R"(
trial.left: {unit: CNY, formula: trial.received - trial.paid, kind: stock}
trial.each: {unit: CNY_per_person, formula: trial.received / trial.heads}
trial.fees: {unit: money, formula: trial.fees}
trial.fees_usd: {unit: USD, formula: trial.fees}
trial.people: {unit: person, formula: trial.heads, target: {at_least: 10, at_most: 20}}
)"});
        return files;
    }

    void add_place(std::int64_t id, const std::string& code, const std::string& name, const std::string& level,
                   std::int64_t parent) {
        auto& insert = writer_->prepared("INSERT INTO place (id, version, created_at, created_by, updated_at, code, "
                                         "name, level, parent) VALUES (?, 1, '', '', '', ?, ?, nullif(?, ''), "
                                         "nullif(?, 0))");
        insert.bind(id).bind(code).bind(name).bind(level).bind(parent).run();
    }

    void post(const std::string& measure, std::vector<Value> values, const std::string& day, std::int64_t value) {
        const auto& posted = *schema_->measure(measure);
        const Movement movement{posted.number, cube_.coordinate(*writer_, posted, values), Date::parse(day)->days(),
                                value};
        cube_.apply({&movement, 1}, ++entry_);
    }
    void pay(std::int64_t place, const std::string& kind, const std::string& day, std::int64_t fen) {
        post("trial.paid", {Value(place), Value(kind), Value("county"), Value("CNY")}, day, fen);
    }
    void receive(std::int64_t place, const std::string& day, std::int64_t fen) {
        post("trial.received", {Value(place), Value("works"), Value("CNY")}, day, fen);
    }
    void count_heads(std::int64_t place, const std::string& day, std::int64_t heads) {
        post("trial.heads", {Value(place), Value("works")}, day, heads);
    }

    Result<std::vector<FigureCell>> cells(const std::string& figure, const Where& where = {},
                                          const std::vector<std::string>& by = {}) {
        FigureResolver names(*schema_, indexes_, *writer_, gate_);
        const auto query = TRY(names.resolve(figure, where, by));
        return evaluate(query, cube_.view(), *schema_, names, [](int) { return std::span<const Movement>{}; });
    }

    // "where: value unit" of every cell, or the code of the refusal.
    std::vector<std::string> answer(const std::string& figure, const Where& where = {},
                                    const std::vector<std::string>& by = {}) {
        const auto found = cells(figure, where, by);
        if (!found) return {found.error().code};
        std::vector<std::string> result;
        for (const auto& cell : *found) {
            std::string text;
            for (const auto& [name, label] : cell.where) text += label + " ";
            result.push_back(text + (cell.value ? cell.text : "none") + " " + cell.unit);
        }
        return result;
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-figures-" + std::to_string(::getpid()));
    std::unique_ptr<Schema> schema_ = trial_schema_of(files());
    std::unique_ptr<Store> store_ = (std::filesystem::create_directories(folder_), open_sqlite(folder_ / "store.db"));
    std::unique_ptr<Connection> writer_ = store_->connect_writer();
    Cube cube_{*schema_};
    ReferenceIndexes indexes_{*schema_};
    Rights rights_{Principal::administrator(), *schema_, *Date::parse("2024-12-31"), *writer_};
    RecordGate gate_{rights_, *schema_, *writer_};
    std::int64_t entry_ = 0;
};

} // namespace shanhai::kernel
