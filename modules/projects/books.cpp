#include "modules/projects/books.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace shanhai::projects {

namespace {

using kernel::Kernel;
using kernel::ListFilter;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr int obstacle_days = 60; // what was in the way two months ago is not known to be there now

std::optional<Date> day_in(const json::object& record, std::string_view field) {
    const auto text = text_of(record, field);
    if (text.empty()) return {};
    const auto day = Date::parse(text);
    return day ? std::optional(*day) : std::nullopt;
}

Money money_in(const json::object& record, std::string_view field) {
    return Money::parse(text_of(record, field)).value_or(Money::fen(0));
}

std::optional<int> whole_in(const json::object& record, std::string_view field) {
    const auto* value = record.if_contains(field);
    return value != nullptr && value->is_int64() ? std::optional(static_cast<int>(value->get_int64())) : std::nullopt;
}

// What happened behind the day has not happened yet.
std::optional<Date> known(std::optional<Date> happened, Date on) {
    return happened && *happened <= on ? happened : std::nullopt;
}

SeenWork read_project(const json::object& record, const SeasonCalendar& calendar, Date on) {
    SeenWork seen{.id = text_of(record, "id"),
                  .number = text_of(record, "number"),
                  .name = text_of(record, "name"),
                  .region = record.contains("region") ? record.at("region") : json::value(),
                  .giver = record.contains("giver") ? record.at("giver") : json::value(),
                  .work = {},
                  .around = {},
                  .paid = Money::fen(0)};
    auto& work = seen.work;
    work.building = text_of(record, "nature") == "works";
    if (work.building) {
        const auto own = months_of(text_of(record, "season"));
        work.season = own ? *own : calendar.at(whole_in(record, "altitude"));
    }
    work.started_on = day_in(record, "started_on").value_or(on);
    work.due_on = day_in(record, "due_on");
    work.suspended_on = known(day_in(record, "suspended_on"), on);
    work.resumed_on = known(day_in(record, "resumed_on"), on);
    work.completed_on = known(day_in(record, "completed_on"), on);
    seen.around.budget = money_in(record, "budget");
    seen.around.approved_on = day_in(record, "approved_on");
    seen.around.suspended_cause = text_of(record, "suspended_cause");
    return seen;
}

class Reader {
public:
    Reader(Kernel& kernel, const Principal& who, const BooksAsked& asked) : kernel_(kernel), who_(who), asked_(asked) {}

    Result<std::vector<SeenWork>> run() {
        TRY_DO(projects());
        TRY(reports());
        if (asked_.surroundings) TRY_DO(surroundings());
        return std::move(works_);
    }

private:
    Done projects() {
        const auto calendar = TRY(calendar_of(kernel_, who_));
        auto filters = asked_.filters;
        filters.push_back({"started_on", "lte", asked_.on.iso()});
        if (!asked_.project.empty()) filters.push_back({"id", "eq", asked_.project.substr(1)});
        return each("project", std::move(filters), {}, [&](const json::object& record) {
            if (text_of(record, "state") == "cancelled") return;
            works_.push_back(read_project(record, calendar, asked_.on));
            place_of_[works_.back().id] = works_.size() - 1;
        });
    }

    // A report without a share says how much of the budget is done.
    Result<bool> reports() {
        std::unordered_map<std::string, Money> so_far;
        return dated("progress", {}, {"date", "id"}, [&](SeenWork& seen, const json::object& record, Date on) {
            auto& sum = so_far.try_emplace(seen.id, Money::fen(0)).first->second;
            sum += money_in(record, "amount");
            const auto percent = text_of(record, "percent");
            double share = 0;
            if (const auto parsed = parse_scaled(percent, 1); parsed)
                share = static_cast<double>(*parsed) / 1000;
            else if (seen.around.budget.in_fen() > 0)
                share = static_cast<double>(sum.in_fen()) / static_cast<double>(seen.around.budget.in_fen());
            seen.work.reports.push_back({on, std::clamp(share, 0.0, 1.0)});
        });
    }

    // Types of other modules are read where there are such.
    Done surroundings() {
        if (kernel_.schema().type("payment") != nullptr)
            TRY(around("payment", {}, [](SeenWork& seen, const json::object& record, Date) {
                const auto amount = money_in(record, "amount");
                seen.paid += text_of(record, "kind") == "refund" ? -amount : amount;
            }));
        if (kernel_.schema().type("disbursement") != nullptr) TRY_DO(received());
        if (kernel_.schema().type("dispatch_line") != nullptr)
            TRY(around("dispatch_line", {"date", "id"}, [&](SeenWork& seen, const json::object& record, Date on) {
                const auto obstacle = text_of(record, "obstacle");
                const auto solved = day_in(record, "solved_on");
                const bool there =
                    obstacle != "none" && (!solved || *solved > asked_.on) && asked_.on - on <= obstacle_days;
                seen.around.obstacle = there ? obstacle : "";
            }));
        TRY(around("site_visit", {"date", "id"},
                   [](SeenWork& seen, const json::object&, Date on) { seen.around.visited_on = on; }));
        return {};
    }

    // Who may not read what was received does not learn that nothing was.
    Done received() {
        for (auto& seen : works_) seen.around.received = Money::fen(0);
        const bool readable = TRY(around("disbursement", {}, [](SeenWork& seen, const json::object& record, Date) {
            const auto amount = money_in(record, "amount");
            *seen.around.received += text_of(record, "direction") == "back" ? -amount : amount;
        }));
        if (!readable)
            for (auto& seen : works_) seen.around.received.reset();
        return {};
    }

    using Take = std::function<void(SeenWork&, const json::object&, Date)>;

    // Of works under way on the day: those that are not finished, and those that were finished after it.
    Result<bool> around(const std::string& type, const std::vector<std::string>& order, const Take& take) {
        if (!asked_.project.empty()) return dated(type, {}, order, take);
        if (!TRY(dated(type, {{"project.completed_on", "null", ""}}, order, take))) return false;
        return dated(type, {{"project.completed_on", "gt", asked_.on.iso()}}, order, take);
    }

    // Records about works of the list that are dated up to the day. False for who may read none of the type.
    Result<bool> dated(const std::string& type, std::vector<ListFilter> filters, std::vector<std::string> order,
                       const Take& take) {
        filters.push_back({"date", "lte", asked_.on.iso()});
        if (!asked_.project.empty()) filters.push_back({"project", "eq", asked_.project});
        auto done = each(type, std::move(filters), std::move(order), [&](const json::object& record) {
            const auto place = place_of_.find(reference_text(record, "project", "id"));
            const auto on = day_in(record, "date");
            if (place != place_of_.end() && on) take(works_[place->second], record, *on);
        });
        if (done) return true;
        if (done.error().code == "access.denied") return false;
        return std::unexpected(std::move(done.error()));
    }

    Done each(const std::string& type, std::vector<ListFilter> filters, std::vector<std::string> order,
              const std::function<void(const json::object&)>& take) {
        kernel::ListQuery query;
        query.filters = std::move(filters);
        query.order = std::move(order);
        return for_each_record(kernel_, who_, type, std::move(query), [&](const json::object& record) -> Done {
            take(record);
            return {};
        });
    }

    Kernel& kernel_;
    const Principal& who_;
    const BooksAsked& asked_;
    std::vector<SeenWork> works_;
    std::unordered_map<std::string, std::size_t> place_of_; // by id
};

} // namespace

Result<SeasonCalendar> calendar_of(kernel::Kernel& kernel, const kernel::Principal& who) {
    SeasonCalendar calendar;
    TRY_DO(for_each_record(kernel, who, "building_season", {}, [&](const json::object& record) -> Done {
        const auto begins = month_and_day(text_of(record, "begins")), ends = month_and_day(text_of(record, "ends"));
        if (const auto from = whole_in(record, "altitude_from"); from && begins && ends)
            calendar.add(*from, {*begins, *ends});
        return {};
    }));
    return calendar;
}

Result<std::vector<SeenWork>> works_in_books(kernel::Kernel& kernel, const kernel::Principal& who,
                                             const BooksAsked& asked) {
    return Reader(kernel, who, asked).run();
}

Result<Date> day_of_books(kernel::Kernel& kernel) {
    const auto today = kernel.now().day_in_shanghai();
    if (!kernel.is_demo()) return today;
    kernel::ListQuery query;
    query.order = {"-date"};
    query.limit = 1;
    const auto page = TRY(kernel.list(kernel::Principal::system(), "progress", query));
    if (page.items.empty()) return today;
    return std::min(today, day_in(page.items.front().as_object(), "date").value_or(today));
}

} // namespace shanhai::projects
