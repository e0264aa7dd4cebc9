#pragma once

#include "kernel/rights/record_gate.h"

namespace shanhai::kernel {

// A file is open to those who brought it and to those who may see a field that holds or held it.
bool is_file_open(Connection& connection, const Schema& schema, RecordGate& gate, std::string_view sha256);

// Who brought a file; the same bytes may come from several.
void keep_upload(Connection& writer, std::string_view sha256, std::string_view user);
// Which field of which record holds it. Stays when the field changes: the record's history still shows it.
void keep_file_use(Connection& writer, std::string_view sha256, const RecordType& type, std::int64_t record,
                   std::string_view field);

} // namespace shanhai::kernel
