#include "modules/ecology/reception/trouble_log.h"

namespace shanhai::ecology {

void TroubleLog::add(const std::string& cause, const std::string& detail, Clock::time_point now) {
    std::string line;
    {
        const std::lock_guard lock(guard_);
        if (causes_.size() >= most_causes)
            std::erase_if(causes_, [&](const auto& one) { return now - one.second.told > quiet; });
        auto found = causes_.find(cause);
        if (found == causes_.end()) {
            if (causes_.size() >= most_causes) return; // so many at once: those that are named suffice
            found = causes_.emplace(cause, Cause{now, 0}).first;
            line = cause;
        } else {
            ++found->second.since;
            if (now - found->second.told <= quiet) return;
            line = cause + " (" + std::to_string(found->second.since) + " times more)";
            found->second = {now, 0};
        }
    }
    tell_(detail.empty() ? line : line + ": " + detail);
}

} // namespace shanhai::ecology
