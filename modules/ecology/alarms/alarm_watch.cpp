#include "modules/ecology/alarms/alarm_watch.h"

#include "kernel/module/every_record.h"
#include "kernel/readings.h"
#include "kernel/series/reading_text.h"
#include "modules/ecology/alarms/alarm_state.h"
#include "modules/ecology/frames/shown_time.h"
#include "modules/ecology/reception/shown_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace shanhai::ecology {

namespace {

using kernel::text_of;

constexpr std::int64_t micros = 1'000'000;

struct Rule {
    std::string id, station, series, level; // ids as "#12"
    AlarmRule of;
    std::int64_t pass_on_seconds = 0; // 0: never
};

// The latest alarm of a rule.
struct Alarm {
    std::string id, state;
    std::int64_t created = 0;
    AlarmEvent event;
    bool is_closed() const { return state == "closed"; }
};

AlarmCondition condition_named(std::string_view name) {
    if (name == "below") return AlarmCondition::below;
    if (name == "rising") return AlarmCondition::rising;
    return name == "silent" ? AlarmCondition::silent : AlarmCondition::above;
}

Rule rule_of(const json::object& record) {
    Rule rule;
    rule.id = "#" + text_of(record, "id");
    rule.station = "#" + kernel::reference_text(record, "station", "id");
    rule.series = "ecology." + text_of(record, "series");
    rule.level = text_of(record, "level");
    rule.of.condition = condition_named(text_of(record, "condition"));
    rule.of.threshold = decimal_in(record, "threshold").value_or(0);
    rule.of.clears_at = decimal_in(record, "clears_at").value_or(rule.of.threshold);
    rule.of.lasting_seconds = integer_in(record, "minutes").value_or(0) * 60;
    rule.pass_on_seconds = integer_in(record, "pass_on_after").value_or(0) * 60;
    return rule;
}

std::string amount(double value) { return fmt::format("{:.4f}", value); }

// One run of the job.
class Watch {
public:
    explicit Watch(const kernel::JobCall& call) : call_(call), now_(call.clock().micros / micros) {}

    Result<kernel::JobOutcome> run() {
        TRY_DO(kernel::for_each_record(call_.kernel, system_, "station", {{{"in_maintenance", "eq", "true"}}},
                                       [&](const json::object& record) -> Done {
                                           in_maintenance_.insert("#" + text_of(record, "id"));
                                           return {};
                                       }));
        std::vector<Rule> rules;
        TRY_DO(
            kernel::for_each_record(call_.kernel, system_, "alarm_rule", {}, [&](const json::object& record) -> Done {
                if (!flag_in(record, "paused")) rules.push_back(rule_of(record));
                return {};
            }));
        for (const auto& rule : rules) {
            if (call_.stopping) break;
            TRY_DO(look_at(rule));
        }
        return outcome();
    }

private:
    Done look_at(const Rule& rule) {
        if (in_maintenance_.contains(rule.station)) return {};
        const auto alarm = TRY(latest_alarm(rule));
        if (alarm) TRY_DO(pass_on(rule, *alarm));
        std::optional<AlarmEvent> running;
        if (alarm && !alarm->event.ended) running = alarm->event;
        const bool of_silence = rule.of.condition == AlarmCondition::silent;
        std::int64_t from = now_ - (of_silence ? rule.of.lasting_seconds + kernel::hour_seconds : kernel::day_seconds);
        if (running)
            from = std::max(from, running->began + (of_silence ? 1 : 0));
        else if (alarm)
            from = std::max(from, *alarm->event.ended + (of_silence ? 0 : 1));
        const bool of_rises = rule.of.condition == AlarmCondition::rising;
        const auto readings = TRY(readings_of(rule, of_rises ? from - kernel::hour_seconds : from));
        const auto events = follow(rule.of, readings, running, from, now_);
        std::size_t next = 0;
        auto known = alarm;
        if (running) {
            if (!(events.front() == *running)) TRY_DO(amend(*known, events.front()));
            known->event = events.front();
            next = 1;
        }
        for (; next < events.size(); ++next) TRY_DO(take_up(rule, known, events[next]));
        return {};
    }

    // An event that began: in the alarm that nobody has closed, else in one of its own.
    Done take_up(const Rule& rule, std::optional<Alarm>& known, const AlarmEvent& event) {
        if (!known || known->is_closed()) {
            known.emplace();
            known->event = event;
            return raise(rule, *known);
        }
        AlarmEvent both = known->event;
        both.ended = event.ended;
        both.worst = worse(rule.of, both.worst, event.worst);
        TRY_DO(amend(*known, both));
        known->event = both;
        return {};
    }

    Result<std::optional<Alarm>> latest_alarm(const Rule& rule) {
        kernel::ListQuery query;
        query.filters = {{"raised_by", "eq", rule.id}};
        query.order = {"-id"};
        query.limit = 1;
        const auto page = TRY(call_.kernel.list(system_, "alarm", query));
        if (page.items.empty()) return std::optional<Alarm>();
        const auto& record = page.items.front().as_object();
        Alarm alarm;
        alarm.id = "#" + text_of(record, "id");
        alarm.state = text_of(record, "state");
        if (const auto made = Moment::parse(text_of(record, "created_at"))) alarm.created = made->micros / micros;
        alarm.event.began = kernel::second_of(text_of(record, "began")).value_or(now_);
        if (const auto ended = kernel::second_of(text_of(record, "ended"))) alarm.event.ended = *ended;
        alarm.event.value = decimal_in(record, "value").value_or(0);
        alarm.event.worst = decimal_in(record, "worst").value_or(0);
        return std::optional(std::move(alarm));
    }

    Result<std::vector<AlarmReading>> readings_of(const Rule& rule, std::int64_t from) {
        const auto* series = TRY(kernel::find_series(call_.kernel.schema(), rule.series));
        const double scale = std::pow(10.0, -series->decimals);
        const auto shown = TRY(call_.kernel.readings().readings(system_, {rule.series, rule.station, from, now_ + 1}));
        std::vector<AlarmReading> readings;
        for (const auto& one : shown.readings) {
            const bool counts = one.quality == kernel::Quality::good || one.quality == kernel::Quality::corrected;
            const bool is_heard = one.quality != kernel::Quality::missing;
            if (rule.of.condition == AlarmCondition::silent ? is_heard : counts)
                readings.push_back({one.at, static_cast<double>(one.value) * scale});
        }
        return readings;
    }

    Done raise(const Rule& rule, Alarm& alarm) {
        kernel::Command command;
        command.type = "alarm";
        command.fields = {{"raised_by", rule.id},
                          {"station", rule.station},
                          {"level", rule.level},
                          {"day", shown_second(alarm.event.began).substr(0, 10)},
                          {"began", shown_second(alarm.event.began)},
                          {"value", amount(alarm.event.value)},
                          {"worst", amount(alarm.event.worst)}};
        if (alarm.event.ended) command.fields["ended"] = shown_second(*alarm.event.ended);
        const auto made = TRY(write(std::move(command), "raise " + rule.id + " " + shown_second(alarm.event.began)));
        alarm.id = "#" + std::to_string(made.record.value);
        alarm.state = "raised";
        ++raised_;
        return {};
    }

    Done amend(const Alarm& alarm, const AlarmEvent& event) {
        kernel::Command command;
        command.action = kernel::Action::amend;
        command.type = "alarm";
        command.record = alarm.id;
        command.reason = "readings since";
        command.fields["worst"] = amount(event.worst);
        command.fields["ended"] = event.ended ? json::value(shown_second(*event.ended)) : json::value(nullptr);
        TRY_DO(write(std::move(command), "amend " + alarm.id + " " + amount(event.worst) +
                                             (event.ended ? shown_second(*event.ended) : std::string())));
        over_ += event.ended ? 1 : 0;
        return {};
    }

    Done pass_on(const Rule& rule, const Alarm& alarm) {
        if (rule.pass_on_seconds == 0 || alarm.state != "raised" || now_ - alarm.created < rule.pass_on_seconds)
            return {};
        kernel::Command command;
        command.action = kernel::Action::advance;
        command.type = "alarm";
        command.record = alarm.id;
        command.transition = "pass_on";
        TRY_DO(write(std::move(command), "pass on " + alarm.id));
        ++passed_on_;
        return {};
    }

    Result<kernel::Outcome> write(kernel::Command command, const std::string& part) {
        kernel::Request request;
        request.who = system_;
        request.commands.push_back(std::move(command));
        request.idempotency_key = call_.key + "/" + part;
        request.show = false;
        auto reply = TRY(call_.kernel.execute(std::move(request)));
        entries_.push_back(reply.outcomes.front().entry);
        return std::move(reply.outcomes.front());
    }

    kernel::JobOutcome outcome() {
        return {
            .said = {fmt::format("起报 {} 起，解除 {} 起，上报 {} 起。", raised_, over_, passed_on_),
                     fmt::format("{} alarms were raised, {} are over, {} were passed on.", raised_, over_, passed_on_)},
            .entries = entries_,
            .nothing = entries_.empty()};
    }

    const kernel::JobCall& call_;
    const std::int64_t now_; // seconds since 1970
    const kernel::Principal system_ = kernel::Principal::system();
    std::set<std::string> in_maintenance_;
    std::vector<kernel::EntrySeq> entries_;
    std::size_t raised_ = 0, over_ = 0, passed_on_ = 0;
};

} // namespace

Result<kernel::JobOutcome> watch_alarms(const kernel::JobCall& call) { return Watch(call).run(); }

} // namespace shanhai::ecology
