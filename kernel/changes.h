#pragma once

#include "base/clock.h"
#include "base/json.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

// What changed in a figure between two moments: the postings entered between them, by their cause.
namespace shanhai::kernel {

// new: the record was made in between. late: likewise, but its day had ended before the first moment. corrected: amended
// or voided. advanced: the workflow went on, or a step was undone. moved: another record that it refers to changed, and
// took it to another coordinate. regrouped: nothing was posted, but the tree by which the slice is made changed.
enum class Cause { new_, late, corrected, advanced, moved, regrouped };
constexpr int causes = 6;
std::string_view name_of(Cause cause);
std::optional<Cause> cause_named(std::string_view name);

struct ChangesQuery {
    std::string figure;
    std::vector<std::pair<std::string, std::string>> where;
    Moment from;
    std::optional<Moment> to; // nothing: now
    std::optional<Cause> cause;
    std::size_t limit = 100;
    std::string after;
};

struct CauseSum {
    Cause cause = Cause::new_;
    std::string value; // what the figure changed by; the sums of all causes are the difference, to the last digit
    std::int64_t postings = 0;
};

struct OperandChange {
    std::string measure;
    std::string filter;
    std::string then, now, difference;
    std::string unit;
    std::vector<CauseSum> causes;
};

struct ChangedPosting {
    Cause cause = Cause::new_;
    std::int64_t entry = 0;
    std::string measure;
    std::string value;
    std::string unit;
    Date day = Date::from_days(0);
    int late_days = 0;
    Moment at;
    std::string actor;
    std::string action;
    std::string reason;
    json::object record; // {"id","type","number","label"}
    json::object by;     // of `moved`: the record that was changed
    std::vector<std::pair<std::string, std::string>> coordinates;
};

struct Changes {
    std::vector<std::pair<std::string, std::string>> where;
    std::string unit;
    std::string then, now, difference; // empty: no value
    std::vector<CauseSum> causes;      // of the figure; without values when a value between could not be computed
    std::vector<OperandChange> operands;
    std::vector<ChangedPosting> postings;
    std::optional<std::string> next;
};

} // namespace shanhai::kernel
