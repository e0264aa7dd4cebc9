#pragma once

#include "apps/demo/background.h"
#include "apps/demo/parties.h"
#include "apps/demo/project_schedule.h"
#include "apps/demo/script.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace shanhai::demo {

// How far a project was on the days it was reported, in tenths of a percent, also on those that lie beyond the demo.
struct Course {
    Handle project;
    bool works = false;
    Date started_on = Date::from_days(0);
    std::optional<Date> suspended_on, resumed_on;
    std::string suspended_because;
    std::vector<std::pair<Date, int>> reported;

    // Evenly from one report to the next.
    int tenths_on(Date day) const;
    bool stands_still_on(Date day) const {
        return suspended_on && *suspended_on <= day && (!resumed_on || *resumed_on > day);
    }
};

// Writes what happens to projects into the script: approvals, money, contracts, works, acceptance, and what goes wrong.
class ProjectStories {
public:
    ProjectStories(Script& script, const Inputs& inputs, Parties& parties, const Background& background)
        : script_(script), inputs_(inputs), parties_(parties), background_(background) {}

    // `appropriation`: where the project's money comes from.
    void write(const ProjectPlan& plan, Handle appropriation);
    // A proposal that comes to nothing.
    void write_cancelled(const ProjectPlan& plan);

    // Of the projects that are under way when the demo ends, or were in its last weeks.
    const std::vector<Course>& courses() const { return courses_; }

private:
    struct Telling;
    std::string code_of(const ProjectPlan& plan);

    Script& script_;
    const Inputs& inputs_;
    Parties& parties_;
    const Background& background_;
    std::vector<Course> courses_;
    int vouchers_ = 0;
    std::map<std::string, int> coded_; // projects of a county and year
};

} // namespace shanhai::demo
