// Whatever a connection brings: cut into the same frames however it breaks, each frame read or refused, what is read told as JSON
// and sent again unchanged.
#include "base/check.h"
#include "base/json.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/hj212/frame_json.h"
#include "modules/ecology/hj212/frame_writer.h"
#include "modules/ecology/hj212/reassembler.h"
#include "modules/ecology/hj212/splitter.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace shanhai;
using namespace shanhai::ecology;

namespace {

std::vector<std::string> cut(std::string_view bytes, std::size_t step) {
    hj212::Splitter splitter;
    std::vector<std::string> frames;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        splitter.feed(bytes.substr(at, step), [&](std::string_view frame) { frames.emplace_back(frame); });
        check_or_abort(splitter.held() < 12'000, "what is held is bounded");
    }
    return frames;
}

void check_frame(std::string_view text, hj212::LengthRule rule) {
    hj212::Frame frame;
    const auto read = hj212::read_frame(text, frame, rule);
    if (!read) {
        check_or_abort(parse_json(refusal_as_json(read.error()), {.bytes = 1 << 20}).has_value(), "a refusal is JSON");
        return;
    }
    check_or_abort(!frame.station.empty() && frame.command.size() == 4, "a frame says who and what");
    if (const auto told = hj212::as_json(frame, hj212::Codes::of_2017))
        check_or_abort(json::parse(*told).is_object(), "what is told is JSON");
    check_or_abort(hj212::read_frame(hj212::data_answer(frame), frame).has_value(), "an answer can be read");
}

void check_message(std::string_view segment) {
    hj212::Frame frame;
    if (!hj212::read_segment(segment, frame)) return;
    hj212::Reassembler reassembler;
    const auto whole = reassembler.add(frame, {});
    if (!whole || !*whole) return;
    hj212::Frame again;
    check_or_abort(hj212::read_segment(**whole, again).has_value(), "what was put together can be read");
    check_or_abort(again.items.size() == frame.items.size(), "nothing is lost");
    const auto text = hj212::frame_of(segment);
    if (!text) return;
    check_or_abort(hj212::read_frame(*text, again).has_value(), "what was written can be read");
    check_frame(*text, hj212::LengthRule::longer);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const auto rule : {hj212::LengthRule::standard, hj212::LengthRule::longer, hj212::LengthRule::unbelieved})
        check_frame(bytes, rule);
    check_message(bytes);
    const auto frames = cut(bytes, size == 0 ? 1 : size);
    for (const auto& frame : frames) check_frame(frame, hj212::LengthRule::longer);
    // A good frame may be taken before its line end has come, so that only the frames themselves are compared.
    check_or_abort(cut(bytes, 7) == cut(bytes, 3), "frames do not depend on how the bytes break");
    return 0;
}
