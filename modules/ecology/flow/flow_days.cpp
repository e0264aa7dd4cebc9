#include "modules/ecology/flow/flow_days.h"

#include "kernel/module/every_record.h"
#include "kernel/readings.h"
#include "modules/ecology/flow/daily_flow.h"
#include "modules/ecology/flow/required_flow.h"
#include "modules/ecology/rating/flow_deriving.h"
#include "modules/ecology/reception/shown_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace shanhai::ecology {

namespace {

using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr int days_looked_at = 35; // gauges that were cut off for a winter's month tell it afterwards
// Gauges that people read are read four times a day; between two such readings the river is believed to run straight.
constexpr std::int64_t longest_gap = 6 * 3600;

struct GaugedSection {
    std::string id, station; // "#12"
    std::vector<RequiredFlow> required;
};

RequiredFlow required_of(const json::object& record) {
    RequiredFlow required;
    required.record = "#" + text_of(record, "id");
    required.season = text_of(record, "season");
    required.from_month = static_cast<int>(integer_in(record, "from_month").value_or(1));
    required.until_month = static_cast<int>(integer_in(record, "until_month").value_or(12));
    if (const auto day = Date::parse(text_of(record, "valid_from"))) required.valid_from = *day;
    if (const auto day = Date::parse(text_of(record, "valid_until"))) required.valid_until = *day;
    required.flow = text_of(record, "flow");
    required.cubic_metres_a_second = decimal_in(record, "flow").value_or(0);
    return required;
}

Result<std::vector<GaugedSection>> gauged_sections(kernel::Kernel& kernel, const Principal& who) {
    std::map<std::string, GaugedSection> sections;
    TRY_DO(kernel::for_each_record(kernel, who, "river_section", {}, [&](const json::object& record) -> Done {
        const auto station = reference_text(record, "station", "id");
        const auto id = "#" + text_of(record, "id");
        if (!station.empty()) sections[id] = {id, "#" + station, {}};
        return {};
    }));
    TRY_DO(kernel::for_each_record(kernel, who, "flow_requirement", {}, [&](const json::object& record) -> Done {
        const auto found = sections.find("#" + reference_text(record, "section", "id"));
        if (found != sections.end()) found->second.required.push_back(required_of(record));
        return {};
    }));
    std::vector<GaugedSection> all;
    for (auto& [id, section] : sections) all.push_back(std::move(section));
    return all;
}

class Closing {
public:
    Closing(kernel::Kernel& kernel, std::string key) : kernel_(kernel), key_(std::move(key)) {}

    Done close(const GaugedSection& section, Date from, Date until) {
        auto known = TRY(known_days(section, from, until));
        std::vector<kernel::Command> commands;
        for (auto day = from; day < until; day = day + 1) {
            auto fields = TRY(fields_of(section, day));
            const auto found = known.find(day.iso());
            if (fields.empty()) continue;
            if (found == known.end()) {
                commands.push_back(command(kernel::Action::create, {}, std::move(fields)));
                ++done.made;
            } else {
                if (moved(found->second, fields)) {
                    fields.erase("section");
                    fields.erase("day");
                    const auto id = "#" + text_of(found->second, "id");
                    commands.push_back(command(kernel::Action::amend, id, std::move(fields)));
                    ++done.amended;
                }
                known.erase(found);
            }
        }
        for (const auto& [day, record] : known) {
            commands.push_back(command(kernel::Action::void_, "#" + text_of(record, "id"), {}));
            ++done.voided;
        }
        return write(section, std::move(commands));
    }

    ClosedFlowDays done;

private:
    using Days = std::map<std::string, json::object>; // by day

    Result<Days> known_days(const GaugedSection& section, Date from, Date until) {
        Days days;
        kernel::ListQuery query;
        query.filters = {{"section", "eq", section.id}, {"day", "gte", from.iso()}, {"day", "lt", until.iso()}};
        TRY_DO(kernel::for_each_record(kernel_, system_, "flow_day", query, [&](json::object& record) -> Done {
            auto day = text_of(record, "day");
            days.insert_or_assign(std::move(day), std::move(record));
            return {};
        }));
        return days;
    }

    Result<std::optional<DailyFlow>> flow_of(const char* series, const std::string& station, Date day) {
        const auto begin = kernel::begin_of_day(day.days());
        const auto shown = TRY(kernel_.readings().readings(
            system_, {series, station, begin - longest_gap, begin + kernel::day_seconds + longest_gap}));
        return daily_flow(shown.readings, begin, longest_gap);
    }

    // Empty when nothing is known of the day.
    Result<json::object> fields_of(const GaugedSection& section, Date day) {
        auto flow = TRY(flow_of("ecology.flow", section.station, day));
        const char* basis = "measured";
        if (!flow || !flow->speaks_for_the_day()) {
            auto rated = TRY(flow_of("ecology.rated_flow", section.station, day));
            if (rated && (!flow || rated->covered > flow->covered)) {
                flow = rated;
                basis = "rated";
            }
        }
        if (!flow) return json::object{};
        const auto cubic = [](double value) { return fmt::format("{:.3f}", value); };
        json::object fields{{"section", section.id},
                            {"day", day.iso()},
                            {"basis", basis},
                            {"flow", cubic(flow->mean)},
                            {"lowest", cubic(flow->lowest)},
                            {"highest", cubic(flow->highest)},
                            {"volume", fmt::format("{:.0f}", flow->volume)},
                            {"covered", fmt::format("{:.1f}", flow->covered * 100)}};
        for (const char* name : {"requirement", "required", "season", "kept"}) fields[name] = nullptr;
        if (const auto* required = required_on(section.required, day)) {
            fields["requirement"] = required->record;
            fields["required"] = required->flow;
            fields["season"] = required->season;
            if (flow->speaks_for_the_day()) fields["kept"] = flow->mean >= required->cubic_metres_a_second;
        }
        return fields;
    }

    static bool moved(const json::object& record, const json::object& fields) {
        for (const char* name : {"basis", "flow", "lowest", "highest", "volume", "covered", "required", "season"})
            if (text_of(record, name) != text_of(fields, name)) return true;
        const auto* was = record.if_contains("kept");
        const bool none = was == nullptr || was->is_null();
        const auto& kept = fields.at("kept");
        if (none != kept.is_null() || (!none && *was != kept)) return true;
        const auto requirement = reference_text(record, "requirement", "id");
        return (requirement.empty() ? "" : "#" + requirement) != text_of(fields, "requirement");
    }

    static kernel::Command command(kernel::Action action, std::string record, json::object fields) {
        kernel::Command command;
        command.action = action;
        command.type = "flow_day";
        command.record = std::move(record);
        command.fields = std::move(fields);
        if (action != kernel::Action::create) command.reason = "readings or requirements changed";
        return command;
    }

    Done write(const GaugedSection& section, std::vector<kernel::Command> commands) {
        if (commands.empty()) return {};
        kernel::Request request;
        request.who = system_;
        request.commands = std::move(commands);
        request.idempotency_key = key_ + "/" + section.id;
        request.show = false;
        const auto reply = TRY(kernel_.execute(std::move(request)));
        for (const auto& outcome : reply.outcomes) done.entries.push_back(outcome.entry);
        return {};
    }

    kernel::Kernel& kernel_;
    std::string key_;
    const Principal system_ = Principal::system();
};

} // namespace

Result<ClosedFlowDays> close_flow_days_of(kernel::Kernel& kernel, Date from, Date until, const std::string& key,
                                          const std::atomic<bool>& stopping) {
    Closing closing(kernel, key);
    for (const auto& section : TRY(gauged_sections(kernel, Principal::system()))) {
        if (stopping) break;
        TRY_DO(closing.close(section, from, until));
    }
    return std::move(closing.done);
}

Result<kernel::JobOutcome> close_flow_days(const kernel::JobCall& call) {
    const auto today = call.clock().day_in_shanghai();
    const auto from = today + -days_looked_at;
    TRY_DO(derive_flows(call.kernel, from, today + 1, call.clock(), call.stopping));
    auto done = TRY(close_flow_days_of(call.kernel, from, today, call.key, call.stopping));
    return kernel::JobOutcome{
        .said = {fmt::format("结日流量 {} 条，改 {} 条，作废 {} 条。", done.made, done.amended, done.voided),
                 fmt::format("{} days of flow were made, {} amended, {} voided.", done.made, done.amended,
                             done.voided)},
        .entries = std::move(done.entries),
        .nothing = done.made + done.amended + done.voided == 0};
}

} // namespace shanhai::ecology
