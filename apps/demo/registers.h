#pragma once

#include "apps/demo/inputs.h"
#include "apps/demo/script.h"

namespace shanhai::demo {

// Who keeps a register, and who is in charge of what stands in it.
struct Keeper {
    Handle group, lead;
};

// The registers that groups keep beside rules, meetings and visits: what they were handed, promised, agreed, asked for and did together.
// `number` counts within `kept`. What falls behind the demo's last day stays open. False for what is no such register.
bool write_register(Script& script, const Kept& kept, int number, Date on, const Keeper& keeper);

} // namespace shanhai::demo
