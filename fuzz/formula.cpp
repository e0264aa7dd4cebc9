// A formula is refused, or it can be computed from any sums.
#include "kernel/schema/formula.h"

#include "fuzz/trial_module.h"
#include "kernel/figures/evaluate.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    const auto& schema = fuzz::trial_schema();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    auto formula = kernel::parse_formula(text, schema);
    if (!formula) return 0;
    const auto nodes = static_cast<int>(formula->nodes.size());
    check_or_abort(nodes >= 1 && nodes <= 64, "a formula is bounded");
    for (int i = 0; i < nodes; ++i) {
        const auto& node = formula->nodes[static_cast<std::size_t>(i)];
        check_or_abort(node.left < i && node.right < i, "children stand before their parents");
    }
    (void)kernel::formula_units(*formula, schema);
    // Numbers from the text itself, so that they may be anything.
    std::vector<__int128> sums(formula->operands.size());
    for (std::size_t i = 0; i < sums.size(); ++i)
        std::memcpy(&sums[i], data, std::min(size, i % 2 == 0 ? sizeof(std::int64_t) : sizeof sums[i]));
    kernel::Figure figure;
    figure.formula = *std::move(formula);
    for (const auto* unit : {"percent", "CNY"}) {
        figure.unit = unit;
        const auto value = kernel::formula_value(figure, schema, sums);
        if (value && *value) check_or_abort(!(*value)->text(2).empty(), "a value can be written");
    }
    return 0;
}
