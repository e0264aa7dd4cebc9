#include "apps/demo/follow_up.h"

#include "apps/demo/registers.h"
#include "apps/demo/workdays.h"

namespace shanhai::demo {

namespace {

constexpr int invested_percent = 40;

} // namespace

void follow_signature(Script& script, Handle agreement, Date signed_on, std::int64_t promised_fen, int number) {
    if (number % 2 == 0) return;
    const auto step = [&](int days, const char* stage, json::object fields) {
        const auto on = workday_from(signed_on + days);
        fields["date"] = on.iso();
        fields["stage"] = stage;
        script.create(on, Stage::works, "agreement_step", std::move(fields), {{"agreement", agreement}});
    };
    step(90, "registered", {});
    step(210, "started", {});
    step(240, "invested", {{"amount", plain(promised_fen / 100 * invested_percent)}});
    if (number % 4 == 1) step(560, "produced", {});
}

void keep_pair_busy(Script& script, Handle pairing, Date since, const std::string& kind) {
    for (int year = 2023; year <= 2025; ++year) {
        const auto visited = workday_from(day(year, 4, 10)), trained = workday_from(day(year, 9, 5));
        if (since > visited) continue;
        script.create(visited, Stage::works, "pairing_action",
                      {{"date", visited.iso()}, {"kind", "visit"}, {"people", 8}}, {{"pairing", pairing}});
        if (kind == "school" || kind == "hospital")
            script.create(trained, Stage::works, "pairing_action",
                          {{"date", trained.iso()}, {"kind", "training"}, {"people", 20}}, {{"pairing", pairing}});
    }
}

Handle ask_for_money(Script& script, const Asked& asked) {
    const auto request =
        script.create(asked.on, Stage::money_allocated, "disbursement_request",
                      {{"date", asked.on.iso()}, {"amount", plain(asked.fen)}}, {{"project", asked.project}});
    const auto granted = script.advance(asked.decided, Stage::money_allocated, request, "approve",
                                        {{"decided_on", asked.decided.iso()}});
    attach_shared_paper(script, granted, "papers", "拨付申请材料");
    return request;
}

} // namespace shanhai::demo
