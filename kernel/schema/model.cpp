#include "kernel/schema/model.h"

#include "base/date.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

template <class Items>
auto find_named(Items& items, std::string_view name) -> decltype(&*items.begin()) {
    const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
    return found == items.end() ? nullptr : &*found;
}

} // namespace

std::string_view name_of(Sensitivity sensitivity) {
    switch (sensitivity) {
    case Sensitivity::public_: return "public";
    case Sensitivity::internal: return "internal";
    case Sensitivity::personal: return "personal";
    case Sensitivity::secret: return "secret";
    }
    return "";
}

std::optional<Sensitivity> sensitivity_named(std::string_view name) {
    for (const auto each : {Sensitivity::public_, Sensitivity::internal, Sensitivity::personal, Sensitivity::secret}) {
        if (name == name_of(each)) return each;
    }
    return std::nullopt;
}

std::string_view name_of(FieldKind kind) {
    switch (kind) {
    case FieldKind::text: return "text";
    case FieldKind::long_text: return "long_text";
    case FieldKind::integer: return "integer";
    case FieldKind::decimal: return "decimal";
    case FieldKind::money: return "money";
    case FieldKind::date: return "date";
    case FieldKind::boolean: return "boolean";
    case FieldKind::choice: return "choice";
    case FieldKind::ref: return "ref";
    case FieldKind::file: return "file";
    case FieldKind::json: return "json";
    }
    return "text";
}

bool is_calendar_word(std::string_view name) {
    return step_named(name) || name == "period" || name == "from" || name == "until";
}

int Measure::dimension_index(std::string_view dimension) const {
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        if (dimensions[i].name == dimension) return static_cast<int>(i);
    }
    return -1;
}

const Field* RecordType::field(std::string_view field_name) const { return find_named(fields, field_name); }

int RecordType::field_index(std::string_view field_name) const {
    const auto* found = field(field_name);
    return found == nullptr ? -1 : static_cast<int>(found - fields.data());
}

int RecordType::journal_index(std::string_view written) const {
    if (const int index = field_index(written); index >= 0) return index;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (std::find(fields[i].was.begin(), fields[i].was.end(), written) != fields[i].was.end())
            return static_cast<int>(i);
    }
    return -1;
}

const Field* RecordType::journal_field(std::string_view written) const {
    const int index = journal_index(written);
    return index < 0 ? nullptr : &fields[static_cast<std::size_t>(index)];
}

const Transition* RecordType::transition(std::string_view transition_name) const {
    return find_named(transitions, transition_name);
}

const State* RecordType::state(std::string_view state_name) const { return find_named(states, state_name); }

const RecordType* Schema::type(std::string_view name) const {
    const auto found = std::find_if(types.begin(), types.end(), [&](const auto& item) { return item->name == name; });
    return found == types.end() ? nullptr : found->get();
}

const Measure* Schema::measure(std::string_view name) const { return find_named(measures, name); }
const Figure* Schema::figure(std::string_view name) const { return find_named(figures, name); }
const DeclaredSeries* Schema::reading_series(std::string_view name) const { return find_named(series, name); }

Result<const DeclaredSeries*> find_series(const Schema& schema, const std::string& name) {
    const auto* series = schema.reading_series(name);
    if (series == nullptr) return refuse("series.unknown", {}, {{"name", name}});
    return series;
}

std::vector<Referrer> Schema::referrers(std::string_view name) const {
    std::vector<Referrer> result;
    for (const auto& referring : types) {
        for (const auto& field : referring->fields) {
            if (field.kind == FieldKind::ref && field.ref == name) result.push_back({referring->name, field.name});
        }
    }
    return result;
}

} // namespace shanhai::kernel
