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
    std::string shown(name);
    if (!is_server_name(name)) return shown;
    for (const std::string_view secret : {"sslpassword=", "password="}) { // libpq takes them as parameters, too
        for (auto at = shown.find(secret); at != std::string::npos; at = shown.find(secret, at)) {
            const bool is_parameter = shown[at - 1] == '?' || shown[at - 1] == '&';
            at += secret.size();
            if (is_parameter) shown.erase(at, std::min(shown.find('&', at), shown.size()) - at);
        }
    }
    const auto at = shown.find('@');
    const auto colon = shown.find(':', shown.find("://") + 3);
    if (at != std::string::npos && colon < at) shown.erase(colon, at - colon);
    return shown;
}

} // namespace shanhai::kernel
