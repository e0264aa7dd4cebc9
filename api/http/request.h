#pragma once

#include "api/http/budget.h"
#include "kernel/access/principal.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::api::http {

enum class Method : std::uint8_t { get, head, post, patch, put, delete_, options, other };
std::string_view name_of(Method method);

// One request as it was read. Reused for all requests of a connection, so that the steady state allocates nothing.
class Request {
public:
    Method method = Method::other;
    int version = 11; // 10 or 11
    bool keep_alive = true;
    bool expects_continue = false;
    std::string target; // as sent: "/api/v1/payment?limit=5"
    std::string body;
    std::size_t body_limit = 1 << 20; // set by Handler::admit

    std::string_view path() const {
        return std::string_view(target).substr(0, target.find('?'));
    } // still percent-encoded
    std::string_view query() const; // without the '?'

    // The first field of that name (any case); empty when there is none.
    std::string_view field(std::string_view name) const;
    std::size_t fields() const { return fields_.size(); }

    void add_field(std::string_view name, std::string_view value);
    void clear();

    // Room for what a Handler learns in admit() and needs in handle().
    const void* route = nullptr;
    std::array<std::string, 6> parameters;
    kernel::Principal who;
    std::string address;          // the client's, or what a trusted proxy says it is
    std::string session;          // the id of the session that asks; empty for an API token
    std::string csrf;             // that session's
    bool restricted = false;      // that session may do nothing but choose a password
    bool rotation_is_due = false; // of the cookie that came with it

    Budget::Lease lease; // on the memory of a large body

private:
    struct Field {
        std::uint32_t name_at, name_size, value_at, value_size;
    };
    std::string text_; // names and values, one after another
    std::vector<Field> fields_;
};

} // namespace shanhai::api::http
