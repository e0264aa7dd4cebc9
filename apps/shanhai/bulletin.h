#pragma once

#include "apps/shanhai/program.h"

namespace shanhai::apps {

// shanhai bulletin …: figures as papers.
void add_bulletin(CLI::App& app, Program& program);

} // namespace shanhai::apps
