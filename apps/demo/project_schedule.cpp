#include "apps/demo/project_schedule.h"

#include "apps/demo/largest_remainder.h"
#include "apps/demo/workdays.h"

#include <algorithm>

namespace shanhai::demo {

namespace {

constexpr std::int64_t thousand_yuan = 100'000; // fen
constexpr std::int64_t dear = 300'000'000;      // fen; such works have a designer of their own
constexpr int gives_back_percent = 97;          // the others leave it lying, for an auditor to find
constexpr std::int64_t least_payment = 200'000; // fen; less is not worth a voucher

Season season_at(int altitude, const Inputs& inputs) {
    for (const auto& season : inputs.seasons) {
        if (altitude >= season.above) return season;
    }
    return {};
}

std::int64_t percent(std::int64_t amount, int share) { return amount / 100 * share / thousand_yuan * thousand_yuan; }

class Scheduler {
public:
    Scheduler(const ProjectPlan& plan, const Inputs& inputs, Prng& random)
        : plan_(plan), random_(random), season_(season_at(plan.place->altitude, inputs)),
          late_in_year_(plan.planned_on >= in_year(9, 1)) {}

    Schedule run() {
        begin();
        if (!plan_.late_start) work_in_year();
        if (plan_.unfinished > 0) work_on();
        finish();
        disburse();
        pay();
        give_back();
        return std::move(s_);
    }

private:
    Date in_year(int month, int day_of_month) const { return day(plan_.year, month, day_of_month); }
    Date next_year(int month, int day_of_month) const { return day(plan_.year + 1, month, day_of_month); }

    void begin() {
        const int wait = plan_.urgent || late_in_year_ ? 1 : random_.between(8, 20);
        s_.contract_on = std::min(workday_from(plan_.allocated_on + wait), in_year(12, 12));
        expected_ = percent(plan_.budget, plan_.theme->works ? random_.between(90, 96) : random_.between(60, 85));
        if (expected_ == 0) expected_ = plan_.budget / 100 * 90;
        auto start = s_.contract_on + (plan_.urgent || late_in_year_ ? 1 : random_.between(4, 12));
        if (plan_.theme->works && !plan_.urgent && !late_in_year_) {
            start = std::max(start, in_year(season_.from, random_.between(8, 25)));
            if (!plan_.brief && random_.chance(12)) start = start + random_.between(50, 100); // the design took longer
            start = std::max(s_.contract_on, std::min(start, in_year(10, 20)));
        }
        s_.started_on = plan_.late_start ? workday_from(next_year(4, random_.between(5, 25))) : workday_from(start);
        s_.investment_plans.push_back({plan_.late_start ? next_year(1, 20) : plan_.allocated_on, plan_.budget});
    }

    // The last day on which the works of the year can end.
    Date end_of_year() {
        if (plan_.closes_in_year) return workday_between(random_, in_year(10, 10), in_year(11, 4));
        if (plan_.urgent) return in_year(10, 25);
        if (late_in_year_) return workday_between(random_, in_year(12, 20), in_year(12, 26));
        if (plan_.unfinished > 0) return workday_between(random_, in_year(12, 8), in_year(12, 22));
        const auto earliest = s_.started_on + (plan_.theme->works ? 60 : 30);
        const auto latest = plan_.brief          ? in_year(11, 20)
                            : plan_.theme->works ? std::min(in_year(season_.until, 28), in_year(12, 5))
                                                 : in_year(12, 5);
        return std::max(std::min(earliest, in_year(12, 8)),
                        workday_between(random_, std::min(std::max(earliest, in_year(6, 15)), latest), latest));
    }

    void work_in_year() {
        const auto amount = plan_.budget - plan_.unfinished;
        const auto end = std::max(end_of_year(), s_.started_on);
        const int reports = plan_.brief || plan_.urgent ? 1 : plan_.theme->works ? random_.between(3, 4) : 2;
        if (plan_.stops) {
            s_.suspended_on = plan_.year == 2022 ? workday_from(in_year(8, random_.between(9, 16)))
                                                 : workday_from(s_.started_on + random_.between(45, 80));
            if (!plan_.never_resumes)
                s_.resumed_on = plan_.year == 2022 ? workday_from(in_year(10, random_.between(8, 16)))
                                                   : workday_from(next_year(4, random_.between(8, 28)));
        }
        spread(amount, s_.started_on, end, reports);
        if (plan_.unfinished == 0) s_.completed_on = end;
        if (plan_.main_structure) s_.main_structure_on = workday_between(random_, in_year(7, 25), in_year(9, 5));
        last_of_year_ = end;
    }

    // Reports of completed investment between two days, the last on the second.
    void spread(std::int64_t amount, Date from, Date until, int reports) {
        if (amount <= 0) return;
        std::vector<std::int64_t> weights;
        for (int i = 0; i < reports; ++i) weights.push_back(random_.between(6, 14));
        const auto parts =
            largest_remainder(amount, weights, amount >= thousand_yuan * reports * 4 ? thousand_yuan : 1);
        for (int i = 0; i < reports; ++i) {
            auto on = i + 1 == reports ? until : workday_from(from + (until - from) * (i + 1) / reports);
            if (s_.suspended_on && on >= *s_.suspended_on && s_.resumed_on && on < *s_.resumed_on &&
                on.year() == s_.resumed_on->year())
                on = std::min(workday_from(*s_.resumed_on + 8 + i), until);
            on = std::min(on, until);
            if (parts[static_cast<std::size_t>(i)] > 0) s_.progress.push_back({on, parts[static_cast<std::size_t>(i)]});
        }
    }

    // What was left over is planned again and completed in the next year.
    void work_on() {
        if (plan_.never_resumes) return;
        if (!plan_.late_start) s_.investment_plans.push_back({workday_from(next_year(1, 18)), plan_.unfinished});
        const auto from =
            std::max(s_.resumed_on.value_or(next_year(3, 20)), plan_.late_start ? s_.started_on : next_year(3, 20));
        const auto end = workday_between(random_, next_year(6, 10), next_year(9, 30));
        spread(plan_.unfinished, from, end, 2);
        s_.completed_on = end;
    }

    void finish() {
        if (plan_.carries_on) s_.completed_on = workday_from(plan_.planned_on + 500);
        if (!s_.completed_on) return;
        const auto completed = *s_.completed_on;
        auto accepted = workday_from(completed + random_.between(12, 24));
        if (plan_.accepted_late)
            accepted = workday_between(random_, next_year(3, 1), next_year(4, 28));
        else if (accepted > day(completed.year(), 12, 26))
            accepted = plan_.brief ? workday_until(day(completed.year(), 12, 26))
                                   : workday_between(random_, day(completed.year() + 1, 1, 12),
                                                     day(completed.year() + 1, 3, 20));
        s_.accepted_on = plan_.accepted_on.value_or(accepted);
        if (!plan_.theme->works && plan_.assets.empty()) return;
        auto handed_over =
            workday_from(*s_.accepted_on + random_.between(4, plan_.brief || plan_.closes_in_year ? 5 : 25));
        if (handed_over == day(2023, 12, 21)) handed_over = handed_over + 1; // a day that reports counted
        s_.handed_over_on = plan_.handed_over_on.value_or(handed_over);
    }

    void disburse() {
        const auto now = plan_.budget - plan_.disbursed_late;
        const auto first =
            std::min(workday_from(plan_.allocated_on + (plan_.urgent || late_in_year_ ? 1 : random_.between(5, 12))),
                     in_year(12, 18));
        if (plan_.brief || plan_.urgent || plan_.budget < 40'000'000) { // 400,000 yuan
            s_.disbursements.push_back({first, now});
        } else {
            const auto middle =
                std::min(std::max(workday_from(first + 25), workday_from(first + (last_in_year() - first) / 2)),
                         in_year(12, 19));
            const auto half = percent(now, random_.between(40, 55));
            const auto rest = percent(now, random_.between(25, 35));
            s_.disbursements.push_back({first, half});
            s_.disbursements.push_back({middle, rest});
            s_.disbursements.push_back(
                {std::min(std::max(workday_from(middle + 8), last_in_year()), in_year(12, 24)), now - half - rest});
        }
        if (plan_.disbursed_late > 0)
            s_.disbursements.push_back({workday_from(next_year(3, random_.between(4, 26))), plan_.disbursed_late});
        std::erase_if(s_.disbursements, [](const Step& step) { return step.fen <= 0; });
    }

    Date last_in_year() const { return last_of_year_.value_or(in_year(11, 20)); }

    static std::int64_t sum_until(const std::vector<Step>& steps, Date on) {
        std::int64_t sum = 0;
        for (const auto& step : steps) {
            if (step.on <= on) sum += step.fen;
        }
        return sum;
    }

    // Pays up to a sum, as far as the owner has received the money.
    void pay_up_to(std::int64_t target, Date on, std::string_view kind) {
        if (!s_.payments.empty()) on = std::max(on, s_.payments.back().on);
        const auto amount = std::min(target, sum_until(s_.disbursements, on)) - paid_;
        if (amount < least_payment && kind != "retention" && kind != "final") return;
        if (amount <= 0) return;
        s_.payments.push_back({on, amount, kind});
        paid_ += amount;
    }

    void pay() {
        const bool works = plan_.theme->works;
        const std::string_view usual = works ? "works" : plan_.theme->asset.empty() ? "service" : "goods";
        s_.settled = plan_.may_give_back ? plan_.budget - percent(plan_.budget, random_.between(0, 3)) : plan_.budget;
        if (works && !plan_.brief && plan_.budget > dear) s_.design = plan_.budget / 100 * 2;
        s_.contract = s_.settled - s_.design;
        const auto retention = works && !plan_.brief ? percent(s_.settled, 3) : 0;
        if (works && !plan_.brief && !plan_.late_start)
            pay_up_to(percent(expected_, 20),
                      workday_from(std::max(s_.contract_on, s_.disbursements.front().on) + random_.between(3, 9)),
                      "advance");
        for (const auto& report : s_.progress) {
            const auto done = sum_until(s_.progress, report.on);
            pay_up_to(percent(std::min(done, s_.settled - retention), 85),
                      workday_from(report.on + random_.between(3, 12)), usual);
        }
        if (!s_.accepted_on) return;
        pay_up_to(s_.settled - retention, workday_from(*s_.accepted_on + random_.between(4, plan_.brief ? 5 : 25)),
                  "final");
        if (retention > 0) pay_up_to(s_.settled, workday_from(*s_.completed_on + 365), "retention");
    }

    void give_back() {
        const auto left = plan_.budget - s_.settled;
        if (!plan_.may_give_back || !s_.accepted_on || left < thousand_yuan || !random_.chance(gives_back_percent))
            return;
        const auto settled_on = std::max(*s_.accepted_on, s_.disbursements.back().on);
        s_.given_back = Step{workday_from(settled_on + random_.between(30, 60)), left};
    }

    const ProjectPlan& plan_;
    Prng& random_;
    Season season_;
    bool late_in_year_; // planned in autumn: everything follows at once
    Schedule s_;
    std::optional<Date> last_of_year_;
    std::int64_t expected_ = 0; // what the builder or supplier was thought to cost; the advance goes by it
    std::int64_t paid_ = 0;
};

} // namespace

Schedule schedule_of(const ProjectPlan& plan, const Inputs& inputs, Prng& random) {
    return Scheduler(plan, inputs, random).run();
}

} // namespace shanhai::demo
