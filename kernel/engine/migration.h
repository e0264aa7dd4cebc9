#pragma once

#include "base/clock.h"
#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <filesystem>

// Brings a store with data to the modules of now.
namespace shanhai::kernel {

// Inside the writer's transaction: all of it happens, or nothing. New types, fields, states, measures and figures join; a
// field that `was` another keeps its values; a new measure is posted from the whole history, as if it had always been
// there; a field that became required gets its default by ordinary amendments. The change is an entry of the journal.
// "store.schema_changed", with a problem for everything that would lose or falsify what is stored, each with file and line.
Done migrate_schema(Connection& writer, const Schema& schema, const std::filesystem::path& data, Moment now);

// Of a store that has just been made.
void remember_schema(Connection& writer, const Schema& schema);

// For those who only read: "store.must_migrate" when the store has to be brought to these modules first.
Done check_shape(Connection& reader, const Schema& schema);

} // namespace shanhai::kernel
