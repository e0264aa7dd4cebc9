// Bytes, as a frame or as what stands inside one, become JSON or a refusal.
#include "base/check.h"
#include "base/json.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/szy206/frame.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace shanhai;
using namespace shanhai::ecology;

namespace {

void check_told(std::string_view bytes) {
    const auto frame = szy206::read_frame(bytes);
    const std::string line = frame ? szy206::as_json(*frame) : refusal_as_json(frame.error());
    check_or_abort(json::parse(line).is_object(), "what is told is JSON");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check_told(bytes);
    if (size > 255) return 0;
    std::string frame = {'\x68', static_cast<char>(size), '\x68'};
    frame += bytes;
    frame += static_cast<char>(szy206::crc_of(bytes));
    check_told(frame + '\x16');
    return 0;
}
