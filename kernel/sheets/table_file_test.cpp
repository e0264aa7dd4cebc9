#include "kernel/sheets/sheet_csv.h"
#include "kernel/sheets/table_file.h"
#include "kernel/sheets/trial_workbook_test.h"

#include <gmock/gmock.h>

namespace shanhai::kernel {
namespace {

std::string csv_of(std::string bytes, std::size_t sheet = 0, CellText form = CellText::shown) {
    auto file = TableFile::of(std::move(bytes));
    if (!file) return "refused " + file.error().code;
    std::string csv;
    const auto done = write_csv(*file, sheet, form, [&csv](std::string_view piece) { csv += piece; });
    return done ? csv : "refused " + done.error().code;
}

std::string csv_of_cells(std::string_view data, CellText form = CellText::shown) {
    return csv_of(TrialWorkbook().sheet(data).bytes(), 0, form);
}

TEST(TableFile, cells_of_every_kind_are_read) {
    EXPECT_EQ(csv_of_cells(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1"><v>1.5</v></c>)"
                           R"(<c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#N/A</v></c>)"
                           R"(<c r="E1" t="str"><f>A1</f><v>公式</v></c></row>)"),
              "甲,1.5,TRUE,#N/A,公式");
    EXPECT_EQ(csv_of_cells(R"(<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>)"), "1,2\r\n3,")
        << "rows and cells need not say where they are";
    EXPECT_EQ(csv_of_cells(R"(<row r="2"><c r="C2"><v> 7 </v></c></row>)"), "7") << "what is before is left out";
    EXPECT_EQ(csv_of_cells(R"(<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c><c r="B1"><v>3</v></c></row>)"),
              "1,3");
    EXPECT_EQ(csv_of_cells(R"(<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>)"),
              "1\r\n\r\n3")
        << "rows in disorder";
    EXPECT_EQ(csv_of_cells(R"(<row r="1"><c r="A1" t="inlineStr"><is><r><t>a_x000A_</t></r><rPh><t>no</t></rPh>)"
                           R"(<r><t>b_x005F_x0041__xD83D__xDE00_</t></r></is></c></row>)"),
              "\"a\nb_x0041_😀\"");
    EXPECT_EQ(csv_of_cells(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>"a",b</t></is></c></row>)"), "\"\"\"a\"\",b\"");
    EXPECT_EQ(csv_of_cells(""), "");
}

TEST(TableFile, formats_come_from_styles) {
    const auto bytes = TrialWorkbook()
                           .style(14)
                           .style(164, "yyyy\"年\"m\"月\"d\"日\"")
                           .style(10)
                           .sheet(R"(<row r="1"><c r="A1" s="1"><v>45019</v></c><c r="B1" s="2"><v>45019</v></c>)"
                                  R"(<c r="C1" s="3"><v>0.853</v></c><c r="D1" s="99"><v>0.1</v></c></row>)")
                           .bytes();
    EXPECT_EQ(csv_of(bytes), "4/3/23,2023年4月3日,85.30%,0.1");
    EXPECT_EQ(csv_of(bytes, 0, CellText::stored), "2023-04-03,2023-04-03,0.853,0.1");
    const auto mac =
        TrialWorkbook()
            .from_1904()
            .style(14)
            .sheet(R"(<row r="1"><c r="A1" s="1"><v>43557</v></c><c r="B1" s="1" t="d"><v>2023-04-03</v></c></row>)")
            .bytes();
    EXPECT_EQ(csv_of(mac, 0, CellText::stored), "2023-04-03,2023-04-03");
}

TEST(TableFile, sheets_are_known_by_place_and_name_and_may_be_hidden) {
    auto file =
        TableFile::of(TrialWorkbook().sheet("", "甲").sheet(R"(<row><c><v>5</v></c></row>)", "乙", "hidden").bytes());
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ(file->sheets().size(), 2U);
    EXPECT_EQ(file->sheets()[1].name, "乙");
    EXPECT_FALSE(file->sheets()[0].hidden);
    EXPECT_TRUE(file->sheets()[1].hidden);
}

TEST(TableFile, what_a_sheet_declares_is_believed_within_reason) {
    EXPECT_EQ(csv_of(TrialWorkbook().sheet(R"(<row r="1"><c r="A1"><v>1</v></c></row>)", "s", "", "A1:B2").bytes()),
              "1,\r\n,");
    EXPECT_EQ(csv_of(TrialWorkbook().sheet(R"(<row r="1"><c r="B1"><v>1</v></c></row>)", "s", "", "A1").bytes()), ",1")
        << "cells beyond are not lost";
    EXPECT_EQ(
        csv_of(TrialWorkbook().sheet(R"(<row r="1"><c r="A1"><v>1</v></c></row>)", "s", "", "A1:XFD1048576").bytes()),
        "1");
}

TEST(TableFile, bad_files_are_refused_with_a_reason) {
    EXPECT_EQ(csv_of(""), "refused table.empty_file");
    EXPECT_EQ(csv_of("PK\x03\x04 and no more"), "refused table.damaged");
    EXPECT_EQ(csv_of("%PDF-1.7\n"), "refused table.not_a_table");
    EXPECT_EQ(csv_of("<html><table>"), "refused table.not_a_table");
    EXPECT_EQ(csv_of(std::string("\x89PNG\r\n\x1a\n\0\0", 10)), "refused table.not_a_table");
    EXPECT_EQ(csv_of("\xD0\xCF\x11\xE0 " + std::string("W\0o\0r\0k\0b\0o\0o\0k\0", 16)), "refused table.old_excel");
    EXPECT_EQ(csv_of("\xFF\xFD,\x80"), "refused csv.encoding");
    EXPECT_EQ(csv_of("a,\"b"), "refused csv.unclosed_quote");
    EXPECT_EQ(csv_of_cells(R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)"), "refused table.shared_text_missing");
    EXPECT_EQ(csv_of_cells(R"(<row r="1"><c r="XFE1"><v>0</v></c></row>)"), "refused table.bad_reference");
    EXPECT_EQ(csv_of_cells(R"(<row r="1048577"><c><v>0</v></c></row>)"), "refused table.bad_reference");
    EXPECT_EQ(csv_of_cells("<row>"), "refused table.xml");
    EXPECT_EQ(
        csv_of_cells(R"(<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>)"),
        "refused table.too_many_cells");
    EXPECT_EQ(csv_of(TrialWorkbook().without("xl/worksheets/sheet1.xml").sheet("").bytes()),
              "refused table.part_missing");
    EXPECT_EQ(csv_of(TrialWorkbook().without("xl/workbook.xml").sheet("").bytes()), "refused table.no_workbook");
}

TEST(TableFile, bombs_are_refused_early) {
    std::string swollen(std::size_t{40} << 20, ' '); // deflates to 1/1000
    EXPECT_EQ(csv_of_cells(swollen), "refused table.bomb");
    EXPECT_EQ(csv_of_cells("<row><c><v>" + std::string(std::size_t{2} << 20, '1') + "</v></c></row>"),
              "refused table.cell_too_long");
    EXPECT_EQ(csv_of_cells("<row x=\"" + std::string(std::size_t{9} << 20, '1') + "\"/>"), "refused table.xml")
        << "a tag without end";
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += "<a>";
    EXPECT_EQ(csv_of_cells(deep), "refused table.xml");
}

TEST(TableFile, csv_is_read_in_the_encodings_of_offices) {
    EXPECT_EQ(csv_of("项目,金额\n水渠,1\n"), "项目,金额\r\n水渠,1");
    EXPECT_EQ(csv_of("\xEF\xBB\xBF项目\n"), "项目");
    EXPECT_EQ(csv_of("\xCF\xEE\xC4\xBF,\xBD\xF0\xB6\xEE\r\n"), "项目,金额") << "GBK";
    EXPECT_EQ(csv_of("\x82\x32\x8B\x30\n\xB2\xE2"), "㻫\r\n测") << "four bytes of GB18030";
    EXPECT_EQ(csv_of(std::string("\xFF\xFE"
                                 "a\0,\0\x79\x98",
                                 8)),
              "a,项");
    EXPECT_EQ(csv_of("a;b\n1;2,5\n"), "a,b\r\n1,\"2,5\"");
    EXPECT_EQ(csv_of("a\tb\n"), "a,b");
    EXPECT_EQ(csv_of("sep=|\na|b\n"), "a,b");
    EXPECT_EQ(csv_of("a\n\nb\n"), "a\r\n\r\nb") << "blank lines keep their place";
}

} // namespace
} // namespace shanhai::kernel
