// A million records: how fast they are written in bulk, how long a start takes, what a slice of a figure costs beside
// the GROUP BY that a table needs for it, and how fast the store is verified beside hashing alone.
//   store_bench [records]

#include "bench/province.h"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>

namespace shanhai::bench {
namespace {

double resident_mib() {
    std::ifstream status("/proc/self/statm");
    double all = 0, resident = 0;
    status >> all >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

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

void verify(kernel::Kernel& kernel, const std::filesystem::path& folder) {
    sqlite3* database = nullptr;
    sqlite3_open((folder / "shanhai.db").c_str(), &database);
    const Stopwatch hashing;
    MerkleFrontier tree;
    sqlite3_exec(
        database, "SELECT body FROM sys_entry ORDER BY seq",
        [](void* out, int, char** row, char**) {
            static_cast<MerkleFrontier*>(out)->append(leaf_hash(row[0]));
            return 0;
        },
        &tree, nullptr);
    const auto alone = hashing.seconds();
    sqlite3_close(database);
    const Stopwatch watch;
    const auto report = must(kernel.verify());
    const auto all = watch.seconds();
    std::printf("verify: %s, %.0f entries/s (wanted >= 100000); hashing alone %.0f entries/s, ratio %.2f\n\n",
                report.ok ? "ok" : "BROKEN", static_cast<double>(report.entries) / all,
                static_cast<double>(tree.size()) / alone, alone / all);
}

void run(int records) {
    const auto folder = fresh_folder("store");
    auto kernel = new_store(folder);
    const Stopwatch filling;
    fill(*kernel, records);
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
    verify(*kernel, folder);
    kernel.reset();
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace shanhai::bench

int main(int argc, char** argv) { shanhai::bench::run(argc > 1 ? std::atoi(argv[1]) : 1'000'000); }
