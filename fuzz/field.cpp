// Any JSON as the value of a field of any kind is refused at the field, or becomes a column that the journal gives back.
#include "base/json.h"
#include "fuzz/trial_module.h"
#include "kernel/records/field_codec.h"

#include <cstddef>
#include <cstdint>

namespace shanhai::fuzz {
namespace {

void expect_round_trip(const kernel::Field& field, const kernel::Value& value) {
    const auto written = kernel::field_json(field, value);
    check_or_abort(kernel::value_from_journal(field, written) == value, "the journal gives back what it was given");
    const auto stored = parse_json(canonical_json(written), {.bytes = 4 << 20, .depth = 64});
    check_or_abort(stored && kernel::value_from_journal(field, *stored) == value, "also from its text");
    const auto again = kernel::read_field(field, written);
    check_or_abort(again && again->value == value, "what is shown can be entered again");
}

} // namespace
} // namespace shanhai::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    const auto given = parse_json({reinterpret_cast<const char*>(data), size}, {.bytes = 1 << 20, .depth = 30});
    if (!given) return 0;
    for (const auto& field : fuzz::trial_schema().type("payment")->fields) {
        const auto input = kernel::read_field(field, *given);
        if (!input) {
            check_or_abort(input.error().field.starts_with("/" + field.name), "a refusal points to its field");
            for (const auto& [name, value] : input.error().args) check_or_abort(is_utf8(value), "and is readable");
            continue;
        }
        check_or_abort(input->is_reference == (field.kind == kernel::FieldKind::ref), "only a reference is one");
        if (input->is_reference) continue;
        if (const auto* number = std::get_if<std::int64_t>(&input->value))
            check_or_abort(*number < std::int64_t{1} << 53 && -*number < std::int64_t{1} << 53, "JSON can carry it");
        fuzz::expect_round_trip(field, input->value);
    }
    return 0;
}
