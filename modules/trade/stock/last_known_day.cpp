#include "modules/trade/stock/last_known_day.h"

#include "kernel/module/shown_record.h"

#include <algorithm>

namespace shanhai::trade {

Result<Date> last_known_day(kernel::Kernel& kernel, const kernel::Principal& who) {
    const Date today = kernel.now().day_in_shanghai();
    kernel::ListQuery query;
    query.order = {"-date"};
    query.limit = 1;
    const auto page = TRY(kernel.list(who, "movement", query));
    if (page.items.empty()) return today;
    return std::min(today, TRY(Date::parse(kernel::text_of(page.items.front().as_object(), "date"))));
}

} // namespace shanhai::trade
