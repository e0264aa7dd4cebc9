#pragma once

#include "modules/ecology/mqtt/payload.h"
#include "modules/ecology/reception/records_moved.h"

#include <functional>
#include <string>
#include <vector>

namespace shanhai::ecology {

// The topics of the broker as their records stood when they were last read. For one thread.
class FeedBook {
public:
    explicit FeedBook(kernel::Kernel& kernel) : kernel_(kernel), moved_(kernel, {"mqtt_feed"}) {}

    // True when it was read anew. `trouble` hears of topics that cannot be used; what cannot be read leaves all as it was.
    Result<bool> refresh(const std::function<void(const std::string&)>& trouble);

    const std::vector<mqtt::Feed>& feeds() const { return feeds_; }
    std::vector<std::string> filters() const; // of all of them, each once

private:
    kernel::Kernel& kernel_;
    RecordsMoved moved_;
    std::vector<mqtt::Feed> feeds_;
    bool read_ = false;
};

} // namespace shanhai::ecology
