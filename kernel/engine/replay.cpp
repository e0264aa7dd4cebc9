#include "base/check.h"
#include "kernel/engine/applier.h"
#include "kernel/engine/time_limits.h"

#include <charconv>
#include <map>
#include <regex>

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
    if (type == nullptr)
        throw BrokenInvariant("entry " + std::to_string(seq) + " is of the type " + entry.type +
                              ", which the modules do not know");
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
    row.deadline = entry.deadline;
    row.created_at = row.updated_at = entry.at.iso();
    row.created_by = entry.actor;
    count_number(type, row.number);
    insert(type, row);
    keep_file_uses(type, row, nullptr);
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
    if (entry.deadline != entry.deadline_was) after.deadline = entry.deadline;
    if (entry.escalated != entry.escalated_was) after.escalated = entry.escalated;
    after.version = entry.seq;
    after.updated_at = entry.at.iso();
    update(type, *before, after, changed);
    keep_file_uses(type, after, &*before);
    journal_.append(entry, body);
    post(type, entry.seq, &*before, &after);
    add_moved_columns(*before, after, changed);
    post_dependents(type, after.id, changed, entry.seq);
}

namespace {

// "ZF-{year}-{seq:06}" as an expression that its numbers match, with the year and the count apart.
const std::regex& form_of(const std::string& pattern) {
    thread_local std::map<std::string, std::regex> known;
    const auto [found, fresh] = known.try_emplace(pattern);
    if (!fresh) return found->second;
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '{') {
            if (std::string_view(R"(^$\.*+?()[]{}|)").contains(pattern[i])) text += '\\';
            text += pattern[i];
            continue;
        }
        text += pattern.compare(i, 5, "{year") == 0 ? "([0-9]{4})" : "(?:([0-9]+))";
        i = pattern.find('}', i);
    }
    found->second = std::regex(text);
    return found->second;
}

} // namespace

std::optional<CountedNumber> counted_number(const RecordType& type, const std::string& number) {
    std::smatch parts;
    if (number.empty() || type.number.empty() || !std::regex_match(number, parts, form_of(type.number)))
        return std::nullopt;
    std::string year, count;
    std::size_t part = 0;
    for (auto at = type.number.find('{'); at != std::string::npos; at = type.number.find('{', at + 1)) {
        const auto text = parts[++part].str();
        if (type.number.compare(at, 5, "{year") != 0)
            count = text;
        else if (year.empty())
            year = text;
        else if (year != text)
            return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), value);
    if (error != std::errc{} || end != count.data() + count.size()) return std::nullopt;
    return CountedNumber{type.name + "/" + replace_all(type.number, "{year}", year), value};
}

// The counter behind a number that was given: at least as far.
void Applier::count_number(const RecordType& type, const std::string& given) {
    const auto number = counted_number(type, given);
    if (!number) return;
    writer_
        .prepared("INSERT INTO sys_counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
                  "CASE WHEN excluded.value > sys_counter.value THEN excluded.value ELSE sys_counter.value END")
        .bind(number->counter)
        .bind(number->value)
        .run();
}

} // namespace shanhai::kernel
