#pragma once

#include "modules/press/checking/check_text.h"

#include <map>
#include <mutex>
#include <string>

namespace shanhai::press {

// What checks know, kept until the journal grows. Safe to call from any thread.
class KeptKnowledge {
public:
    Knowledge of(kernel::Kernel& kernel, const kernel::Principal& who);

private:
    std::mutex mutex_;
    const kernel::Kernel* kernel_ = nullptr;
    std::uint64_t places_at_ = 0, records_at_ = 0; // sizes of the journal
    std::uint64_t rights_at_ = 0;
    std::shared_ptr<const Places> places_;
    std::shared_ptr<const StoredClaims> published_;
    std::shared_ptr<const std::vector<RememberedTie>> ties_;
    std::map<std::string, std::shared_ptr<const StoredClaims>> claims_; // by who reads them
};

} // namespace shanhai::press
