#include "modules/governance/work_groups.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"

#include <utility>

namespace shanhai::governance {

using kernel::reference_text;
using kernel::text_of;

std::string id_of(const json::object& record) { return "#" + text_of(record, "id"); }

std::string id_of(const json::object& record, std::string_view reference) {
    const auto id = reference_text(record, reference, "id");
    return id.empty() ? "" : "#" + id;
}

Result<std::vector<json::object>> all_records(kernel::Kernel& kernel, const std::string& type,
                                              std::vector<kernel::ListFilter> filters, std::vector<std::string> order) {
    kernel::ListQuery query;
    query.filters = std::move(filters);
    query.order = std::move(order);
    std::vector<json::object> records;
    TRY_DO(
        for_each_record(kernel, kernel::Principal::system(), type, std::move(query), [&](json::object& record) -> Done {
            records.push_back(std::move(record));
            return {};
        }));
    return records;
}

Result<bool> is_there(kernel::Kernel& kernel, const std::string& type, std::vector<kernel::ListFilter> filters) {
    kernel::ListQuery query;
    query.filters = std::move(filters);
    query.limit = 1;
    return !TRY(kernel.list(kernel::Principal::system(), type, query)).items.empty();
}

Result<std::vector<WorkGroup>> groups_in_office(kernel::Kernel& kernel, Date day) {
    std::vector<WorkGroup> groups;
    for (const auto& record : TRY(all_records(kernel, "work_group", {{"starts_on", "lte", day.iso()}}))) {
        const auto ends_on = text_of(record, "ends_on");
        if (!ends_on.empty() && ends_on <= day.iso()) continue;
        groups.push_back({.id = id_of(record),
                          .name = text_of(record, "name"),
                          .programme = id_of(record, "programme"),
                          .giver = id_of(record, "giver"),
                          .region = id_of(record, "region")});
    }
    return groups;
}

kernel::Command creation(std::string type, json::object fields) {
    kernel::Command command;
    command.type = std::move(type);
    command.fields = std::move(fields);
    return command;
}

kernel::Command amendment(std::string type, std::string record, json::object fields, std::string reason) {
    kernel::Command command;
    command.action = kernel::Action::amend;
    command.type = std::move(type);
    command.record = std::move(record);
    command.fields = std::move(fields);
    command.reason = std::move(reason);
    return command;
}

kernel::Command voiding(std::string type, std::string record, std::string reason) {
    auto command = amendment(std::move(type), std::move(record), {}, std::move(reason));
    command.action = kernel::Action::void_;
    return command;
}

kernel::Command step(std::string type, std::string record, std::string transition) {
    kernel::Command command;
    command.action = kernel::Action::advance;
    command.type = std::move(type);
    command.record = std::move(record);
    command.transition = std::move(transition);
    return command;
}

void Opening::write(const std::string& part, const std::string& name, std::vector<kernel::Command> commands) {
    kernel::Request request;
    request.who = kernel::Principal::system();
    request.commands = std::move(commands);
    request.idempotency_key = call_.key + "/" + part;
    request.show = false;
    const auto reply = call_.kernel.execute(std::move(request));
    if (!reply) {
        if (refused_++ == 0) {
            first_name_ = name;
            first_code_ = reply.error().code;
        }
        return;
    }
    ++parts_;
    for (const auto& outcome : reply->outcomes) entries_.push_back(outcome.entry);
}

Result<kernel::JobOutcome> Opening::outcome(Text said) && {
    if (refused_ > 0)
        return refuse("governance.not_opened", {},
                      {{"name", first_name_}, {"count", std::to_string(refused_)}, {"why", first_code_}});
    return kernel::JobOutcome{.said = std::move(said), .entries = std::move(entries_), .nothing = parts_ == 0};
}

} // namespace shanhai::governance
