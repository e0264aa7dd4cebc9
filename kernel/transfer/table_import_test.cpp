#include "kernel/engine/trial_kernel_test.h"
#include "kernel/sheets/trial_workbook_test.h"
#include "kernel/transfer/import_template.h"
#include "kernel/transfer/marked_copy.h"
#include "kernel/transfer/table_import.h"

#include <gmock/gmock.h>

#include <array>
#include <atomic>
#include <functional>
#include <thread>

namespace shanhai::kernel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TableImport : public TrialKernel {
protected:
    Result<ImportReport> import(const std::string& type, const std::string& bytes, bool dry_run = false,
                                const std::string& sheet = "") {
        auto file = TRY(TableFile::of(bytes));
        ImportOptions options;
        options.file_name = "报表.xlsx";
        options.sheet = sheet;
        options.digest = hex(sha256(bytes));
        options.dry_run = dry_run;
        return import_table(*kernel_, Principal::administrator(), type, file, options);
    }

    // "B3 import.not_a_date"; "3 …" of a row as a whole.
    std::vector<std::string> problems(const std::string& type, const std::string& bytes, bool dry_run = true) {
        const auto report = import(type, bytes, dry_run);
        if (!report) return {report.error().code};
        std::vector<std::string> told;
        for (const auto& one : report->problems)
            told.push_back((one.column < 0 ? "" : column_letters(one.column)) + std::to_string(one.row) + " " +
                           one.problem.code);
        return told;
    }

    json::array all(const std::string& type) {
        const auto page = kernel_->list(Principal::administrator(), type, {.order = {"id"}, .limit = 500});
        EXPECT_TRUE(page.has_value());
        return page ? page->items : json::array();
    }

    static std::string text(const json::value& record, const std::string& field) {
        const auto& value = record.as_object().at(field);
        return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
    }

    std::uint64_t entries() { return kernel_->tree_head().size; }
};

std::string inline_cell(const std::string& text) { return "<c t=\"inlineStr\"><is><t>" + text + "</t></is></c>"; }

std::string text_row(const std::vector<std::string>& cells) {
    std::string row = "<row>";
    for (const auto& cell : cells) row += inline_cell(cell);
    return row + "</row>";
}

TEST_F(TableImport, what_offices_type_is_read_below_titles_and_above_totals) {
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    const std::string csv = "2023年资金拨付情况表,,\n单位：某某局,,\n"
                            "project,date,amount（万元）\n"
                            "水渠,2023.4.3,\"1,200\"\n"
                            "水渠,２０２３年４月,3.8亿\n"
                            "水渠,20230405,0.5\n"
                            "合计,,39200.5\n"
                            "填表人：张三,,审核人：李四\n";
    const auto report = import("receipt", csv);
    ASSERT_TRUE(report.has_value()) << report.error().code;
    EXPECT_THAT(report->problems, testing::IsEmpty()) << report->problems.front().problem.code;
    EXPECT_EQ(report->created, 3);
    EXPECT_EQ(report->totals, 1);
    EXPECT_EQ(report->notes, 1);
    EXPECT_EQ(report->header.row, 3);
    const auto receipts = all("receipt");
    ASSERT_EQ(receipts.size(), 3);
    EXPECT_EQ(text(receipts[0], "amount"), "12000000.00");
    EXPECT_EQ(text(receipts[0], "date"), "2023-04-03");
    EXPECT_EQ(text(receipts[1], "amount"), "380000000.00") << "it named its own unit";
    EXPECT_EQ(text(receipts[1], "date"), "2023-04-01");
    EXPECT_EQ(text(receipts[2], "amount"), "5000.00");
    EXPECT_EQ(text(receipts[2], "date"), "2023-04-05");
    expect_clean();
}

TEST_F(TableImport, a_workbook_that_counts_from_1904_gives_the_days_it_shows) {
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    const std::string rows = text_row({"project", "date", "amount"}) + "<row>" + inline_cell("水渠") +
                             "<c s=\"1\"><v>43557</v></c><c><v>7.5</v></c></row>";
    const auto from_1904 = import("receipt", TrialWorkbook().sheet(rows).style(14).from_1904().bytes());
    ASSERT_TRUE(from_1904.has_value());
    ASSERT_EQ(from_1904->created, 1);
    EXPECT_EQ(text(all("receipt")[0], "date"), "2023-04-03");
    EXPECT_EQ(text(all("receipt")[0], "amount"), "7.50");
}

TEST_F(TableImport, hidden_sheets_and_those_of_something_else_are_passed_over_and_named) {
    const std::string old = text_row({"code", "name", "level"}) + text_row({"999999", "旧", "县"});
    const std::string data = text_row({"代码说明"}) + text_row({"code", "name", "level", "parent"}) +
                             text_row({"540229", "仁布县", "县", "日喀则市"});
    const auto report = import(
        "division",
        TrialWorkbook().sheet(old, "旧表", "hidden").sheet(text_row({"封面"}), "封面").sheet(data, "数据").bytes());
    ASSERT_TRUE(report.has_value()) << report.error().code;
    EXPECT_EQ(report->sheet, "数据");
    EXPECT_EQ(report->created, 1);
    EXPECT_THAT(report->other_sheets, ElementsAre(testing::Pair("旧表", true), testing::Pair("封面", false)));
}

TEST_F(TableImport, every_problem_is_told_by_row_and_column_and_nothing_is_done) {
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    const auto before = entries();
    const std::string csv = "name,region,planned_on,done_on,level\n"
                            "甲,540228,2023-02-30,,县\n"           // no such day
                            "乙,不存在,2023-01-01,,县\n"           // no such region
                            ",540228,2023-01-01,,县\n"             // no name
                            "丁,540228,2023-05-01,2023-04-01,县\n" // a rule
                            "戊,540228,2023-05-01,,乡\n"           // no such choice
                            "己,540228,2023-05-01,,市\n";
    EXPECT_THAT(problems("project", csv),
                ElementsAre("C2 import.not_a_date", "B3 record.bad_reference", "A4 record.field_required",
                            "D5 rule.broken", "E6 record.unknown_choice"));
    EXPECT_THAT(problems("project", csv, false),
                ElementsAre("C2 import.not_a_date", "A4 record.field_required", "E6 record.unknown_choice"))
        << "what is wrong with the rows themselves; the others are not even tried";
    EXPECT_EQ(entries(), before) << "all or nothing";
    EXPECT_EQ(all("project").size(), 1);
}

TEST_F(TableImport, a_dry_run_counts_rows_together_as_the_import_would) {
    make("receipt",
         {{"project", make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}})},
          {"date", "2023-01-01"},
          {"amount", "100"}});
    const std::string csv =
        "project,date,amount,note\n水渠,2023-02-01,60,a\n水渠,2023-02-02,60,b\n水渠,2023-02-03,40,c\n";
    EXPECT_THAT(problems("payment", csv), ElementsAre(HasSubstr("3 trial.paid_exceeds_received")));
    EXPECT_THAT(problems("payment", csv, false), ElementsAre(HasSubstr("3 trial.paid_exceeds_received")));
    EXPECT_EQ(value("trial.paid"), "0.00");
    expect_clean();
}

TEST_F(TableImport, many_refused_rows_are_found_in_one_dry_run_and_the_others_still_fit) {
    std::string csv = "name,region,planned_on\n";
    for (int i = 0; i < 400; ++i)
        csv += "项目" + std::to_string(i) + (i % 2 == 0 ? ",540228" : ",nowhere") + ",2023-01-01\n";
    const auto before = entries();
    const auto report = import("project", csv, true);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->problems.size(), 200);
    EXPECT_EQ(report->created, 200);
    EXPECT_EQ(report->problems.front().row, 3);
    EXPECT_EQ(report->problems.back().row, 401);
    EXPECT_EQ(entries(), before);
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    EXPECT_EQ(value("trial.projects"), "1");
    expect_clean();
}

TEST_F(TableImport, known_records_are_found_by_key_and_the_same_file_changes_nothing_again) {
    const std::string csv = "code,name,level,parent\n540228,白朗县（改）,县,\n540230,康马县,县,540200\n";
    const auto first = import("division", csv);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->key, "code");
    EXPECT_EQ(first->created, 1);
    EXPECT_EQ(first->amended, 1);
    const auto before = entries();
    const auto second = import("division", csv);
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->unchanged, 2);
    EXPECT_EQ(entries(), before);
    const auto record = kernel_->get(Principal::administrator(), "division", "540228");
    ASSERT_TRUE(record.has_value());
    EXPECT_EQ(text(*record, "name"), "白朗县（改）");
    EXPECT_FALSE(record->at("parent").is_null()) << "an empty cell says nothing";
}

TEST_F(TableImport, records_are_found_by_their_number) {
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    const auto number = text(all("project")[0], "number");
    const auto report = import("project", "编号,name\n" + number + ",水渠二期\nXM-1999-0001,无\n", true);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->amended, 1);
    ASSERT_EQ(report->problems.size(), 1);
    EXPECT_EQ(report->problems[0].problem.code, "record.not_found");
    const auto done = import("project", "编号,name\n" + number + ",水渠二期\n");
    ASSERT_TRUE(done.has_value());
    EXPECT_EQ(done->amended, 1);
    EXPECT_EQ(text(all("project")[0], "name"), "水渠二期");
}

TEST_F(TableImport, a_file_without_a_key_is_imported_once) {
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    const std::string csv = "project,date,amount\n水渠,2023-01-01,5\n";
    EXPECT_EQ(import("receipt", csv)->created, 1);
    const auto again = import("receipt", csv);
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(all("receipt").size(), 1);
}

TEST_F(TableImport, a_key_may_stand_in_one_row_only) {
    EXPECT_THAT(problems("division", "code,name\n540231,a\n540231,b\n"), ElementsAre("A3 import.key_twice"));
}

TEST_F(TableImport, files_that_say_nothing_are_refused) {
    EXPECT_THAT(problems("project", "姓名,年龄\n张三,5\n"), ElementsAre("import.no_header"));
    EXPECT_THAT(problems("project", "name,region,planned_on\n"), ElementsAre("import.no_rows"));
    EXPECT_THAT(problems("project", "name,Name,region\na,b,c\n"), ElementsAre("import.header_twice"));
    EXPECT_THAT(problems("nothing", "a\n1\n"), ElementsAre("record.unknown_type"));
}

TEST_F(TableImport, what_is_called_off_is_not_done) {
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    auto file = TableFile::of("project,date,amount\n水渠,2023-01-01,5\n");
    const std::atomic<bool> cancelled = true;
    ImportOptions options;
    options.dry_run = false;
    options.cancelled = &cancelled;
    std::string csv = "project,date,amount\n";
    for (int i = 0; i < 300; ++i) csv += "水渠,2023-01-01,5\n";
    file = TableFile::of(csv);
    const auto report = import_table(*kernel_, Principal::administrator(), "receipt", *file, options);
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, "request.cancelled");
    EXPECT_EQ(all("receipt").size(), 0);
}

TEST_F(TableImport, the_writer_leaves_a_request_that_is_called_off) {
    Watch watch;
    watch.cancelled = true;
    Request request;
    request.who = Principal::administrator();
    request.watch = &watch;
    Command create;
    create.type = "division";
    create.fields = {{"code", "1"}, {"name", "x"}};
    request.commands.push_back(std::move(create));
    const auto reply = kernel_->execute(std::move(request));
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().code, "request.cancelled");
    expect_clean();
}

// Somebody saves all the time, so that large files have to give way.
class BesideOthers : public TableImport {
protected:
    void SetUp() override {
        TableImport::SetUp();
        if (!kernel_) return;
        make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
        make("receipt", {{"project", "水渠"}, {"date", "2023-01-01"}, {"amount", "1000"}});
        for (auto& saver : savers_) saver = std::thread([this] { save(); });
    }
    void TearDown() override {
        stop();
        TableImport::TearDown();
    }
    void stop() {
        stopping_ = true;
        for (auto& saver : savers_)
            if (saver.joinable()) saver.join();
    }

    static std::string payments(int rows) {
        std::string csv = "project,date,amount,note\n";
        for (int i = 0; i < rows; ++i) csv += "水渠,2023-02-01,1," + std::to_string(i) + "\n";
        return csv;
    }
    Result<ImportReport> import_with(const std::string& csv, const ImportProgress& told,
                                     const std::atomic<bool>* cancelled = nullptr) {
        auto file = TRY(TableFile::of(csv));
        ImportOptions options;
        options.file_name = "报表.csv";
        options.digest = hex(sha256(csv));
        options.dry_run = false;
        options.cancelled = cancelled;
        return import_table(*kernel_, Principal::administrator(), "payment", file, options, told);
    }
    std::size_t voided() {
        std::size_t count = 0;
        const ListQuery query{.filters = {{"void", "eq", "true"}}, .limit = 500, .with_void = true};
        const auto page = kernel_->list(Principal::administrator(), "payment", query);
        if (page) count = page->items.size();
        return count;
    }

private:
    void save() {
        while (!stopping_) {
            Request request;
            request.who = Principal::administrator();
            Command create;
            create.type = "receipt";
            create.fields = {{"project", "水渠"}, {"date", "2023-01-02"}, {"amount", "0.01"}};
            request.commands.push_back(std::move(create));
            ASSERT_TRUE(kernel_->execute(std::move(request)));
        }
    }

    std::atomic<bool> stopping_ = false;
    std::array<std::thread, 3> savers_;
};

TEST_F(BesideOthers, a_large_file_is_recorded_whole_while_others_save_between_its_rows) {
    const auto report = import("payment", payments(900));
    stop();
    ASSERT_TRUE(report.has_value()) << report.error().code;
    EXPECT_THAT(report->problems, testing::IsEmpty());
    EXPECT_EQ(report->rows, 900);
    EXPECT_EQ(report->created, 900);
    EXPECT_EQ(value("trial.paid"), "900.00");
    const ListQuery ends{.order = {"id"}, .limit = 500};
    const auto id = [](const json::value& record) { return std::stoll(std::string(record.at("id").as_string())); };
    auto page = kernel_->list(Principal::administrator(), "payment", ends);
    ASSERT_TRUE(page);
    const auto first = id(page->items.front()), last_seen = id(page->items.back());
    EXPECT_GT(last_seen - first, 499) << "others' entries lie between its own";
    const auto again = import("payment", payments(900));
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(value("trial.paid"), "900.00");
    expect_clean();
}

TEST_F(BesideOthers, a_row_that_breaks_a_limit_is_found_before_anything_is_recorded) {
    std::string csv = payments(900);
    csv += "水渠,2023-02-01,900,too much\n";
    const auto report = import("payment", csv);
    stop();
    ASSERT_TRUE(report.has_value()) << report.error().code;
    ASSERT_EQ(report->problems.size(), 1);
    EXPECT_EQ(report->problems[0].row, 902);
    EXPECT_EQ(report->problems[0].problem.code, "trial.paid_exceeds_received");
    EXPECT_EQ(value("trial.paid"), "0.00");
    EXPECT_EQ(voided(), 0);
    EXPECT_EQ(report->taken_back.records, 0);
    expect_clean();
}

TEST_F(BesideOthers, what_others_made_impossible_in_the_meantime_is_taken_back) {
    bool tried = false, recording = false;
    const auto report = import_with(payments(900), [&](const ImportStep& step) {
        tried = tried || step.phase == ImportPhase::checking;
        if (recording || !tried || step.phase != ImportPhase::writing || step.done < 300) return;
        recording = true;
        make("payment", {{"project", "水渠"}, {"date", "2023-02-02"}, {"amount", "500"}});
    });
    stop();
    ASSERT_TRUE(recording);
    ASSERT_TRUE(report.has_value()) << report.error().code;
    ASSERT_GE(report->problems.size(), 1);
    EXPECT_EQ(report->problems[0].problem.code, "trial.paid_exceeds_received");
    EXPECT_GT(report->taken_back.records, 300);
    EXPECT_EQ(report->created, 0);
    EXPECT_EQ(value("trial.paid"), "500.00") << "that of the other";
    EXPECT_EQ(voided(), report->taken_back.records);
    expect_clean();
}

TEST_F(BesideOthers, what_is_called_off_in_the_middle_is_taken_back) {
    std::atomic<bool> cancelled = false;
    bool tried = false;
    const auto report = import_with(
        payments(900),
        [&](const ImportStep& step) {
            tried = tried || step.phase == ImportPhase::checking;
            if (tried && step.phase == ImportPhase::writing && step.done > 0) cancelled = true;
        },
        &cancelled);
    stop();
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, "request.cancelled");
    EXPECT_EQ(value("trial.paid"), "0.00");
    expect_clean();
}

// Counties of a city, and villages of theirs, from the smallest up: every row refers to one below it.
std::string divisions_from_below(int counties, int villages) {
    std::string csv = "code,name,parent\n";
    for (int i = 0; i < counties * villages; ++i) {
        const auto number = std::to_string(1000 + i);
        csv += "V" + number + ",村" + number + ",C" + std::to_string(i % counties) + "\n";
    }
    for (int i = 0; i < counties; ++i) csv += "C" + std::to_string(i) + ",县" + std::to_string(i) + ",新市\n";
    return csv + "T1,新市,540000\n";
}

TEST_F(BesideOthers, rows_that_refer_to_each_other_are_recorded_part_by_part_in_their_order) {
    const std::string csv = divisions_from_below(30, 30);
    bool tried = false;
    auto file = TableFile::of(csv);
    ImportOptions options;
    options.dry_run = false;
    const auto report =
        import_table(*kernel_, Principal::administrator(), "division", *file, options,
                     [&](const ImportStep& step) { tried = tried || step.phase == ImportPhase::checking; });
    stop();
    ASSERT_TRUE(report.has_value()) << report.error().code;
    ASSERT_THAT(report->problems, testing::IsEmpty()) << report->problems.front().problem.code;
    EXPECT_TRUE(tried) << "it gave way";
    EXPECT_EQ(report->created, 931);
    const auto of_county = kernel_->list(Principal::administrator(), "division",
                                         {.filters = {{"parent", "eq", "C7"}}, .limit = 100, .count = true});
    ASSERT_TRUE(of_county.has_value());
    EXPECT_EQ(of_county->count, 30);
    const auto again = import("division", csv);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->unchanged, 931);
    expect_clean();
}

TEST_F(BesideOthers, what_rests_on_a_refused_row_of_an_earlier_part_is_told_and_nothing_is_recorded) {
    std::string csv = divisions_from_below(30, 30);
    csv.insert(csv.find("V1000"), "C30,县30,nowhere\n");
    csv += "V9,村,C30\n";
    const auto report = import("division", csv, true);
    stop();
    ASSERT_TRUE(report.has_value()) << report.error().code;
    ASSERT_EQ(report->problems.size(), 2);
    EXPECT_EQ(report->problems[0].problem.code, "record.bad_reference");
    EXPECT_EQ(report->problems[1].problem.code, "import.rests_on_refused");
    EXPECT_EQ(report->created, 931);
    EXPECT_FALSE(kernel_->get(Principal::administrator(), "division", "C1").has_value());
    expect_clean();
}

TEST_F(TableImport, rows_that_refer_to_each_other_may_stand_in_any_order_but_not_in_a_ring) {
    EXPECT_THAT(problems("division", "code,name,parent\nA,甲,B\nB,乙,C\nC,丙,540000\n"), testing::IsEmpty());
    EXPECT_THAT(problems("division", "code,name,parent\nA,甲,B\nB,乙,丙\nC,丙,A\nD,丁,C\nE,戊,E\n"),
                ElementsAre("C2 import.ring", "C3 import.ring", "C4 import.ring", "C5 import.rests_on_refused",
                            "C6 import.refers_to_itself"));
    EXPECT_THAT(problems("division", "code,name,parent\nA,,540000\nB,乙,A\n"),
                ElementsAre("B2 record.field_required", "C3 import.rests_on_refused"));
}

TEST_F(TableImport, how_far_it_is_never_goes_back_and_says_the_phase) {
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    std::string csv = "project,date,amount\n";
    for (int i = 0; i < 1000; ++i) csv += "水渠,2023-01-01,5\n";
    const auto steps_of = [&](bool dry_run) {
        std::vector<ImportStep> steps;
        auto file = TableFile::of(csv);
        ImportOptions options;
        options.dry_run = dry_run;
        EXPECT_TRUE(import_table(*kernel_, Principal::administrator(), "receipt", *file, options,
                                 [&](const ImportStep& step) { steps.push_back(step); }));
        return steps;
    };
    for (const bool dry_run : {true, false}) {
        const auto steps = steps_of(dry_run);
        ASSERT_FALSE(steps.empty());
        EXPECT_EQ(steps.front().phase, ImportPhase::reading);
        EXPECT_EQ(steps.front().total, 0) << "nobody knows yet how many there are";
        EXPECT_LT(steps.front().share, 0.11);
        EXPECT_EQ(steps.back().phase, dry_run ? ImportPhase::checking : ImportPhase::writing);
        EXPECT_EQ(steps.back().total, 1000);
        EXPECT_TRUE(std::ranges::is_sorted(steps, {}, &ImportStep::share));
        EXPECT_TRUE(std::ranges::is_sorted(steps, {}, &ImportStep::phase));
    }
}

TEST_F(TableImport, a_row_without_a_key_is_known_by_its_number_and_gets_its_key) {
    make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
    const auto number = text(all("project")[0], "number");
    const auto report =
        import("project", "编号,code,name,region,planned_on\n" + number + ",P-1,水渠,540228,2022-03-01\n" +
                              ",P-2,村道,540228,2022-03-01\n,,无号,540228,2022-03-01\n");
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->key, "code");
    EXPECT_EQ(report->without_key, 1);
    EXPECT_EQ(report->amended, 1);
    EXPECT_EQ(report->created, 2);
    const auto corrected = import("project", "code,name\nP-1,水渠二期\nP-2,村道二期\n");
    ASSERT_TRUE(corrected.has_value());
    EXPECT_EQ(corrected->amended, 2) << "what was corrected is not entered again";
    EXPECT_EQ(all("project").size(), 3);
}

TEST_F(TableImport, the_marked_copy_says_in_the_cell_what_is_wrong) {
    const std::string csv = "name,region,planned_on\n甲,540228,昨天\n乙,540228,2023-01-01\n";
    auto file = TableFile::of(csv);
    ImportOptions options;
    const auto report = import_table(*kernel_, Principal::administrator(), "project", *file, options);
    ASSERT_TRUE(report.has_value());
    const auto copy = marked_copy(*file, *report, "zh", [](const Problem& problem) { return "错：" + problem.code; });
    ASSERT_TRUE(copy.has_value());
    auto marked = TableFile::of(*copy);
    ASSERT_TRUE(marked.has_value());
    std::vector<std::vector<std::string>> rows;
    ASSERT_TRUE(marked
                    ->read(0,
                           [&](const TableRow& row) -> Done {
                               auto& cells = rows.emplace_back();
                               for (const Cell& cell : row.cells) cells.push_back(marked->shown(cell));
                               return {};
                           })
                    .has_value());
    ASSERT_EQ(rows.size(), 3);
    EXPECT_THAT(rows[0], ElementsAre("name", "region", "planned_on", "问题"));
    EXPECT_THAT(rows[1], ElementsAre("甲", "540228", "昨天", "C：错：import.not_a_date"));
    EXPECT_THAT(rows[2], ElementsAre("乙", "540228", "2023-01-01"));
    // Mended in the copy itself, with its column of problems, it can be imported.
    EXPECT_THAT(problems("project", *copy), ElementsAre("C2 import.not_a_date"));
}

TEST_F(TableImport, a_template_that_was_filled_in_is_understood) {
    const auto bytes = import_template(*kernel_, Principal::administrator(), "project", "zh");
    ASSERT_TRUE(bytes.has_value()) << bytes.error().code;
    auto file = TableFile::of(*bytes);
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ(file->sheets().size(), 3);
    EXPECT_TRUE(file->sheets()[2].hidden);
    const auto header = find_header(*file, 0, *kernel_->schema().type("project"));
    ASSERT_TRUE(header.has_value());
    EXPECT_EQ(header->columns.size(), 6);
    EXPECT_THAT(problems("project", *bytes), ElementsAre("import.no_rows"));
}

} // namespace
} // namespace shanhai::kernel
