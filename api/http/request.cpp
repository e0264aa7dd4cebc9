#include "api/http/request.h"

namespace shanhai::api::http {

namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

} // namespace

std::string_view name_of(Method method) {
    switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::patch: return "PATCH";
    case Method::put: return "PUT";
    case Method::delete_: return "DELETE";
    case Method::options: return "OPTIONS";
    case Method::other: break;
    }
    return "?";
}

std::string_view Request::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
}

std::string_view Request::field(std::string_view name) const {
    for (const Field& field : fields_) {
        const std::string_view text = text_;
        if (same_name(text.substr(field.name_at, field.name_size), name))
            return text.substr(field.value_at, field.value_size);
    }
    return {};
}

void Request::add_field(std::string_view name, std::string_view value) {
    const auto at = static_cast<std::uint32_t>(text_.size());
    const auto name_size = static_cast<std::uint32_t>(name.size());
    fields_.push_back({at, name_size, at + name_size, static_cast<std::uint32_t>(value.size())});
    text_.append(name).append(value);
}

void Request::clear() {
    method = Method::other;
    version = 11;
    keep_alive = true;
    expects_continue = false;
    target.clear();
    // A connection that once carried a large file does not keep its memory while it idles.
    if (body.capacity() > small_body_bytes) std::string().swap(body);
    body.clear();
    body_limit = 1 << 20;
    route = nullptr;
    for (std::string& parameter : parameters) parameter.clear();
    who = {};
    session.clear();
    csrf.clear();
    restricted = rotation_is_due = false;
    lease = {};
    text_.clear();
    fields_.clear();
}

} // namespace shanhai::api::http
