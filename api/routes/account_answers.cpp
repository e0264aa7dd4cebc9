#include "api/routes/account_answers.h"

namespace shanhai::api {

json::object shown(const kernel::Session& session, const std::string& own) {
    return {{"id", session.id},
            {"own", session.id == own},
            {"how", session.how},
            {"address", session.origin.address},
            {"agent", session.origin.agent},
            {"started", session.started.iso()},
            {"used", session.used.iso()}};
}

json::object shown(const kernel::Standing& standing) {
    return {{"has_password", standing.has_password},
            {"must_change", standing.must_change},
            {"has_code", standing.has_code},
            {"has_subject", standing.has_subject},
            {"recovery_codes", standing.recovery_codes},
            {"changed", standing.changed ? json::value(standing.changed->iso()) : json::value(nullptr)}};
}

Route answering(Route route, int status, const char* about, const char* schema) {
    route.replies = {{status, about, schema}};
    return route;
}

} // namespace shanhai::api
