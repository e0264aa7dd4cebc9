#pragma once

#include "kernel/kernel.h"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

// 自评: what each indicator's figure is, what it gives, and what it would give if it were another.
namespace shanhai::governance {

struct ScoredIndicator {
    std::string id, number, name, rule;
    std::int64_t points = 0; // hundredths, as all scores
    std::string figure;
    kernel::Where where;                 // the slice of the figure
    std::string value, unit;             // of the figure; empty when it cannot be computed
    std::string value_refused;           // the code of a figure that refused
    std::optional<std::int64_t> by_rule; // what the rule gives for the value
    std::optional<std::int64_t> entered; // the score that somebody entered
    std::string because;                 // their reason
    json::object evidence;               // their paper: sha256, name
    std::optional<std::int64_t> what_if; // what the rule gives for the value that was asked about
    std::string supposed;                // that value
};

struct Assessed {
    json::object assessment, scheme; // records
    std::optional<Moment> frozen_at; // of a submitted one: the figures are those of this moment
    std::vector<ScoredIndicator> indicators;
    std::int64_t points = 0;
};

// An assessment with its figures, as `who` may read them. What was submitted shows what was known when it was submitted.
// "record.not_found".
Result<Assessed> assessed(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& name);
// Where the records behind an indicator's value are asked for: "/api/v1/figures/…/lineage?…".
std::string lineage_address(const ScoredIndicator& indicator, const std::optional<Moment>& as_of);

// governance.assessment 考核自评. Asked: "assessment" (number or id), and "what_if" (an object: number of an indicator → a value).
// "study.unknown_member", "study.bad_member" (also for an indicator that the scheme has not).
Result<json::object> assessment_study(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                                      const kernel::Progress& progress);
void tell_assessment(const json::object& answer, std::ostream& out);

} // namespace shanhai::governance
