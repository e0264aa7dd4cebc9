// Whatever file is handed in, there is a text in well-formed UTF-8 or a refusal.
#include "base/check.h"
#include "base/text.h"
#include "modules/press/entrances/draft_text.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    const auto text = press::draft_text({reinterpret_cast<const char*>(data), size});
    if (!text) {
        check_or_abort(text.error().code.starts_with("press."), "a refusal has its name");
        return 0;
    }
    check_or_abort(is_utf8(*text), "a text is UTF-8");
    check_or_abort(text->find_first_not_of(" \t\r\n\f") != std::string::npos, "and says something");
    return 0;
}
