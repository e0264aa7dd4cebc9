#pragma once

#include "apps/shanhai/program.h"
#include "kernel/log.h"

#include <string>

namespace shanhai::apps {

// What `--key` gives: the key itself or a file that holds it; without it, the key of the store at hand. "log.bad_key".
Result<kernel::VerifierKey> key_for(const Program& program, const std::string& given);

} // namespace shanhai::apps
