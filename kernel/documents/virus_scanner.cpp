#include "kernel/documents/virus_scanner.h"

#include "base/child_process.h"
#include "base/text.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
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
    bool is_open() const { return number_ >= 0; }

    // For a socket that does not block. False when it is not connected by then.
    bool connect_to(const sockaddr* address, socklen_t size, Clock::time_point until) {
        if (::connect(number_, address, size) == 0) return true;
        if (errno != EINPROGRESS || !becomes(POLLOUT, until)) return false;
        int error = 0;
        socklen_t length = sizeof error;
        return ::getsockopt(number_, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0;
    }

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
            const auto now = becomes(saying ? POLLIN | POLLOUT : POLLIN, until);
            if (now == 0) return std::nullopt;
            if (saying && (now & POLLOUT) != 0) {
                const auto count = ::send(number_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
                if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
                if (count < 0 && errno != EAGAIN) bytes = {}; // it has heard enough; what it says counts
            }
            if ((now & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
            std::array<char, 1024> part{};
            const auto count = ::recv(number_, part.data(), part.size(), 0);
            if (count == 0) return answer;
            if (count < 0 && errno != EAGAIN) return answer;
            if (count > 0 && answer.size() < most_answer_bytes)
                answer.append(part.data(), static_cast<std::size_t>(count));
        }
    }

private:
    // What of it the socket has become, or an error; 0 when the time is up.
    int becomes(int wanted, Clock::time_point until) const {
        pollfd one{number_, static_cast<short>(wanted), 0};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        return left > 0 && ::poll(&one, 1, static_cast<int>(left)) > 0 ? one.revents : 0;
    }

    int number_;
};

// ── ClamAV, man clamd: INSTREAM ──────────────────────────────────────────────────────────────────────────────────

Peer connect_to_socket(const std::string& path, Clock::time_point until) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return Peer();
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    Peer peer(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const bool connected =
        peer.is_open() && peer.connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, until);
    return connected ? std::move(peer) : Peer();
}

Peer connect_to_host(const std::string& host, const std::string& port, Clock::time_point until) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return Peer();
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> freeing(found, &::freeaddrinfo);
    for (const auto* one = found; one != nullptr; one = one->ai_next) {
        Peer peer(::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, one->ai_protocol));
        if (peer.is_open() && peer.connect_to(one->ai_addr, one->ai_addrlen, until)) return peer;
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

ScanResult ask_clamd(Peer peer, std::string_view bytes, Clock::time_point until) {
    if (!peer.is_open()) return unavailable("not reachable");
    auto answer = peer.ask(as_stream(bytes), until);
    return answer ? read_clamd(*std::move(answer)) : unavailable("no answer in time");
}

// ── a program ────────────────────────────────────────────────────────────────────────────────────────────────────

ScanResult ask_command(const std::string& path, std::string_view bytes, Clock::time_point until) {
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
    const auto said = ours.ask(bytes, until);
    const int status = exit_status_of(child, said ? until : Clock::now()).value_or(-1);
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
    const auto until = Clock::now() + patience;
    switch (kind_) {
    case Kind::none: return {};
    case Kind::socket: return ask_clamd(connect_to_socket(path_, until), bytes, until);
    case Kind::tcp: return ask_clamd(connect_to_host(path_, port_, until), bytes, until);
    case Kind::command: return ask_command(path_, bytes, until);
    }
    return {};
}

} // namespace shanhai::kernel
