// Frames of HJ 212 decoded a second on one core, in memory, beside a loop that only counts their bytes' separators (what any
// reader must look at) and beside the check sum taken bit by bit as the standard tells it.
//   hj212_bench [seconds]

#include "bench/measure.h"
#include "modules/ecology/hj212/crc.h"
#include "modules/ecology/hj212/frame_json.h"
#include "modules/ecology/hj212/frame_writer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace shanhai::bench {
namespace {

using namespace ecology;

// A water station's report as they are sent: five factors, fifteen digits each.
std::vector<std::string> frames_to_read() {
    std::vector<std::string> frames;
    for (int i = 0; i < 1000; ++i) {
        std::string segment = "QN=20210412" + std::to_string(100000000 + i) +
                              ";ST=21;CN=2011;PW=123456;MN=DXCBZ000000005;Flag=5;CP=&&DataTime=20210412153300";
        for (const char* factor : {"w01018", "w21003", "w21011", "w21001", "w01001"})
            segment +=
                std::string(";") + factor + "-Rtd=" + std::to_string(i % 300) + ".241247271905," + factor + "-Flag=N";
        std::string frame = hj212::frame_of(segment + "&&").value();
        frames.push_back(frame.substr(0, frame.size() - 2));
    }
    return frames;
}

std::uint16_t bit_by_bit(std::string_view text) {
    std::uint16_t reg = 0xFFFF;
    for (const char c : text) {
        reg = static_cast<std::uint16_t>((reg >> 8) ^ static_cast<unsigned char>(c));
        for (int i = 0; i < 8; ++i) reg = static_cast<std::uint16_t>((reg & 1) != 0 ? (reg >> 1) ^ 0xA001 : reg >> 1);
    }
    return reg;
}

// Frames a second of processor time; `work` returns something that must not be optimised away.
template <class Work>
double per_second(const std::vector<std::string>& frames, double seconds, Work work) {
    std::size_t done = 0, sum = 0;
    const double begin = cpu_seconds();
    double passed = 0;
    while (passed < seconds) {
        for (const auto& frame : frames) sum += work(frame);
        done += frames.size();
        passed = cpu_seconds() - begin;
    }
    if (sum == 42) std::puts("");
    return static_cast<double>(done) / passed;
}

int run(double seconds) {
    const auto frames = frames_to_read();
    hj212::Frame frame;
    bool all_read = true;
    const auto read = [&](const std::string& text) {
        all_read = hj212::read_frame(text, frame).has_value() && all_read;
        const auto time = hj212::time_of(frame);
        return frame.items.size() + (time && *time ? (*time)->second : 0U);
    };
    const auto tell = [&](const std::string& text) {
        all_read = hj212::read_frame(text, frame).has_value() && all_read;
        return hj212::as_json(frame)->size();
    };
    const auto separators = [](const std::string& text) {
        return static_cast<std::size_t>(
            std::ranges::count_if(text, [](char c) { return c == ';' || c == ',' || c == '='; }));
    };
    const double decoded = per_second(frames, seconds, read);
    const double told = per_second(frames, seconds, tell);
    const double counted = per_second(frames, seconds, separators);
    const double summed = per_second(frames, seconds, [](const std::string& text) { return bit_by_bit(text); });
    std::printf("%zu bytes a frame: %.2f million frames/s decoded (wanted >= 1.00), %.2f million/s as JSON; "
                "counting separators alone %.2f, the check sum alone bit by bit %.2f\n",
                frames[0].size(), decoded / 1e6, told / 1e6, counted / 1e6, summed / 1e6);
    return all_read && decoded >= 1e6 ? 0 : 1;
}

} // namespace
} // namespace shanhai::bench

int main(int count, char** arguments) { return shanhai::bench::run(count > 1 ? std::atof(arguments[1]) : 2); }
