// Whatever a station sends, in whatever pieces: the centre holds back a bounded part of it, answers in frames that can be read, and
// keeps only readings that a series can hold.
#include "base/check.h"
#include "modules/ecology/reception/hj212_conversation.h"
#include "modules/ecology/reception/sl651_conversation.h"
#include "modules/ecology/reception/szy206_conversation.h"
#include "modules/ecology/reception/trial_desk_test.h"

#include <cstdint>
#include <string_view>

using namespace shanhai;
using namespace shanhai::ecology;

namespace {

template <class Protocol>
std::string kept(std::string_view bytes, std::size_t step) {
    Protocol conversation;
    TrialDesk desk;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        conversation.hear(bytes.substr(at, step), desk);
        check_or_abort(conversation.held() < (4U << 20), "what is held back is bounded");
        check_or_abort(conversation.unfinished() <= conversation.held(), "a frame that has not ended is held back");
    }
    desk.settle();
    return desk.kept;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check_or_abort(kept<Hj212Conversation>(bytes, 7) == kept<Hj212Conversation>(bytes, 3),
                   "what is kept does not depend on how the bytes break");
    check_or_abort(kept<Sl651Conversation>(bytes, 7) == kept<Sl651Conversation>(bytes, 3),
                   "what is kept does not depend on how the bytes break");
    check_or_abort(kept<Szy206Conversation>(bytes, 7) == kept<Szy206Conversation>(bytes, 3),
                   "what is kept does not depend on how the bytes break");
    return 0;
}
