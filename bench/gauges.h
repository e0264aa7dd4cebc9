#pragma once

#include "bench/province.h"
#include "kernel/module/module.h"
#include "module_list.h"
#include "modules/ecology/frames/local_time.h"
#include "modules/ecology/hj212/frame_writer.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

// Stations for benchmarks: their records, what they send, and the receiver that they dial.
namespace shanhai::bench {

constexpr std::array codes = {"w01001", "w01009", "w01010", "w01014", "w01019", "w21003", "w21011", "w21001"};
constexpr std::int64_t interval = 300;

inline std::vector<kernel::SchemaFile> module_files() {
    std::vector<kernel::SchemaFile> files;
    const std::filesystem::path root = SHANHAI_SOURCE_DIR;
    for (const char* folder : {"modules", "data"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            const auto ending = entry.path().extension();
            const auto parent = entry.path().parent_path().filename();
            const bool is_seed = parent == "seed" || entry.path().filename() == "figures.csv";
            if (!entry.is_regular_file() || parent == "lexicon" ||
                (ending != ".yaml" && !(ending == ".csv" && is_seed)))
                continue;
            std::ifstream file(entry.path());
            std::ostringstream text;
            text << file.rdbuf();
            files.push_back({std::filesystem::relative(entry.path(), root).string(), text.str()});
        }
    std::ranges::sort(files, {}, &kernel::SchemaFile::path);
    return files;
}

inline std::string name_of(int station) { return fmt::format("BENCH{:05}", station); }

inline std::unique_ptr<kernel::Kernel> store_with(int stations, int sensors, const std::filesystem::path& folder) {
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

inline std::string report_of(int station, std::int64_t at, int sensors) {
    const auto time = ecology::LocalTime::from_unix_millis(at * 1000)->digits();
    std::string segment =
        fmt::format("QN={}000;ST=21;CN=2011;PW=123456;MN={};Flag=5;CP=&&DataTime={}", time, name_of(station), time);
    for (int j = 0; j < sensors; ++j)
        segment += fmt::format(";{0}-Rtd={1}.{2:02},{0}-Flag=N", codes[static_cast<std::size_t>(j)], 5 + j,
                               (at / interval + j) % 100);
    return ecology::hj212::frame_of(segment + "&&").value();
}

inline int connect_to(const std::string& address) {
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
inline std::size_t answers_on(int line, bool wait) {
    std::array<char, 65536> heard{};
    const auto bytes = ::recv(line, heard.data(), heard.size(), wait ? 0 : MSG_DONTWAIT);
    return bytes <= 0 ? 0 : static_cast<std::size_t>(std::count(heard.begin(), heard.begin() + bytes, '\n'));
}

inline std::unique_ptr<kernel::Service> receiver_on(kernel::Kernel& kernel) {
    return must(kernel.registrar().services().at("hj212").start({.kernel = kernel,
                                                                 .clock = system_now,
                                                                 .listen = "127.0.0.1:0",
                                                                 .tell = [](bool trouble, const std::string& what) {
                                                                     if (trouble)
                                                                         std::fprintf(stderr, "%s\n", what.c_str());
                                                                 }}));
}

inline void allow_many_files() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

} // namespace shanhai::bench
