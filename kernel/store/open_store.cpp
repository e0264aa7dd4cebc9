#include "kernel/store/connection.h"

namespace shanhai::kernel {

bool is_server_name(std::string_view name) {
    return name.starts_with("postgres://") || name.starts_with("postgresql://");
}

std::unique_ptr<Store> open_store(const std::string& name) {
    if (is_server_name(name)) return open_postgres(name);
    return open_sqlite(name);
}

std::string shown_store_name(std::string_view name) {
    const auto user = name.find("://");
    const auto at = name.find('@');
    if (!is_server_name(name) || at == std::string_view::npos) return std::string(name);
    const auto colon = name.find(':', user + 3);
    if (colon == std::string_view::npos || colon > at) return std::string(name);
    return std::string(name.substr(0, colon)) + std::string(name.substr(at));
}

} // namespace shanhai::kernel
