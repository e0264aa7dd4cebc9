#include "modules/funds/audit_books.h"

#include "modules/funds/shown_values.h"

#include <algorithm>
#include <utility>

namespace shanhai::funds {

using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

Result<Books> books_of(Kernel& kernel, const Principal& who) {
    Books books;
    TRY_DO(each(kernel, who, "project", [&](const json::object& record) {
        ProjectSeen seen{.name = text_of(record, "name"),
                         .region = id_of(record, "region"),
                         .giver = id_of(record, "giver"),
                         .programme = id_of(record, "programme")};
        if (!text_of(record, "accepted_on").empty()) seen.accepted_on = day_of(record, "accepted_on");
        seen.at_rest = text_of(record, "state") == "suspended" || text_of(record, "started_on").empty();
        books.projects.emplace(text_of(record, "id"), std::move(seen));
    }));
    TRY_DO(each(kernel, who, "contract", [&](const json::object& record) {
        books.contracts.push_back({.id = text_of(record, "id"),
                                   .number = text_of(record, "number"),
                                   .project = id_of(record, "project"),
                                   .supplier = id_of(record, "supplier"),
                                   .supplier_name = reference_text(record, "supplier", "label"),
                                   .kind = text_of(record, "kind"),
                                   .procurement = text_of(record, "procurement"),
                                   .amount = amount_of(record, "amount"),
                                   .signed_on = day_of(record, "signed_on")});
    }));
    TRY_DO(each(kernel, who, "payment", [&](const json::object& record) {
        books.payments.push_back({.id = text_of(record, "id"),
                                  .number = text_of(record, "number"),
                                  .project = id_of(record, "project"),
                                  .date = day_of(record, "date"),
                                  .amount = amount_of(record, "amount"),
                                  .kind = text_of(record, "kind"),
                                  .payee = id_of(record, "payee"),
                                  .payee_name = reference_text(record, "payee", "label"),
                                  .contract = id_of(record, "contract"),
                                  .voucher = reference_text(record, "voucher", "sha256")});
    }));
    TRY_DO(each(kernel, who, "disbursement", [&](const json::object& record) {
        const auto amount = amount_of(record, "amount");
        books.disbursements.push_back({.project = id_of(record, "project"),
                                       .date = day_of(record, "date"),
                                       .amount = text_of(record, "direction") == "back" ? -amount : amount});
    }));
    return books;
}

Date last_day_of(const Books& books, const Kernel& kernel, Date today) {
    if (!kernel.is_demo() || books.payments.empty()) return today;
    return std::min(today, std::ranges::max_element(books.payments, {}, &PaymentSeen::date)->date);
}

} // namespace shanhai::funds
