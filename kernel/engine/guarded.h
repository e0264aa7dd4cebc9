#pragma once

#include "base/check.h"
#include "base/result.h"
#include "kernel/store/connection.h"

#include <filesystem>

namespace shanhai::kernel {

// Where the database's exceptions, and the promises broken by a damaged store, become a problem: at the kernel's edge.
template <class Function>
auto guarded(Function function) -> decltype(function()) {
    try {
        return function();
    } catch (const StoreError& error) {
        return refuse(error.code(), {}, {{"what", error.what()}});
    } catch (const BrokenInvariant& error) {
        return refuse("store.failed", {}, {{"what", error.what()}});
    } catch (const std::filesystem::filesystem_error& error) {
        return refuse("store.failed", {}, {{"what", error.what()}});
    }
}

} // namespace shanhai::kernel
