#pragma once

#include "kernel/kernel.h"
#include "modules/ocds/process.h"

#include <cstdint>
#include <functional>
#include <string>

// Our projects, contracts and payments, said in OCDS.
namespace shanhai::ocds {

struct Told {
    std::uint64_t projects = 0, contracts = 0, payments = 0;
    std::uint64_t payments_without_contract = 0; // of them nothing can be said: a transaction belongs to a contract
};

// How many processes there are to tell, about: a contract whose project may not be read is none.
Result<std::uint64_t> count_processes(kernel::Kernel& kernel, const kernel::Principal& who, Moment as_of);

// Every project and every contract that was ever entered, as the journal stood at `as_of`: a project is a process of
// planning, named `prefix` and its number; each of its contracts a process of contracting, related to it, with a tender
// (how it was procured), an award, the contract and the payments on it. What was made void is cancelled; a payment that
// was made void counts 0, a refund counts against. `schema`: of a release.
Result<Told> for_each_process(kernel::Kernel& kernel, const kernel::Principal& who, Moment as_of,
                              const std::string& prefix, const json::object& schema,
                              const std::function<Done(Process)>& take);

} // namespace shanhai::ocds
