// A table of samples is judged, row by row or by means, or refused. A table that was judged is judged again the same way.
#include "modules/ecology/water/water_table.h"

#include "base/check.h"
#include "base/csv.h"

#include <cstdint>
#include <sstream>
#include <string_view>

using namespace shanhai;
using namespace shanhai::ecology;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const auto period : {WaterPeriod::hour, WaterPeriod::month}) {
        std::ostringstream means;
        if (classify_table(bytes, period, means))
            check_or_abort(parse_csv(means.str()).has_value(), "what is written is a table");
    }
    std::ostringstream out;
    if (!classify_table(bytes, WaterPeriod::sample, out)) return 0;
    const auto given = parse_csv(bytes), judged = parse_csv(out.str());
    check_or_abort(judged.has_value() && judged->size() == given->size(), "every row is there");
    for (std::size_t i = 0; i < judged->size(); ++i)
        check_or_abort(judged->at(i).cells.size() == given->at(i).cells.size() + 2, "with two cells more");
    std::ostringstream again;
    check_or_abort(classify_table(out.str(), WaterPeriod::sample, again).has_value(), "a judged table can be judged");
    return 0;
}
