#pragma once

#include "kernel/access/principal.h"
#include "kernel/schema/access_model.h"
#include "kernel/store/connection.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What somebody may do today, with roles, scopes and tokens worked out. Everything that shows or changes records asks
// here, and what it asks becomes part of its query: there is no second place where something could be forgotten.
namespace shanhai::kernel {

// One way in which records of a type are open to somebody.
struct Way {
    bool everywhere = false; // every record of the type; else those that lie in the scope
    ScopeKind scope = ScopeKind::whole;
    std::shared_ptr<const std::vector<std::int64_t>> records; // the divisions, … of the scope, sorted
    bool own = false;                                         // only what is the user's own
    Sensitivity sees = Sensitivity::internal;

    bool contains(std::int64_t record) const;
};

class Rights {
public:
    Rights(Principal who, const Schema& schema, Date today, Connection& reader);

    const Principal& who() const { return who_; }
    bool is_unlimited() const { return who_.is_unlimited(); }
    // Reads the record of refusals.
    bool may_see_refusals() const;

    // The ways of doing this; none: it may not be done at all. Figures are also open to those who may read.
    std::vector<Way> ways(const RecordType& type, std::string_view operation) const;
    bool may_ever(const RecordType& type, std::string_view operation) const { return !ways(type, operation).empty(); }
    // The most sensitive fields that are open somewhere; nothing: no record is.
    std::optional<Sensitivity> sees_somewhere(const RecordType& type) const;
    // The level at which every record of the type may be read; nothing: not every one may.
    std::optional<Sensitivity> sees_everywhere(const RecordType& type) const;

    // SQL that holds for the rows of `alias` that are open for this at a level; empty: for all of them.
    std::string condition(const RecordType& type, std::string_view alias, std::string_view operation,
                          Sensitivity level = Sensitivity::public_) const;
    // SQL that holds for the rows that are the user's own: about them, where the type says whom it is about; else entered by them.
    std::string own_sql(const RecordType& type, std::string_view alias) const;
    // SQL for the level at which a row is open for this, as the number of its Sensitivity; meant for rows that are open.
    std::string level_sql(const RecordType& type, std::string_view alias, std::string_view operation = "read") const;

private:
    struct Given {
        const Role* role;
        ScopeKind scope;
        std::shared_ptr<const std::vector<std::int64_t>> records;
    };
    std::string way_sql(const RecordType& type, std::string_view alias, const Way& way) const;
    std::string lies_in_sql(const RecordType& type, const std::string& prefix, const std::vector<std::string>& paths,
                            const std::string& records) const;
    void add_ways(std::vector<Way>& ways, const Right& right, const Given& given, const RecordType& type,
                  std::string_view operation) const;

    Principal who_;
    const Schema& schema_;
    std::vector<Given> given_;
};

// Rights worked out once for each principal, until users, grants, trees or the day change.
class RightsIndex {
public:
    explicit RightsIndex(const Schema& schema) : schema_(schema) {}
    std::shared_ptr<const Rights> of(const Principal& who, std::uint64_t version, Date today, Connection& reader);
    // What `of` would answer without the store; nullptr when it would have to ask it.
    std::shared_ptr<const Rights> known(const Principal& who, std::uint64_t version, Date today);

private:
    std::shared_ptr<const Rights> find(const std::string& key, std::uint64_t version, Date today);

    const Schema& schema_;
    std::mutex guard_;
    std::uint64_t version_ = 0;
    Date today_ = Date::from_days(0);
    std::map<std::string, std::shared_ptr<const Rights>> known_;
};

// The level that a reader needs for a field; for the system's own columns too.
Sensitivity level_of_column(const RecordType& type, std::string_view name);
// The level of everything that an expression, or a measure, is made of.
Sensitivity level_of(const SqlExpression& expression, const RecordType& type, const Schema& schema);
Sensitivity level_of(const Measure& measure, const Schema& schema);

} // namespace shanhai::kernel
