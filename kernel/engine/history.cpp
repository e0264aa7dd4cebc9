#include "base/money.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/store/entry_time.h"

// What happened to a record: its entries, and the postings of each.
namespace shanhai::kernel {

namespace {

// The fields of an entry as people read them: references with their labels.
json::object shown_fields(const RecordType& type, const json::object& fields, ReferenceLabels& labels) {
    json::object shown;
    for (const auto& [name, value] : fields) {
        const auto* field = type.field(name);
        if (field != nullptr && field->kind == FieldKind::ref && value.is_int64())
            shown[name] = labels.of(field->ref, value.get_int64());
        else
            shown[name] = value;
    }
    return shown;
}

json::object shown_entry(const Entry& entry, std::int64_t seq, std::string_view leaf, const RecordType& type,
                         ReferenceLabels& labels) {
    json::object shown;
    shown["seq"] = std::to_string(seq);
    shown["at"] = entry.at.iso();
    shown["actor"] = entry.actor;
    shown["action"] = entry.action;
    shown["type"] = entry.type;
    shown["record"] = labels.of(entry.type, entry.record);
    shown["transition"] = entry.transition.empty() ? json::value(nullptr) : json::value(entry.transition);
    shown["state"] = entry.state.empty() ? json::value(nullptr) : json::value(entry.state);
    shown["deadline"] = entry.deadline.empty() ? json::value(nullptr) : json::value(entry.deadline);
    shown["reason"] = entry.reason;
    shown["set"] = shown_fields(type, entry.set, labels);
    shown["was"] = shown_fields(type, entry.was, labels);
    shown["leaf"] = to_hex(leaf);
    return shown;
}

void note_lateness(json::object& posting, const RecordType& type, Moment entered) {
    const auto day = Date::parse(std::string_view(posting.at("day").get_string()));
    posting["late_days"] = day ? days_late(type, *day, entered) : 0;
}

// "record.not_yet" when the record is there now, but was not then.
Result<std::int64_t> find_then(Connection& reader, const RecordType& type, const std::string& name, const AsOf& as_of,
                               const std::optional<Moment>& moment) {
    auto found = find_record(reader, type, name, true, as_of);
    if (!found && moment && found.error().code == "record.not_found" && find_record(reader, type, name, true))
        return refuse("record.not_yet", {}, {{"name", name}, {"at", moment->shown()}});
    return found;
}

} // namespace

std::vector<std::pair<std::string, std::string>>
coordinate_labels(const Measure& measure, std::span<const Value> values, FigureResolver& names, std::string& currency) {
    std::vector<std::pair<std::string, std::string>> labels;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto label = names.label_and_key(measure.dimensions[i], values[i]).first;
        if (measure.dimensions[i].kind == DimensionKind::currency)
            currency = label;
        else
            labels.emplace_back(measure.dimensions[i].name, label);
    }
    return labels;
}

Result<json::object> KernelImpl::history(const Principal&, const std::string& type_name, const std::string& name,
                                         std::optional<Moment> moment) {
    return guarded([&]() -> Result<json::object> {
        const auto reader = readers_.lend();
        const auto& type = *TRY(type_named(type_name));
        const auto as_of = as_of_moment(*reader, moment);
        const auto id = TRY(find_then(*reader, type, name, as_of, moment));
        FigureResolver names(*schema_, references_, *reader, as_of);
        ReferenceLabels labels(*reader, *schema_, as_of);

        std::map<std::int64_t, json::array> postings; // by entry
        auto& posted = (*reader).prepared(
            "SELECT p.entry, m.name, p.coordinate, p.day, p.value FROM sys_posting p JOIN sys_measure m ON m.id = p.measure "
            "WHERE p.record = ? AND p.entry <= ? ORDER BY p.entry, p.measure, p.day, p.coordinate");
        posted.bind(id).bind(as_of.entry);
        while (posted.step()) {
            const auto* measure = schema_->measure(posted.text(1));
            if (measure == nullptr) continue; // of a module that is not here now
            std::string currency;
            const auto values =
                cube_.view().coordinate_values(measure->number, static_cast<CoordinateId>(posted.integer(2)));
            json::object coordinates;
            for (const auto& [dimension, label] : coordinate_labels(*measure, values, names, currency))
                coordinates[dimension] = label;
            json::object shown;
            shown["measure"] = measure->name;
            shown["title"] = json::object{{"zh", measure->title.zh}, {"en", measure->title.en}};
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
                auto shown = shown_entry(entry, seq, statement.bytes(2), *schema_->type(entry.type), labels);
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
        return json::object{{"entries", std::move(shown)}};
    });
}

Result<json::object> KernelImpl::get(const Principal&, const std::string& type_name, const std::string& name,
                                     std::optional<Moment> moment) {
    return guarded([&]() -> Result<json::object> {
        const auto reader = readers_.lend();
        const auto& type = *TRY(type_named(type_name));
        const auto as_of = as_of_moment(*reader, moment);
        const auto id = TRY(find_then(*reader, type, name, as_of, moment));
        ReferenceLabels labels(*reader, *schema_, as_of);
        return shown_record(type, *read_row(*reader, type, id, as_of), labels, *reader);
    });
}

Result<json::object> KernelImpl::log_entries(const Principal&, std::uint64_t after, std::size_t limit) {
    return guarded([&]() -> Result<json::object> {
        const auto reader = readers_.lend();
        ReferenceLabels labels(*reader, *schema_);
        auto& statement =
            (*reader).prepared("SELECT seq, body, leaf FROM sys_entry WHERE seq > ? ORDER BY seq LIMIT ?");
        statement.bind(static_cast<std::int64_t>(after))
            .bind(static_cast<std::int64_t>(std::clamp<std::size_t>(limit, 1, 500)));
        json::array entries;
        while (statement.step()) {
            const auto entry = parse_entry_body(statement.text(1));
            const auto* type = schema_->type(entry.type);
            if (type != nullptr)
                entries.push_back(shown_entry(entry, statement.integer(0), statement.bytes(2), *type, labels));
        }
        return json::object{{"entries", std::move(entries)}};
    });
}

} // namespace shanhai::kernel
