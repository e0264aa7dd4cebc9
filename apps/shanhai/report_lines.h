#pragma once

#include "apps/shanhai/sheet.h"
#include "base/json.h"

#include <iosfwd>

namespace shanhai::apps {

// Any JSON object for people: a line a member, rows of objects as a table below their name.
void print_object(std::ostream& out, const json::object& object);

// Rows that are objects, the union of their members as columns.
Sheet sheet_of(const json::array& rows);

} // namespace shanhai::apps
