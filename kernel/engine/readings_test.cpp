#include "kernel/engine/trial_kernel_test.h"
#include "kernel/jobs/job_runner.h"
#include "kernel/jobs/jobs.h"
#include "kernel/readings.h"

#include <future>

namespace shanhai::kernel {
namespace {

constexpr std::int64_t micros = 1'000'000, hour = 3600, day = 24 * hour;
constexpr std::int64_t leap_day = 1'709'136'000; // midnight of 2024-02-29 in Shanghai

class ReadingsTest : public TrialKernel {
protected:
    void SetUp() override {
        TrialKernel::SetUp();
        if (kernel_ == nullptr) return;
        first_ = make("gauge", {{"code", "G1"}, {"name", "白朗水文站"}, {"region", "540228"}});
        second_ = make("gauge", {{"code", "G2"}, {"region", "650000"}});
    }
    std::vector<SchemaFile> schema_files() const override {
        auto files = trial_schema();
        files.push_back(
            {"data/jobs.yaml",
             "jobs:\n  readings: {does: readings, every: 1h}\n  close_days: {does: close_days, every: 1h}\n"});
        give_grants(files, R"(
roles:
  hydrologist: {title: {zh: 水文员, en: Hydrologist}}
  reader: {title: {zh: 读者, en: Reader}}
  passer_by: {title: {zh: 路人, en: Passer-by}}
lies_in:
  gauge: {division: region}
rights:
  hydrologist: {gauge: {may: [read, amend], sees: internal}}
  reader: {gauge: [read]}
  passer_by: {gauge: {may: [read], sees: public}}
)");
        return files;
    }
    Principal in_tibet(const std::string& role) {
        Grant grant;
        grant.role = role;
        grant.scope = ScopeKind::division;
        grant.record = 1; // the first division that was made
        return Principal::person("li", "li", {grant});
    }
    Result<AppendReport> append(const std::vector<ReadingGiven>& batch,
                                const Principal& who = Principal::administrator()) {
        return kernel_->readings().append(who, "trial.level", batch);
    }
    std::string refusal(const std::vector<ReadingGiven>& batch, const Principal& who) {
        const auto done = append(batch, who);
        return done ? "taken" : done.error().code + " " + done.error().field;
    }
    std::vector<Reading> read(const std::string& station, const Principal& who = Principal::administrator()) {
        return kernel_->readings().readings(who, {"trial.level", station, 0, latest_second}).value().readings;
    }
    template <class T>
    static std::string code(const Result<T>& result) {
        return result ? "done" : result.error().code;
    }
    CorrectionGiven correction(const std::string& station) {
        return {"trial.level", station, {leap_day, 240, Quality::corrected}, "gauge was iced up"};
    }

    std::string first_, second_;
};

TEST_F(ReadingsTest, stations_go_by_id_and_key_and_readings_come_back) {
    const auto done = append({{"G1", {leap_day, 235}}, {first_, {leap_day + 60, 236}}, {"G2", {leap_day, -5}}});
    ASSERT_TRUE(done.has_value()) << done.error().code;
    EXPECT_EQ(done->added, 3U);
    EXPECT_EQ(read("G1"), (std::vector<Reading>{{leap_day, 235}, {leap_day + 60, 236}}));
    EXPECT_EQ(read(second_), (std::vector<Reading>{{leap_day, -5}}));
    const auto answer = kernel_->readings().roll_ups(Principal::administrator(),
                                                     {"trial.level", "G1", 0, latest_second}, SeriesStep::day);
    ASSERT_EQ(answer->steps.size(), 1U);
    EXPECT_EQ(answer->steps[0].begin, leap_day);
    EXPECT_EQ(answer->steps[0].of.sum, 471);
    EXPECT_EQ(answer->station.at("label"), "白朗水文站");
    restart();
    EXPECT_EQ(read("G1").size(), 2U);
    EXPECT_TRUE(kernel_->readings()
                    .readings(Principal::administrator(), {"trial.flow", "G1", 0, latest_second})
                    ->readings.empty())
        << "another series of the same station";
    expect_clean();
}

TEST_F(ReadingsTest, a_batch_with_a_station_that_is_none_is_refused_whole) {
    const auto admin = Principal::administrator();
    EXPECT_EQ(refusal({{"G1", {leap_day, 1}}, {"G9", {leap_day, 1}}}, admin), "record.not_found /1/station");
    EXPECT_EQ(refusal({{"G1", {leap_day, 1}}, {"#1", {leap_day, 1}}}, admin), "record.not_found /1/station")
        << "a division is no gauge";
    EXPECT_EQ(refusal({{"G1", {leap_day, 1}}, {"G1", {-7, 1}}}, admin), "series.time /1/at");
    EXPECT_TRUE(read("G1").empty());
    EXPECT_EQ(code(kernel_->readings().append(admin, "trial.depth", {})), "series.unknown");
    Command removal;
    removal.action = Action::void_;
    removal.type = "gauge";
    removal.record = second_;
    removal.reason = "gone";
    ASSERT_TRUE(append({{"G2", {leap_day, 7}}}));
    ASSERT_TRUE(command(removal).has_value());
    EXPECT_EQ(refusal({{second_, {leap_day + 1, 1}}}, admin), "record.void /0/station");
    EXPECT_EQ(code(kernel_->readings().correct(admin, correction(second_))), "record.void");
    EXPECT_EQ(read(second_).size(), 1U) << "what it told can still be read";
}

TEST_F(ReadingsTest, readings_are_open_with_the_record_of_their_station) {
    ASSERT_TRUE(append({{"G1", {leap_day, 235}}, {"G2", {leap_day, 80}}}));
    auto& readings = kernel_->readings();
    const auto hydrologist = in_tibet("hydrologist"), reader = in_tibet("reader"), passer_by = in_tibet("passer_by");
    const auto stranger = Principal::person("wang", "wang", {});
    EXPECT_EQ(refusal({{"G1", {leap_day + 1, 236}}}, hydrologist), "taken");
    EXPECT_EQ(refusal({{"G2", {leap_day + 1, 81}}}, hydrologist), "record.not_found /0/station");
    EXPECT_EQ(refusal({{"G1", {leap_day + 2, 236}}}, reader), "access.denied /0/station");
    EXPECT_EQ(refusal({{"G1", {leap_day + 2, 236}}}, stranger), "record.not_found /0/station");
    EXPECT_EQ(code(readings.correct(hydrologist, correction("G1"))), "done");
    EXPECT_EQ(code(readings.correct(hydrologist, correction("G2"))), "record.not_found");
    EXPECT_EQ(code(readings.correct(reader, correction("G1"))), "access.denied");
    EXPECT_EQ(read("G1", reader).size(), 2U);
    const ReadingsQuery elsewhere{"trial.level", "G2", 0, latest_second}, here{"trial.level", "G1", 0, latest_second};
    for (const auto& who : {hydrologist, reader, passer_by, stranger}) {
        EXPECT_EQ(code(readings.readings(who, elsewhere)), "record.not_found");
        EXPECT_EQ(code(readings.roll_ups(who, elsewhere, SeriesStep::hour)), "record.not_found");
        EXPECT_EQ(code(readings.corrections(who, elsewhere)), "record.not_found");
    }
    EXPECT_EQ(code(readings.readings(stranger, here)), "record.not_found");
    EXPECT_EQ(readings.corrections(reader, here)->corrections.at(0).who, "li");
    EXPECT_EQ(readings.corrections(passer_by, here)->corrections.at(0).who, "") << "nobody else's affair";
    EXPECT_EQ(readings.corrections(passer_by, here)->corrections.at(0).why, "");
    EXPECT_EQ(read("G2"), (std::vector<Reading>{{leap_day, 80}})) << "nothing was taken";
}

TEST_F(ReadingsTest, a_correction_says_who_and_why_and_keeps_what_was_there) {
    ASSERT_TRUE(append({{"G1", {leap_day, 900}}}));
    auto given = correction("G1");
    given.reason = "";
    EXPECT_EQ(code(kernel_->readings().correct(in_tibet("hydrologist"), given)), "series.reason");
    const auto done = kernel_->readings().correct(in_tibet("hydrologist"), correction("G1"));
    ASSERT_TRUE(done.has_value()) << done.error().code;
    ASSERT_EQ(done->corrections.size(), 1U);
    EXPECT_EQ(done->corrections[0].from, (Reading{leap_day, 900}));
    EXPECT_EQ(done->corrections[0].who, "li");
    EXPECT_EQ(done->corrections[0].why, "gauge was iced up");
    EXPECT_EQ(read("G1"), (std::vector<Reading>{{leap_day, 240, Quality::corrected}}));
    expect_clean();
}

TEST_F(ReadingsTest, upkeep_makes_blocks_and_lets_old_readings_go) {
    const auto now = kernel_->now().micros / micros;
    const auto old = now - 40 * day, young = now - 3 * day;
    ASSERT_TRUE(append({{"G1", {old, 1}}, {"G1", {young, 2}}, {"G1", {now, 3}}}));
    ASSERT_TRUE(kernel_->readings().append(Principal::administrator(), "trial.flow",
                                           std::vector<ReadingGiven>{{"G1", {old, 9}}}));
    const auto asked = kernel_->jobs().ask("system.readings", "admin");
    ASSERT_TRUE(asked.has_value()) << asked.error().code;
    const std::atomic<bool> stopping = false;
    const auto run = perform(*kernel_, *kernel_->jobs().claim(*asked), stopping);
    ASSERT_TRUE(run.has_value());
    EXPECT_EQ(run->outcome, "done");
    EXPECT_EQ(run->said.en, "3 readings were compacted; of 1 series older ones were let go.");
    EXPECT_EQ(read("G1"), (std::vector<Reading>{{young, 2}, {now, 3}}));
    const auto answer = kernel_->readings().roll_ups(Principal::administrator(),
                                                     {"trial.level", "G1", 0, latest_second}, SeriesStep::day);
    EXPECT_EQ(answer->steps.size(), 3U) << "the days stay";
    EXPECT_GT(answer->kept_from, old);
    EXPECT_EQ(refusal({{"G1", {old, 1}}}, Principal::administrator()), "series.dropped /0/at");
    EXPECT_EQ(kernel_->readings()
                  .readings(Principal::administrator(), {"trial.flow", "G1", 0, latest_second})
                  ->readings.size(),
              1U)
        << "a series that says nothing of it keeps all";
    expect_clean();
}

class ClosedDaysTest : public ReadingsTest {
protected:
    void tell(const std::string& station, std::int64_t at, std::int64_t value) {
        const auto done = kernel_->readings().append(Principal::administrator(), "trial.flow",
                                                     std::vector<ReadingGiven>{{station, {at, value}}});
        ASSERT_TRUE(done.has_value()) << done.error().code;
    }
    std::string closed() {
        const std::atomic<bool> stopping = false;
        const auto done = kernel_->readings().close_days(stopping);
        if (!done) return done.error().code;
        return std::to_string(done->made) + " made, " + std::to_string(done->amended) + " amended, " +
               std::to_string(done->voided) + " voided";
    }
    json::array records() {
        return kernel_->list(Principal::administrator(), "gauge_day", {.order = {"id"}}).value().items;
    }
};

TEST_F(ClosedDaysTest, a_day_makes_a_record_for_each_station_and_figures_follow) {
    tell("G1", leap_day, 20);
    tell("G1", leap_day + day - 1, 25);
    tell("G1", leap_day + day, 40);
    tell("G2", leap_day + hour, 7);
    EXPECT_EQ(closed(), "3 made, 0 amended, 0 voided");
    const auto all = records();
    ASSERT_EQ(all.size(), 3U);
    const auto& first = all[0].as_object();
    EXPECT_EQ(first.at("day"), "2024-02-29");
    EXPECT_EQ(first.at("gauge").at("label"), "白朗水文站");
    EXPECT_EQ(first.at("total"), "4.5");
    EXPECT_EQ(first.at("mean"), "2.25");
    EXPECT_EQ(first.at("highest"), "2.5");
    EXPECT_EQ(first.at("readings"), 2);
    EXPECT_EQ(value("trial.flow"), "9.2");
    EXPECT_EQ(value("trial.flow", {{"region", "540000"}, {"day", "2024-02-29"}}), "4.5");
    EXPECT_EQ(closed(), "0 made, 0 amended, 0 voided") << "once";
    expect_clean();
}

TEST_F(ClosedDaysTest, what_comes_late_or_is_corrected_amends_its_day_and_what_was_reported_holds) {
    tell("G1", leap_day, 20);
    tell("G1", leap_day + day, 40);
    EXPECT_EQ(closed(), "2 made, 0 amended, 0 voided");
    const auto reported = kernel_->now();
    tell("G1", leap_day + hour, 30);
    ASSERT_TRUE(kernel_->readings().correct(Principal::administrator(),
                                            {"trial.flow", "G1", {leap_day, 21, Quality::corrected}, "ice"}));
    EXPECT_EQ(closed(), "0 made, 1 amended, 0 voided") << "the other day did not move";
    EXPECT_EQ(value("trial.flow"), "9.1");
    EXPECT_EQ(value("trial.flow", {}, reported), "6.0");
    EXPECT_EQ(
        kernel_->readings()
            .correct(Principal::administrator(), {"trial.flow", "G1", {leap_day + day, 0, Quality::missing}, "broken"})
            .has_value(),
        true);
    EXPECT_EQ(closed(), "0 made, 0 amended, 1 voided");
    EXPECT_EQ(value("trial.flow"), "5.1");
    tell("G1", leap_day + day + 60, 12);
    EXPECT_EQ(closed(), "1 made, 0 amended, 0 voided");
    EXPECT_EQ(value("trial.flow"), "6.3");
    expect_clean();
}

TEST_F(ClosedDaysTest, a_day_is_closed_some_hours_after_midnight_and_not_before) {
    const auto now = kernel_->now().micros / micros;
    const auto today = begin_of(SeriesStep::day, now);
    tell("G1", today, 10);
    tell("G1", today - 3 * day, 11);
    EXPECT_EQ(closed(), "1 made, 0 amended, 0 voided");
    EXPECT_EQ(value("trial.flow"), "1.1");
}

// As after a crash between the records and the note that they are made.
TEST_F(ClosedDaysTest, a_day_that_is_looked_at_again_makes_no_entry) {
    tell("G1", leap_day, 20);
    EXPECT_EQ(closed(), "1 made, 0 amended, 0 voided");
    const auto entries = kernel_->last_entry();
    kernel_.reset();
    {
        const auto store = database_ ? open_store(database_->url()) : open_sqlite(options().data / "shanhai.db");
        store->connect_writer()->execute("INSERT INTO sys_series_moved (band, day, times) VALUES (1, 19782, 1)");
    }
    kernel_ = *Kernel::open(options());
    EXPECT_EQ(closed(), "0 made, 0 amended, 0 voided");
    EXPECT_EQ(kernel_->last_entry(), entries);
    const auto asked = kernel_->jobs().ask("system.close_days", "admin");
    const std::atomic<bool> stopping = false;
    tell("G1", leap_day + 60, 1);
    const auto run = perform(*kernel_, *kernel_->jobs().claim(*asked), stopping);
    EXPECT_EQ(run->said.en, "Days of readings: 0 records were made, 1 amended, 0 voided.");
    EXPECT_EQ(run->entries.size(), 1U);
    expect_clean();
}

TEST_F(ReadingsTest, verification_finds_a_reading_that_was_changed_behind_it) {
    std::vector<ReadingGiven> batch;
    for (int i = 0; i < 12; ++i) batch.push_back({"G1", {leap_day + std::int64_t{300} * i, 100 + i}});
    ASSERT_TRUE(append(batch));
    expect_clean();
    kernel_.reset();
    {
        const auto store = database_ ? open_store(database_->url()) : open_sqlite(options().data / "shanhai.db");
        const auto writer = store->connect_writer();
        writer->execute("UPDATE sys_series_day SET high = 999");
        writer->execute("UPDATE sys_series_station SET station = 1");
    }
    kernel_ = *Kernel::open(options());
    const auto report = kernel_->verify();
    ASSERT_TRUE(report.has_value());
    const auto says = [&](const std::string& what) {
        return std::ranges::any_of(report->findings,
                                   [&](const std::string& one) { return one.find(what) != one.npos; });
    };
    EXPECT_TRUE(says("the day is not the sum of its hours"));
    EXPECT_TRUE(says("there is no gauge #1"));
}

// A refusal that comes when some of a batch is written already.
TEST_F(ReadingsTest, what_was_written_before_a_refusal_is_taken_back) {
    std::vector<ReadingGiven> batch;
    for (int i = 0; i < 12; ++i) batch.push_back({"G2", {leap_day + std::int64_t{300} * i, 100 + i}});
    ASSERT_TRUE(append(batch));
    kernel_.reset();
    {
        const auto store = database_ ? open_store(database_->url()) : open_sqlite(options().data / "shanhai.db");
        store->connect_writer()->prepared("UPDATE sys_series_hour SET block = ?").bind_bytes("\x01 broken").run();
    }
    kernel_ = *Kernel::open(options());
    for (auto& one : batch) one.station = "G1"; // its block is written first
    batch.push_back({"G2", {leap_day + 7, 1}});
    EXPECT_EQ(refusal(batch, Principal::administrator()), "series.damaged ");
    EXPECT_TRUE(read("G1").empty());
    batch.pop_back();
    EXPECT_EQ(append(batch)->added, 12U) << "and goes on";
    EXPECT_EQ(kernel_->verify()->findings.size(), 1U) << "the damaged block, and nothing else";
}

// Readings, records and refused batches at once, through the one writer: what is refused leaves nothing, and harms nobody
// in its transaction.
TEST_F(ReadingsTest, what_is_refused_is_taken_back_and_its_neighbours_stay) {
    ASSERT_TRUE(append({{"G2", {leap_day, 1}}}));
    std::vector<std::future<std::string>> asked;
    for (int i = 0; i < 24; ++i)
        asked.push_back(std::async(std::launch::async, [&, i] {
            if (i % 3 == 0) return make("gauge", {{"code", "H" + std::to_string(i)}}).substr(0, 1);
            const Reading reading{leap_day + i, i % 3 == 1 ? i : greatest_value + 1};
            return refusal({{"G1", {leap_day + 100 + i, i}}, {"G1", reading}}, Principal::administrator());
        }));
    for (int i = 0; i < 24; ++i)
        EXPECT_EQ(asked[static_cast<std::size_t>(i)].get(), i % 3 == 0   ? "#"
                                                            : i % 3 == 1 ? "taken"
                                                                         : "series.value /1/value");
    EXPECT_EQ(read("G1").size(), 16U);
    expect_clean();
}

} // namespace
} // namespace shanhai::kernel
