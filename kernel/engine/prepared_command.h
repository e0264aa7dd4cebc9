#pragma once

#include "kernel/kernel.h"
#include "kernel/module/module.h"
#include "kernel/records/field_codec.h"

#include <vector>

namespace shanhai::kernel {

// A command whose shape has been checked against the schema, on the caller's thread: what is left needs the database.
struct PreparedCommand {
    Command command;
    const RecordType* type = nullptr;
    const Transition* transition = nullptr;
    bool by_system = false;
    std::vector<std::pair<int, FieldInput>> fields; // index in RecordType::fields, what is said of it
};

// What a command is called where rights are written down: "create", "amend", "void", a transition.
std::string operation_of(const Command& command);
std::string_view word_of(Action action); // as entries say it

// Every problem of the command at once. "record.unknown_type", "record.unknown_field", "record.field_required",
// "record.reason_required", "record.unknown_transition", and those of read_field and of the modules' rules.
Result<PreparedCommand> prepare(Command command, const Schema& schema, const Registrar& registrar);

} // namespace shanhai::kernel
