// A text of 20 KB, read, tied and judged on a store with the modules of this tree: how long a check takes beside a plain search
// for digits in the same text.
//   check_bench [times]

#include "bench/province.h"
#include "kernel/module/module.h"
#include "module_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <regex>
#include <sstream>

namespace shanhai::bench {
namespace {

std::vector<kernel::SchemaFile> module_files() {
    namespace fs = std::filesystem;
    std::vector<kernel::SchemaFile> files;
    const fs::path root = SHANHAI_SOURCE_DIR;
    for (const char* folder : {"modules", "data"})
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto ending = entry.path().extension();
            const bool is_seed =
                entry.path().parent_path().filename() == "seed" || entry.path().filename() == "figures.csv";
            const bool is_lexicon = entry.path().parent_path().filename() == "lexicon";
            if (!entry.is_regular_file() || is_lexicon || (ending != ".yaml" && !(ending == ".csv" && is_seed)))
                continue;
            std::ifstream file(entry.path());
            std::ostringstream text;
            text << file.rdbuf();
            files.push_back({fs::relative(entry.path(), root).string(), text.str()});
        }
    std::ranges::sort(files, {}, &kernel::SchemaFile::path); // seeds of a module build on those before
    return files;
}

// Paragraphs as reports write them, other numbers in each.
std::string text_of(std::size_t bytes) {
    std::string text = "2024年，山东省支援协作工作综述\n";
    for (int i = 1; text.size() < bytes; ++i) {
        text += fmt::format(
            "山东援藏投入援藏资金{0}.8亿元，实施项目{1}个，其中县及县以下项目投入{0}.24亿元、占8{0}.3%。在白朗县，"
            "青岛市组织“手拉手”活动{0}0余场次，近{0}万人次参加；引进企业{0}0家，带动{0}000余户增收，种植面积由"
            "{0}00亩扩大到{0}500亩。第十批援藏干部人才{0}57名，2022年7月以来培训2{0}00多人。\n",
            i, 100 + i);
    }
    return text;
}

// The first time warms up and does not count.
double median_ms_of(int times, const std::function<void()>& work) {
    work();
    std::vector<double> taken;
    for (int i = 0; i < times; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        taken.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
    std::ranges::nth_element(taken, taken.begin() + static_cast<std::ptrdiff_t>(taken.size() / 2));
    return taken[taken.size() / 2];
}

int run(int times) {
    const auto folder = std::filesystem::temp_directory_path() / ("shanhai-check-bench-" + std::to_string(::getpid()));
    kernel::OpenOptions options;
    options.data = folder;
    options.schema_files = module_files();
    options.register_modules = register_modules;
    auto created = kernel::Kernel::create(std::move(options), "correct horse battery", false);
    if (!created) {
        std::printf("no store: %s\n", created.error().code.c_str());
        return 1;
    }
    const auto kernel = *std::move(created);
    const auto text = text_of(20'480);
    const auto who = kernel::Principal::administrator();
    std::size_t numbers = 0, digits = 0;
    const auto check = [&](const std::string& what) {
        const auto answer = kernel->registrar().text_checker()(*kernel, who, what);
        numbers = answer ? answer->at("quantities").as_array().size() : 0;
    };
    const double twice = median_ms_of(times, [&] { check(text_of(2 * text.size())); });
    const auto numbers_in_twice = numbers;
    const double once = median_ms_of(times, [&] { check(text); });
    const double search = median_ms_of(times, [&] {
        static const std::regex number("[0-9]+([.][0-9]+)?");
        digits = static_cast<std::size_t>(
            std::distance(std::sregex_iterator(text.begin(), text.end(), number), std::sregex_iterator()));
    });
    std::printf(
        "%zu bytes: %zu numbers read and judged in %.1f ms (wanted < 50); a search for digits finds %zu in %.1f "
        "ms; twice the text, with %zu numbers, takes %.2f times as long\n",
        text.size(), numbers, once, digits, search, numbers_in_twice, twice / once);
    std::filesystem::remove_all(folder);
    return once < 50 ? 0 : 1;
}

} // namespace
} // namespace shanhai::bench

int main(int count, char** arguments) {
    return shanhai::bench::run(count > 1 ? std::max(1, std::atoi(arguments[1])) : 21);
}
