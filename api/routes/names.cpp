#include "api/routes/names.h"

#include "base/text.h"

#include <algorithm>
#include <vector>

namespace shanhai::api {

namespace {

// "/lines/0/amount" → "lines": the field that a form shows.
std::string_view top_field(std::string_view pointer) {
    if (pointer.starts_with('/')) pointer.remove_prefix(1);
    return pointer.substr(0, pointer.find('/'));
}

std::string field_label(const kernel::RecordType& type, std::string_view pointer, std::string_view language) {
    const kernel::Field* field = type.field(top_field(pointer));
    return field ? field->label.in(language) : std::string();
}

// "approved, started" → "已批复、已开工".
std::string state_titles(const kernel::RecordType& type, std::string_view names, std::string_view language) {
    std::vector<std::string> titles;
    for (const std::string_view part : split(names, ',')) {
        const auto state = std::ranges::find(type.states, trim(part), &kernel::State::name);
        titles.push_back(state == type.states.end() || state->title.empty() ? std::string(trim(part))
                                                                            : state->title.in(language));
    }
    return join(titles, language == "en" ? ", " : "、");
}

} // namespace

Names names_in(const kernel::Schema& schema, const kernel::RecordType* type, std::string_view language) {
    return
        [&schema, type, spoken = std::string(language)](std::string_view kind, std::string_view name) -> std::string {
            if (kind == "type") {
                const kernel::RecordType* found = schema.type(name);
                return found ? found->title.in(spoken) : std::string();
            }
            if (kind == "field" && name == "/reason") return spoken == "en" ? "reason" : "原因";
            if (!type) return {};
            if (kind == "field") return field_label(*type, name, spoken);
            if (kind == "state") return state_titles(*type, name, spoken);
            const kernel::Transition* transition = type->transition(name);
            return kind == "transition" && transition ? transition->title.in(spoken) : std::string();
        };
}

} // namespace shanhai::api
