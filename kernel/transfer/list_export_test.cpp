#include "base/csv.h"
#include "kernel/engine/trial_kernel_test.h"
#include "kernel/log.h"
#include "kernel/sheets/table_file.h"
#include "kernel/transfer/list_export.h"
#include "kernel/transfer/table_import.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

namespace shanhai::kernel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ListExportTest : public TrialKernel {
protected:
    std::string exported(ListForm form, const std::string& type, ListQuery query = {}) {
        ListExport wanted;
        wanted.form = form;
        wanted.query = std::move(query);
        const auto path = folder_ / "export";
        const auto head = export_list(*kernel_, Principal::administrator(), type, wanted, path);
        if (!head) return head.error().code;
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    static std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
        std::vector<std::vector<std::string>> rows;
        for (auto& row : parse_csv(csv).value()) rows.push_back(std::move(row.cells));
        return rows;
    }
    void enter_payments() {
        const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
        make("receipt", {{"project", project}, {"date", "2022-04-01"}, {"amount", "1000"}});
        make("payment",
             {{"project", project}, {"date", "2023-04-01"}, {"amount", "100"}, {"note", "=HYPERLINK(\"x\")"}});
        make("payment", {{"project", project}, {"date", "2023-04-02"}, {"amount", "1.5"}, {"note", "引号\"，逗号,"}});
        make("payment", {{"project", project}, {"date", "2024-04-02"}, {"amount", "2"}});
    }
};

TEST_F(ListExportTest, csv_says_what_was_asked_and_at_which_checkpoint) {
    enter_payments();
    ListQuery query;
    query.filters.push_back({"date", "lt", "2024-01-01"});
    query.order = {"-date"};
    query.limit = 1; // does not count
    const auto csv = exported(ListForm::csv, "payment", query);
    EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF"));
    const auto rows = rows_of(csv);
    ASSERT_GE(rows.size(), 3);
    EXPECT_THAT(csv, HasSubstr("date=lt.2024-01-01&order=-date"));
    EXPECT_THAT(csv, HasSubstr("条数: 2"));
    const auto checkpoint = kernel_->log().checkpoint();
    ASSERT_TRUE(checkpoint.has_value());
    EXPECT_THAT(csv, HasSubstr(checkpoint->substr(0, checkpoint->find('\n'))));
    const auto& last = rows.back();
    EXPECT_EQ(rows[rows.size() - 3], (std::vector<std::string>{"编号", "project", "date", "amount", "note", "ID"}));
    EXPECT_EQ(rows[rows.size() - 2][4], "引号\"，逗号,");
    EXPECT_EQ(last[2], "2023-04-01");
    EXPECT_EQ(last[3], "100.00");
    EXPECT_EQ(last[4], "'=HYPERLINK(\"x\")") << "a spreadsheet must not run it";
}

TEST_F(ListExportTest, json_lines_begin_with_the_question) {
    enter_payments();
    const auto lines = exported(ListForm::jsonl, "payment");
    std::vector<json::object> objects;
    for (std::size_t at = 0; at < lines.size();) {
        const auto end = lines.find('\n', at);
        objects.push_back(json::parse(lines.substr(at, end - at)).as_object());
        at = end + 1;
    }
    ASSERT_EQ(objects.size(), 4);
    const auto& about = objects[0].at("export").as_object();
    EXPECT_EQ(about.at("count").as_int64(), 3);
    EXPECT_EQ(about.at("entries").to_number<std::uint64_t>(), kernel_->tree_head().size);
    EXPECT_EQ(std::string(about.at("checkpoint").as_string()), *kernel_->log().checkpoint());
    EXPECT_EQ(
        objects[1],
        kernel_->get(Principal::administrator(), "payment", std::string(objects[1].at("id").as_string())).value());
}

TEST_F(ListExportTest, a_workbook_holds_the_list_and_the_question) {
    enter_payments();
    auto file = TableFile::of(exported(ListForm::xlsx, "payment"));
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ(file->sheets().size(), 2);
    std::vector<std::string> shown;
    ASSERT_TRUE(file->read(0,
                           [&](const TableRow& row) -> Done {
                               std::string line;
                               for (const Cell& cell : row.cells) line += file->shown(cell) + "|";
                               shown.push_back(line);
                               return {};
                           })
                    .has_value());
    ASSERT_EQ(shown.size(), 4);
    EXPECT_THAT(shown[3], HasSubstr("|水渠|2023-04-01|100.00|=HYPERLINK(\"x\")|"));
}

TEST_F(ListExportTest, what_was_exported_can_be_imported_again_and_changes_nothing) {
    enter_payments();
    for (const char* type : {"division", "project", "payment"})
        for (const auto form : {ListForm::xlsx, ListForm::csv}) {
            const auto before = kernel_->tree_head().size;
            auto file = TableFile::of(exported(form, type));
            ASSERT_TRUE(file.has_value());
            ImportOptions options;
            options.dry_run = false;
            const auto report = import_table(*kernel_, Principal::administrator(), type, *file, options);
            ASSERT_TRUE(report.has_value()) << type << " " << report.error().code;
            EXPECT_TRUE(report->problems.empty()) << type << " " << report->problems.front().problem.code;
            EXPECT_GT(report->unchanged, 0) << type;
            EXPECT_EQ(report->created + report->amended, 0) << type;
            EXPECT_EQ(kernel_->tree_head().size, before) << type;
        }
}

TEST_F(ListExportTest, a_name_that_two_records_have_comes_with_the_id) {
    make("division", {{"code", "1"}, {"name", "城关区"}});
    const auto second = make("division", {{"code", "2"}, {"name", "城关区"}});
    make("project", {{"name", "桥"}, {"region", second}, {"planned_on", "2022-03-01"}});
    const auto csv = exported(ListForm::csv, "project");
    EXPECT_THAT(csv, HasSubstr("城关区 " + second));
    auto file = TableFile::of(csv);
    ImportOptions options;
    options.dry_run = false;
    const auto report = import_table(*kernel_, Principal::administrator(), "project", *file, options);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->unchanged, 1) << (report->problems.empty() ? "" : report->problems.front().problem.code);
}

TEST_F(ListExportTest, names_that_are_asked_about_together_keep_their_own_answers) {
    const auto bridge = [this](const std::string& code, const std::string& name) {
        const auto place = make("division", {{"code", code}, {"name", name}});
        make("project", {{"name", "桥 " + code}, {"region", place}, {"planned_on", "2022-03-01"}});
        return place;
    };
    const auto first = bridge("1", "城关区");
    const auto second = bridge("2", "城关区");
    bridge("3", "东乡，西乡, 南乡");
    const auto fourth = bridge("4", "东乡, 南乡");
    const auto fifth = bridge("5", "东乡, 南乡");
    bridge("6", "南乡");
    std::map<std::string, std::string> regions;
    for (const auto& row : rows_of(exported(ListForm::csv, "project")))
        if (row.size() > 3) regions[row[1]] = row[3];
    EXPECT_EQ(regions["桥 1"], "城关区 " + first);
    EXPECT_EQ(regions["桥 2"], "城关区 " + second);
    EXPECT_EQ(regions["桥 3"], "东乡，西乡, 南乡");
    EXPECT_EQ(regions["桥 4"], "东乡, 南乡 " + fourth);
    EXPECT_EQ(regions["桥 5"], "东乡, 南乡 " + fifth);
    EXPECT_EQ(regions["桥 6"], "南乡");
}

TEST_F(ListExportTest, a_list_longer_than_what_is_remembered_is_whole) {
    Request request;
    request.who = Principal::administrator();
    request.show = false;
    for (int i = 0; i < 6'000; ++i) {
        Command create;
        create.type = "division";
        create.fields = {{"code", "T" + std::to_string(i)}, {"name", "村" + std::to_string(i)}, {"parent", "540228"}};
        request.commands.push_back(std::move(create));
    }
    ASSERT_TRUE(kernel_->execute(std::move(request)).has_value());
    std::set<std::string> seen;
    std::size_t count = 0;
    const auto head = kernel_->walk(
        Principal::administrator(), "division", {.order = {"-name"}},
        [&](const WalkHead& begun) -> Done {
            count = static_cast<std::size_t>(begun.count);
            return {};
        },
        [&](json::object& record) -> Done {
            seen.insert(std::string(record.at("code").as_string()));
            return {};
        });
    ASSERT_TRUE(head.has_value()) << head.error().code;
    EXPECT_EQ(count, 6'004);
    EXPECT_EQ(seen.size(), 6'004);
}

TEST_F(ListExportTest, a_walk_ends_where_it_is_refused) {
    const auto head = kernel_->walk(
        Principal::administrator(), "division", {}, [](const WalkHead&) -> Done { return {}; },
        [](json::object&) -> Done { return refuse("test.enough"); });
    ASSERT_FALSE(head.has_value());
    EXPECT_EQ(head.error().code, "test.enough");
    EXPECT_EQ(exported(ListForm::csv, "nothing"), "record.unknown_type");
}

} // namespace
} // namespace shanhai::kernel
