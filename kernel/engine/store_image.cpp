#include "kernel/engine/store_image.h"

#include "base/check.h"
#include "base/text.h"
#include "kernel/engine/store_log.h"
#include "kernel/journal/journal.h"
#include "kernel/store/tables.h"

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

constexpr std::array<std::string_view, 12> derived = {
    "sys_search_block", "sys_search_fresh", "sys_entry",   "sys_tile",    "sys_measure", "sys_space",
    "sys_coordinate",   "sys_posting",      "sys_balance", "sys_counter", "sys_session", "sys_request"};

json::value value_of(const Statement& row, int column, char kind) {
    if (row.is_null(column)) return nullptr;
    if (kind == 'i') return row.integer(column);
    if (kind == 'b') return json::object{{"hex", to_hex(row.bytes(column))}};
    return json::value(std::string(row.text(column)));
}

bool bind_json(Statement& statement, const json::value* value, char kind) {
    if (value == nullptr || value->is_null()) {
        statement.bind_null();
        return true;
    }
    if (kind == 'i' && value->is_int64()) {
        statement.bind(value->get_int64());
        return true;
    }
    return false;
}

} // namespace

bool is_carried(std::string_view table) { return std::ranges::find(derived, table) == derived.end(); }

bool is_carried_meta(std::string_view name) {
    return name != "tree" && name != "search" && name != "postings" && name != "ready" && name != "format" &&
           !name.starts_with("field ");
}

std::vector<std::string> files_below(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    if (!std::filesystem::exists(folder)) return names;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        const auto name = std::filesystem::relative(file.path(), folder).generic_string();
        if (file.is_regular_file() && !name.contains(".part")) names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}

LiveImage::LiveImage(Connection& reader, std::filesystem::path data) : reader_(reader), data_(std::move(data)) {
    const auto tree = current_tree(reader_);
    head_ = {tree.size(), tree.root(), tree.algorithm(), {}};
    if (auto note = sign_checkpoint(reader_, log_key())) head_.checkpoint = *std::move(note);
}

std::vector<std::string> LiveImage::file_names() const { return files_below(files()); }

Done LiveImage::each_row(const std::function<Done(const std::string&, const json::object&)>& use) {
    for (const auto& table : declared_system_tables()) {
        if (!is_carried(table.name)) continue;
        std::vector<SystemColumn> columns; // the store of an earlier program has fewer
        std::string names;
        for (const auto present = reader_.columns_of(table.name); const auto& column : table.columns) {
            if (!present.contains(column.name)) continue;
            columns.push_back(column);
            names += (names.empty() ? "" : ", ") + column.name;
        }
        if (columns.empty()) continue;
        const auto rows =
            reader_.prepare("SELECT " + names + " FROM " + table.name + " ORDER BY " + table.columns.front().name);
        while (rows->step()) {
            if (table.name == "sys_meta" && !is_carried_meta(rows->text(0))) continue;
            json::object row;
            for (std::size_t i = 0; i < columns.size(); ++i)
                row[columns[i].name] = value_of(*rows, static_cast<int>(i), columns[i].kind);
            TRY_DO(use(table.name, row));
        }
    }
    return {};
}

Done LiveImage::each_entry(const std::function<Done(std::int64_t, const std::string&)>& use) {
    const auto entries = reader_.prepare("SELECT seq, body FROM sys_entry ORDER BY seq");
    while (entries->step()) TRY_DO(use(entries->integer(0), std::string(entries->text(1))));
    return {};
}

Done put_row(Connection& writer, const std::string& name, const json::object& row) {
    const auto malformed = [&] { return refuse("backup.malformed", {}, {{"what", name}}); };
    const auto& tables = declared_system_tables();
    const auto table = std::ranges::find(tables, name, &SystemTable::name);
    if (table == tables.end() || !is_carried(name)) return malformed();
    std::string columns, places;
    for (const auto& column : table->columns) {
        columns += (columns.empty() ? "" : ", ") + column.name;
        places += places.empty() ? "?" : ", ?";
    }
    auto& statement =
        writer.prepared("INSERT INTO " + name + " (" + columns + ") VALUES (" + places + ") ON CONFLICT DO NOTHING");
    std::vector<std::string> kept; // until the statement has run
    kept.reserve(table->columns.size());
    for (const auto& column : table->columns) {
        const auto* value = row.if_contains(column.name);
        if (bind_json(statement, value, column.kind)) continue;
        if (column.kind == 't' && value->is_string()) {
            statement.bind(kept.emplace_back(value->get_string()));
            continue;
        }
        const auto* hex = value->is_object() ? value->get_object().if_contains("hex") : nullptr;
        auto bytes = hex != nullptr && hex->is_string() ? from_hex(hex->get_string()) : std::nullopt;
        if (column.kind != 'b' || !bytes) {
            statement.reset();
            return malformed();
        }
        statement.bind_bytes(kept.emplace_back(*std::move(bytes)));
    }
    statement.run();
    return {};
}

} // namespace shanhai::kernel
