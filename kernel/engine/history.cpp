#include "base/money.h"
#include "base/text_json.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/store/entry_time.h"

// What happened to a record: its entries, and the postings of each.
namespace shanhai::kernel {

namespace {

// A page of the journal ends here for somebody who may read few of its entries; `next` says where to go on.
constexpr std::int64_t most_entries_looked_at = 5000;

// The fields of an entry as people read them: references with their labels, and only those that the reader may see.
json::object shown_fields(const RecordType& type, const json::object& fields, ReferenceLabels& labels,
                          Sensitivity level) {
    json::object shown;
    for (const auto& [name, value] : fields) {
        const auto* field = type.journal_field(name);
        const auto& shown_name = field == nullptr ? std::string(name) : field->name;
        if ((field == nullptr ? Sensitivity::internal : field->sensitivity) > level) continue;
        if (field != nullptr && field->kind == FieldKind::ref && value.is_int64())
            shown[shown_name] = labels.of(field->ref, value.get_int64());
        else
            shown[shown_name] = value;
    }
    return shown;
}

json::object shown_entry(const Entry& entry, std::int64_t seq, std::string_view leaf, const RecordType& type,
                         ReferenceLabels& labels, Sensitivity level) {
    const bool internal = level >= Sensitivity::internal;
    json::object shown;
    shown["seq"] = std::to_string(seq);
    shown["at"] = entry.at.iso();
    shown["actor"] = internal ? entry.actor : "";
    shown["action"] = entry.action;
    shown["type"] = entry.type;
    shown["record"] = labels.of(entry.type, entry.record);
    shown["transition"] = entry.transition.empty() ? json::value(nullptr) : json::value(entry.transition);
    shown["state"] = entry.state.empty() ? json::value(nullptr) : json::value(entry.state);
    const bool dated = !entry.deadline.empty() && level_of_column(type, "deadline") <= level;
    shown["deadline"] = dated ? json::value(entry.deadline) : json::value(nullptr);
    shown["reason"] = internal ? entry.reason : "";
    shown["set"] = shown_fields(type, entry.set, labels, level);
    shown["was"] = shown_fields(type, entry.was, labels, level);
    shown["leaf"] = to_hex(leaf);
    return shown;
}

// Of the store itself: a change of the modules.
json::object shown_store_entry(const Entry& entry, std::int64_t seq, std::string_view leaf) {
    return {{"seq", std::to_string(seq)}, {"at", entry.at.iso()}, {"actor", entry.actor},
            {"action", entry.action},     {"type", nullptr},      {"record", nullptr},
            {"transition", nullptr},      {"state", nullptr},     {"reason", entry.reason},
            {"set", entry.set},           {"was", entry.was},     {"leaf", to_hex(leaf)}};
}

void note_lateness(json::object& posting, const RecordType& type, Moment entered) {
    const auto day = Date::parse(std::string_view(posting.at("day").get_string()));
    posting["late_days"] = day ? days_late(type, *day, entered) : 0;
}

} // namespace

std::vector<std::pair<std::string, std::string>>
coordinate_labels(const Measure& measure, std::span<const Value> values, FigureResolver& names, std::string& currency) {
    std::vector<std::pair<std::string, std::string>> labels;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto visible = names.visible(measure.dimensions[i], values[i]);
        const auto label = names.label_and_key(measure.dimensions[i], visible).first;
        if (measure.dimensions[i].kind == DimensionKind::currency)
            currency = label;
        else
            labels.emplace_back(measure.dimensions[i].name, label);
    }
    return labels;
}

// Today's rights open yesterday's rows: what may not be read as it is may not be read as it was.
Result<std::int64_t> KernelImpl::find_then(const Principal& who, RecordGate& gate, Connection& reader,
                                           const RecordType& type, const std::string& name, const AsOf& as_of,
                                           const std::optional<Moment>& moment) {
    if (!moment) return find_readable(who, gate, reader, type, name);
    const auto found = find_record(reader, type, name, true, as_of);
    if (found && gate.reads(type, *found)) return *found;
    if (!found && found.error().code != "record.not_found") return std::unexpected(found.error());
    TRY(find_readable(who, gate, reader, type, name));
    return refuse("record.not_yet", {}, {{"name", name}, {"at", moment->shown()}});
}

Result<json::object> KernelImpl::history(const Principal& who, const std::string& type_name, const std::string& name,
                                         std::optional<Moment> moment) {
    return guarded([&]() -> Result<json::object> {
        const auto reader = readers_.lend();
        const auto& type = *TRY(type_named(type_name));
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        const auto as_of = as_of_moment(*reader, moment);
        const auto id = TRY(find_then(who, gate, *reader, type, name, as_of, moment));
        const auto level = *gate.reads(type, id);
        FigureResolver names(*schema_, references_, *reader, gate, as_of);
        ReferenceLabels labels(*reader, *schema_, gate, as_of);

        std::map<std::int64_t, json::array> postings; // by entry
        auto& posted = (*reader).prepared(
            "SELECT p.entry, m.name, p.coordinate, p.day, p.value FROM sys_posting p JOIN sys_measure m ON m.id = p.measure "
            "WHERE p.record = ? AND p.entry <= ? ORDER BY p.entry, p.measure, p.day, p.coordinate");
        posted.bind(id).bind(as_of.entry);
        while (posted.step()) {
            const auto* measure = schema_->measure(posted.text(1));
            if (measure == nullptr) continue; // of a module that is not here now
            if (level_of(*measure, *schema_) > level) continue;
            std::string currency;
            const auto values =
                cube_.view().coordinate_values(measure->number, static_cast<CoordinateId>(posted.integer(2)));
            json::object coordinates;
            for (const auto& [dimension, label] : coordinate_labels(*measure, values, names, currency))
                coordinates[dimension] = label;
            json::object shown;
            shown["measure"] = measure->name;
            shown["title"] = as_json(measure->title);
            shown["value"] = scaled_text(posted.integer(4), measure->unit.scale);
            shown["unit"] = measure->unit.money ? currency : measure->unit.name;
            shown["day"] = Date::from_days(static_cast<std::int32_t>(posted.integer(3))).iso();
            shown["coordinates"] = std::move(coordinates);
            postings[posted.integer(0)].push_back(std::move(shown));
        }

        // The record's own entries, and those of other records that moved its postings.
        std::map<std::int64_t, json::object> entries;
        const auto add = [&](Statement& statement) {
            while (statement.step()) {
                const auto seq = statement.integer(0);
                const auto entry = parse_entry_body(statement.text(1));
                // Another record may have moved this one's postings; what it says itself shows only to its readers.
                const auto& of = *schema_->type(entry.type);
                const auto sees = entry.record == id ? std::optional(level) : gate.reads(of, entry.record);
                auto shown =
                    shown_entry(entry, seq, statement.bytes(2), of, labels, sees.value_or(Sensitivity::public_));
                if (!sees) shown["set"] = shown["was"] = json::object();
                for (auto& posting : postings[seq]) note_lateness(posting.get_object(), type, entry.at);
                shown["postings"] = std::move(postings[seq]);
                entries.emplace(seq, std::move(shown));
            }
        };
        add((*reader)
                .prepared("SELECT seq, body, leaf FROM sys_entry WHERE record = ? AND seq <= ?")
                .bind(id)
                .bind(as_of.entry));
        for (const auto& [seq, moved] : std::map(postings)) {
            if (!entries.contains(seq))
                add((*reader).prepared("SELECT seq, body, leaf FROM sys_entry WHERE seq = ?").bind(seq));
        }
        json::array shown;
        for (auto& [seq, entry] : entries) shown.push_back(std::move(entry));
        json::value opened(std::move(shown));
        open_personal(opened, *reader);
        return json::object{{"entries", std::move(opened)}};
    });
}

Result<json::object> KernelImpl::get(const Principal& who, const std::string& type_name, const std::string& name,
                                     std::optional<Moment> moment) {
    return guarded([&]() -> Result<json::object> {
        const auto reader = readers_.lend();
        const auto& type = *TRY(type_named(type_name));
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        const auto as_of = as_of_moment(*reader, moment);
        const auto id = TRY(find_then(who, gate, *reader, type, name, as_of, moment));
        ReferenceLabels labels(*reader, *schema_, gate, as_of);
        auto shown = shown_record(type, *read_row(*reader, type, id, as_of), labels, *reader, *gate.reads(type, id));
        PersonalOpener(person_keys_, *schema_, *reader).open_record(shown);
        return shown;
    });
}

Result<json::object> KernelImpl::log_entries(const Principal& who, std::uint64_t after, std::size_t limit) {
    return guarded([&]() -> Result<json::object> {
        const auto reader = readers_.lend();
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        ReferenceLabels labels(*reader, *schema_, gate);
        auto& statement =
            (*reader).prepared("SELECT seq, body, leaf FROM sys_entry WHERE seq > ? ORDER BY seq LIMIT ?");
        const auto wanted = std::clamp<std::size_t>(limit, 1, 500);
        const auto stretch = static_cast<std::int64_t>(wanted) + 1; // a server sends all that it is asked for
        json::array entries;
        json::value next = nullptr;
        auto last = static_cast<std::int64_t>(after);
        std::int64_t looked_at = 0;
        for (bool more = true; more;) {
            statement.bind(last).bind(stretch);
            const Resetting done(statement);
            std::int64_t rows = 0;
            for (; next.is_null() && statement.step(); ++rows, ++looked_at) {
                if (entries.size() == wanted || looked_at == most_entries_looked_at) {
                    next = std::to_string(last);
                    break;
                }
                last = statement.integer(0);
                const auto entry = parse_entry_body(statement.text(1));
                const auto* type = schema_->type(entry.type);
                const auto level = type == nullptr ? std::nullopt : gate.reads(*type, entry.record);
                if (entry.type.empty())
                    entries.push_back(shown_store_entry(entry, last, statement.bytes(2)));
                else if (level)
                    entries.push_back(shown_entry(entry, last, statement.bytes(2), *type, labels, *level));
            }
            more = next.is_null() && rows == stretch;
        }
        json::value opened(std::move(entries));
        open_personal(opened, *reader);
        return json::object{{"entries", std::move(opened)}, {"next", std::move(next)}};
    });
}

} // namespace shanhai::kernel
