#include "kernel/transfer/row_commands.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace shanhai::kernel {

std::vector<Command> RowCommands::of(const CheckedRows& checked, std::vector<Draft>& drafts) {
    std::vector<Command> commands;
    const bool in_vain = tries_ ? work_.refused_rows.contains(work_.report.header.row) : !work_.report.problems.empty();
    for (Draft& draft : drafts) {
        if (in_vain || work_.refused_rows.contains(draft.row)) continue;
        rows_.push_back(draft.row);
        commands.push_back(checked.command_of(draft));
        creates_.push_back(commands.back().action == Action::create);
    }
    return commands;
}

void RowCommands::done_with(std::size_t count) {
    carried_rows_.clear();
    rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(count));
    creates_.erase(creates_.begin(), creates_.begin() + static_cast<std::ptrdiff_t>(count));
}

bool RowCommands::carries(int row) const { return std::ranges::find(carried_rows_, row) != carried_rows_.end(); }

// Of the request's commands.
int RowCommands::row_at(std::size_t place) const {
    return place < carried_rows_.size() ? carried_rows_[place] : rows_[place - carried_rows_.size()];
}

Done RowCommands::take(Result<Reply> reply) {
    // What was left half-done because of a row that was read later: the report says which.
    const bool in_vain =
        !reply && reply.error().code == "request.cancelled" && !work_.is_cancelled() && !work_.report.problems.empty();
    if (in_vain) return {};
    if (!reply) return take_refusal(std::move(reply.error()));
    for (auto& [place, problem] : reply->refused) work_.add_problem(row_at(place), -1, std::move(problem));
    work_.report.more_problems = work_.report.more_problems || reply->refused.size() >= most_row_problems;
    count(*reply);
    return {};
}

// Which command was refused stands in the arguments; what concerns none of them is no row's problem.
Done RowCommands::take_refusal(Problem problem) {
    const auto place = std::ranges::find(problem.args, "command", &std::pair<std::string, std::string>::first);
    const bool of_all = std::ranges::any_of(std::array{"writer.", "store.", "request.", "idempotency."},
                                            [&](const char* one) { return problem.code.starts_with(one); });
    const auto count = carried_rows_.size() + rows_.size();
    std::size_t number = count == 1 && !of_all ? 1 : 0;
    if (place != problem.args.end())
        std::from_chars(place->second.data(), place->second.data() + place->second.size(), number);
    if (number == 0 || number > count) return std::unexpected(std::move(problem));
    work_.add_problem(row_at(number - 1), -1, std::move(problem));
    return {};
}

void RowCommands::count(const Reply& reply) {
    work_.report.repeated = reply.repeated;
    if (reply.repeated) return;
    const auto carried = carried_rows_.size();
    for (std::size_t i = 0; carried + i < reply.outcomes.size() && i < creates_.size(); ++i) {
        const Outcome& outcome = reply.outcomes[carried + i];
        if (outcome.record.value == 0) continue; // refused
        if (creates_[i])
            ++work_.report.created;
        else if (outcome.entry.value == 0)
            ++work_.report.unchanged;
        else
            ++work_.report.amended;
    }
}

} // namespace shanhai::kernel
