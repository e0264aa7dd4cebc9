#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"

// Passing on what is past its time limit: once a deadline, as an entry of the system's. What was passed on is in the
// record itself, so that a restart neither forgets nor repeats.
namespace shanhai::kernel {

namespace {

constexpr int most_at_once = 200; // of a type; the rest next time

struct Overdue {
    std::string type;
    std::int64_t record = 0;
};

std::vector<Overdue> overdue_records(Connection& reader, const Schema& schema, const std::string& today) {
    std::vector<Overdue> result;
    for (const auto& type : schema.types) {
        bool limited = false;
        for (const auto& state : type->states) limited = limited || !state.limit.empty();
        if (!limited) continue;
        auto& statement = reader.prepared(
            "SELECT id FROM \"" + type->name +
            "\" WHERE deadline < ? AND void = 0 AND (escalated IS NULL OR escalated <> deadline) ORDER BY deadline, id LIMIT " +
            std::to_string(most_at_once));
        statement.bind(today);
        while (statement.step()) result.push_back({type->name, statement.integer(0)});
    }
    return result;
}

} // namespace

Result<std::size_t> KernelImpl::escalate_overdue() {
    return guarded([&]() -> Result<std::size_t> {
        std::vector<Overdue> overdue;
        {
            const auto reader = readers_.lend();
            overdue = overdue_records(*reader, *schema_, options_.clock().day_in_shanghai().iso());
        }
        std::size_t escalated = 0;
        for (const auto& [type, record] : overdue) {
            Command command;
            command.action = Action::escalate;
            command.type = type;
            command.record = std::to_string(record);
            Request request;
            request.who = Principal::system();
            request.commands.push_back(std::move(command));
            request.show = false;
            const auto reply = execute(std::move(request));
            if (reply)
                ++escalated;
            else if (reply.error().code != "record.not_overdue" && reply.error().code != "record.void_already")
                return std::unexpected(reply.error()); // somebody may have moved the record on in the meantime
        }
        return escalated;
    });
}

} // namespace shanhai::kernel
