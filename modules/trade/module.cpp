#include "kernel/module/module.h"

#include "modules/trade/epcis/capture.h"
#include "modules/trade/epcis/export_file.h"
#include "modules/trade/epcis/trace.h"
#include "modules/trade/freight/near_study.h"
#include "modules/trade/gs1/check_digit.h"
#include "modules/trade/plan/flows_study.h"
#include "modules/trade/plan/forecast_study.h"
#include "modules/trade/plan/plan_study.h"
#include "modules/trade/stock/order_study.h"
#include "modules/trade/stock/stock_study.h"

namespace shanhai {

namespace {

using Rule = bool (*)(std::string_view);

// A mistyped code names other goods or another place, and the trace would follow it there.
kernel::FieldRule checked(const char* code, Rule is_valid) {
    return [code, is_valid](std::string_view value) -> Done {
        if (is_valid(value)) return {};
        return refuse(code, {}, {{"code", std::string(value)}});
    };
}

} // namespace

void register_trade(kernel::Registrar& to) {
    to.rule("product", "gtin", checked("trade.gtin", trade::is_gtin));
    for (const char* type : {"growing_base", "warehouse", "outlet"})
        to.rule(type, "gln", checked("trade.gln", trade::is_gln));
    to.rule("shipment", "sscc", checked("trade.sscc", trade::is_sscc));
    to.public_answer("trace", trade::trace_of);
    to.study("trade.near_waybills", trade::near_waybills_study());
    to.study("trade.orders", trade::order_study());
    to.study("trade.stock", trade::stock_study());
    to.study("trade.forecast", trade::plan::forecast_study());
    to.study("trade.plan", trade::plan::plan_study());
    to.study("trade.plan_followed", trade::plan::plan_followed_study());
    to.study("trade.flows", trade::plan::flows_study());
    to.importer("epcis", trade::capture_epcis);
    to.exporter("epcis", {.title = {"EPCIS 追溯事件", "EPCIS trace events"},
                          .ending = ".jsonld",
                          .media_type = "application/ld+json",
                          .types = {"movement", "lot"},
                          .write = trade::export_epcis});
}

} // namespace shanhai
