#include "kernel/engine/second_person.h"

#include "kernel/journal/journal.h"

#include <algorithm>

namespace shanhai::kernel {

std::optional<std::string> own_hand_in(Connection& connection, const Transition& step, std::int64_t record,
                                       const std::string& actor) {
    const auto& wanted = step.second_person;
    if (wanted.empty()) return std::nullopt;
    auto& statement = connection.prepared("SELECT action, body FROM sys_entry WHERE record = ? AND actor = ?");
    statement.bind(record).bind(actor);
    const Resetting done(statement);
    while (statement.step()) {
        const std::string action(statement.text(0));
        auto name = action == "advance" ? parse_entry_body(statement.text(1)).transition : action;
        if (std::ranges::find(wanted, name) != wanted.end()) return name;
    }
    return std::nullopt;
}

} // namespace shanhai::kernel
