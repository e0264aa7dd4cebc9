// Workbooks that other programs wrote, and what a spreadsheet saved of them as csv: tests/data/workbooks/SOURCE.txt.
// SHANHAI_WORKBOOKS=DIR runs over a larger collection that is laid out the same way.
#include "base/csv.h"
#include "base/text.h"
#include "kernel/sheets/sheet_csv.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace shanhai::kernel {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Ends of lines, blank lines at the end and needless quotes are matters of taste; everything else is not.
std::vector<std::vector<std::string>> rows_of(std::string_view csv) {
    std::vector<std::vector<std::string>> rows;
    const auto done = read_csv(csv, ',', [&rows](const CsvRow& row) -> Done {
        rows.push_back(row.cells);
        return {};
    });
    if (!done) rows.push_back({"unreadable", std::string(csv)});
    while (!rows.empty() && rows.back() == std::vector<std::string>{""}) rows.pop_back();
    return rows;
}

std::string without_quotes(std::string text) {
    for (const auto* taste : {"\"", "\r"}) text = replace_all(std::move(text), taste, "");
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

struct Outcome {
    std::vector<std::string> sheets; // csv
    std::string refused;             // its code
};

Outcome outcome_of(const fs::path& path) {
    Outcome outcome;
    auto file = TableFile::open(path);
    if (!file) {
        outcome.refused = file.error().code;
        return outcome;
    }
    for (std::size_t i = 0; i < file->sheets().size(); ++i) {
        std::string csv;
        const auto done = write_csv(*file, i, CellText::shown, [&csv](std::string_view piece) { csv += piece; });
        if (!done) outcome.refused = done.error().code;
        outcome.sheets.push_back(done ? csv : "refused: " + done.error().code);
    }
    return outcome;
}

struct Count {
    int files = 0, read = 0, refused = 0, agree = 0, differ = 0;
};

class Collection {
public:
    explicit Collection(fs::path folder) : folder_(std::move(folder)) { read_known(); }

    Count run() {
        for (const auto* part : {"poi", "sheetjs"}) {
            std::set<fs::path> files;
            if (!fs::exists(folder_ / part)) continue;
            for (const auto& entry : fs::directory_iterator(folder_ / part)) files.insert(entry.path());
            for (const auto& file : files) check(file);
        }
        return count_;
    }
    std::map<std::string, std::string> refused; // file → code
    std::vector<std::string> differing;

private:
    // known-differences.txt: sheets whose csv was made of an earlier edition of the workbook.
    void read_known() {
        std::ifstream file(fs::path(SHANHAI_SOURCE_DIR) / "tests/data/workbooks/known-differences.txt");
        for (std::string line; std::getline(file, line);)
            if (!line.empty() && line[0] != '#') known_.insert(line.substr(0, line.find(' ')));
    }

    void check(const fs::path& path) {
        ++count_.files;
        const Outcome outcome = outcome_of(path);
        const std::string name = path.filename().string();
        if (!outcome.refused.empty()) {
            ++count_.refused;
            refused[name] = outcome.refused;
        } else {
            ++count_.read;
        }
        for (std::size_t i = 0;; ++i) {
            const std::string sheet = "apachepoi_" + name + "." + std::to_string(i) + ".csv";
            const fs::path expected = folder_ / "poi-expected-csv" / sheet;
            if (i >= outcome.sheets.size() && !fs::exists(expected)) break;
            if (!fs::exists(expected)) continue;
            const std::string wanted = content_of(expected);
            const std::string got = i < outcome.sheets.size() ? outcome.sheets[i] : "";
            if (rows_of(got) == rows_of(wanted) || without_quotes(got) == without_quotes(wanted)) {
                ++count_.agree;
            } else {
                ++count_.differ;
                if (!known_.contains(sheet)) differing.push_back(sheet);
                if (std::getenv("SHANHAI_SHOW") != nullptr) {
                    std::ofstream("/tmp/shanhai-" + sheet) << got;
                    std::cout << "differs: " << sheet << '\n';
                }
            }
        }
    }

    fs::path folder_;
    std::set<std::string> known_;
    Count count_;
};

long peak_rss_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

Collection run(const fs::path& folder) {
    Collection collection(folder);
    const Count count = collection.run();
    std::cout << folder.string() << ": " << count.files << " files, " << count.read << " read, " << count.refused
              << " refused; " << count.agree << " sheets agree, " << count.differ << " differ; peak "
              << peak_rss_kib() / 1024 << " MiB\n";
    for (const auto& [file, code] : collection.refused) std::cout << "  refused " << file << ": " << code << '\n';
    return collection;
}

// Result, format and value of each row: the result is what Excel's TEXT made of the other two.
TEST(RealWorkbooks, formats_show_what_excel_shows) {
    int rows = 0;
    for (const auto* name : {"NumberFormatTests", "NumberFormatApproxTests", "DateFormatTests", "ElapsedFormatTests",
                             "FormatChoiceTests"}) {
        const auto path = fs::path(SHANHAI_SOURCE_DIR) / "tests/data/workbooks/poi" / (std::string(name) + ".xlsx");
        auto file = TableFile::open(path);
        ASSERT_TRUE(file.has_value()) << path;
        const auto done = file->read(1, [&](const TableRow& row) -> Done {
            if (row.cells.size() < 3 || row.cells[2].kind != CellKind::number) return {};
            const auto format = NumberFormat::parse(row.cells[1].text);
            EXPECT_EQ(format.show(row.cells[2].number, file->epoch()), file->shown(row.cells[0]))
                << name << " row " << row.number << ": " << row.cells[1].text;
            ++rows;
            return {};
        });
        EXPECT_TRUE(done.has_value());
    }
    EXPECT_GT(rows, 650);
}

TEST(RealWorkbooks, read_as_a_spreadsheet_saved_them_or_refused_with_a_reason) {
    const auto collection = run(fs::path(SHANHAI_SOURCE_DIR) / "tests/data/workbooks");
    EXPECT_THAT(collection.differing, ::testing::IsEmpty());
}

TEST(RealWorkbooks, a_larger_collection) {
    const char* folder = std::getenv("SHANHAI_WORKBOOKS");
    if (folder == nullptr) GTEST_SKIP() << "SHANHAI_WORKBOOKS names none";
    const auto collection = run(folder);
    EXPECT_THAT(collection.differing, ::testing::IsEmpty());
}

} // namespace
} // namespace shanhai::kernel
