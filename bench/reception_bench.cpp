// From sockets into the store: stations send what an outage held back, each over a connection of its own, and every report is answered
// when it is durable. Beside the same readings given to the store in batches of 100,000 without sockets, in the same run. Then
// what 10,000 connections cost in memory.
//   reception_bench [stations [reports [connections]]]

#include "bench/gauges.h"
#include "kernel/readings.h"

#include <poll.h>
#include <unistd.h>

#include <chrono>

namespace shanhai::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::array series = {"ph",           "oxygen",  "water_temperature", "conductivity",
                               "permanganate", "ammonia", "phosphorus",        "nitrogen"};

double over_sockets(int stations, int reports, std::int64_t begin, const fs::path& folder) {
    const int sensors = static_cast<int>(codes.size());
    const auto kernel = store_with(stations, sensors, folder);
    std::vector<std::string> sent(static_cast<std::size_t>(stations));
    for (int i = 0; i < stations; ++i)
        for (int n = 0; n < reports; ++n)
            sent[static_cast<std::size_t>(i)] += report_of(i, begin + n * interval, sensors);
    auto receiver = receiver_on(*kernel);
    const auto address = receiver->address();
    std::vector<int> lines;
    for (int i = 0; i < stations; ++i) lines.push_back(connect_to(address));
    const Stopwatch watch;
    const double cpu = cpu_seconds();
    std::vector<std::size_t> at(sent.size(), 0);
    std::size_t answered = 0;
    const auto wanted = static_cast<std::size_t>(stations) * static_cast<std::size_t>(reports);
    while (answered < wanted) {
        std::vector<pollfd> waiting;
        for (std::size_t i = 0; i < sent.size(); ++i)
            waiting.push_back({lines[i], static_cast<short>(at[i] < sent[i].size() ? POLLIN | POLLOUT : POLLIN), 0});
        ::poll(waiting.data(), waiting.size(), -1);
        for (std::size_t i = 0; i < sent.size(); ++i) {
            if ((waiting[i].revents & POLLIN) != 0) answered += answers_on(lines[i], false);
            if ((waiting[i].revents & POLLOUT) == 0) continue;
            const auto left = std::string_view(sent[i]).substr(at[i]);
            const auto bytes = ::send(lines[i], left.data(), std::min<std::size_t>(left.size(), 32768), MSG_DONTWAIT);
            if (bytes > 0) at[i] += static_cast<std::size_t>(bytes);
        }
    }
    const double passed = watch.seconds(), worked = cpu_seconds() - cpu;
    const double readings = static_cast<double>(wanted) * static_cast<double>(codes.size());
    std::printf(
        "%d stations, %d reports each, %zu values in a report: %.0f readings in %.1f s = %.0f readings/s by the clock, "
        "%.0f by CPU time with the sending (wanted 200,000)\n",
        stations, reports, codes.size(), readings, passed, readings / passed, readings / worked);
    for (const int line : lines) ::close(line);
    return readings / passed;
}

double without_sockets(int stations, int reports, std::int64_t begin, const fs::path& folder) {
    const auto kernel = store_with(stations, 0, folder);
    const Stopwatch watch;
    std::size_t done = 0;
    for (const char* name : series) {
        std::vector<kernel::ReadingGiven> batch;
        const auto flush = [&] {
            must(kernel->readings().append(kernel::Principal::system(), std::string("ecology.") + name, batch));
            done += batch.size();
            batch.clear();
        };
        for (int n = 0; n < reports; ++n)
            for (int i = 0; i < stations; ++i) {
                batch.push_back({name_of(i), {begin + n * interval, 500 + n % 100}});
                if (batch.size() == 100'000) flush();
            }
        flush();
    }
    const double passed = watch.seconds();
    std::printf("the same without sockets: %.0f readings/s by the clock\n", static_cast<double>(done) / passed);
    return static_cast<double>(done) / passed;
}

// The stations are a process of their own: files are counted for each.
std::size_t dial_in(int connections, const std::string& address, int told, int until) {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::vector<int> lines;
    for (int i = 0; i < connections; ++i) {
        lines.push_back(connect_to(address));
        const auto report = report_of(i, now / interval * interval, 1);
        if (::send(lines.back(), report.data(), report.size(), 0) < 0) std::perror("send");
    }
    std::size_t answered = 0;
    for (const int line : lines) answered += answers_on(line, true);
    if (::write(told, &answered, sizeof answered) < 0) std::perror("write");
    char end = 0;
    return ::read(until, &end, 1) < 0 ? 0 : answered;
}

void many_connections(int connections, const fs::path& folder) {
    const auto kernel = store_with(connections, 1, folder);
    auto receiver = receiver_on(*kernel);
    const double before = resident_mib();
    std::array<int, 2> told{}, until{};
    if (::pipe(told.data()) != 0 || ::pipe(until.data()) != 0) std::exit(1);
    if (::fork() == 0) {
        ::close(until[1]);
        dial_in(connections, receiver->address(), told[1], until[0]);
        std::_Exit(0);
    }
    std::size_t answered = 0;
    if (::read(told[0], &answered, sizeof answered) < 0) std::perror("read");
    std::printf(
        "%d connections, %zu answered: %.0f MiB resident with the store, %.0f of them since the first connection "
        "(wanted < 500)\n",
        connections, answered, resident_mib(), resident_mib() - before);
    ::close(until[1]);
}

int run(int stations, int reports, int connections) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    allow_many_files();
    const auto folder = fs::temp_directory_path() / ("shanhai-reception-bench-" + std::to_string(::getpid()));
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    const std::int64_t begin = now / interval * interval - reports * interval;
    const double plain = without_sockets(stations, reports, begin, folder / "plain");
    const double heard = over_sockets(stations, reports, begin, folder / "sockets");
    std::printf("%.2f of what the store takes\n", heard / plain);
    if (connections > 0) many_connections(connections, folder / "many");
    fs::remove_all(folder);
    return heard >= 200'000 ? 0 : 1;
}

} // namespace
} // namespace shanhai::bench

int main(int count, char** arguments) {
    const auto number = [&](int place, int otherwise) {
        return count > place ? std::atoi(arguments[place]) : otherwise;
    };
    return shanhai::bench::run(number(1, 400), number(2, 300), number(3, 10'000));
}
