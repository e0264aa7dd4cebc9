#pragma once

#include "base/result.h"
#include "kernel/store/connection.h"

#include <functional>

namespace shanhai::kernel {

// How the parts of this folder reach the store. All writing goes through the one writer, in the stream of the commands.
struct StoreDoors {
    // Waits until it is durable. "writer.busy", "store.read_only", "store.failed".
    std::function<Done(std::function<void(Connection&)>)> write;
    // Does not wait. For what may be lost with the machine's power: when a session was last used.
    std::function<void(std::function<void(Connection&)>)> write_later;
    std::function<void(const std::function<void(Connection&)>&)> read;
};

} // namespace shanhai::kernel
