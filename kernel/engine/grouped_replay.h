#pragma once

#include "kernel/engine/applier.h"

namespace shanhai::kernel {

// Replays a journal into an empty store, many entries a transaction; how many makes no difference to what comes out.
class GroupedReplay {
public:
    GroupedReplay(Connection& writer, const Schema& schema);

    void add(std::int64_t seq, const std::string& body);
    void commit();
    const MerkleFrontier& tree() { return applier_.journal().tree(); }

private:
    Connection& writer_;
    Cube cube_;
    Applier applier_;
};

} // namespace shanhai::kernel
