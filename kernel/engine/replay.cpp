#include "kernel/engine/applier.h"

#include "base/check.h"

#include <charconv>

namespace shanhai::kernel {

void Applier::replay(std::int64_t seq, const std::string& body) {
    auto entry = parse_entry_body(body);
    entry.seq = seq;
    check(seq == journal_.next_seq(), "entries are replayed in their order");
    if (entry.type.empty()) { // of the store, not of a record: a change of the modules
        journal_.append(entry, body);
        return;
    }
    const auto* type = schema_.type(entry.type);
    check(type != nullptr, "the modules know the type \"" + entry.type + "\" of entry " + std::to_string(seq));
    if (entry.action == "create")
        replay_creation(*type, entry, body);
    else
        replay_change(*type, entry, body);
}

namespace {

// Names of fields that the entry sets, as they are called now.
std::set<std::string> set_values(const RecordType& type, const json::object& set, RecordRow& row) {
    std::set<std::string> changed;
    for (const auto& [name, written] : set) {
        const int index = type.journal_index(name);
        if (index < 0) continue; // of a field that was given up when it was empty everywhere; else verify finds it
        const auto& field = type.fields[static_cast<std::size_t>(index)];
        row.values[static_cast<std::size_t>(index)] = value_from_journal(field, written);
        changed.insert(field.name);
    }
    return changed;
}

} // namespace

void Applier::replay_creation(const RecordType& type, const Entry& entry, const std::string& body) {
    check(entry.record == entry.seq, "an entry that creates makes the record of its own number");
    RecordRow row;
    row.values.resize(type.fields.size());
    set_values(type, entry.set, row);
    row.id = row.version = entry.seq;
    row.number = entry.number;
    row.state = entry.state;
    row.created_at = row.updated_at = entry.at.iso();
    row.created_by = entry.actor;
    if (!row.number.empty() && !type.number.empty()) count_number(type, row, entry.at);
    insert(type, row);
    journal_.append(entry, body);
    post(type, entry.seq, nullptr, &row);
}

void Applier::replay_change(const RecordType& type, const Entry& entry, const std::string& body) {
    const auto before = read_row(writer_, type, entry.record);
    check(before.has_value(), "an entry changes a record that there is");
    auto after = *before;
    auto changed = set_values(type, entry.set, after);
    if (entry.action == "void") after.voided = true;
    if (!entry.state.empty()) after.state = entry.state;
    after.version = entry.seq;
    after.updated_at = entry.at.iso();
    update(type, after, changed);
    journal_.append(entry, body);
    post(type, entry.seq, &*before, &after);
    if (after.state != before->state) changed.insert("state");
    post_dependents(type, after.id, changed, entry.seq);
}

// The counter behind a number that was given: at least as far. Numbers of an earlier pattern count for nothing.
void Applier::count_number(const RecordType& type, const RecordRow& row, Moment at) {
    const auto pattern = number_pattern(type, row, at);
    const auto start = pattern.find("{seq");
    if (start == std::string::npos) return;
    const auto end = pattern.find('}', start);
    const auto tail = pattern.size() - end - 1;
    if (row.number.size() <= start + tail || !row.number.starts_with(pattern.substr(0, start)) ||
        !row.number.ends_with(pattern.substr(end + 1)))
        return;
    const auto* first = row.number.data() + start;
    const auto* last = row.number.data() + row.number.size() - tail;
    std::int64_t count = 0;
    const auto [stopped, error] = std::from_chars(first, last, count);
    if (error != std::errc{} || stopped != last) return;
    const auto name = type.name + "/" + pattern;
    writer_
        .prepared("INSERT INTO sys_counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
                  "CASE WHEN excluded.value > sys_counter.value THEN excluded.value ELSE sys_counter.value END")
        .bind(name)
        .bind(count)
        .run();
}

} // namespace shanhai::kernel
