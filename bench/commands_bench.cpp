// Durable, authenticated commands over HTTP: 64 keep-alive clients, each record with four postings, beside plain prepared
// SQLite group commits of the same rows into the same tables on the same disk.
//   commands_bench [seconds] [clients]      needs $SHANHAI, the program (default build/shanhai)
// With a PostgreSQL server (tests/postgres_cluster.py build/benchmarks/commands_bench) the same over HTTP on that store.

#include "bench/province.h"
#include "kernel/store/trial_postgres_test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>

namespace shanhai::bench {
namespace {

constexpr int port = 18'420;

[[noreturn]] void die(const char* what) {
    std::perror(what);
    std::exit(1);
}

int connect_to_server() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket);
        return -1;
    }
    return socket;
}

// One request after the other on one connection.
class Client {
public:
    Client(std::string cookie, std::uint64_t seed)
        : socket_(connect_to_server()), cookie_(std::move(cookie)), random_(seed) {
        if (socket_ < 0) die("connect");
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { ::close(socket_); }

    int socket() const { return socket_; }

    void send() {
        const auto body = json::serialize(command_for(any_transfer(random_)).fields);
        const auto request =
            "POST /api/v1/transfer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer " +
            cookie_ + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
            die("send");
        sent_ = std::chrono::steady_clock::now();
    }

    // True when the whole answer is there.
    bool receive(std::vector<double>& latencies_ms) {
        char buffer[16'384];
        const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
        if (count <= 0) die("recv");
        answer_.append(buffer, static_cast<std::size_t>(count));
        const auto head = answer_.find("\r\n\r\n");
        if (head == std::string::npos) return false;
        const auto lower = lower_ascii(std::string_view(answer_).substr(0, head));
        const auto length_at = lower.find("content-length: ");
        const auto length = std::strtoul(lower.c_str() + length_at + 16, nullptr, 10);
        if (answer_.size() < head + 4 + length) return false;
        if (!answer_.starts_with("HTTP/1.1 201")) {
            std::fprintf(stderr, "%s\n", answer_.c_str());
            std::exit(1);
        }
        latencies_ms.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - sent_).count());
        answer_.clear();
        return true;
    }

private:
    int socket_;
    std::string cookie_;
    Random random_;
    std::string answer_;
    std::chrono::steady_clock::time_point sent_;
};

std::string log_in() {
    const int socket = connect_to_server();
    const auto body = R"({"user":"admin","password":")" + std::string(password) + "\"}";
    const auto request =
        "POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0) die("send");
    std::string answer;
    char buffer[4096];
    for (ssize_t count; (count = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
        answer.append(buffer, static_cast<std::size_t>(count));
    ::close(socket);
    const auto at = answer.find("shanhai_session=");
    if (at == std::string::npos) {
        std::fprintf(stderr, "cannot log in: %s\n", answer.c_str());
        std::exit(1);
    }
    return answer.substr(at + 16, answer.find(';', at) - at - 16);
}

pid_t start_server(const std::filesystem::path& folder) {
    const auto modules = folder.string() + "-modules";
    for (const auto& file : schema()) {
        const auto path =
            std::filesystem::path(modules) / std::filesystem::path(file.path).lexically_relative("modules");
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << file.text;
    }
    const auto* program = std::getenv("SHANHAI");
    const std::string executable = program != nullptr ? program : "build/shanhai";
    const auto listen = "127.0.0.1:" + std::to_string(port);
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl(executable.c_str(), executable.c_str(), "--data", folder.c_str(), "--modules", modules.c_str(), "serve",
                "--listen", listen.c_str(), nullptr);
        die("exec");
    }
    for (int attempt = 0; attempt < 200; ++attempt) {
        const int socket = connect_to_server();
        if (socket >= 0) {
            ::close(socket);
            return child;
        }
        ::usleep(50'000);
    }
    std::fprintf(stderr, "the server does not answer\n");
    std::exit(1);
}

double through_http(double seconds, int clients, const std::string& store = {}) {
    const auto folder = fresh_folder("http");
    new_store(folder, store).reset();
    const auto server = start_server(folder);
    const auto cookie = log_in();
    std::vector<std::unique_ptr<Client>> all;
    std::vector<pollfd> waiting;
    for (int i = 0; i < clients; ++i) {
        all.push_back(std::make_unique<Client>(cookie, static_cast<std::uint64_t>(i) + 1));
        waiting.push_back({all.back()->socket(), POLLIN, 0});
        all.back()->send();
    }
    std::vector<double> latencies;
    const Stopwatch watch;
    while (watch.seconds() < seconds) {
        ::poll(waiting.data(), waiting.size(), 1000);
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if ((waiting[i].revents & POLLIN) != 0 && all[i]->receive(latencies)) all[i]->send();
        }
    }
    const auto rate = static_cast<double>(latencies.size()) / watch.seconds();
    ::kill(server, SIGTERM);
    ::waitpid(server, nullptr, 0);
    std::sort(latencies.begin(), latencies.end());
    std::printf("HTTP%s: %.0f commands/s by %d clients, p50 %.1f ms, p99 %.1f ms\n",
                store.empty() ? "" : " on PostgreSQL", rate, clients, latencies[latencies.size() / 2],
                latencies[latencies.size() * 99 / 100]);
    std::filesystem::remove_all(folder);
    std::filesystem::remove_all(folder.string() + "-modules");
    return rate;
}

// ── the baseline: the same rows, prepared, in groups of as many as there are clients ─────────────────────────────

class Raw {
public:
    explicit Raw(const std::filesystem::path& folder) {
        if (sqlite3_open((folder / "shanhai.db").c_str(), &database_) != SQLITE_OK) die("sqlite3_open");
        run("PRAGMA synchronous=FULL; PRAGMA cache_size=-131072; PRAGMA wal_autocheckpoint=4000");
    }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    ~Raw() {
        for (auto* statement : statements_) sqlite3_finalize(statement);
        sqlite3_close(database_);
    }
    void run(const char* sql) {
        if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail_with(sql);
    }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK) fail_with(sql);
        statements_.push_back(statement);
        return statement;
    }
    template <class... Values>
    void insert(sqlite3_stmt* statement, const Values&... values) {
        int place = 0;
        (bind(statement, ++place, values), ...);
        if (sqlite3_step(statement) != SQLITE_DONE) fail_with(sqlite3_sql(statement));
        sqlite3_reset(statement);
    }

private:
    [[noreturn]] void fail_with(const char* sql) {
        std::fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(database_));
        std::exit(1);
    }
    static void bind(sqlite3_stmt* statement, int place, std::int64_t value) {
        sqlite3_bind_int64(statement, place, value);
    }
    static void bind(sqlite3_stmt* statement, int place, const std::string& text) {
        sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    sqlite3* database_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
};

double plain_sqlite(double seconds, int group) {
    const auto folder = fresh_folder("plain");
    new_store(folder).reset();
    std::int64_t done = 0;
    const Stopwatch watch;
    {
        Raw raw(folder);
        auto* entry = raw.prepare(
            "INSERT INTO sys_entry (seq, at, actor, type, record, action, body, leaf) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        auto* record = raw.prepare(
            "INSERT INTO transfer (id, version, created_at, created_by, updated_at, giver, region, level, sector, date, amount) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        auto* posting = raw.prepare(
            "INSERT INTO sys_posting (measure, coordinate, day, entry, record, value) VALUES (?, ?, ?, ?, ?, ?)");
        auto* balance = raw.prepare("INSERT INTO sys_balance (measure, per, key, value) VALUES (?, ?, ?, ?) "
                                    "ON CONFLICT (measure, per, key) DO UPDATE SET value = value + excluded.value");
        auto* meta = raw.prepare("UPDATE sys_meta SET value = ? WHERE name = 'tree'");
        const std::string at = "2026-01-01T00:00:00.000000Z", actor = "admin", type = "transfer", action = "create",
                          region = "region", giver = "giver";
        const std::string leaf(32, 'x'), tree(600, 'x'), body(330, 'b');
        Random random(1);
        std::int64_t seq = 1'000;
        while (watch.seconds() < seconds) {
            raw.run("BEGIN IMMEDIATE");
            for (int i = 0; i < group; ++i, ++done) {
                const auto t = any_transfer(random);
                const auto id = ++seq;
                const std::int64_t giver_id = t.giver + 1, region_id = t.region + givers + 1, day = t.day;
                raw.insert(record, id, id, at, actor, at, giver_id, region_id, std::string(levels[t.level]),
                           std::string(sectors[t.sector]), Date::from_days(t.day).iso(), t.fen);
                raw.insert(entry, id, id, actor, type, id, action, body, leaf);
                const std::int64_t tuple = ((t.giver * regions + t.region) * 3 + t.level) * 5 + t.sector;
                raw.insert(posting, std::int64_t{1}, tuple, day, id, id, t.fen);
                raw.insert(posting, std::int64_t{2}, tuple % 900, day, id, id, t.fen);
                raw.insert(posting, std::int64_t{3}, tuple, day, id, id, std::int64_t{1});
                raw.insert(posting, std::int64_t{4}, tuple % 80, day, id, id, t.fen);
                raw.insert(balance, std::int64_t{1}, region, std::to_string(region_id), t.fen);
                raw.insert(balance, std::int64_t{2}, giver, std::to_string(giver_id), t.fen);
            }
            raw.insert(meta, tree);
            raw.run("COMMIT");
        }
    }
    const auto rate = static_cast<double>(done) / watch.seconds();
    std::printf("plain SQLite, the same rows in groups of %d: %.0f records/s\n", group, rate);
    std::filesystem::remove_all(folder);
    return rate;
}

} // namespace
} // namespace shanhai::bench

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 10;
    const int clients = argc > 2 ? std::atoi(argv[2]) : 64;
    const auto plain = shanhai::bench::plain_sqlite(seconds, clients);
    const auto http = shanhai::bench::through_http(seconds, clients);
    std::printf("commands: ratio %.2f (wanted >= 0.25), %.0f/s (wanted >= 4000)\n", http / plain, http);
    if (!shanhai::kernel::TrialPostgres::is_there()) return 0;
    const shanhai::kernel::TrialPostgres database;
    const auto postgres = shanhai::bench::through_http(seconds, clients, database.url());
    std::printf("PostgreSQL beside SQLite: ratio %.2f (wanted >= 0.5), %.0f/s\n", postgres / http, postgres);
}
