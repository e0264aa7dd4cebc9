#include "kernel/transfer/import_parts.h"

#include "kernel/carried_commands.h"
#include "kernel/transfer/row_commands.h"

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace shanhai::kernel {

namespace {

constexpr std::size_t rows_of_a_part = 96; // so that others wait some milliseconds for each

class ImportParts {
public:
    ImportParts(ImportWork& work, bool tries)
        : work_(work), tries_(tries), checked_(work), commands_(work, tries || work.options.dry_run) {}

    Done try_them() {
        const auto batch =
            TRY(work_.kernel.begin_batch({.who = work_.who, .trial = true, .about = {}, .key = {}, .fingerprint = {}}));
        return for_each_part([&](std::vector<Command> commands) -> Done {
            carry(*batch, commands_.carried());
            auto request = request_of(std::move(commands), batch);
            request.dry_run = true;
            request.most_problems = most_row_problems;
            return commands_.take(work_.kernel.execute(std::move(request)));
        });
    }

    Done record() {
        const auto batch = TRY(work_.kernel.begin_batch({.who = work_.who,
                                                         .trial = false,
                                                         .about = work_.reason(),
                                                         .key = work_.once_key(),
                                                         .fingerprint = work_.options.digest}));
        work_.report.repeated = batch->repeated();
        if (work_.report.repeated) return {};
        const auto recorded = for_each_part([&](std::vector<Command> commands) -> Done {
            TRY_DO(commands_.take(work_.kernel.execute(request_of(std::move(commands), batch))));
            if (work_.report.problems.empty()) return {};
            return refuse("import.rows_refused", {}, {{"count", std::to_string(work_.report.problems.size())}});
        });
        if (recorded && work_.report.problems.empty()) return work_.kernel.end_batch(*batch);
        work_.report.taken_back = TRY(work_.kernel.take_back(*batch));
        work_.report.created = work_.report.amended = 0;
        if (work_.report.taken_back.left > 0)
            return refuse("import.partly_left", {},
                          {{"taken", std::to_string(work_.report.taken_back.records)},
                           {"left", std::to_string(work_.report.taken_back.left)}});
        return recorded || recorded.error().code == "import.rows_refused" ? Done{} : recorded;
    }

private:
    Request request_of(std::vector<Command> commands, const std::shared_ptr<Batch>& batch) const {
        Request request;
        request.who = work_.who;
        request.commands = std::move(commands);
        request.show = false;
        request.batch = batch;
        return request;
    }

    Done for_each_part(const std::function<Done(std::vector<Command>)>& take) {
        std::vector<Command> part;
        TRY_DO(checked_.for_each([&](std::vector<Draft>& drafts) -> Done {
            work_.tell(handed_over_);
            for (auto& command : commands_.of(checked_, drafts)) {
                carry_parents(commands_.row(part.size()));
                part.push_back(std::move(command));
                if (part.size() + commands_.carried() >= rows_of_a_part) TRY_DO(hand_over(part, take));
            }
            return {};
        }));
        return hand_over(part, take);
    }

    Done hand_over(std::vector<Command>& part, const std::function<Done(std::vector<Command>)>& take) {
        const auto count = part.size();
        if (count == 0) return {};
        std::vector<Command> commands = std::exchange(carried_, {});
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (tries_ && work_.order && work_.order->has_children(commands_.row(i)))
                kept_.insert_or_assign(commands_.row(i), part[i]);
            commands.push_back(std::move(part[i]));
        }
        part.clear();
        TRY_DO(take(std::move(commands)));
        commands_.done_with(count);
        handed_over_ += count;
        work_.tell(handed_over_);
        return work_.is_cancelled() ? refuse("request.cancelled") : Done{};
    }

    // Nothing stays of the parts that were tried before: what the row refers to is done once more, before it.
    void carry_parents(int row) {
        if (!tries_ || !work_.order) return;
        for (const int parent : work_.order->parents(row)) {
            const auto kept = kept_.find(parent); // none: it is in this part, or was refused
            if (kept == kept_.end() || work_.refused_rows.contains(parent) || commands_.carries(parent)) continue;
            carry_parents(parent);
            commands_.carry(parent);
            carried_.push_back(kept->second);
        }
    }

    ImportWork& work_;
    bool tries_; // nothing stays of it
    CheckedRows checked_;
    RowCommands commands_;
    std::size_t handed_over_ = 0;
    std::unordered_map<int, Command> kept_; // of a trial: rows of earlier parts that others refer to
    std::vector<Command> carried_;          // of them, those that the next part needs before its own
};

} // namespace

Done try_in_parts(ImportWork& work) { return ImportParts(work, true).try_them(); }

Done record_in_parts(ImportWork& work) { return ImportParts(work, false).record(); }

} // namespace shanhai::kernel
