// Whatever somebody types: a date or number that is understood can be written and is understood the same again.
#include "kernel/transfer/office_values.h"

#include "base/check.h"
#include "base/money.h"
#include "base/text.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using namespace shanhai::kernel;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (!is_utf8(text)) return 0;
    if (const auto day = office_date(text))
        check_or_abort(office_date(day->iso()) == day, "a day is read again as the same");
    for (const std::string_view unit : {"", "吨", "%"}) {
        const auto number = office_number(text, unit);
        if (!number || number->decimal.size() > 100) continue; // longer texts are no numbers
        check_or_abort(number->decimal.find_first_not_of("0123456789.-") == std::string::npos, "plain digits");
        const auto again = office_number(number->decimal);
        check_or_abort(again && again->decimal == number->decimal, "a number is read again as the same");
        check_or_abort(shifted(shifted(number->decimal, 7), -7) == number->decimal, "there and back");
    }
    static_cast<void>(office_boolean(text));
    return 0;
}
