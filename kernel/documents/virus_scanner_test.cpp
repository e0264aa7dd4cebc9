#include "kernel/documents/virus_scanner.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace shanhai::kernel {
namespace {

using Verdict = ScanResult::Verdict;

// The test file that every scanner knows, in two halves, so that none takes this source for it.
const std::string eicar = std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-") + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

class Scanners : public ::testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    VirusScanner program(const std::string& text) {
        const auto path = folder_ / "scan";
        std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
        ::chmod(path.c_str(), 0755);
        return *VirusScanner::from("command:" + path.string());
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-scan-" + std::to_string(::getpid()));
};

TEST_F(Scanners, a_program_says_clean_infected_or_nothing) {
    const auto scanner = program("if grep -q EICAR-STANDARD; then echo Eicar-Test; exit 1; fi; exit 0");
    EXPECT_EQ(scanner.scan("a receipt").verdict, Verdict::clean);
    const auto found = scanner.scan(eicar);
    EXPECT_EQ(found.verdict, Verdict::infected);
    EXPECT_EQ(found.name, "Eicar-Test");
    EXPECT_EQ(program("exit 2").scan("x").verdict, Verdict::unavailable);
    EXPECT_EQ(program("kill -9 $$").scan("x").verdict, Verdict::unavailable);
    EXPECT_EQ(VirusScanner::from("command:/no/such/program")->scan("x").verdict, Verdict::unavailable);
}

TEST_F(Scanners, a_program_that_does_not_read_blocks_nobody) {
    EXPECT_EQ(program("exit 0").scan(std::string(8 << 20, 'x')).verdict, Verdict::clean);
    EXPECT_EQ(program("yes | head -c 1000000; exit 1").scan(std::string(8 << 20, 'x')).verdict, Verdict::infected);
}

// Reads one INSTREAM as ClamAV's daemon does, and answers by what it holds.
void serve_once(int listening) {
    const int peer = ::accept(listening, nullptr, nullptr);
    const auto read_all = [&](std::size_t count) {
        std::string bytes(count, '\0');
        for (std::size_t got = 0; got < count;) {
            const auto part = ::recv(peer, bytes.data() + got, count - got, 0);
            if (part <= 0) return std::string();
            got += static_cast<std::size_t>(part);
        }
        return bytes;
    };
    std::string stream;
    EXPECT_EQ(read_all(10), std::string("zINSTREAM\0", 10));
    while (true) {
        const auto head = read_all(4);
        if (head.size() != 4) break;
        std::size_t length = 0;
        for (const char c : head) length = length << 8 | static_cast<unsigned char>(c);
        if (length == 0) break;
        stream += read_all(length);
    }
    const std::string answer =
        stream.find("EICAR-") != std::string::npos ? "stream: Eicar-Signature FOUND" : "stream: OK";
    ::send(peer, answer.c_str(), answer.size() + 1, MSG_NOSIGNAL);
    ::close(peer);
}

TEST_F(Scanners, clamd_is_asked_over_its_socket) {
    const auto path = folder_ / "clamd";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(::bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listening, 4), 0);
    std::thread daemon([&] {
        serve_once(listening);
        serve_once(listening);
    });
    const auto scanner = *VirusScanner::from("clamd:" + path.string());
    EXPECT_EQ(scanner.scan(std::string(300'000, 'x')).verdict, Verdict::clean);
    const auto found = scanner.scan(std::string(100'000, 'x') + eicar);
    EXPECT_EQ(found.verdict, Verdict::infected);
    EXPECT_EQ(found.name, "Eicar-Signature");
    daemon.join();
    ::close(listening);
    EXPECT_EQ(scanner.scan("x").verdict, Verdict::unavailable);
    EXPECT_EQ(VirusScanner::from("clamd:127.0.0.1:1")->scan("x").verdict, Verdict::unavailable);
}

TEST(ScannerSetting, names_whom_to_ask) {
    EXPECT_FALSE(VirusScanner::from("")->is_set());
    EXPECT_EQ(VirusScanner::from("")->scan(eicar).verdict, Verdict::clean);
    for (const auto* good : {"clamd:/run/clamd", "clamd:localhost:3310", "command:/bin/true"})
        EXPECT_TRUE(VirusScanner::from(good).has_value()) << good;
    for (const auto* bad : {"clamd", "clamd:", "clamd:host", "command:relative", "norton:/x", "clamd::3310"})
        EXPECT_FALSE(VirusScanner::from(bad).has_value()) << bad;
}

} // namespace
} // namespace shanhai::kernel
