#pragma once

#include <cstdint>
#include <functional>

namespace shanhai::kernel {

// reading: the file's rows are counted, and those that refer to each other put in order. checking: the rows are tried, nothing of it
// stays. writing: they are recorded.
enum class ImportPhase { reading, checking, writing };
const char* word_of(ImportPhase phase);

// How far an import is.
struct ImportStep {
    ImportPhase phase = ImportPhase::reading;
    std::uint64_t done = 0;  // rows of this phase
    std::uint64_t total = 0; // 0 while nobody knows how many there are
    double share = 0;        // of the whole, from 0 to 1; it never goes back
};
using ImportProgress = std::function<void(const ImportStep&)>;

// The share of the whole, from phase to phase. What begins anew goes on from where it was, in what is left.
class ImportShare {
public:
    // A phase that leads up to `until` of the whole.
    void enter(ImportPhase phase, double until);
    // The same, of what is left.
    void enter_half_of_rest(ImportPhase phase) { enter(phase, share_ + (1 - share_) / 2); }
    // `most`: what `done` can be at most; the total, when it is known.
    ImportStep at(std::uint64_t done, std::uint64_t most, bool is_total);

private:
    ImportPhase phase_ = ImportPhase::reading;
    double begin_ = 0, until_ = 0, share_ = 0;
};

} // namespace shanhai::kernel
