#pragma once

#include "base/date.h"
#include "kernel/schema/scope_kind.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Who asks. Every reading and every command says it, so that no way into the kernel can forget to ask.
namespace shanhai::kernel {

// One role, given to one person for one scope.
struct Grant {
    std::string role;
    ScopeKind scope = ScopeKind::whole;
    std::int64_t record = 0;         // the division, organisation or programme; 0 for the whole
    std::optional<Date> from, until; // the days on which it holds, both included
};

// What an API token leaves of its owner's rights; it never adds any. An empty list leaves all.
struct TokenScope {
    std::vector<std::string> operations; // "read", "create", "amend", "void", "export", a transition's name
    std::vector<std::string> types;      // record types
};

// A value: cheap to copy, never changes. Without more it is nobody, who may do nothing.
class Principal {
public:
    Principal() = default;
    // The program itself: seeds, jobs.
    static Principal system();
    // Whoever holds the machine: may do everything. Entries name this user.
    static Principal administrator(std::string user = "admin");
    // Everybody on the network: reads public fields, as far as the role "public" is declared.
    static Principal public_reader();
    static Principal person(std::string user, std::string name, std::vector<Grant> grants);

    // The same with what a token leaves.
    Principal limited_to(TokenScope scope) const;
    // The same, asking from this address.
    Principal from(std::string address) const;

    bool is_system() const;
    // The built-in administrator or the system, whatever a token leaves of it.
    bool is_administrator() const;
    // The same without a token: nothing could be refused.
    bool is_unlimited() const { return is_administrator() && !token(); }
    const std::string& user() const;                        // login name: what entries say
    const std::string& name() const;                        // for people
    const std::string& address() const { return address_; } // empty: this machine
    const std::vector<Grant>& grants() const;
    const std::optional<TokenScope>& token() const;
    // False for an operation or a type that the token leaves out; types and operations may be empty: any.
    bool token_allows(const std::string& operation, const std::string& type) const;

private:
    struct Data;
    explicit Principal(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
    // Shared, because every request of a session carries it and none changes it.
    std::shared_ptr<const Data> data_;
    std::string address_;
};

// The role of those who have not logged in.
constexpr const char* public_role = "public";

} // namespace shanhai::kernel
