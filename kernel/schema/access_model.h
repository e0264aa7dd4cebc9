#pragma once

#include "kernel/schema/model.h"
#include "kernel/schema/scope_kind.h"

#include <array>
#include <map>
#include <set>

// What the modules' access.yaml say: roles, what each may do with which records, and where records lie.
// docs/access.md describes the language.
namespace shanhai::kernel {

constexpr std::array scope_kinds = {ScopeKind::whole, ScopeKind::division, ScopeKind::organisation,
                                    ScopeKind::programme};

// Operations that every type has; its transitions are operations, too.
constexpr std::array<std::string_view, 7> operations = {"read",  "figures", "export", "create",
                                                        "amend", "void",    "erase"};

// What one role may do with the records of one type.
struct Right {
    bool all = false;          // every operation
    std::set<std::string> may; // operations and transitions
    std::set<std::string> own; // the same, but only on records that are the user's own
    Sensitivity sees = Sensitivity::internal;
    Source source;
};

struct Role {
    std::string name;
    Text title;
    Text about;
    bool sees_refusals = false;          // reads what was refused to whom
    std::map<std::string, Right> rights; // by type; "" for all types
    Source source;
};

// By which references a record lies in a division, an organisation or a programme: any one of them is enough.
struct Places {
    bool everywhere = false;                             // a code list: lies in every scope
    std::map<ScopeKind, std::vector<std::string>> paths; // "project.region"; "id" for the record itself
    Source source;
};

// Which records are users, and which fields say what is needed of them.
struct UserRecords {
    std::string type, login, name;
    std::string person;              // the reference that says which person the user is; may be empty
    std::vector<std::string> active; // states in which one may act
};

// Which records give roles to users.
struct GrantRecords {
    std::string type, user, role, scope, since, until;
    std::map<ScopeKind, std::string> records; // the field that names the division, …
};

struct AccessModel {
    std::vector<Role> roles;
    std::map<std::string, Places> places; // by type
    // Types that rights on all types do not reach: only a right that names the type opens its records and figures.
    std::set<std::string> private_types;
    // By type, the reference to whom its records are about: those about a user are the user's own. Of other types it is
    // what the user entered.
    std::map<std::string, std::string> belongs_to;
    std::optional<UserRecords> users;
    std::optional<GrantRecords> grants;

    const Role* role(std::string_view name) const;
    // The type of the records that scopes of a kind are: "division"; empty when no grants are declared.
    std::string scope_type(ScopeKind kind, const Schema& schema) const;
};

} // namespace shanhai::kernel
