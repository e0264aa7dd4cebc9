#include "modules/ocds/shown_record.h"

namespace shanhai::ocds {

std::string text_of(const json::object& record, std::string_view field) {
    const json::value* value = record.if_contains(field);
    return value == nullptr || !value->is_string() ? std::string() : std::string(value->get_string());
}

std::string reference_text(const json::object& record, std::string_view field, std::string_view member) {
    const json::value* reference = record.if_contains(field);
    return reference == nullptr || !reference->is_object() ? std::string() : text_of(reference->get_object(), member);
}

bool is_void(const json::object& record) {
    const json::value* value = record.if_contains("void");
    return value != nullptr && value->is_bool() && value->get_bool();
}

} // namespace shanhai::ocds
