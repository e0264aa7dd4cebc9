#include "modules/ecology/reception/records_moved.h"

#include <algorithm>

namespace shanhai::ecology {

Result<bool> RecordsMoved::look() {
    constexpr std::size_t most = 1000;
    for (const auto last = kernel_.last_entry(); entry_ < last;) {
        const auto page = TRY(kernel_.moved(kernel::Principal::system(), entry_, most));
        if (page.until <= entry_) break;
        const auto concerns = [this](const kernel::Moved& one) {
            return std::ranges::find(types_, one.type) != types_.end();
        };
        if (std::ranges::any_of(page.items, concerns))
            return true; // and again, until what is made of them could be read
        entry_ = page.until;
    }
    return false;
}

} // namespace shanhai::ecology
