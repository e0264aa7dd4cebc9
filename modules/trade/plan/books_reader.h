#pragma once

#include "kernel/kernel.h"
#include "modules/trade/plan/books.h"
#include "modules/trade/plan/legs.h"

// The planner's books, read from the records: only what `who` may read is in them.
namespace shanhai::trade::plan {

// Everything that was known on the morning of `begins`, a Monday.
Result<Books> read_books(kernel::Kernel& kernel, const kernel::Principal& who, Date begins);

// Only outlets, products, events and sales told one by one; the rest is left empty.
Result<Books> read_sales(kernel::Kernel& kernel, const kernel::Principal& who, Date begins);

// Places and what went between them, for whoever looks at movements only.
struct Flows {
    std::vector<BookWarehouse> warehouses;
    std::vector<BookPlace> bases, outlets;
    std::vector<BookTrip> trips; // that departed in the span
};
Result<Flows> read_flows(kernel::Kernel& kernel, const kernel::Principal& who, Date from, Date until);

// The Monday on which a plan begins when nobody says another: the first behind the last day that the books know.
Result<Date> next_monday(kernel::Kernel& kernel, const kernel::Principal& who);
// The member "begins" of a question: a Monday not later than that, which it is when the member is absent.
Result<Date> asked_monday(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked);

} // namespace shanhai::trade::plan
