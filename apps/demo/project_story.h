#pragma once

#include "apps/demo/background.h"
#include "apps/demo/parties.h"
#include "apps/demo/project_schedule.h"
#include "apps/demo/script.h"

namespace shanhai::demo {

// Writes what happens to projects into the script: approvals, money, contracts, works, acceptance, and what goes wrong.
class ProjectStories {
public:
    ProjectStories(Script& script, const Inputs& inputs, Parties& parties, const Background& background)
        : script_(script), inputs_(inputs), parties_(parties), background_(background) {}

    // `appropriation`: where the project's money comes from.
    void write(const ProjectPlan& plan, Handle appropriation);
    // A proposal that comes to nothing.
    void write_cancelled(const ProjectPlan& plan);

private:
    struct Telling;

    Script& script_;
    const Inputs& inputs_;
    Parties& parties_;
    const Background& background_;
    int vouchers_ = 0;
};

} // namespace shanhai::demo
