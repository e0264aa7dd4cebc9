#include "kernel/transfer/import_progress.h"

#include <algorithm>

namespace shanhai::kernel {

const char* word_of(ImportPhase phase) {
    switch (phase) {
    case ImportPhase::reading: return "reading";
    case ImportPhase::checking: return "checking";
    case ImportPhase::writing: return "writing";
    }
    return "";
}

void ImportShare::enter(ImportPhase phase, double until) {
    phase_ = phase;
    begin_ = share_;
    until_ = std::max(until, share_);
}

ImportStep ImportShare::at(std::uint64_t done, std::uint64_t most, bool is_total) {
    const double of_phase = most == 0 ? 0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(most));
    share_ = std::max(share_, begin_ + (until_ - begin_) * of_phase);
    return {phase_, done, is_total ? most : 0, share_};
}

} // namespace shanhai::kernel
