#pragma once

#include "kernel/kernel.h"
#include "modules/iati/xml_node.h"

#include <functional>
#include <string>

// Our own projects and their money, said in IATI.
namespace shanhai::iati {

struct OwnActivity {
    XmlNode element;
    std::string identifier;
    std::string number; // of the project
};

// Every project that is not void, in the order of entry: a project is an activity, its fund plans are budgets of their
// calendar years, allocations are outgoing commitments (2), disbursements and what is returned of them are
// disbursements (3), payments and refunds expenditure (4). All in CNY.
//
// The reporting organisation is the province of the giver. Registration agencies have no code for divisions, so its
// reference, and the activities' identifiers that begin with it, are CN-GBT2260- and the division code; organisations
// with a unified social credit code are CN-USCI- and that code.
Done for_each_own_activity(kernel::Kernel& kernel, const kernel::Principal& who,
                           const std::function<Done(OwnActivity)>& take);

} // namespace shanhai::iati
