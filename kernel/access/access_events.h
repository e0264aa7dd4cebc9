#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "kernel/access/store_doors.h"

#include <string>

namespace shanhai::kernel {

// The account book of log-ins and refusals: sys_access_event. Not part of the journal, because it holds addresses of
// people and may be shortened; the newest million are kept.
struct AccessEvent {
    std::string what; // "session.started", "session.refused" …; data/problems.yaml words `access` name them for people
    std::string user; // whom it is about; as typed, when nobody has that name
    std::string by;   // who did it, when that is somebody else
    std::string address;
    std::string detail;
};

void write_event(Connection& writer, const AccessEvent& event, Moment at);

struct AccessEventQuery {
    std::string user;        // empty: all
    std::string what;        // empty: all
    std::int64_t before = 0; // older than this event; 0: from the newest
    std::size_t limit = 50;
};
// {"items":[{"id","at","what","user","by","address","detail"}],"next":"…"|null}, newest first.
json::object list_events(Connection& reader, const AccessEventQuery& query);

} // namespace shanhai::kernel
