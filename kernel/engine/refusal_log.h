#pragma once

#include "kernel/engine/writer.h"

#include <set>
#include <vector>

namespace shanhai::kernel {

// What was refused for want of rights: a bounded table, written by the way and never waited for.
class RefusalLog {
public:
    static constexpr std::int64_t kept = 100'000;

    explicit RefusalLog(Clock clock) : clock_(std::move(clock)) {}

    void load(Connection& reader);
    // Where refusals are written; without one they are lost (command-line reading).
    void write_through(Writer* writer);
    void note(const Principal& who, Refusal refusal);
    // The last first, before an id; 0: the newest. Those about records of the types left out are passed over.
    static std::vector<Refusal> read(Connection& reader, std::int64_t before, std::size_t limit,
                                     const std::set<std::string>& types_left_out);

private:
    void flush(Connection& writer);

    Clock clock_;
    std::mutex guard_;
    Writer* writer_ = nullptr;
    std::int64_t last_ = 0;
    std::vector<Refusal> waiting_;
    bool asked_ = false; // the writer knows that some wait
};

} // namespace shanhai::kernel
