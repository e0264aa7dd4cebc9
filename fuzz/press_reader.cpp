// Any text is read to the end: numbers stand in it in order, mean something, and are related to numbers that are there.
#include "base/check.h"
#include "modules/press/judging/relations.h"
#include "modules/press/reading/clean_text.h"
#include "modules/press/reading/code_points.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using namespace shanhai::press;
    const auto given = from_utf8({reinterpret_cast<const char*>(data), size});
    if (!given) return 0;
    const auto text = clean(*given);
    check_or_abort(text.chars.size() == text.origin.size(), "every character came from somewhere");
    const auto readings = read(text.chars, own_lexicon());
    std::size_t last = 0;
    for (const auto& reading : readings) {
        check_or_abort(reading.begin < reading.end && reading.end <= text.chars.size(), "a number stands in the text");
        check_or_abort(reading.number_begin >= last, "numbers come in order");
        last = reading.number_begin;
        const auto [begin, end] = text.given(reading.begin, reading.end);
        check_or_abort(begin < end && end <= given->size(), "and in the given text");
        if (!reading.value) continue;
        const auto means = interval_of(reading);
        check_or_abort(!means.high || compare(means.low, *means.high) <= 0, "an interval is not upside down");
    }
    for (const auto& relation : relations_of(text.chars, readings))
        for (const auto of : relation.of)
            check_or_abort(of < readings.size(), "relations are between numbers of the text");
    return 0;
}
