// A filter of SensorThings is understood or refused; what is understood judges an entity without end or harm. The first line is a
// filter, the second the options of a query, as "$expand=…&$top=…".
#include "base/check.h"
#include "base/text.h"
#include "modules/ecology/sensorthings/question.h"

#include <cstdint>
#include <string_view>

using namespace shanhai;
using namespace shanhai::ecology::sensorthings;

namespace {

Result<std::vector<Value>> known(const std::vector<std::string>& path) {
    if (path.front() == "result") return std::vector<Value>{Value(4.35)};
    if (path.front() == "name") return std::vector<Value>{Value(std::string("奴各沙"))};
    if (path.front() == "many")
        return std::vector<Value>{Value(1.0), Value(std::string("2025-06-27T03:00:00Z")), Value()};
    return std::vector<Value>{Value(std::string("2025-06-01T00:00:00Z/2025-06-30T00:00:00Z"))};
}

void judge(std::string_view text) {
    const auto filter = parse_filter(text);
    if (!filter) {
        check_or_abort(filter.error().code.starts_with("sensorthings."), "a filter is refused with a code of its own");
        return;
    }
    check_or_abort(evaluate(*filter, known).has_value(), "what is understood can be judged");
    const auto bounds = bounds_of(*filter, "phenomenonTime");
    check_or_abort(bounds.from >= 0, "bounds lie behind 1970");
}

void ask(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> query;
    for (const auto one : split(text, '&')) {
        const auto equals = one.find('=');
        query.emplace_back(one.substr(0, equals), equals == std::string_view::npos ? "" : one.substr(equals + 1));
    }
    const auto options = read_options(query);
    check_or_abort(!options || options->most() <= most_top, "a page is bounded");
    for (const auto one : split(text, '/')) (void)read_segment(one);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.find('\n');
    judge(text.substr(0, line));
    if (line != std::string_view::npos) ask(text.substr(line + 1));
    return 0;
}
