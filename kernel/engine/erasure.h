#pragma once

#include "kernel/personal/person_keys.h"
#include "kernel/schema/model.h"

namespace shanhai::kernel {

// Strikes a file from the store inside the writer's transaction; it is listed in sys_doomed_file, and goes when the
// transaction is durable.
void doom_file(Connection& writer, std::string_view sha256);

// Destroys a person's key inside the writer's transaction, and dooms the files that only personal fields of this person
// name. What the values were sealed in stays in the record and the journal, where nobody can open it any more.
// "personal.nothing_personal", "personal.not_a_person", "personal.erased_already", "personal.locked".
Done erase_person(Connection& writer, const Schema& schema, const PersonKeys& keys, const RecordType& type,
                  std::int64_t person);

} // namespace shanhai::kernel
