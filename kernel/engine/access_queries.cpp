#include "base/text_json.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"

#include <algorithm>

// What people may do, told: to themselves for their pages, to those who keep grants, to auditors.
namespace shanhai::kernel {

namespace {

std::vector<std::string> operations_of(const RecordType& type) {
    std::vector<std::string> result(operations.begin(), operations.end());
    if (type.subject != "id") std::erase(result, "erase"); // it is about a person
    for (const auto& transition : type.transitions) result.push_back(transition.name);
    return result;
}

json::object rights_in(const Rights& rights, const RecordType& type) {
    json::array may, own;
    for (const auto& operation : operations_of(type)) {
        const auto ways = rights.ways(type, operation);
        if (ways.empty()) continue;
        const bool only_own = std::ranges::all_of(ways, &Way::own);
        (only_own ? own : may).emplace_back(operation);
    }
    json::object object{{"may", std::move(may)}, {"own", std::move(own)}};
    const auto sees = rights.sees_somewhere(type);
    object["sees"] = sees ? json::value(std::string(name_of(*sees))) : json::value(nullptr);
    return object;
}

// "role, for what": by which grant somebody may do something.
json::object shown_grant(const Grant& grant, const Role& role, const AccessModel& access, const Schema& schema,
                         ReferenceLabels& labels) {
    json::object shown{
        {"role", role.name}, {"title", as_json(role.title)}, {"scope", std::string(name_of(grant.scope))}};
    shown["record"] = grant.scope == ScopeKind::whole
                          ? json::value(nullptr)
                          : json::value(labels.of(access.scope_type(grant.scope, schema), grant.record));
    shown["until"] = grant.until ? json::value(grant.until->iso()) : json::value(nullptr);
    return shown;
}

} // namespace

json::object KernelImpl::rights(const Principal& who) {
    const auto reader = readers_.lend();
    const auto rights = rights_of(who, *reader);
    json::object types;
    for (const auto& type : schema_->types) types[type->name] = rights_in(*rights, *type);
    return {
        {"everything", rights->is_unlimited()}, {"refusals", rights->may_see_refusals()}, {"types", std::move(types)}};
}

Done KernelImpl::permit(const Principal& who, const std::string& type_name, const std::string& operation) {
    return guarded([&]() -> Done {
        const auto reader = readers_.lend();
        const auto& type = *TRY(type_named(type_name));
        if (rights_of(who, *reader)->may_ever(type, operation)) return {};
        return denied(who, operation, type.name);
    });
}

// Asks for every user what the gate would say to that user, so that the answer is what happens and not another reading
// of the same rules.
Result<json::object> KernelImpl::record_access(const Principal& who, const std::string& type_name,
                                               const std::string& name) {
    return guarded([&]() -> Result<json::object> {
        const auto reader = readers_.lend();
        const auto& type = *TRY(type_named(type_name));
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        const auto id = TRY(find_readable(who, gate, *reader, type, name));
        const auto& access = *schema_->access;
        const auto* grants = access.grants ? schema_->type(access.grants->type) : nullptr;
        if (grants == nullptr || !rights->sees_everywhere(*grants))
            return denied(who, "read", access.grants ? access.grants->type : "");
        ReferenceLabels labels(*reader, *schema_, gate);
        json::array people;
        for (const auto& person : principals_.everybody(*reader)) {
            json::array by;
            std::map<std::string, bool> may;
            for (const auto& grant : person.grants()) {
                const Rights alone(Principal::person(person.user(), person.name(), {grant}), *schema_,
                                   options_.clock().day_in_shanghai(), *reader);
                RecordGate door(alone, *schema_, *reader);
                bool any = false;
                for (const auto& operation : operations_of(type)) {
                    if (operation == "figures" || operation == "create" || !door.open(type, id, operation)) continue;
                    may[operation] = any = true;
                }
                const auto* role = access.role(grant.role);
                if (any && role != nullptr) by.push_back(shown_grant(grant, *role, access, *schema_, labels));
            }
            if (by.empty()) continue;
            json::array operations;
            for (const auto& [operation, yes] : may) operations.emplace_back(operation);
            people.push_back(json::object{{"user", person.user()},
                                          {"name", person.name()},
                                          {"may", std::move(operations)},
                                          {"by", std::move(by)}});
        }
        return json::object{{"people", std::move(people)}};
    });
}

Result<std::vector<Refusal>> KernelImpl::refusals(const Principal& who, std::int64_t before, std::size_t limit) {
    return guarded([&]() -> Result<std::vector<Refusal>> {
        const auto reader = readers_.lend();
        if (rights_of(who, *reader)->may_see_refusals()) return RefusalLog::read(*reader, before, limit);
        refusals_.note(who, {.operation = "refusals", .type = {}, .code = "access.denied"});
        return refuse("access.denied", {}, {{"operation", "refusals"}});
    });
}

} // namespace shanhai::kernel
