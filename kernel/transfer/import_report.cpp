#include "kernel/transfer/table_import.h"

#include <utility>

// What an import came to, as the HTTP interface tells it.
namespace shanhai::kernel {

std::string column_letters(int column) {
    std::string letters;
    for (int left = column + 1; left > 0; left = (left - 1) / 26)
        letters.insert(0, 1, static_cast<char>('A' + (left - 1) % 26));
    return letters;
}

json::object report_json(const ImportReport& report, const RecordType& type,
                         const std::function<std::string(const Problem&)>& sentence) {
    json::array columns;
    for (const HeaderColumn& column : report.header.columns) {
        const std::string field = column.number ? "number" : type.fields[static_cast<std::size_t>(column.field)].name;
        columns.push_back({{"column", column_letters(column.column)}, {"header", column.text}, {"field", field}});
    }
    json::array problems;
    for (const RowProblem& one : report.problems) {
        const HeaderColumn* column = report.header.at(one.column);
        problems.push_back(
            {{"sheet", report.sheet},
             {"row", one.row},
             {"column", one.column < 0 ? json::value(nullptr) : json::value(column_letters(one.column))},
             {"header", column == nullptr ? json::value(nullptr) : json::value(column->text)},
             {"field", one.problem.field.empty() ? json::value(nullptr) : json::value(one.problem.field)},
             {"code", one.problem.code.empty() ? "record.rule" : one.problem.code},
             {"detail", sentence(one.problem)}});
    }
    json::array other_sheets;
    for (const auto& [name, hidden] : report.other_sheets) other_sheets.push_back({{"name", name}, {"hidden", hidden}});
    return {{"sheet", report.sheet},
            {"other_sheets", std::move(other_sheets)},
            {"dry_run", report.dry_run},
            {"done", !report.dry_run && report.problems.empty()},
            {"repeated", report.repeated},
            {"header_row", report.header.row},
            {"columns", std::move(columns)},
            {"ignored_headers", json::array(report.header.unknown.begin(), report.header.unknown.end())},
            {"key", report.key.empty() ? json::value(nullptr) : json::value(report.key)},
            {"rows", report.rows},
            {"without_key", report.without_key},
            {"created", report.created},
            {"amended", report.amended},
            {"unchanged", report.unchanged},
            {"totals_passed_over", report.totals},
            {"notes_passed_over", report.notes},
            {"taken_back", report.taken_back.records},
            {"problems", std::move(problems)},
            {"more_problems", report.more_problems}};
}

} // namespace shanhai::kernel
