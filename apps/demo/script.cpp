#include "apps/demo/script.h"

#include "apps/demo/workdays.h"
#include "base/check.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <tuple>

namespace shanhai::demo {

namespace {

constexpr std::size_t commands_a_request = 500;
// Files wait for the disk, not for the processor, so several wait at once.
constexpr std::size_t files_at_once = 16;
// Entries of one day are spread over office hours, 09:00 to 17:30 in Shanghai.
constexpr int opening_hour = 9;
constexpr std::int64_t office_micros = std::int64_t{17} * 1'800'000'000; // eight hours and a half

Moment moment_of(Date day, std::size_t index, std::size_t of) {
    const auto into = office_micros / static_cast<std::int64_t>(of + 1) * static_cast<std::int64_t>(index);
    return Moment{moment(day, opening_hour, 0).micros + into / 1'000'000 * 1'000'000};
}

std::string actor_of(const std::string& type) {
    constexpr std::string_view money[] = {"fund_plan", "appropriation", "allocation", "disbursement",
                                          "payment",   "gift",          "matching",   "audit_finding"};
    constexpr std::string_view works[] = {
        "project", "contract",        "progress",   "milestone", "inspection",         "acceptance",
        "asset",   "investment_plan", "site_visit", "asset_use", "collective_handover"};
    if (std::ranges::find(money, type) != std::end(money)) return "demo.funds";
    return std::ranges::find(works, type) != std::end(works) ? "demo.projects" : "demo.office";
}

} // namespace

Handle Script::create(Date day, Stage stage, std::string type, json::object fields, std::vector<Reference> references) {
    const Handle made{static_cast<int>(ids_.size())};
    ids_.push_back(0);
    made_by_.push_back(lines_.size());
    Line line{day, stage, lines_.size(), {}, made, {}, std::move(references)};
    line.command.action = kernel::Action::create;
    line.command.actor = actor_of(type);
    line.command.type = std::move(type);
    line.command.fields = std::move(fields);
    lines_.push_back(std::move(line));
    return made;
}

std::size_t Script::advance(Date day, Stage stage, Handle record, std::string transition, json::object fields,
                            std::vector<Reference> references) {
    Line line{day, stage, lines_.size(), {}, {}, record, std::move(references)};
    line.command.action = kernel::Action::advance;
    line.command.transition = std::move(transition);
    line.command.fields = std::move(fields);
    const auto step = line.written;
    lines_.push_back(std::move(line));
    return step;
}

void Script::amend(Date day, Stage stage, Handle record, json::object fields, std::string reason) {
    Line line{day, stage, lines_.size(), {}, {}, record, {}};
    line.command.action = kernel::Action::amend;
    line.command.fields = std::move(fields);
    line.command.reason = std::move(reason);
    lines_.push_back(std::move(line));
}

void Script::withdraw(Date day, Stage stage, Handle record, std::string reason) {
    Line line{day, stage, lines_.size(), {}, {}, record, {}};
    line.command.action = kernel::Action::void_;
    line.command.reason = std::move(reason);
    lines_.push_back(std::move(line));
}

void Script::attach(Handle record, std::string field, std::string file_name, std::string bytes) {
    attach_to_step(made_by_[static_cast<std::size_t>(record.index)], std::move(field), std::move(file_name),
                   std::move(bytes));
}

void Script::attach_to_step(std::size_t step, std::string field, std::string file_name, std::string bytes) {
    const auto [known, fresh] = file_named_.try_emplace(file_name, files_.size());
    if (fresh) files_.push_back({{}, std::move(field), std::move(file_name), std::move(bytes)});
    files_[known->second].lines.push_back(step);
}

void Script::meanwhile(Moment at, Deed deed) {
    if (within(at.day_in_shanghai())) meanwhiles_.emplace(at, std::move(deed));
}

void Script::run_meanwhile(Moment at, std::string job) {
    meanwhile(at, [job = std::move(job)](Office& office) { return office.run(job); });
}

std::string Script::id_of(Handle record) const {
    const auto id = ids_[static_cast<std::size_t>(record.index)];
    check(id != 0, "a record is made before it is named");
    return "#" + std::to_string(id);
}

void Script::order() {
    // The type of a changed record stands in the line that makes it.
    std::vector<const Line*> makers(ids_.size());
    for (const auto& line : lines_) {
        if (line.made) makers[static_cast<std::size_t>(line.made.index)] = &line;
    }
    for (auto& line : lines_) {
        if (!line.changes) continue;
        line.command.type = makers[static_cast<std::size_t>(line.changes.index)]->command.type;
        line.command.actor = actor_of(line.command.type);
    }
    std::erase_if(lines_, [&](const Line& line) { return !within(line.day); });
    std::ranges::sort(lines_, {}, [](const Line& line) { return std::tuple(line.day, line.stage, line.written); });
}

// What takes a second person is done by one, as in an office.
void Script::name_second_persons(const kernel::Schema& schema) {
    for (auto& line : lines_) {
        const auto* type = schema.type(line.command.type);
        const auto* transition = type == nullptr ? nullptr : type->transition(line.command.transition);
        if (transition != nullptr && !transition->second_person.empty()) line.command.actor = "demo.review";
    }
}

void Script::set_moments() {
    for (std::size_t begin = 0; begin < lines_.size();) {
        const auto day = std::max(lines_[begin].day, first_day_);
        auto end = begin;
        while (end < lines_.size() && std::max(lines_[end].day, first_day_) == day) ++end;
        for (auto i = begin; i < end; ++i) lines_[i].command.at = moment_of(day, i - begin, end - begin);
        begin = end;
    }
}

Done Script::store_files(kernel::Kernel& kernel) {
    std::map<std::size_t, Line*> steps; // those within the demo's days
    for (auto& line : lines_) steps[line.written] = &line;
    const auto not_taken = [&](std::size_t step) { return !steps.contains(step); };
    for (auto& file : files_) std::erase_if(file.lines, not_taken);
    std::erase_if(files_, [](const File& file) { return file.lines.empty(); });
    std::atomic<std::size_t> next = 0;
    std::mutex guard;
    std::optional<Problem> refused;
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < files_at_once; ++t) {
            threads.emplace_back([&] {
                for (auto i = next++; i < files_.size(); i = next++) {
                    const auto& file = files_[i];
                    auto stored =
                        kernel.store_file(kernel::Principal::administrator(), {file.name, {}, {}}, file.bytes);
                    const std::scoped_lock lock(guard);
                    if (!stored) {
                        refused = std::move(stored.error());
                        next = files_.size();
                        return;
                    }
                    for (const auto step : file.lines)
                        steps.at(step)->command.fields[file.field] =
                            json::object{{"sha256", stored->sha256}, {"name", stored->name}};
                }
            });
        }
    }
    if (refused) return std::unexpected(*std::move(refused));
    files_.clear();
    return {};
}

// References to records of the same request are written "$3", to earlier ones "#12".
kernel::Command Script::command_for(const Line& line, std::size_t first,
                                    const std::vector<std::size_t>& line_of) const {
    const auto name_of = [&](Handle handle) {
        const auto index = static_cast<std::size_t>(handle.index);
        const bool here = ids_[index] == 0;
        check(!here || line_of[index] >= first, "a record is made before it is named");
        return here ? "$" + std::to_string(line_of[index] - first + 1) : "#" + std::to_string(ids_[index]);
    };
    auto command = line.command;
    for (const auto& reference : line.references) {
        if (reference.to) command.fields[reference.field] = name_of(reference.to);
    }
    if (line.changes) command.record = name_of(line.changes);
    return command;
}

Done Script::play(kernel::Kernel& kernel, const kernel::Progress& progress) {
    order();
    name_second_persons(kernel.schema());
    set_moments();
    TRY_DO(store_files(kernel));
    std::vector<std::size_t> line_of(ids_.size());
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        if (lines_[i].made) line_of[static_cast<std::size_t>(lines_[i].made.index)] = i;
    }
    auto next = meanwhiles_.begin();
    for (std::size_t first = 0; first < lines_.size() || next != meanwhiles_.end();) {
        auto end = std::min(first + commands_a_request, lines_.size());
        if (next != meanwhiles_.end())
            while (end > first && lines_[end - 1].command.at >= next->first) --end;
        if (end > first) {
            TRY_DO(enter(kernel, first, end, line_of));
        } else {
            TRY_DO(do_meanwhile(kernel, next->first, next->second));
            ++next;
        }
        first = end;
        if (progress) progress(end, lines_.size());
    }
    return {};
}

Done Script::enter(kernel::Kernel& kernel, std::size_t first, std::size_t end,
                   const std::vector<std::size_t>& line_of) {
    kernel::Request request;
    request.who = kernel::Principal::administrator();
    request.show = false;
    for (auto i = first; i < end; ++i) request.commands.push_back(command_for(lines_[i], first, line_of));
    auto reply = kernel.execute(std::move(request));
    if (!reply) {
        auto problem = std::move(reply.error());
        for (const auto& [name, value] : problem.args) {
            if (name != "command") continue;
            const auto& failed = lines_[first + std::stoul(value) - 1].command;
            problem.args.emplace_back("type", failed.type + " " + failed.transition);
            problem.args.emplace_back("fields", json::serialize(failed.fields));
            break;
        }
        return std::unexpected(std::move(problem));
    }
    for (auto i = first; i < end; ++i) {
        if (lines_[i].made)
            ids_[static_cast<std::size_t>(lines_[i].made.index)] = reply->outcomes[i - first].record.value;
    }
    return {};
}

Done Script::do_meanwhile(kernel::Kernel& kernel, Moment at, const Deed& deed) {
    const ClockAt now(at);
    Office office(kernel, at);
    TRY_DO(deed(office));
    return office.enter();
}

} // namespace shanhai::demo
