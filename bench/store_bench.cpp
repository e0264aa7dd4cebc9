// A million records: how fast they are written in bulk, how long a start takes, what a slice of a figure costs beside
// the GROUP BY that a table needs for it, and how fast the store is verified beside hashing alone.
//   store_bench [records]

#include "bench/province.h"
#include "kernel/log.h"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>

namespace shanhai::bench {
namespace {

void fill(kernel::Kernel& kernel, int records) {
    Random random(1);
    for (int done = 0; done < records;) {
        kernel::Request request;
        request.who = kernel::Principal::administrator();
        request.show = false;
        for (int i = 0; i < 2000 && done < records; ++i, ++done)
            request.commands.push_back(command_for(any_transfer(random)));
        must(kernel.execute(std::move(request)));
    }
}

struct Question {
    const char* what;
    kernel::FigureQuery query;
    const char* sql; // the same over the records
};

std::vector<Question> questions() {
    constexpr auto group = "SELECT sum(amount) FROM transfer WHERE void = 0";
    return {
        {"total", {"bench.sent", {}, {}, {}}, group},
        {"by giver",
         {"bench.sent", {}, {"giver"}, {}},
         "SELECT giver, sum(amount) FROM transfer WHERE void = 0 GROUP BY giver"},
        {"by region and year",
         {"bench.sent", {}, {"region", "year"}, {}},
         "SELECT region, substr(date, 1, 4), sum(amount) FROM transfer WHERE void = 0 GROUP BY region, substr(date, 1, 4)"},
        {"share of a year by giver",
         {"bench.county_share", {{"year", "2022"}}, {"giver"}, {}},
         "SELECT giver, sum(CASE WHEN level IN ('county', 'village') THEN amount END) * 100.0 / sum(amount) FROM transfer "
         "WHERE void = 0 AND date >= '2022-01-01' AND date < '2023-01-01' GROUP BY giver"},
        {"one region by month",
         {"bench.sent", {{"region", code(givers + 7)}}, {"month"}, {}},
         "SELECT substr(date, 1, 7), sum(amount) FROM transfer WHERE void = 0 AND region = (SELECT id FROM place WHERE code = '100023') GROUP BY substr(date, 1, 7)"},
        {"mean by sector and level",
         {"bench.mean", {}, {"sector", "level"}, {}},
         "SELECT sector, level, sum(amount) * 1.0 / count(*) FROM transfer WHERE void = 0 GROUP BY sector, level"},
        {"stock by year",
         {"bench.standing", {}, {"year"}, {}},
         "SELECT substr(date, 1, 4), sum(amount) FROM transfer WHERE void = 0 GROUP BY substr(date, 1, 4)"},
    };
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void ask(kernel::Kernel& kernel, const std::filesystem::path& folder) {
    sqlite3* database = nullptr;
    sqlite3_open((folder / "shanhai.db").c_str(), &database);
    sqlite3_exec(database, "PRAGMA cache_size=-524288; PRAGMA mmap_size=2147483648; SELECT sum(amount) FROM transfer",
                 nullptr, nullptr, nullptr);
    std::printf("%-28s %12s %12s %14s %10s\n", "slice", "median ms", "p99 ms", "GROUP BY ms", "ratio");
    double worst_p99 = 0, worst_ratio = 1e9;
    for (const auto& question : questions()) {
        std::vector<double> times;
        for (int i = 0; i < 300; ++i) {
            const Stopwatch watch;
            must(kernel.figure(kernel::Principal::administrator(), question.query));
            times.push_back(watch.seconds() * 1000);
        }
        std::vector<double> tables;
        for (int i = 0; i < 3; ++i) {
            const Stopwatch watch;
            sqlite3_exec(database, question.sql, [](void*, int, char**, char**) { return 0; }, nullptr, nullptr);
            tables.push_back(watch.seconds() * 1000);
        }
        std::sort(times.begin(), times.end());
        const auto p99 = times[times.size() * 99 / 100];
        const auto ratio = median(tables) / median(times);
        worst_p99 = std::max(worst_p99, p99);
        worst_ratio = std::min(worst_ratio, ratio);
        std::printf("%-28s %12.3f %12.3f %14.1f %9.0fx\n", question.what, median(times), p99, median(tables), ratio);
    }
    sqlite3_close(database);
    std::printf("slices: worst p99 %.2f ms (wanted < 5), least ratio %.0fx (wanted >= 100x)\n\n", worst_p99,
                worst_ratio);
}

// The same slices as they were when two thirds of the records were there, beside adding up one measure's postings of that time.
void ask_of_the_past(kernel::Kernel& kernel, const std::filesystem::path& folder, Moment then) {
    sqlite3* database = nullptr;
    sqlite3_open((folder / "shanhai.db").c_str(), &database);
    sqlite3_exec(database, "PRAGMA cache_size=-524288; PRAGMA mmap_size=2147483648", nullptr, nullptr, nullptr);
    const auto sql =
        "SELECT coordinate, day, sum(value) FROM sys_posting WHERE measure = (SELECT id FROM sys_measure WHERE "
        "name = 'bench.sent') AND entry <= (SELECT max(seq) FROM sys_entry WHERE at <= '" +
        then.iso() + "') GROUP BY coordinate, day";
    std::vector<double> sums;
    for (int i = 0; i < 5; ++i) {
        const Stopwatch watch;
        sqlite3_exec(database, sql.c_str(), [](void*, int, char**, char**) { return 0; }, nullptr, nullptr);
        sums.push_back(watch.seconds() * 1000);
    }
    sqlite3_close(database);
    double worst = 0;
    for (auto question : questions()) {
        question.query.as_of = then;
        std::vector<double> times;
        for (int i = 0; i < 5; ++i) {
            const Stopwatch watch;
            must(kernel.figure(kernel::Principal::administrator(), question.query));
            times.push_back(watch.seconds() * 1000);
        }
        worst = std::max(worst, median(times));
        std::printf("as it was, %-28s %8.1f ms\n", question.what, median(times));
    }
    std::printf(
        "as of a past moment: worst median %.0f ms (wanted < 300), %.2f x adding up the postings of one measure "
        "(%.0f ms)\n\n",
        worst, worst / median(sums), median(sums));
}

// Reads every row of the tables and hashes it, value by value, and does nothing else: the bytes that verify judges.
std::uint64_t hash_rows(sqlite3* database, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
    std::uint64_t bytes = 0;
    std::string row;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        row.clear();
        for (int column = 0; column < sqlite3_column_count(statement); ++column) {
            if (sqlite3_column_type(statement, column) == SQLITE_INTEGER) {
                const auto number = sqlite3_column_int64(statement, column);
                row.append(reinterpret_cast<const char*>(&number), sizeof number);
            } else {
                const auto* text = static_cast<const char*>(sqlite3_column_blob(statement, column));
                row.append(text == nullptr ? "" : text,
                           static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
            }
        }
        bytes += row.size();
        if (sha256(row) == Hash{}) std::abort(); // so that nobody optimises it away
    }
    sqlite3_finalize(statement);
    return bytes;
}

// A page of 50 rows with its count, for the administrator and for somebody who may read one place of many.
void list_narrowly(kernel::Kernel& kernel) {
    const auto all = kernel::Principal::administrator();
    const auto place = must(kernel.get(all, "place", code(givers + 7), {}));
    const auto narrow = kernel::Principal::person("narrow", "narrow",
                                                  {{.role = "reader",
                                                    .scope = kernel::ScopeKind::division,
                                                    .record = std::stoll(std::string(place.at("id").as_string()))}});
    kernel::ListQuery query;
    query.order = {"-date"};
    query.count = true;
    const auto page_ms = [&](const kernel::Principal& who) {
        std::vector<double> times;
        for (int i = 0; i < 7; ++i) {
            const Stopwatch watch;
            const auto page = must(kernel.list(who, "transfer", query));
            if (page.items.size() != 50) std::printf("a page of %zu rows\n", page.items.size());
            times.push_back(watch.seconds() * 1000);
        }
        return median(times);
    };
    const auto wide_ms = page_ms(all), narrow_ms = page_ms(narrow);
    std::printf("page of 50 and count: administrator %.1f ms, narrow rights %.1f ms, ratio %.2f (wanted <= 1.5)\n\n",
                wide_ms, narrow_ms, narrow_ms / wide_ms);
}

void verify(kernel::Kernel& kernel, const std::filesystem::path& folder) {
    sqlite3* database = nullptr;
    sqlite3_open((folder / "shanhai.db").c_str(), &database);
    sqlite3_exec(database, "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32768", nullptr, nullptr, nullptr);
    const Stopwatch hashing_bodies;
    const auto bodies = hash_rows(database, "SELECT body FROM sys_entry ORDER BY seq");
    const auto bodies_alone = hashing_bodies.seconds();
    const Stopwatch hashing;
    std::uint64_t bytes = 0;
    for (const auto* sql : {"SELECT * FROM sys_entry ORDER BY seq", "SELECT * FROM transfer ORDER BY id",
                            "SELECT * FROM place ORDER BY id", "SELECT * FROM sys_posting",
                            "SELECT * FROM sys_coordinate", "SELECT * FROM sys_balance"})
        bytes += hash_rows(database, sql);
    const auto alone = hashing.seconds();
    sqlite3_close(database);
    const Stopwatch watch;
    const auto report = must(kernel.verify());
    const auto all = watch.seconds();
    const auto entries = static_cast<double>(report.entries);
    std::printf("verify: %s, %.2f s, %.0f entries/s (wanted >= 100000)\n", report.ok ? "ok" : "BROKEN", all,
                entries / all);
    std::printf(
        "  hashing the same rows alone (%.0f MiB: entries, records, postings, balances): %.2f s, ratio %.2f (wanted >= 0.5)\n",
        static_cast<double>(bytes) / (1 << 20), alone, alone / all);
    std::printf("  hashing the bodies alone (%.0f MiB): %.2f s, ratio %.2f\n\n",
                static_cast<double>(bodies) / (1 << 20), bodies_alone, bodies_alone / all);
}

void prove(kernel::Kernel& kernel) {
    const auto size = kernel.tree_head().size;
    std::vector<double> times;
    Random random(2);
    for (int i = 0; i < 300; ++i) {
        const auto entry = 1 + static_cast<std::uint64_t>(random.below(static_cast<int>(size)));
        const Stopwatch watch;
        must(kernel.log().inclusion(entry, std::nullopt));
        must(kernel.log().consistency(entry, std::nullopt));
        times.push_back(watch.seconds() * 1000);
    }
    std::sort(times.begin(), times.end());
    std::printf("proofs: inclusion and consistency in a tree of %.0f entries: median %.2f ms, p99 %.2f ms\n\n",
                static_cast<double>(size), times[times.size() / 2], times[times.size() * 99 / 100]);
}

void run(int records) {
    const auto folder = fresh_folder("store");
    auto kernel = new_store(folder);
    const Stopwatch filling;
    fill(*kernel, records / 3 * 2);
    const Moment then = system_now();
    fill(*kernel, records - records / 3 * 2);
    std::printf("fill: %d records in %.1f s, %.0f records/s, %.0f MiB resident\n", records, filling.seconds(),
                records / filling.seconds(), resident_mib());
    kernel.reset();
    const auto before = resident_mib();
    const Stopwatch starting;
    kernel = must(kernel::Kernel::open(options(folder)));
    must(kernel->figure(kernel::Principal::administrator(), {"bench.sent", {}, {"giver"}, {}}));
    double cells = 0;
    for (const auto& [name, value] : kernel->counters()) {
        if (name == "shanhai_cube_cells") cells = value;
    }
    std::printf(
        "start: first answer after %.2f s (wanted < 5); %.0f cells; %.0f MiB resident (%.0f before; wanted < 1024)\n\n",
        starting.seconds(), cells, resident_mib(), before);
    ask(*kernel, folder);
    ask_of_the_past(*kernel, folder, then);
    list_narrowly(*kernel);
    verify(*kernel, folder);
    prove(*kernel);
    kernel.reset();
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace shanhai::bench

int main(int argc, char** argv) { shanhai::bench::run(argc > 1 ? std::atoi(argv[1]) : 1'000'000); }
