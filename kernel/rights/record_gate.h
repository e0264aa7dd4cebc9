#pragma once

#include "kernel/rights/rights.h"

namespace shanhai::kernel {

// Judges single records, as they are in one connection's eyes. Remembers where each lies, so that a page with fifty
// references to one project looks it up once; lives as long as one request.
class RecordGate {
public:
    RecordGate(const Rights& rights, const Schema& schema, Connection& connection)
        : rights_(rights), schema_(schema), connection_(connection) {}

    // The level at which the record may be read; nothing: not at all.
    std::optional<Sensitivity> reads(const RecordType& type, std::int64_t id) { return open(type, id, "read"); }
    // The level of the fields that it is open for; nothing: it may not be done with this record.
    std::optional<Sensitivity> open(const RecordType& type, std::int64_t id, const std::string& operation);
    // After the record has changed.
    void forget() { known_.clear(); }

    const Rights& rights() const { return rights_; }

private:
    struct Location {
        bool own = false;
        std::map<ScopeKind, std::vector<std::int64_t>> records;
    };
    const std::optional<Location>& location(const RecordType& type, std::int64_t id);
    bool is_open(const Way& way, const Location& location) const;

    const Rights& rights_;
    const Schema& schema_;
    Connection& connection_;
    std::map<std::pair<const RecordType*, std::int64_t>, std::optional<Location>> known_;
    std::map<std::pair<const RecordType*, std::string>, std::vector<Way>> ways_;
};

} // namespace shanhai::kernel
