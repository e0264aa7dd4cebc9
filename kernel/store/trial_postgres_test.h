#pragma once

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

namespace shanhai::kernel {

// An empty database on the server that SHANHAI_TEST_POSTGRES names (tests/postgres_cluster.py starts one and sets it).
// Gone when this is.
class TrialPostgres {
public:
    TrialPostgres() { on_server("CREATE DATABASE " + name_ + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"); }
    // A copy of the database at this address, which nobody may be using.
    explicit TrialPostgres(const std::string& original) {
        on_server("CREATE DATABASE " + name_ + " TEMPLATE " + original.substr(original.rfind('/') + 1));
    }
    TrialPostgres(const TrialPostgres&) = delete;
    TrialPostgres& operator=(const TrialPostgres&) = delete;
    ~TrialPostgres() {
        if (kept_) return;
        try {
            on_server("DROP DATABASE " + name_ + " WITH (FORCE)");
        } catch (const std::exception&) { // it goes with the cluster
        }
    }

    static bool is_there() { return std::getenv("SHANHAI_TEST_POSTGRES") != nullptr; }
    // The server's own database, then ours.
    static std::string server_url() { return std::string(std::getenv("SHANHAI_TEST_POSTGRES")) + "/postgres"; }
    std::string url() const { return std::string(std::getenv("SHANHAI_TEST_POSTGRES")) + "/" + name_; }

    // It stays until the cluster goes.
    void keep() { kept_ = true; }

    // Runs SQL of PostgreSQL's own in the database.
    void execute(const std::string& sql) const { run(url(), sql); }
    static void on_server(const std::string& sql) { run(server_url(), sql); }

private:
    static void run(const std::string& url, const std::string& sql) {
        const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url.c_str()), PQfinish);
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), PQclear);
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    }
    static std::string next_name() {
        static std::atomic<int> number = 0;
        return "trial_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
    }

    std::string name_ = next_name();
    bool kept_ = false;
};

} // namespace shanhai::kernel
