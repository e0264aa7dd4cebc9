// What a device sends, in pieces of any size, is an answer, a refusal in words or nothing, and the same however it is cut.
#include "base/check.h"
#include "modules/energy/meters/modbus_answer.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

using namespace shanhai;
using namespace shanhai::energy;

namespace {

const RegistersAsked asked{.transaction = 1, .unit = 1, .input = false, .first = 0, .count = 2};

using Answer = std::optional<ModbusAnswers::Registers>;

Answer answer_in_pieces(std::span<const std::uint8_t> bytes, std::size_t piece) {
    ModbusAnswers answers;
    Answer answer;
    while (!answer && !bytes.empty()) {
        const auto next = bytes.first(std::min(piece, bytes.size()));
        answers.feed(next);
        bytes = bytes.subspan(next.size());
        answer = answers.to(asked);
    }
    if (answer && *answer) check_or_abort((*answer)->size() == asked.count, "as many registers as were asked for");
    if (answers.is_lost()) check_or_abort(!answers.to(asked), "nothing is read after what is not Modbus");
    return answer;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::span bytes(data + 1, size - 1);
    const auto whole = answer_in_pieces(bytes, bytes.size());
    const auto cut = answer_in_pieces(bytes, 1U + data[0] % 16U);
    check_or_abort(whole == cut, "however it is cut");
    return 0;
}
