// Any bytes as a file of a module: a schema whose parts fit together, or problems that say where they stand.
// The first byte chooses the file that the bytes replace.
#include "fuzz/trial_module.h"

#include <cstddef>
#include <cstdint>

namespace shanhai::fuzz {
namespace {

void expect_readable(const Problem& problem) {
    check_or_abort(problem.code.starts_with("schema."), "the loader has codes of its own");
    const auto colon = problem.field.rfind(':');
    check_or_abort(problem.field.starts_with("modules/") && colon != std::string::npos &&
                       std::stoi(problem.field.substr(colon + 1)) >= 1,
                   "every problem names its file and line");
    for (const auto& [name, value] : problem.args) check_or_abort(is_utf8(value), "a problem is readable text");
}

void expect_whole(const kernel::Schema& schema) {
    const auto measures = static_cast<int>(schema.measures.size());
    for (const auto& measure : schema.measures) {
        check_or_abort(schema.type(measure.type) != nullptr, "a measure has its type");
        check_or_abort(measure.coordinates.size() == measure.dimensions.size(), "a dimension has its expression");
        check_or_abort(!measure.value.empty() && !measure.on.empty(), "a measure has its value and its day");
        check_or_abort(schema.spaces.at(static_cast<std::size_t>(measure.space)).size() == measure.dimensions.size(),
                       "a space has the dimensions of its measures");
        check_or_abort(measure.unit.scale >= 0 && measure.unit.scale <= kernel::most_scale, "a scale is a scale");
    }
    for (const auto& limit : schema.limits)
        check_or_abort(limit.of >= 0 && limit.of < measures && limit.measure < measures, "a limit has its measures");
    for (const auto& figure : schema.figures) {
        check_or_abort(!figure.formula.nodes.empty(), "a figure has its formula");
        for (const auto& operand : figure.formula.operands)
            check_or_abort(operand.measure >= 0 && operand.measure < measures, "an operand has its measure");
    }
    for (const auto& type : schema.types) {
        for (const auto& field : type->fields)
            check_or_abort(field.ref.empty() || schema.type(field.ref) != nullptr, "a reference has its type");
    }
}

} // namespace
} // namespace shanhai::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    if (size == 0) return 0;
    auto files = fuzz::trial_module();
    files[data[0] % files.size()].text.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto schema = kernel::load_schema(files);
    if (schema) {
        fuzz::expect_whole(**schema);
    } else {
        fuzz::expect_readable(schema.error());
        for (const auto& problem : schema.error().also) fuzz::expect_readable(problem);
    }
    return 0;
}
