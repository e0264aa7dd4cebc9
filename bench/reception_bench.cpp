// From sockets into the store: stations send what an outage held back, each over a connection of its own, and every report is answered
// when it is durable. Beside the same readings given to the store in batches of 100,000 without sockets, in the same run. Then
// what 10,000 connections cost in memory.
//   reception_bench [stations [reports [connections]]]

#include "bench/province.h"
#include "kernel/module/module.h"
#include "kernel/readings.h"
#include "module_list.h"
#include "modules/ecology/frames/local_time.h"
#include "modules/ecology/hj212/frame_writer.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace shanhai::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::array codes = {"w01001", "w01009", "w01010", "w01014", "w01019", "w21003", "w21011", "w21001"};
constexpr std::array series = {"ph",           "oxygen",  "water_temperature", "conductivity",
                               "permanganate", "ammonia", "phosphorus",        "nitrogen"};
constexpr std::int64_t interval = 300;

std::vector<kernel::SchemaFile> module_files() {
    std::vector<kernel::SchemaFile> files;
    const fs::path root = SHANHAI_SOURCE_DIR;
    for (const char* folder : {"modules", "data"})
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto ending = entry.path().extension();
            const auto parent = entry.path().parent_path().filename();
            const bool is_seed = parent == "seed" || entry.path().filename() == "figures.csv";
            if (!entry.is_regular_file() || parent == "lexicon" ||
                (ending != ".yaml" && !(ending == ".csv" && is_seed)))
                continue;
            std::ifstream file(entry.path());
            std::ostringstream text;
            text << file.rdbuf();
            files.push_back({fs::relative(entry.path(), root).string(), text.str()});
        }
    std::ranges::sort(files, {}, &kernel::SchemaFile::path);
    return files;
}

std::string name_of(int station) { return fmt::format("BENCH{:05}", station); }

std::unique_ptr<kernel::Kernel> store_with(int stations, int sensors, const fs::path& folder) {
    kernel::OpenOptions options;
    options.data = folder;
    options.schema_files = module_files();
    options.register_modules = register_modules;
    auto kernel = must(kernel::Kernel::create(std::move(options), "correct horse battery", false));
    kernel::Request request;
    const auto flush = [&] {
        request.who = kernel::Principal::administrator();
        request.show = false;
        must(kernel->execute(std::exchange(request, {})));
    };
    for (int i = 0; i < stations; ++i) {
        kernel::Command command;
        command.type = "station";
        command.fields = {{"code", name_of(i)},
                          {"name", name_of(i)},
                          {"kind", "quality"},
                          {"division", "540228"},
                          {"started_on", "2020-01-01"}};
        request.commands.push_back(command);
        const auto station = "$" + std::to_string(request.commands.size());
        for (int j = 0; j < sensors; ++j) {
            command.type = "sensor";
            command.fields = {{"station", station},
                              {"code", codes[static_cast<std::size_t>(j)]},
                              {"quantity", codes[static_cast<std::size_t>(j)]},
                              {"installed_on", "2020-01-01"}};
            request.commands.push_back(command);
        }
        if (request.commands.size() > 400) flush();
    }
    if (!request.commands.empty()) flush();
    return kernel;
}

std::string report_of(int station, std::int64_t at, int sensors) {
    const auto time = ecology::LocalTime::from_unix_millis(at * 1000)->digits();
    std::string segment =
        fmt::format("QN={}000;ST=21;CN=2011;PW=123456;MN={};Flag=5;CP=&&DataTime={}", time, name_of(station), time);
    for (int j = 0; j < sensors; ++j)
        segment += fmt::format(";{0}-Rtd={1}.{2:02},{0}-Flag=N", codes[static_cast<std::size_t>(j)], 5 + j,
                               (at / interval + j) % 100);
    return ecology::hj212::frame_of(segment + "&&").value();
}

int connect_to(const std::string& address) {
    const int line = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::atoi(address.substr(address.rfind(':') + 1).c_str())));
    ::inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    if (line < 0 || ::connect(line, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    return line;
}

// Answers are lines.
std::size_t answers_on(int line, bool wait) {
    std::array<char, 65536> heard{};
    const auto bytes = ::recv(line, heard.data(), heard.size(), wait ? 0 : MSG_DONTWAIT);
    return bytes <= 0 ? 0 : static_cast<std::size_t>(std::count(heard.begin(), heard.begin() + bytes, '\n'));
}

std::unique_ptr<kernel::Service> receiver_on(kernel::Kernel& kernel) {
    return must(kernel.registrar().services().at("hj212").start({.kernel = kernel,
                                                                 .clock = system_now,
                                                                 .listen = "127.0.0.1:0",
                                                                 .tell = [](bool trouble, const std::string& what) {
                                                                     if (trouble)
                                                                         std::fprintf(stderr, "%s\n", what.c_str());
                                                                 }}));
}

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
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
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
