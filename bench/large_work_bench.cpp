// A file of many rows imported, tried, and a list exported, beside clients that save single records: what these wait for, beside
// what they wait for when nobody does anything large.
//   large_work_bench [rows] [clients] [seconds alone]

#include "bench/province.h"
#include "kernel/sheets/table_file.h"
#include "kernel/transfer/list_export.h"
#include "kernel/transfer/table_import.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace shanhai::bench {
namespace {

struct Waits {
    std::vector<double> milliseconds;
    double seconds = 0;

    double at(double share) {
        if (milliseconds.empty()) return 0;
        std::ranges::sort(milliseconds);
        return milliseconds[static_cast<std::size_t>(share * static_cast<double>(milliseconds.size() - 1))];
    }
};

// Each client saves one record after the other until `work` is done.
Waits beside(kernel::Kernel& kernel, int clients, const std::function<void()>& work) {
    std::atomic<bool> done = false;
    std::vector<Waits> of_client(static_cast<std::size_t>(clients));
    std::vector<std::thread> threads;
    const Stopwatch all;
    for (int i = 0; i < clients; ++i)
        threads.emplace_back([&, i] {
            Random random(static_cast<std::uint64_t>(i) + 100);
            while (!done) {
                kernel::Request request;
                request.who = kernel::Principal::administrator();
                request.commands.push_back(command_for(any_transfer(random)));
                const Stopwatch watch;
                must(kernel.execute(std::move(request)));
                of_client[static_cast<std::size_t>(i)].milliseconds.push_back(watch.seconds() * 1000);
            }
        });
    work();
    done = true;
    for (auto& thread : threads) thread.join();
    Waits together{.milliseconds = {}, .seconds = all.seconds()};
    for (auto& one : of_client)
        together.milliseconds.insert(together.milliseconds.end(), one.milliseconds.begin(), one.milliseconds.end());
    return together;
}

std::string table_of(int rows, std::uint64_t seed) {
    Random random(seed);
    std::string csv = "giver,region,level,sector,date,amount\n";
    for (int i = 0; i < rows; ++i) {
        const auto fields = command_for(any_transfer(random)).fields;
        for (const auto* name : {"giver", "region", "level", "sector", "date", "amount"}) {
            csv += std::string_view(fields.at(name).as_string());
            csv += name == std::string_view("amount") ? '\n' : ',';
        }
    }
    return csv;
}

// Villages of counties that stand below them in the file.
std::string places_of(int rows) {
    const int counties = std::max(1, rows / 100);
    std::string csv = "code,name,level,parent\n";
    for (int i = 0; i < rows; ++i)
        csv += "V" + std::to_string(i) + ",村,county,C" + std::to_string(i % counties) + "\n";
    for (int i = 0; i < counties; ++i) csv += "C" + std::to_string(i) + ",县,county," + code(0) + "\n";
    return csv;
}

void import_table(kernel::Kernel& kernel, const std::string& csv, bool dry_run, const char* type = "transfer") {
    auto file = must(kernel::TableFile::of(csv));
    kernel::ImportOptions options;
    options.dry_run = dry_run;
    const auto report = must(kernel::import_table(kernel, kernel::Principal::administrator(), type, file, options));
    if (!report.problems.empty()) fail(report.problems.front().problem);
}

void tell(const char* what, Waits waits, double alone_p99) {
    const auto p99 = waits.at(0.99);
    std::printf("%-40s %8.1f s %9zu saved %8.2f %8.2f %8.2f ms", what, waits.seconds, waits.milliseconds.size(),
                waits.at(0.5), p99, waits.at(1));
    if (alone_p99 > 0) std::printf("   p99 %.2f x alone", p99 / alone_p99);
    std::printf("\n");
}

void run(int rows, int clients, int seconds) {
    const auto folder = fresh_folder("large");
    {
        const auto kernel = new_store(folder);
        const Stopwatch watch;
        import_table(*kernel, table_of(rows, 1), false);
        std::printf("%d rows, nobody else: %.1f s\n", rows, watch.seconds());
        std::printf("%d clients, one record after the other %22s median      p99     most\n", clients, "");
        auto alone = beside(*kernel, clients, [&] { std::this_thread::sleep_for(std::chrono::seconds(seconds)); });
        const auto p99 = alone.at(0.99);
        tell("nobody does anything large", std::move(alone), 0);
        const auto second = table_of(rows, 2);
        tell("beside a dry run", beside(*kernel, clients, [&] { import_table(*kernel, second, true); }), p99);
        tell("beside an import", beside(*kernel, clients, [&] { import_table(*kernel, second, false); }), p99);
        const auto places = places_of(rows);
        tell("beside rows that refer to each other",
             beside(*kernel, clients, [&] { import_table(*kernel, places, false, "place"); }), p99);
        const auto exporting = [&] {
            kernel::ListExport wanted;
            wanted.form = kernel::ListForm::xlsx;
            must(kernel::export_list(*kernel, kernel::Principal::administrator(), "transfer", wanted,
                                     folder / "out.xlsx", {}));
        };
        tell("beside an export to xlsx", beside(*kernel, clients, exporting), p99);
    }
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace shanhai::bench

int main(int argc, char** argv) {
    const auto number = [&](int place, int usual) { return argc > place ? std::atoi(argv[place]) : usual; };
    shanhai::bench::run(number(1, 100'000), number(2, 32), number(3, 10));
    return 0;
}
