// A day of many stations in the time that it takes: every station reports every five minutes, through gateways that carry a hundred each,
// and every report is answered when it is durable. Meanwhile the store is tended as a server does. At the end the store is asked whether
// it has every reading.
//   soak_bench [stations [hours [gateways]]]      soak_bench 100000 24 1000 is the day of a province

#include "bench/gauges.h"
#include "kernel/readings.h"

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace shanhai::bench {
namespace {

// What one gateway has still to send and to hear of a round.
struct Gateway {
    int line = -1;
    std::string unsent;
    std::size_t unanswered = 0;
};

void send_and_hear(Gateway& gateway, short events) {
    if ((events & POLLIN) != 0) gateway.unanswered -= std::min(gateway.unanswered, answers_on(gateway.line, false));
    if ((events & POLLOUT) == 0) return;
    const auto bytes = ::send(gateway.line, gateway.unsent.data(), gateway.unsent.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (bytes > 0) gateway.unsent.erase(0, static_cast<std::size_t>(bytes));
}

void play_round(std::vector<Gateway>& gateways, int stations, std::int64_t at) {
    for (int i = 0; i < stations; ++i) {
        auto& gateway = gateways[static_cast<std::size_t>(i) % gateways.size()];
        gateway.unsent += report_of(i, at, 1);
        ++gateway.unanswered;
    }
    while (true) {
        std::vector<pollfd> waiting;
        std::vector<Gateway*> whose;
        for (auto& gateway : gateways) {
            if (gateway.unanswered == 0) continue;
            waiting.push_back(
                {gateway.line, static_cast<short>(gateway.unsent.empty() ? POLLIN : POLLIN | POLLOUT), 0});
            whose.push_back(&gateway);
        }
        if (waiting.empty()) return;
        if (::poll(waiting.data(), waiting.size(), 120'000) == 0) {
            std::fprintf(stderr, "%zu gateways wait for answers that do not come\n", waiting.size());
            std::exit(1);
        }
        for (std::size_t i = 0; i < whose.size(); ++i) send_and_hear(*whose[i], waiting[i].revents);
    }
}

std::size_t kept_of(kernel::Kernel& kernel, int station, std::int64_t begin, std::int64_t end) {
    return must(kernel.readings().readings(kernel::Principal::system(), {"ecology.ph", name_of(station), begin, end}))
        .readings.size();
}

// Whether every station has every reading; a few thousand of them are asked when there are many.
std::size_t missing_of(kernel::Kernel& kernel, int stations, std::int64_t begin, int rounds) {
    const int step = std::max(1, stations / 2'000);
    std::size_t missing = 0, asked = 0;
    for (int i = 0; i < stations; i += step, ++asked)
        missing += static_cast<std::size_t>(rounds) - kept_of(kernel, i, begin, begin + rounds * interval);
    std::printf("%zu stations asked: %zu of %zu readings missing\n", asked, missing,
                asked * static_cast<std::size_t>(rounds));
    return missing;
}

int run(int stations, int hours, int gateways) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    allow_many_files();
    const auto folder = std::filesystem::temp_directory_path() / ("shanhai-soak-bench-" + std::to_string(::getpid()));
    const auto kernel = store_with(stations, 1, folder);
    auto receiver = receiver_on(*kernel);
    std::vector<Gateway> lines(static_cast<std::size_t>(gateways));
    for (auto& gateway : lines) gateway.line = connect_to(receiver->address());
    std::atomic<bool> stopping = false;
    std::thread tending([&] {
        for (; !stopping; std::this_thread::sleep_for(std::chrono::seconds(1))) must(kernel->readings().tend(stopping));
    });
    const int rounds = hours * static_cast<int>(3600 / interval);
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    const std::int64_t begin = now / interval * interval - rounds * interval;
    const Stopwatch watch;
    const double cpu = cpu_seconds();
    double longest = 0;
    for (int round = 0; round < rounds; ++round) {
        const Stopwatch of_round;
        play_round(lines, stations, begin + round * interval);
        longest = std::max(longest, of_round.seconds());
        if ((round + 1) % 12 == 0)
            std::printf("%d hours: %.0f s, longest round %.1f s, %.0f MiB\n", (round + 1) / 12, watch.seconds(),
                        longest, resident_mib());
    }
    const double passed = watch.seconds(), worked = cpu_seconds() - cpu;
    stopping = true;
    tending.join();
    for (const auto& gateway : lines) ::close(gateway.line);
    const double frames = static_cast<double>(stations) * rounds;
    std::printf(
        "%d stations, %d hours: %.0f frames in %.0f s = %.0f a second by the clock, %.0f by CPU time with the sending, "
        "%.0f times as fast as the clock of the stations; longest round %.1f s (wanted < 300); %.0f MiB\n",
        stations, hours, frames, passed, frames / passed, frames / worked, hours * 3600 / passed, longest,
        resident_mib());
    const auto missing = missing_of(*kernel, stations, begin, rounds);
    receiver.reset();
    std::filesystem::remove_all(folder);
    return missing == 0 && longest < static_cast<double>(interval) ? 0 : 1;
}

} // namespace
} // namespace shanhai::bench

int main(int count, char** arguments) {
    const auto number = [&](int place, int otherwise) {
        return count > place ? std::atoi(arguments[place]) : otherwise;
    };
    return shanhai::bench::run(number(1, 2'000), number(2, 24), number(3, 100));
}
