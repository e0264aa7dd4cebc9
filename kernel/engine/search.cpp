#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/search/search_records.h"
#include "kernel/store/tables.h"

namespace shanhai::kernel {

Result<SearchAnswer> KernelImpl::search(const Principal& who, const SearchQuery& query) {
    return guarded([&]() -> Result<SearchAnswer> {
        const auto reader = readers_.lend();
        // Of a store that an earlier program wrote last, and that is open for reading only.
        if (meta(*reader, "search") != searched_.fingerprint())
            return refuse("store.must_migrate", {}, {{"what", "search"}});
        const auto rights = rights_of(who, *reader);
        return search_records(*reader, *schema_, searched_, *rights, query);
    });
}

} // namespace shanhai::kernel
