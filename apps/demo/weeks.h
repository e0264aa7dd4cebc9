#pragma once

#include "apps/demo/project_story.h"
#include "apps/demo/script.h"

#include <map>

namespace shanhai::demo {

// The last weeks of the demo as the jobs of governance make them and people go on with them: every Monday a round of the work groups,
// whose lines are entered, late or still awaited; half-monthly circulars, issued and one in draft. Lives until the script was played.
class Weeks {
public:
    Weeks(Script& script, const ProjectStories& stories) : script_(script), stories_(stories) {}

    void write(Date first_monday, Date last_day);

private:
    void round(Date monday);
    void circular(Date day, bool one_stays);
    Done enter_lines(Office& office, Date monday, bool in_time);
    Done close_rounds(Office& office, Date monday);
    Done solve_obstacles(Office& office, Date monday, Date today);
    json::object answer(const json::object& line, Date monday);
    const Course* course_of(const json::object& line);

    Script& script_;
    const ProjectStories& stories_;
    std::map<std::string, const Course*> courses_; // by project, from the first round on
};

} // namespace shanhai::demo
