#include "modules/press/checking/knowledge.h"

namespace shanhai::press {

namespace {

// Divisions change by law, a few a year, and reading them takes longer than a check.
constexpr std::uint64_t places_keep_for = 1000; // entries
constexpr std::size_t most_readers = 64;

} // namespace

Knowledge KeptKnowledge::of(kernel::Kernel& kernel, const kernel::Principal& who) {
    const std::scoped_lock lock(mutex_);
    const auto size = kernel.tree_head().size;
    const auto rights = kernel.access_version();
    if (kernel_ != &kernel || !places_ || size < places_at_ || places_at_ + places_keep_for < size) {
        // Which places there are is no secret and the same for all; what figures say is asked as `who`.
        places_ = Places::read(kernel, kernel::Principal::system());
        published_ = std::make_shared<const StoredClaims>(read_published(kernel, *places_));
        places_at_ = size;
        ties_ = nullptr;
        kernel_ = &kernel;
    }
    if (!ties_ || records_at_ != size || rights_at_ != rights || claims_.size() > most_readers) {
        ties_ = std::make_shared<const std::vector<RememberedTie>>(read_ties(kernel));
        claims_.clear();
        records_at_ = size;
        rights_at_ = rights;
    }
    // A token sees less than its owner, and nobody has no name: both are asked for each time.
    if (who.token() || who.user().empty())
        return {places_, ties_, {published_, std::make_shared<const StoredClaims>(read_claims(kernel, who))}};
    auto& claims = claims_[who.user()];
    if (!claims) claims = std::make_shared<const StoredClaims>(read_claims(kernel, who));
    return {places_, ties_, {published_, claims}};
}

} // namespace shanhai::press
