// A text of 20 KB, read, tied and judged on a store with the modules of this tree: how long a check takes beside a plain search
// for digits in the same text.
//   check_bench [times]

#include "bench/province.h"
#include "kernel/module/module.h"
#include "module_list.h"

#include <algorithm>
#include <fstream>
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
    return files;
}

// Paragraphs as reports write them, other numbers in each.
std::string text_of_20_kb() {
    std::string text = "2024年，山东省支援协作工作综述\n";
    for (int i = 1; text.size() < 20'480; ++i) {
        const auto n = std::to_string(i);
        text += "山东援藏投入援藏资金" + n + ".8亿元，实施项目" + std::to_string(100 + i) +
                "个，其中县及县以下项目投入" + n + ".24亿元、占8" + n + ".3%。在白朗县，青岛市组织“手拉手”活动" + n +
                "0余场次，近" + n + "万人次参加；引进企业" + n + "0家，带动" + n + "000余户增收，种植面积由" + n +
                "00亩扩大到" + n + "500亩。第十批援藏干部人才" + n + "57名，2022年7月以来培训2" + n + "00多人。\n";
    }
    return text;
}

double median_ms(std::vector<double> times) {
    std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
    return times[times.size() / 2] * 1000;
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
    const auto text = text_of_20_kb();
    const auto who = kernel::Principal::administrator();
    const auto& check = kernel->registrar().text_checker();
    std::size_t numbers = 0, digits = 0;
    std::vector<double> checks, searches;
    for (int i = -1; i < times; ++i) {
        auto begin = std::chrono::steady_clock::now();
        const auto answer = check(*kernel, who, text);
        if (i >= 0) checks.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        numbers = answer ? answer->at("quantities").as_array().size() : 0;
        begin = std::chrono::steady_clock::now();
        static const std::regex number("[0-9]+([.][0-9]+)?");
        digits = static_cast<std::size_t>(
            std::distance(std::sregex_iterator(text.begin(), text.end(), number), std::sregex_iterator()));
        if (i >= 0) searches.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    std::printf(
        "%zu bytes: %zu numbers read and judged in %.1f ms (wanted < 50); a search for digits finds %zu in %.1f ms\n",
        text.size(), numbers, median_ms(checks), digits, median_ms(searches));
    std::filesystem::remove_all(folder);
    return median_ms(checks) < 50 ? 0 : 1;
}

} // namespace
} // namespace shanhai::bench

int main(int count, char** arguments) {
    return shanhai::bench::run(count > 1 ? std::max(1, std::atoi(arguments[1])) : 21);
}
