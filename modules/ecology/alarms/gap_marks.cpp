#include "modules/ecology/alarms/gap_marks.h"

#include "kernel/module/every_record.h"
#include "kernel/readings.h"
#include "kernel/series/step.h"
#include "modules/ecology/frames/shown_time.h"
#include "modules/ecology/quality/gaps.h"
#include "modules/ecology/reception/shown_fields.h"
#include "modules/ecology/reception/usual_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace shanhai::ecology {

namespace {

using kernel::text_of;

constexpr int days_looked_at = 7; // outages in winter last for days, and their readings come afterwards

struct Reporter {
    std::string id, station, series; // ids as "#12"
    std::int64_t every = 0;
    Date from = Date::from_days(0), until = Date::from_days(0); // days [from, until) that it is looked at
};

Reporter reporter_of(const json::object& record, Date today) {
    Reporter sensor;
    sensor.every = integer_in(record, "every_minutes").value_or(0) * 60;
    sensor.id = "#" + text_of(record, "id");
    sensor.station = "#" + kernel::reference_text(record, "station", "id");
    if (const auto series = series_of_sensor(record); !series.empty()) sensor.series = "ecology." + series;
    sensor.from = today + -days_looked_at;
    sensor.until = today;
    // The day on which it is built in or taken out is never whole.
    if (const auto day = Date::parse(text_of(record, "installed_on"))) sensor.from = std::max(sensor.from, *day + 1);
    if (const auto day = Date::parse(text_of(record, "removed_on"))) sensor.until = std::min(sensor.until, *day);
    return sensor;
}

class Marking {
public:
    explicit Marking(const kernel::JobCall& call) : call_(call) {}

    Result<kernel::JobOutcome> run() {
        const auto today = call_.clock().day_in_shanghai();
        std::vector<Reporter> sensors;
        TRY_DO(kernel::for_each_record(call_.kernel, system_, "sensor", {}, [&](const json::object& record) -> Done {
            auto sensor = reporter_of(record, today);
            if (sensor.every > 0 && !sensor.series.empty()) sensors.push_back(std::move(sensor));
            return {};
        }));
        for (const auto& sensor : sensors) {
            if (call_.stopping) break;
            TRY_DO(mark(sensor));
        }
        return kernel::JobOutcome{
            .said = {fmt::format("记缺测 {} 段，作废 {} 段。", made_, voided_),
                     fmt::format("{} gaps were noted, {} were closed by late readings.", made_, voided_)},
            .entries = entries_,
            .nothing = entries_.empty()};
    }

private:
    using Marks = std::map<std::pair<std::string, std::string>, std::string>; // from, until → record

    Result<Marks> known_marks(const Reporter& sensor) {
        Marks marks;
        kernel::ListQuery query;
        query.filters = {{"sensor", "eq", sensor.id}, {"day", "gte", sensor.from.iso()}};
        TRY_DO(kernel::for_each_record(
            call_.kernel, system_, "reading_gap", query, [&](const json::object& record) -> Done {
                marks[{text_of(record, "from_time"), text_of(record, "until_time")}] = "#" + text_of(record, "id");
                return {};
            }));
        return marks;
    }

    Result<std::vector<std::int64_t>> times_of(const Reporter& sensor, Date day) {
        const auto from = kernel::begin_of_day(day.days());
        const auto shown = TRY(call_.kernel.readings().readings(
            system_, {sensor.series, sensor.station, from, from + kernel::day_seconds}));
        std::vector<std::int64_t> times;
        for (const auto& one : shown.readings)
            if (one.quality != kernel::Quality::missing) times.push_back(one.at);
        return times;
    }

    Done mark(const Reporter& sensor) {
        auto known = TRY(known_marks(sensor));
        std::vector<kernel::Command> commands;
        for (Date day = sensor.from; day < sensor.until; day = day + 1) {
            const auto from = kernel::begin_of_day(day.days());
            const auto until = from + kernel::day_seconds;
            for (const auto& gap : gaps_in(TRY(times_of(sensor, day)), from, until, sensor.every)) {
                if (known.erase({shown_minute(gap.from), shown_minute(gap.until)}) > 0) continue;
                commands.push_back(creation(sensor, day, gap));
            }
        }
        made_ += commands.size();
        voided_ += known.size();
        for (const auto& [span, record] : known) {
            kernel::Command command;
            command.action = kernel::Action::void_;
            command.type = "reading_gap";
            command.record = record;
            command.reason = "readings came late";
            commands.push_back(std::move(command));
        }
        return write(sensor, std::move(commands));
    }

    static kernel::Command creation(const Reporter& sensor, Date day, const Gap& gap) {
        kernel::Command command;
        command.type = "reading_gap";
        command.fields = {{"station", sensor.station},
                          {"sensor", sensor.id},
                          {"day", day.iso()},
                          {"from_time", shown_minute(gap.from)},
                          {"until_time", shown_minute(gap.until)},
                          {"minutes", std::max<std::int64_t>(1, (gap.until - gap.from) / 60)}};
        return command;
    }

    Done write(const Reporter& sensor, std::vector<kernel::Command> commands) {
        if (commands.empty()) return {};
        kernel::Request request;
        request.who = system_;
        request.commands = std::move(commands);
        request.idempotency_key = call_.key + "/" + sensor.id;
        request.show = false;
        const auto reply = TRY(call_.kernel.execute(std::move(request)));
        for (const auto& outcome : reply.outcomes) entries_.push_back(outcome.entry);
        return {};
    }

    const kernel::JobCall& call_;
    const kernel::Principal system_ = kernel::Principal::system();
    std::vector<kernel::EntrySeq> entries_;
    std::size_t made_ = 0, voided_ = 0;
};

} // namespace

Result<kernel::JobOutcome> mark_gaps(const kernel::JobCall& call) { return Marking(call).run(); }

} // namespace shanhai::ecology
