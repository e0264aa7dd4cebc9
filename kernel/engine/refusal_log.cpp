#include "kernel/engine/refusal_log.h"

#include "kernel/store/one_number.h"

namespace shanhai::kernel {

namespace {

// Somebody who is refused more often than the writer can note has been noted often enough.
constexpr std::size_t most_waiting = 1000;

} // namespace

void RefusalLog::load(Connection& reader) { last_ = one_number(reader.prepared("SELECT max(id) FROM sys_refusal")); }

void RefusalLog::write_through(Writer* writer) {
    const std::scoped_lock lock(guard_);
    writer_ = writer;
}

void RefusalLog::note(const Principal& who, Refusal refusal) {
    Writer* writer = nullptr;
    {
        const std::scoped_lock lock(guard_);
        if (writer_ == nullptr || waiting_.size() >= most_waiting) return;
        refusal.id = ++last_;
        refusal.at = clock_();
        refusal.user = who.user();
        refusal.from = who.address();
        waiting_.push_back(std::move(refusal));
        if (!asked_) writer = writer_;
        asked_ = true;
    }
    if (writer == nullptr) return;
    const bool queued = writer->submit(Writer::Chore{[this](Connection& connection) -> Done {
                                                         flush(connection);
                                                         return {};
                                                     },
                                                     [](Done) {}});
    if (queued) return;
    const std::scoped_lock lock(guard_);
    asked_ = false; // the next refusal asks again
}

void RefusalLog::flush(Connection& writer) {
    std::vector<Refusal> waiting;
    {
        const std::scoped_lock lock(guard_);
        waiting.swap(waiting_);
        asked_ = false;
    }
    for (const auto& refusal : waiting) {
        writer
            .prepared("INSERT INTO sys_refusal (id, at, actor, source, operation, type, record, code) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(refusal.id)
            .bind(refusal.at.micros)
            .bind(refusal.user)
            .bind(refusal.from)
            .bind(refusal.operation)
            .bind(refusal.type)
            .bind(refusal.record)
            .bind(refusal.code)
            .run();
    }
    if (!waiting.empty()) writer.prepared("DELETE FROM sys_refusal WHERE id <= ?").bind(waiting.back().id - kept).run();
}

std::vector<Refusal> RefusalLog::read(Connection& reader, std::int64_t before, std::size_t limit,
                                      const std::set<std::string>& types_left_out) {
    std::string sql = "SELECT id, at, actor, source, operation, type, record, code FROM sys_refusal WHERE id < ?";
    for (std::size_t i = 0; i < types_left_out.size(); ++i) sql += " AND type <> ?";
    auto& statement = reader.prepared(sql + " ORDER BY id DESC LIMIT ?");
    statement.bind(before <= 0 ? INT64_MAX : before);
    for (const auto& type : types_left_out) statement.bind(type);
    statement.bind(static_cast<std::int64_t>(limit));
    const Resetting done(statement);
    std::vector<Refusal> result;
    while (statement.step()) {
        Refusal refusal;
        refusal.id = statement.integer(0);
        refusal.at = {statement.integer(1)};
        refusal.user = statement.text(2);
        refusal.from = statement.text(3);
        refusal.operation = statement.text(4);
        refusal.type = statement.text(5);
        refusal.record = statement.integer(6);
        refusal.code = statement.text(7);
        result.push_back(std::move(refusal));
    }
    return result;
}

} // namespace shanhai::kernel
