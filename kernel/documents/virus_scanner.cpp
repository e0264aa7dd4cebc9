#include "kernel/documents/virus_scanner.h"

#include "base/text.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace shanhai::kernel {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto patience = std::chrono::seconds(60);
constexpr std::size_t chunk_bytes = 64 << 10;
constexpr std::size_t most_answer_bytes = 4096;

ScanResult unavailable(std::string why) { return {ScanResult::Verdict::unavailable, std::move(why)}; }

// A connected socket; closes what it holds.
class Peer {
public:
    explicit Peer(int number = -1) : number_(number) {}
    Peer(Peer&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Peer& operator=(Peer&&) = delete;
    ~Peer() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }

    // Says all of `bytes` and hears what comes back until the other side ends, both at once, for neither may wait for the
    // other for ever. Nothing when the time is up.
    std::optional<std::string> ask(std::string_view bytes, Clock::time_point until) {
        std::string answer;
        bool saying = true;
        ::fcntl(number_, F_SETFL, O_NONBLOCK);
        while (true) {
            if (saying && bytes.empty()) {
                ::shutdown(number_, SHUT_WR);
                saying = false;
            }
            pollfd one{number_, static_cast<short>(saying ? POLLIN | POLLOUT : POLLIN), 0};
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
            if (left <= 0 || ::poll(&one, 1, static_cast<int>(left)) <= 0) return std::nullopt;
            if (saying && (one.revents & POLLOUT) != 0) {
                const auto count = ::send(number_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
                if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
                if (count < 0 && errno != EAGAIN) bytes = {}; // it has heard enough; what it says counts
            }
            if ((one.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
            std::array<char, 1024> part{};
            const auto count = ::recv(number_, part.data(), part.size(), 0);
            if (count == 0) return answer;
            if (count < 0 && errno != EAGAIN) return answer;
            if (count > 0 && answer.size() < most_answer_bytes)
                answer.append(part.data(), static_cast<std::size_t>(count));
        }
    }

private:
    int number_;
};

// ── ClamAV, man clamd: INSTREAM ──────────────────────────────────────────────────────────────────────────────────

Peer connect_to_socket(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return Peer();
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    Peer peer(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const bool connected =
        peer.is_open() && ::connect(peer.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    return connected ? std::move(peer) : Peer();
}

Peer connect_to_host(const std::string& host, const std::string& port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return Peer();
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> freeing(found, &::freeaddrinfo);
    for (const auto* one = found; one != nullptr; one = one->ai_next) {
        Peer peer(::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol));
        if (peer.is_open() && ::connect(peer.number(), one->ai_addr, one->ai_addrlen) == 0) return peer;
    }
    return Peer();
}

// The command, then chunks, each behind its length in network order, and an empty one.
std::string as_stream(std::string_view bytes) {
    std::string stream("zINSTREAM\0", 10);
    const auto add_length = [&](std::size_t length) {
        for (const int shift : {24, 16, 8, 0}) stream += static_cast<char>(length >> shift & 0xff);
    };
    while (!bytes.empty()) {
        const auto chunk = bytes.substr(0, chunk_bytes);
        add_length(chunk.size());
        stream += chunk;
        bytes.remove_prefix(chunk.size());
    }
    add_length(0);
    return stream;
}

// "stream: OK", "stream: Eicar-Test-Signature FOUND", "INSTREAM size limit exceeded. ERROR".
ScanResult read_clamd(std::string answer) {
    answer = answer.substr(0, answer.find('\0'));
    std::string_view said = trim(answer);
    if (said == "stream: OK") return {};
    if (said.starts_with("stream: ") && said.ends_with(" FOUND"))
        return {ScanResult::Verdict::infected, std::string(said.substr(8, said.size() - 14))};
    return unavailable(said.empty() ? "no answer" : std::string(said));
}

ScanResult ask_clamd(Peer peer, std::string_view bytes) {
    if (!peer.is_open()) return unavailable("not reachable");
    auto answer = peer.ask(as_stream(bytes), Clock::now() + patience);
    return answer ? read_clamd(*std::move(answer)) : unavailable("no answer in time");
}

// ── a program ────────────────────────────────────────────────────────────────────────────────────────────────────

// Its exit status; −1 when it did not end by itself in time, and was ended.
int wait_for(pid_t child, Clock::time_point until) {
    int status = 0;
    while (Clock::now() < until) {
        const auto ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child) return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if (ended < 0) return -1;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return -1;
}

ScanResult ask_command(const std::string& path, std::string_view bytes) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return unavailable("no socket");
    Peer ours(ends[0]);
    pid_t child = 0;
    int spawned = 0;
    {
        const Peer theirs(ends[1]);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        std::string name = path;
        std::array<char*, 2> arguments = {name.data(), nullptr};
        std::string locale = "LC_ALL=C.UTF-8", search = "PATH=/usr/local/bin:/usr/bin:/bin";
        std::array<char*, 3> environment = {locale.data(), search.data(), nullptr};
        spawned = ::posix_spawn(&child, path.c_str(), &actions, nullptr, arguments.data(), environment.data());
        posix_spawn_file_actions_destroy(&actions);
    }
    if (spawned != 0) return unavailable(std::strerror(spawned));
    const auto until = Clock::now() + patience;
    const auto said = ours.ask(bytes, until);
    const int status = wait_for(child, said ? until : Clock::now());
    if (!said) return unavailable("no answer in time");
    const auto line = std::string(trim(std::string_view(*said).substr(0, said->find('\n'))));
    if (status == 0) return {};
    if (status == 1) return {ScanResult::Verdict::infected, line.empty() || !is_utf8(line) ? "?" : line.substr(0, 200)};
    return unavailable("exit status " + std::to_string(status));
}

} // namespace

Result<VirusScanner> VirusScanner::from(const std::string& setting) {
    VirusScanner scanner;
    if (setting.empty()) return scanner;
    const auto bad = [&] { return refuse("file.bad_scanner", {}, {{"text", setting}}); };
    const auto colon = setting.find(':');
    if (colon == std::string::npos || colon + 1 == setting.size()) return bad();
    const auto kind = setting.substr(0, colon);
    scanner.path_ = setting.substr(colon + 1);
    const bool absolute = scanner.path_.starts_with('/');
    if (kind == "command" && absolute)
        scanner.kind_ = Kind::command;
    else if (kind == "clamd" && absolute)
        scanner.kind_ = Kind::socket;
    else if (const auto last = scanner.path_.rfind(':'); kind == "clamd" && last != std::string::npos && last > 0) {
        scanner.kind_ = Kind::tcp;
        scanner.port_ = scanner.path_.substr(last + 1);
        scanner.path_.resize(last);
    } else {
        return bad();
    }
    return scanner;
}

ScanResult VirusScanner::scan(std::string_view bytes) const {
    switch (kind_) {
    case Kind::none: return {};
    case Kind::socket: return ask_clamd(connect_to_socket(path_), bytes);
    case Kind::tcp: return ask_clamd(connect_to_host(path_, port_), bytes);
    case Kind::command: return ask_command(path_, bytes);
    }
    return {};
}

} // namespace shanhai::kernel
