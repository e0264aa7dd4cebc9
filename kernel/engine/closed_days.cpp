#include "base/money.h"
#include "base/rational.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/stored_readings.h"
#include "kernel/series/reading_text.h"

#include <optional>

// From readings to figures: a day that is closed makes an ordinary record, and measures post from it.
namespace shanhai::kernel {

namespace {

constexpr std::int64_t micros = 1'000'000;
constexpr std::size_t most_days_at_once = 10'000;
constexpr auto why = "读数迟到或已更正 (readings came late or were corrected)";

// The number as the field's column holds it; nothing when it does not fit.
std::optional<std::int64_t> scaled(const RollUp& day, DayNumber number, int decimals, const Field& field) {
    const auto measured = [&](std::int64_t value) -> std::optional<std::int64_t> {
        __int128 wide = value;
        for (int i = decimals; i < field.scale; ++i) wide *= 10;
        if (wide > INT64_MAX || wide < INT64_MIN) return std::nullopt;
        return static_cast<std::int64_t>(wide);
    };
    switch (number) {
    case DayNumber::count: return day.count;
    case DayNumber::flagged: return day.flagged;
    case DayNumber::sum: return measured(day.sum);
    case DayNumber::low: return measured(day.low);
    case DayNumber::high: return measured(day.high);
    case DayNumber::last: return measured(day.last);
    case DayNumber::mean: break;
    }
    const auto mean = mean_of(day, decimals);
    const auto value = mean ? parse_scaled(mean->text(field.scale), field.scale) : Result<std::int64_t>(0);
    return mean && value ? std::optional(*value) : std::nullopt;
}

// What the day's record says, and which one it is.
struct Recorded {
    std::int64_t id = 0; // 0: there is none
    std::vector<std::optional<std::int64_t>> numbers;
};

Recorded recorded(Connection& reader, const DayRecords& into, std::int64_t station, const std::string& day) {
    std::string columns = "id";
    for (const auto& [number, field] : into.numbers) columns += ", \"" + field + "\"";
    auto& row = reader.prepared("SELECT " + columns + " FROM \"" + into.type + "\" WHERE \"" + into.station +
                                "\" = ? AND \"" + into.day + "\" = ? AND void = 0 ORDER BY id LIMIT 1");
    row.bind(station).bind(day);
    const Resetting done(row);
    Recorded found;
    if (!row.step()) return found;
    found.id = row.integer(0);
    for (std::size_t i = 0; i < into.numbers.size(); ++i) {
        const auto column = static_cast<int>(i) + 1;
        found.numbers.push_back(row.is_null(column) ? std::nullopt : std::optional(row.integer(column)));
    }
    return found;
}

json::value as_given(std::int64_t value, const Field& field) {
    if (field.kind == FieldKind::integer) return json::value(value);
    return json::value(scaled_text(value, field.scale));
}

// What has to be done so that the record says the day's numbers; nothing when it does.
std::optional<Command> command_for(const DeclaredSeries& series, const RecordType& type, std::int64_t station,
                                   const std::string& day, const RollUp& numbers, const Recorded& was) {
    const auto& into = *series.into;
    Command command;
    command.type = type.name;
    command.record = was.id == 0 ? "" : "#" + std::to_string(was.id);
    if (numbers.count == 0) {
        if (was.id == 0) return std::nullopt;
        command.action = Action::void_;
        command.reason = why;
        return command;
    }
    for (std::size_t i = 0; i < into.numbers.size(); ++i) {
        const auto& [number, name] = into.numbers[i];
        const auto& field = *type.field(name);
        const auto value = scaled(numbers, number, series.decimals, field);
        if (was.id != 0 && was.numbers[i] == value) continue;
        command.fields[name] = value ? as_given(*value, field) : json::value(nullptr);
    }
    if (was.id != 0 && command.fields.empty()) return std::nullopt;
    command.action = was.id == 0 ? Action::create : Action::amend;
    if (was.id != 0) {
        command.reason = why;
        return command;
    }
    command.fields[into.station] = "#" + std::to_string(station);
    command.fields[into.day] = day;
    return command;
}

} // namespace

Done StoredReadings::close_day(const DeclaredSeries& series, const MovedDay& day, ClosedDays& closed) {
    const auto& type = *schema_.type(series.into->type);
    const auto iso = Date::from_days(static_cast<std::int32_t>(day_number(day.begin))).iso();
    const SeriesDeclaration declaration{series.name, series.decimals, true};
    Request request;
    request.who = Principal::system();
    request.show = false;
    {
        const auto reader = readers_.lend();
        SeriesStore store(*reader, declaration);
        for (const auto station : store.stations_of(day.band)) {
            const auto days = TRY(store.roll_ups(station, SeriesStep::day, day.begin, day.begin + 1));
            const auto numbers = days.empty() ? RollUp{} : days.front().of;
            const auto was = recorded(*reader, *series.into, station, iso);
            if (auto command = command_for(series, type, station, iso, numbers, was))
                request.commands.push_back(*std::move(command));
        }
    }
    std::size_t made = 0, amended = 0, voided = 0;
    for (const auto& command : request.commands)
        ++(command.action == Action::create ? made : command.action == Action::amend ? amended : voided);
    if (!request.commands.empty()) {
        const auto reply = TRY(doors_.execute(std::move(request)));
        for (const auto& outcome : reply.outcomes) closed.entries.push_back(outcome.entry);
    }
    closed.made += made;
    closed.amended += amended;
    closed.voided += voided;
    // Killed before this, the day is looked at again and found as it should be.
    return doors_.write([&](Connection& writer) -> Done {
        SeriesStore(writer, declaration).settle(day);
        return {};
    });
}

Result<ClosedDays> StoredReadings::close_days(const std::atomic<bool>& stopping) {
    return guarded([&]() -> Result<ClosedDays> {
        ClosedDays closed;
        std::optional<Problem> first;
        for (const auto& series : schema_.series) {
            if (!series.into) continue;
            const auto until = clock_().micros / micros - series.into->after_hours * hour_seconds;
            std::vector<MovedDay> moved;
            {
                const auto reader = readers_.lend();
                moved = SeriesStore(*reader, {series.name, series.decimals, true})
                            .moved_days(begin_of(SeriesStep::day, until), most_days_at_once);
            }
            for (const auto& day : moved) {
                if (stopping) return closed;
                if (auto done = close_day(series, day, closed); !done && !first) first = std::move(done.error());
            }
        }
        if (first) return std::unexpected(*std::move(first));
        return closed;
    });
}

} // namespace shanhai::kernel
