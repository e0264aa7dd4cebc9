#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"

// What the latest entries changed, for pages that are open.
namespace shanhai::kernel {

Result<MovedPage> KernelImpl::moved(const Principal& who, std::int64_t after, std::size_t most) {
    return guarded([&]() -> Result<MovedPage> {
        const auto reader = readers_.lend();
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        MovedPage page;
        page.until = after;
        auto& statement =
            (*reader).prepared("SELECT seq, type, record FROM sys_entry WHERE seq > ? ORDER BY seq LIMIT ?");
        statement.bind(after).bind(static_cast<std::int64_t>(most));
        const Resetting done(statement);
        while (statement.step()) {
            page.until = statement.integer(0);
            const auto* type = schema_->type(statement.text(1));
            const auto record = statement.integer(2);
            if (type != nullptr && gate.reads(*type, record))
                page.items.push_back({type->name, record, {statement.integer(0)}});
        }
        return page;
    });
}

} // namespace shanhai::kernel
