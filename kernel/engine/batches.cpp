#include "kernel/engine/batches.h"

#include "kernel/carried_commands.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/engine/remembered_answers.h"
#include "kernel/store/one_number.h"

#include <spdlog/spdlog.h>

// Large work in parts, and what takes it back when it did not come to its end.
namespace shanhai::kernel {

void carry(Batch& batch, std::size_t commands) { static_cast<RunningBatch&>(batch).carried = commands; }

void note_part(Connection& writer, std::int64_t batch, std::int64_t first, std::int64_t last) {
    writer.prepared("INSERT INTO sys_batch_part (batch, first, last) VALUES (?, ?, ?)")
        .bind(batch)
        .bind(first)
        .bind(last)
        .run();
}

std::optional<BatchPart> last_part(Connection& reader, std::int64_t batch) {
    auto& statement =
        reader.prepared("SELECT first, last FROM sys_batch_part WHERE batch = ? ORDER BY first DESC LIMIT 1");
    statement.bind(batch);
    const Resetting done(statement);
    if (!statement.step()) return std::nullopt;
    return BatchPart{statement.integer(0), statement.integer(1)};
}

void forget_part(Connection& writer, std::int64_t batch, std::int64_t first) {
    writer.prepared("DELETE FROM sys_batch_part WHERE batch = ? AND first = ?").bind(batch).bind(first).run();
}

void forget_batch(Connection& writer, std::int64_t batch) {
    writer.prepared("DELETE FROM sys_batch_part WHERE batch = ?").bind(batch).run();
    writer.prepared("DELETE FROM sys_batch WHERE id = ?").bind(batch).run();
}

std::vector<StoredBatch> stored_batches(Connection& reader) {
    std::vector<StoredBatch> batches;
    auto& statement = reader.prepared("SELECT id, about FROM sys_batch ORDER BY id DESC");
    while (statement.step()) batches.push_back({statement.integer(0), std::string(statement.text(1))});
    return batches;
}

std::int64_t keep_batch(Connection& writer, const BatchAsked& asked, Moment at) {
    const auto number = one_number(writer.prepared("SELECT max(id) FROM sys_batch")) + 1;
    writer.prepared("INSERT INTO sys_batch (id, actor, about, at) VALUES (?, ?, ?, ?)")
        .bind(number)
        .bind(asked.who.user())
        .bind(asked.about)
        .bind(at.micros)
        .run();
    return number;
}

namespace {

// Commands that take back what the entries of a part did, the last first.
std::vector<Command> against(Connection& reader, const BatchPart& part, const std::string& reason) {
    std::vector<Command> commands;
    auto& entries = reader.prepared("SELECT seq, type, record, action FROM sys_entry WHERE seq BETWEEN ? AND ? "
                                    "ORDER BY seq DESC");
    entries.bind(part.first).bind(part.last);
    while (entries.step()) {
        Command command;
        command.type = std::string(entries.text(1));
        command.record = std::to_string(entries.integer(2));
        command.reason = reason;
        command.action = entries.text(3) == "create" ? Action::void_ : Action::undo;
        // What somebody changed after the batch did is theirs; a record that the batch made goes whatever was done to it.
        if (command.action == Action::undo) command.version = entries.integer(0);
        commands.push_back(std::move(command));
    }
    return commands;
}

Request by_the_system(std::vector<Command> commands) {
    Request request;
    request.who = Principal::system();
    request.commands = std::move(commands);
    request.show = false;
    return request;
}

// Done by an earlier try that was cut short.
bool is_done_already(const Problem& problem) {
    return problem.code == "record.void_already" || problem.code == "record.nothing_to_undo";
}

} // namespace

Result<std::shared_ptr<Batch>> KernelImpl::begin_batch(BatchAsked asked) {
    return guarded([&]() -> Result<std::shared_ptr<Batch>> {
        if (asked.trial) return std::make_shared<RunningBatch>(std::move(asked), 0, false);
        std::int64_t number = 0;
        bool repeated = false;
        TRY_DO(write_or_refuse([&](Connection& writer) -> Done {
            const RememberedKey key{asked.who.user(), asked.key, asked.fingerprint};
            repeated = !asked.key.empty() && TRY(remembered_answer(writer, key)).has_value();
            if (!repeated) number = keep_batch(writer, asked, options_.clock());
            return {};
        }));
        return std::make_shared<RunningBatch>(std::move(asked), number, repeated);
    });
}

Done KernelImpl::end_batch(Batch& given) {
    const auto& batch = static_cast<const RunningBatch&>(given);
    if (batch.number == 0) return {};
    return write_chore([&](Connection& writer) {
        forget_batch(writer, batch.number);
        if (batch.asked.key.empty()) return;
        const RememberedKey key{batch.asked.who.user(), batch.asked.key, batch.asked.fingerprint};
        remember_answer(writer, key, "[]", options_.clock());
    });
}

Result<BatchTakenBack> KernelImpl::take_back(Batch& given) {
    const auto& batch = static_cast<const RunningBatch&>(given);
    return batch.number == 0 ? BatchTakenBack{} : take_back(batch.number, batch.asked.about);
}

// Part by part from the end: a record goes before what it rests on. A part is forgotten once it is taken back, so that a try
// that is cut short goes on where it was.
Result<BatchTakenBack> KernelImpl::take_back(std::int64_t number, const std::string& about) {
    return guarded([&]() -> Result<BatchTakenBack> {
        BatchTakenBack result;
        while (true) {
            std::optional<BatchPart> part;
            std::vector<Command> commands;
            {
                const auto reader = readers_.lend();
                part = last_part(*reader, number);
                if (!part) break;
                commands = against(*reader, *part, "未完成，撤回 · " + about);
            }
            if (execute(by_the_system(commands)))
                result.records += commands.size();
            else
                TRY_DO(take_back_singly(std::move(commands), result));
            TRY_DO(write_chore([&](Connection& writer) { forget_part(writer, number, part->first); }));
        }
        TRY_DO(write_chore([&](Connection& writer) { forget_batch(writer, number); }));
        return result;
    });
}

Done KernelImpl::take_back_singly(std::vector<Command> commands, BatchTakenBack& result) {
    for (auto& command : commands) {
        const auto reply = execute(by_the_system({std::move(command)}));
        if (reply || is_done_already(reply.error()))
            ++result.records;
        else if (reply.error().code.starts_with("store.") || reply.error().code.starts_with("writer."))
            return std::unexpected(reply.error()); // the next start tries again
        else
            ++result.left;
    }
    return {};
}

// Of a process that was killed in the middle.
Done KernelImpl::take_back_unended() {
    std::vector<StoredBatch> batches;
    {
        const auto reader = readers_.lend();
        batches = stored_batches(*reader);
    }
    for (const auto& [number, about] : batches) {
        const auto taken = TRY(take_back(number, about));
        spdlog::warn(
            "“{}” was under way when the program ended: {} records were taken back, {} were left because others "
            "had built on them; send the file again",
            about, taken.records, taken.left);
    }
    return {};
}

} // namespace shanhai::kernel
