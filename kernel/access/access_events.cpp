#include "kernel/access/access_events.h"

#include "base/text.h"
#include "kernel/store/one_number.h"

namespace shanhai::kernel {

namespace {

constexpr std::int64_t kept = 1'000'000;
constexpr std::size_t longest_text = 200;

std::string short_text(const std::string& text) {
    if (text.size() <= longest_text) return is_utf8(text) ? text : std::string();
    auto cut = text.substr(0, longest_text);
    while (!cut.empty() && !is_utf8(cut)) cut.pop_back();
    return cut;
}

} // namespace

void write_event(Connection& writer, const AccessEvent& event, Moment at) {
    const auto id = one_number(writer.prepared("SELECT max(id) FROM sys_access_event")) + 1;
    const auto user = short_text(event.user), by = short_text(event.by), address = short_text(event.address),
               detail = short_text(event.detail);
    writer
        .prepared(
            "INSERT INTO sys_access_event (id, at, what, name, made_by, address, detail) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(id)
        .bind(at.micros)
        .bind(event.what)
        .bind(user)
        .bind(by)
        .bind(address)
        .bind(detail)
        .run();
    if (id % 1000 == 0) writer.prepared("DELETE FROM sys_access_event WHERE id <= ?").bind(id - kept).run();
}

json::object list_events(Connection& reader, const AccessEventQuery& query) {
    std::string sql = "SELECT id, at, what, name, made_by, address, detail FROM sys_access_event WHERE id < ?";
    if (!query.user.empty()) sql += " AND name = ?";
    if (!query.what.empty()) sql += " AND what = ?";
    const auto row = reader.prepare(sql + " ORDER BY id DESC LIMIT ?");
    row->bind(query.before > 0 ? query.before : std::int64_t{1} << 62U);
    if (!query.user.empty()) row->bind(query.user);
    if (!query.what.empty()) row->bind(query.what);
    row->bind(static_cast<std::int64_t>(query.limit) + 1);
    json::array items;
    json::value next = nullptr;
    while (row->step()) {
        if (items.size() == query.limit) {
            next = items.back().at("id");
            break;
        }
        items.push_back(json::object{{"id", std::to_string(row->integer(0))},
                                     {"at", Moment{row->integer(1)}.iso()},
                                     {"what", row->text(2)},
                                     {"user", row->text(3)},
                                     {"by", row->text(4)},
                                     {"address", row->text(5)},
                                     {"detail", row->text(6)}});
    }
    return {{"items", std::move(items)}, {"next", std::move(next)}};
}

} // namespace shanhai::kernel
