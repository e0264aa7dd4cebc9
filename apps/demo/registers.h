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

// A paper that says no more than what it is: one file for every record that has one of this title.
void attach_shared_paper(Script& script, std::size_t step, const std::string& field, const std::string& title);

} // namespace shanhai::demo
