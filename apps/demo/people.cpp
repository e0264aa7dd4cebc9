#include "apps/demo/people.h"

namespace shanhai::demo {

namespace {

struct Person {
    const char *login, *name, *role;
    const char *scope, *record; // the record's code; empty for everything
};

// Names that nobody bears: what they do. The city and the county are a pair of the demo.
constexpr Person people[] = {
    {"province.admin", "省援派办管理员", "province_admin", "whole", ""},
    {"finance", "省财政经办", "finance", "whole", ""},
    {"finance.review", "省财政复核", "finance", "whole", ""},
    {"auditor", "省审计", "auditor", "whole", ""},
    {"leader", "分管领导", "leader", "whole", ""},
    {"group.jinan", "济南市工作组", "work_group", "division", "370100"},
    {"team.jinan.lead", "济南市援藏领队", "team_leader", "division", "540228"},
    {"team.jinan", "济南市援藏队员", "team_member", "division", "540228"},
    {"county.bailang", "白朗县援藏办", "county_officer", "division", "540228"},
    {"finance.xizang", "援藏资金经办", "finance", "programme", "xizang"},
};

} // namespace

void write_people(Script& script, Date day) {
    for (const auto& person : people) {
        const auto user = script.create(day, Stage::party, "user", {{"login", person.login}, {"name", person.name}});
        json::object grant{{"role", person.role}, {"scope", person.scope}};
        if (*person.record != 0) grant[person.scope] = person.record;
        script.create(day, Stage::approval, "grant", std::move(grant), {{"user", user}});
    }
}

} // namespace shanhai::demo
