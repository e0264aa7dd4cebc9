#include "api/routes/names.h"

namespace shanhai::api {

namespace {

// "/lines/0/amount" → "lines": the field that a form shows.
std::string_view top_field(std::string_view pointer) {
    if (pointer.starts_with('/')) pointer.remove_prefix(1);
    return pointer.substr(0, pointer.find('/'));
}

} // namespace

Names names_in(const kernel::Schema& schema, const kernel::RecordType* type, std::string_view language) {
    const std::string spoken(language);
    Names names;
    names.field = [type, spoken](std::string_view pointer) {
        const std::string_view name = top_field(pointer);
        if (name == "reason") return std::string(spoken == "en" ? "reason" : "原因");
        const kernel::Field* field = type ? type->field(name) : nullptr;
        return field && !field->label.empty() ? field->label.in(spoken) : std::string(name);
    };
    names.type = [&schema, spoken](std::string_view name) {
        const kernel::RecordType* found = schema.type(name);
        return found && !found->title.empty() ? found->title.in(spoken) : std::string(name);
    };
    return names;
}

} // namespace shanhai::api
