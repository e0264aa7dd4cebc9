#pragma once

#include "kernel/kernel.h"

#include <functional>
#include <string>
#include <utility>

// Lists read to their end by the C++ of modules.
namespace shanhai::kernel {

// One page after the other, of `query.limit` records each, in the query's order. What `take` refuses ends it.
inline Done for_each_page(Kernel& kernel, const Principal& who, const std::string& type, ListQuery query,
                          const std::function<Done(json::array& records)>& take) {
    while (true) {
        auto page = TRY(kernel.list(who, type, query));
        TRY_DO(take(page.items));
        if (!page.next) return {};
        query.after = *std::move(page.next);
    }
}

// One record after the other, by their ids when the query names no order.
inline Done for_each_record(Kernel& kernel, const Principal& who, const std::string& type, ListQuery query,
                            const std::function<Done(json::object& record)>& take) {
    query.limit = 500; // the most that a list yields
    if (query.order.empty()) query.order = {"id"};
    return for_each_page(kernel, who, type, std::move(query), [&](json::array& records) -> Done {
        for (auto& record : records) TRY_DO(take(record.as_object()));
        return {};
    });
}

} // namespace shanhai::kernel
