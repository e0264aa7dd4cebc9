#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/engine/store_log.h"
#include "kernel/records/record_list.h"

// Whole lists, with the proof of when they were read.
namespace shanhai::kernel {

namespace {

// Of what the connection sees. A store that was restored without its key can still be written out.
Result<WalkHead> head_of(Connection& reader, const std::filesystem::path& key_file, Moment at) {
    const auto tree = current_tree(reader);
    WalkHead head{.at = at, .tree = {tree.size(), tree.root()}, .checkpoint = {}, .count = 0};
    auto checkpoint = sign_checkpoint(reader, key_file);
    if (checkpoint)
        head.checkpoint = *std::move(checkpoint);
    else if (checkpoint.error().code != "log.no_key")
        return std::unexpected(std::move(checkpoint.error()));
    return head;
}

} // namespace

Result<WalkHead> KernelImpl::walk(const Principal& who, const std::string& type, const ListQuery& query,
                                  const std::function<Done(const WalkHead&)>& begin,
                                  const std::function<Done(json::object& record)>& take) {
    return guarded([&]() -> Result<WalkHead> {
        const auto reader = readers_.lend();
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        const auto& listed = *TRY(type_named(type));
        auto head = TRY(head_of(*reader, log_.key_file(), options_.clock()));
        const auto count = [&](std::int64_t records) {
            head.count = records;
            return begin(head);
        };
        const auto as_of = as_of_moment(*reader, query.as_of);
        const auto today = query.as_of.value_or(options_.clock()).day_in_shanghai();
        const bool personal = shows_personal(listed, *schema_);
        PersonalOpener opener(person_keys_, *schema_, *reader);
        TRY_DO(
            noted(who, type,
                  walk_records(*reader, *schema_, gate, listed, query, as_of, today, count, [&](json::object& record) {
                      if (personal) opener.open_record(record);
                      return take(record);
                  })));
        return head;
    });
}

} // namespace shanhai::kernel
