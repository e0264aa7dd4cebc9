#pragma once

#include "base/clock.h"
#include "kernel/batch.h"
#include "kernel/engine/control_balances.h"
#include "kernel/store/connection.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace shanhai::kernel {

// A batch under way. Its parts come one after the other: the writer alone touches what it carries.
class RunningBatch final : public Batch {
public:
    RunningBatch(BatchAsked asked, std::int64_t number, bool repeated)
        : asked(std::move(asked)), number(number), repeated_(repeated) {}

    bool repeated() const override { return repeated_; }

    const BatchAsked asked;
    const std::int64_t number; // 0: a trial
    BalanceChanges moved;      // of a trial: what its parts would have moved until here
    std::size_t carried = 0;   // of its next part: commands of earlier ones

private:
    bool repeated_;
};

// In the same transaction as what a part recorded: the entries from `first` to `last`, both included.
void note_part(Connection& writer, std::int64_t batch, std::int64_t first, std::int64_t last);

struct BatchPart {
    std::int64_t first = 0, last = 0;
};
std::optional<BatchPart> last_part(Connection& reader, std::int64_t batch);
void forget_part(Connection& writer, std::int64_t batch, std::int64_t first);
void forget_batch(Connection& writer, std::int64_t batch);

struct StoredBatch {
    std::int64_t number = 0;
    std::string about;
};
std::vector<StoredBatch> stored_batches(Connection& reader);
// The number it is kept under.
std::int64_t keep_batch(Connection& writer, const BatchAsked& asked, Moment at);

} // namespace shanhai::kernel
