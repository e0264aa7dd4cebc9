#include "base/csv.h"

#include <gmock/gmock.h>

namespace shanhai {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::vector<std::string>> cells(std::string_view text) {
    std::vector<std::vector<std::string>> result;
    const auto rows = parse_csv(text);
    EXPECT_TRUE(rows.has_value()) << text;
    if (!rows) return result;
    for (const auto& row : *rows) result.push_back(row.cells);
    return result;
}

TEST(Csv, rows_and_cells_are_cut_at_commas_and_ends_of_lines) {
    EXPECT_THAT(cells("a,b\nc,d\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
    EXPECT_THAT(cells("a,b\r\nc,d\r\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
    EXPECT_THAT(cells("a,b\nc,d"), ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
    EXPECT_THAT(cells("a,b\r\nc,d\r"), ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d")));
    EXPECT_THAT(cells(",\n,,"), ElementsAre(ElementsAre("", ""), ElementsAre("", "", "")));
    EXPECT_THAT(cells("\xEF\xBB\xBF代码,名称"), ElementsAre(ElementsAre("代码", "名称")))
        << "a byte order mark is no data";
    EXPECT_THAT(cells(" a , b "), ElementsAre(ElementsAre(" a ", " b "))) << "blanks are data";
}

TEST(Csv, quotes_keep_commas_quotes_and_ends_of_lines) {
    EXPECT_THAT(cells("\"a,b\",\"c\nd\",\"e\"\"f\""), ElementsAre(ElementsAre("a,b", "c\nd", "e\"f")));
    EXPECT_THAT(cells("\"\",\"\"\"\"\n"), ElementsAre(ElementsAre("", "\"")));
    EXPECT_THAT(cells("\"a\r\"\r\n"), ElementsAre(ElementsAre("a\r")));
    EXPECT_THAT(cells("a\"b,\"c\"d"), ElementsAre(ElementsAre("a\"b", "cd"))) << "as spreadsheets read it";
    EXPECT_THAT(cells("\"\" \"x\""), ElementsAre(ElementsAre(" \"x\""))) << "only a cell's first quote opens it";
    EXPECT_THAT(cells("a\rb\n"), ElementsAre(ElementsAre("a\rb")));
}

TEST(Csv, empty_lines_are_left_out_but_not_empty_cells) {
    EXPECT_THAT(cells(""), IsEmpty());
    EXPECT_THAT(cells("\n\r\n\n"), IsEmpty());
    EXPECT_THAT(cells("a\n\nb\n\n"), ElementsAre(ElementsAre("a"), ElementsAre("b")));
    EXPECT_THAT(cells("a\n\"\"\nb\n"), ElementsAre(ElementsAre("a"), ElementsAre(""), ElementsAre("b")));
    EXPECT_THAT(cells("\"\""), ElementsAre(ElementsAre("")));
}

TEST(Csv, every_row_knows_the_line_it_begins_in) {
    const auto rows = parse_csv("a\n\n\"b\nb\nb\"\nc");
    ASSERT_EQ(rows->size(), 3U);
    EXPECT_EQ((*rows)[0].line, 1);
    EXPECT_EQ((*rows)[1].line, 3);
    EXPECT_EQ((*rows)[2].line, 6);
}

TEST(Csv, what_cannot_be_read_is_refused) {
    EXPECT_EQ(parse_csv("a\n\"b\nc").error().code, "csv.unclosed_quote");
    EXPECT_EQ(parse_csv("a\n\"b\nc").error().args.front().second, "2");
    EXPECT_EQ(parse_csv("\"a\"\"").error().code, "csv.unclosed_quote");
    EXPECT_EQ(parse_csv("\xD6\xD0").error().code, "csv.not_utf8") << "GBK";
}

} // namespace
} // namespace shanhai
