// Whatever the file is: a header is found or not, every row is of some kind, and what a cell yields is what its field takes.
#include "base/check.h"
#include "kernel/records/field_codec.h"
#include "kernel/schema/loader.h"
#include "kernel/transfer/cell_value.h"
#include "kernel/transfer/header.h"
#include "kernel/transfer/row_kind.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

using namespace shanhai;
using namespace shanhai::kernel;

const RecordType& everything() {
    static const auto schema = load_schema(
        std::vector<SchemaFile>{{"modules/trial/module.yaml", "module: trial\ntitle: {zh: 试验, en: Trial}\n"},
                                {"modules/trial/schema/thing.yaml", R"(type: thing
number: "T-{year}-{seq:04}"
fields:
  name: {is: text, label: {zh: 名称, en: Name}}
  date: {is: date, label: {zh: 日期, en: Date}}
  amount: {is: money, label: {zh: 金额（万元）, en: Amount}}
  heads: {is: integer, label: {zh: 人数, en: Heads}}
  share: {is: decimal, scale: 4, unit: percent, label: {zh: 占比, en: Share}}
  kind: {is: choice, label: {zh: 类别, en: Kind}, choices: {works: 工程款, goods: 货款}}
  urgent: {is: boolean, label: {zh: 加急, en: Urgent}}
  parent: {is: ref thing, label: {zh: 上级, en: Parent}}
  voucher: {is: file, label: {zh: 凭证, en: Voucher}}
  lines: {is: json, label: {zh: 明细, en: Lines}}
)"}});
    check_or_abort(schema.has_value(), "the target's own schema is right");
    return *(*schema)->type("thing");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const RecordType& type = everything();
    TableLimits limits;
    limits.unpacked_bytes = std::uint64_t{4} << 20;
    limits.cells = 20'000;
    auto file = TableFile::of({reinterpret_cast<const char*>(data), size}, limits);
    if (!file) return 0;
    for (std::size_t sheet = 0; sheet < file->sheets().size() && sheet < 3; ++sheet) {
        const auto header = find_header(*file, sheet, type);
        if (!header) continue;
        static_cast<void>(file->read(sheet, [&](const TableRow& row) -> Done {
            if (row_kind(row, *header, *file) != RowKind::data) return {};
            for (const Cell& cell : row.cells) {
                const auto* column = header->at(cell.column);
                if (column == nullptr || column->number) continue;
                const Field& field = type.fields[static_cast<std::size_t>(column->field)];
                const auto value = cell_value(field, cell, column->unit, *file);
                if (value) check_or_abort(read_field(field, *value).has_value(), "the field takes what is offered");
            }
            return {};
        }));
    }
    return 0;
}
