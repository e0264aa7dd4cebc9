#pragma once

#include "base/json.h"
#include "base/text.h"

namespace shanhai {

// {"zh": …, "en": …}: a text as every answer and every stored line has it.
inline json::object as_json(const Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }

} // namespace shanhai
