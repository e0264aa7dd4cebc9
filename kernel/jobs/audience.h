#pragma once

#include "kernel/jobs/notices.h"
#include "kernel/journal/journal.h"
#include "kernel/records/record_rows.h"
#include "kernel/rights/record_gate.h"

namespace shanhai::kernel {

// Whom an entry concerns, as one reader's transaction sees it.
class Audience {
public:
    Audience(Connection& reader, const Schema& schema, const Notices::People& people);

    // What the entry is to people: notifications without ids. None when the record has moved on since.
    std::vector<Notice> of(const Entry& entry);
    bool may_read(const std::string& person, const std::string& type, std::int64_t record);

private:
    struct Listener {
        Principal who;
        std::shared_ptr<const Rights> rights;
        std::unique_ptr<RecordGate> gate;
    };
    std::vector<std::string> who_may_step(const RecordType& type, const RecordRow& row, const std::string& but);
    std::vector<std::string> escalated_to(const RecordType& type, const RecordRow& row);
    std::set<std::string> users_behind(const Field& field, std::int64_t record);

    Connection& reader_;
    const Schema& schema_;
    std::vector<Listener> listeners_;
};

} // namespace shanhai::kernel
