#include "api/routes/posting_json.h"

#include "api/routes/answers.h"

namespace shanhai::api {

json::object posting_json(const kernel::LineagePosting& posting) {
    return {{"entry", std::to_string(posting.entry.value)},
            {"measure", posting.measure},
            {"value", posting.value},
            {"unit", posting.unit},
            {"day", posting.day.iso()},
            {"late_days", posting.late_days},
            {"at", posting.at.iso()},
            {"actor", posting.actor},
            {"action", posting.action},
            {"record", posting.record},
            {"coordinates", as_json(posting.coordinates)}};
}

json::object posting_json(const kernel::ChangedPosting& posting) {
    return {{"cause", kernel::name_of(posting.cause)},
            {"entry", std::to_string(posting.entry)},
            {"measure", posting.measure},
            {"value", posting.value},
            {"unit", posting.unit},
            {"day", posting.day.iso()},
            {"late_days", posting.late_days},
            {"at", posting.at.iso()},
            {"actor", posting.actor},
            {"action", posting.action},
            {"reason", posting.reason},
            {"record", posting.record},
            {"by", posting.by.empty() ? json::value(nullptr) : json::value(posting.by)},
            {"coordinates", as_json(posting.coordinates)}};
}

json::array causes_json(const std::vector<kernel::CauseSum>& causes) {
    json::array list;
    for (const auto& sum : causes)
        list.push_back(json::object{
            {"cause", kernel::name_of(sum.cause)}, {"value", or_null(sum.value)}, {"postings", sum.postings}});
    return list;
}

} // namespace shanhai::api
