#include "kernel/engine/grouped_replay.h"

namespace shanhai::kernel {

namespace {

constexpr std::size_t entries_a_group = 2000;

} // namespace

GroupedReplay::GroupedReplay(Connection& writer, const Schema& schema)
    : writer_(writer), cube_(schema), applier_(writer, schema, cube_) {}

void GroupedReplay::add(std::int64_t seq, const std::string& body) {
    if (applier_.journal().pending() == 0) writer_.execute("BEGIN");
    applier_.replay(seq, body);
    if (applier_.journal().pending() >= entries_a_group) commit();
}

void GroupedReplay::commit() {
    if (applier_.journal().pending() == 0) return;
    applier_.flush();
    applier_.journal().seal();
    writer_.execute("COMMIT");
    applier_.journal().committed();
    cube_.apply(applier_.movements(), static_cast<std::int64_t>(applier_.journal().tree().size()));
    applier_.movements().clear();
}

} // namespace shanhai::kernel
