// Any question about a list is refused or answered, page by page, without an error of the database.
// The input is one line a part of the question, as "filter path operation value", "order name", "after cursor",
// "words …", "limit n", "count", "void".
#include "base/text.h"
#include "fuzz/trial_module.h"
#include "kernel/records/record_list.h"
#include "kernel/store/tables.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>

namespace shanhai::fuzz {
namespace {

std::unique_ptr<kernel::Connection> make_records() {
    auto writer = kernel::open_sqlite(":memory:")->connect_writer();
    kernel::create_system_tables(*writer);
    check_or_abort(kernel::bring_tables_to(*writer, trial_schema()).has_value(), "the trial module has tables");
    writer->execute(R"(
INSERT INTO place (id, version, created_at, created_by, updated_at, code, name, level, parent) VALUES
    (1, 1, '', '', '', '540000', '西藏', 'province', NULL), (2, 1, '', '', '', '540200', '日喀则', NULL, 1),
    (3, 1, '', '', '', '540228', '白朗', 'county', 2), (4, 1, '', '', '', '650000', '西藏', NULL, NULL);
WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 29)
INSERT INTO payment (id, number, state, version, void, created_at, created_by, updated_at, place, date, amount, coin, heads,
                     kind, urgent, note)
SELECT i, 'ZF-' || (i % 7), 'draft', 1, i % 9 = 0, '', '', '', nullif(i % 5, 0), nullif('2024-0' || (i % 3) || '-01', '2024-00-01'),
       nullif(i % 4, 0) * 100, nullif('C' || (i % 2), 'C0'), i % 3, nullif('works', substr('goods', i % 2, 5)), i % 2, 'x%_' || i
FROM n)");
    return writer;
}

kernel::ListQuery read_query(std::string_view text) {
    kernel::ListQuery query;
    for (const auto line : split(text, '\n')) {
        const auto space = line.find(' ');
        const auto what = line.substr(0, space);
        const std::string rest(space == std::string_view::npos ? "" : line.substr(space + 1));
        if (what == "filter") {
            const auto first = rest.find(' '), second = first == std::string::npos ? first : rest.find(' ', first + 1);
            query.filters.push_back({rest.substr(0, first),
                                     first == std::string::npos ? "" : rest.substr(first + 1, second - first - 1),
                                     second == std::string::npos ? "" : rest.substr(second + 1)});
        } else if (what == "order") {
            query.order.push_back(rest);
        } else if (what == "after") {
            query.after = rest;
        } else if (what == "cursor") { // not yet encoded
            query.after = to_base64url(rest);
        } else if (what == "words") {
            query.words = rest;
        } else if (what == "limit") {
            query.limit = std::strtoul(rest.c_str(), nullptr, 10);
        } else if (what == "count") {
            query.count = true;
        } else if (what == "void") {
            query.with_void = true;
        }
    }
    return query;
}

void expect_pages(kernel::Connection& connection, const kernel::RecordType& type, kernel::ListQuery query) {
    std::set<std::string> visited;
    for (int pages = 0; pages < 4; ++pages) {
        const kernel::Rights rights(kernel::Principal::administrator(), trial_schema(), Date::from_days(0), connection);
        kernel::RecordGate gate(rights, trial_schema(), connection);
        const auto page = kernel::list_records(connection, trial_schema(), gate, type, query);
        if (!page) {
            check_or_abort(pages == 0, "a cursor of ours is accepted");
            const auto& code = page.error().code;
            check_or_abort(code.starts_with("list.") || code == "record.not_found" || code == "record.ambiguous",
                           "a question is refused with a code of its own");
            return;
        }
        check_or_abort(page->items.size() <= std::clamp<std::size_t>(query.limit, 1, 500), "a page is bounded");
        for (const auto& item : page->items)
            check_or_abort(visited.insert(std::string(item.at("id").as_string())).second, "a record is visited once");
        if (!page->next) return;
        query.after = *page->next;
    }
}

} // namespace
} // namespace shanhai::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    static const auto connection = fuzz::make_records();
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto& type = *fuzz::trial_schema().type(data[0] % 2 == 0 ? "payment" : "place");
    fuzz::expect_pages(*connection, type, fuzz::read_query(text));
    return 0;
}
