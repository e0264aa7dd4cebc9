#pragma once

#include "kernel/cube/cube.h"
#include "kernel/figures/reference_index.h"
#include "kernel/kernel.h"
#include "kernel/rights/record_gate.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

// From a question in people's words to slices of the cube, and back to an answer in people's words.
namespace shanhai::kernel {

// One thing to group by.
struct GroupBy {
    std::string name;      // as asked: "giver", "region.province", "year"
    std::string dimension; // empty for a calendar step
    std::string level;     // of a tree
    std::optional<Step> step;
};

// A filter in terms of a dimension's values, so that it can be applied to any measure that has the dimension.
struct ResolvedFilter {
    std::string dimension;
    std::vector<Value> values;
    bool negated = false;
};

// A figure query with every name resolved.
struct ResolvedQuery {
    const Figure* figure = nullptr;
    std::vector<ResolvedFilter> filters;                      // hold for every operand
    std::vector<std::vector<ResolvedFilter>> operand_filters; // as Formula::operands
    // What the reader may see of each operand: coordinates that pass one of these; empty: all of them.
    std::vector<std::vector<ResolvedFilter>> open;
    // The reader may see nothing of some operand: the figure has no value, for a part would be taken for the whole.
    bool closed = false;
    std::vector<GroupBy> by;
    Period period;
    std::string currency; // the one currency, or empty when grouped by it
    std::vector<std::pair<std::string, std::string>> shown_where;
};

class FigureResolver {
public:
    FigureResolver(const Schema& schema, ReferenceIndexes& indexes, Connection& reader, RecordGate& gate,
                   const AsOf& as_of = {})
        : schema_(schema), indexes_(indexes), reader_(reader), gate_(gate), as_of_(as_of) {}

    // "figure.unknown", "figure.unknown_dimension" (args: name, dimensions), "figure.unknown_value", "figure.ambiguous_value",
    // "period.unreadable", "figure.two_steps".
    Result<ResolvedQuery> resolve(const std::string& figure, const Where& where, const std::vector<std::string>& by);

    // The same value, or `hidden` for a record whose name the reader may not see.
    Value visible(const Dimension& dimension, const Value& value);
    static constexpr std::int64_t hidden = 0; // no record's id

    // What a visible value of a dimension is called, and what to ask with for it.
    std::pair<std::string, std::string> label_and_key(const Dimension& dimension, const Value& value);

    // The same for the whole query.
    const ReferenceIndex& index(const std::string& type) {
        auto& used = used_[type];
        if (!used) used = indexes_.of(type, reader_, as_of_);
        return *used;
    }

private:
    void resolve_rights(ResolvedQuery& query, const Measure& measure);
    Done resolve_where(ResolvedQuery& query, const std::string& name, const std::string& value);
    Done resolve_by(ResolvedQuery& query, const std::string& name);
    Result<ResolvedFilter> filter(const Dimension& dimension, const std::vector<std::string>& values, bool negated);
    Result<std::vector<Value>> values_of(const Dimension& dimension, const std::string& name);
    std::unexpected<Problem> unknown_dimension(const Figure& figure, const std::string& name) const;

    const Schema& schema_;
    ReferenceIndexes& indexes_;
    Connection& reader_;
    RecordGate& gate_;
    AsOf as_of_;
    std::map<std::string, std::shared_ptr<const ReferenceIndex>> used_;
};

const Dimension* dimension_of(const Figure& figure, std::string_view name);

// The filters of one operand as masks over the codes of its measure.
std::vector<SliceFilter> masks(const CubeView& view, const Measure& measure, const ResolvedQuery& query,
                               std::size_t operand);

} // namespace shanhai::kernel
