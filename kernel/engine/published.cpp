#include "base/csv.h"
#include "base/quantity.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/schema/yaml_mapping.h"

#include <algorithm>

// Published figures beside computed ones.
namespace shanhai::kernel {

namespace {

// Which module answers, or will answer, for an area of published figures.
std::map<std::string, std::string> modules_by_area(const std::string& yaml, const Schema& schema) {
    std::map<std::string, std::string> result;
    Findings findings;
    if (const auto node = parse_yaml_mapping("data/published/modules.yaml", yaml, findings)) {
        for (const auto& [area, module] : yaml_entries(*node, "data/published/modules.yaml", findings)) {
            if (module.is_scalar()) result[area] = module.scalar();
        }
    }
    for (const auto& module : schema.modules) {
        for (const auto& area : module.areas) result.try_emplace(area, module.name);
    }
    return result;
}

void judge(PublishedRow& row, const std::string& printed, Qualifier qualifier, const FigureCell& cell) {
    row.computed = cell.text;
    const auto value = Rational::parse(printed);
    const bool agrees = value && cell.value && meaning(*value, last_digit(printed), qualifier).contains(*cell.value);
    row.verdict = agrees ? "agrees" : "differs";
}

} // namespace

Result<std::vector<PublishedRow>> KernelImpl::published(const Principal& who, std::optional<Moment> as_of) {
    const auto text = text_of("data/published/figures.csv");
    if (text.empty()) return std::vector<PublishedRow>{};
    const auto rows = TRY(parse_csv(text));
    const auto areas = modules_by_area(text_of("data/published/modules.yaml"), *schema_);
    std::map<std::string, const PublishedMapping*> mappings;
    for (const auto& mapping : schema_->published) mappings[mapping.id] = &mapping;

    const auto& header = rows.front().cells;
    std::vector<PublishedRow> result;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        PublishedRow row;
        for (std::size_t column = 0; column < header.size() && column < rows[i].cells.size(); ++column)
            row.fact[header[column]] = rows[i].cells[column];
        const auto area = areas.find(row.fact["area"]);
        row.module = area == areas.end() ? row.fact["area"] : area->second;
        const auto found = mappings.find(row.fact["id"]);
        if (found == mappings.end()) {
            row.verdict = "module";
            result.push_back(std::move(row));
            continue;
        }
        const auto& mapping = *found->second;
        row.module = mapping.module;
        row.figure = mapping.figure;
        row.where = mapping.where;
        if (mapping.because) row.because = *mapping.because;
        if (mapping.not_a_balance) {
            row.verdict = "not_a_balance";
            row.because = *mapping.not_a_balance;
        } else {
            const auto cells = figure(who, {mapping.figure, mapping.where, {}, as_of});
            if (!cells) {
                row.verdict = "differs";
                row.because = {cells.error().code, cells.error().code};
                for (const auto& [name, value] : cells.error().args)
                    row.because.zh.append(" ").append(name).append("=").append(value);
                row.because.en = row.because.zh;
            } else if (!cells->empty()) {
                judge(row, row.fact["value"], qualifier_named(row.fact["qualifier"]).value_or(Qualifier::exact),
                      cells->front());
            }
        }
        result.push_back(std::move(row));
    }
    return result;
}

} // namespace shanhai::kernel
