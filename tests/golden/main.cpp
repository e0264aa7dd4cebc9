#include "base/text.h"
#include "kernel/store/trial_postgres_test.h"
#include "tests/golden/runner.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

namespace shanhai::golden {

namespace {

constexpr std::size_t most_restarts = 6; // of a script: each reads all modules anew

struct Options {
    bool update = false;
    bool restarts = false;
    bool on_postgres = false;
    std::filesystem::path stores;
    std::vector<std::string> scripts;
};

std::optional<Options> options_in(int argc, char** argv) {
    Options options{.stores = std::filesystem::temp_directory_path() / "shanhai-golden"};
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--update")
            options.update = true;
        else if (argument == "--restarts")
            options.restarts = true;
        else if (argument == "--postgres")
            options.on_postgres = true;
        else if (argument == "--stores" && i + 1 < argc)
            options.stores = argv[++i];
        else if (argument.starts_with("-"))
            return std::nullopt;
        else
            options.scripts.emplace_back(argument);
    }
    if (options.scripts.empty()) return std::nullopt;
    if (const char* folder = std::getenv("SHANHAI_TEST_CLUSTER"); options.on_postgres && folder != nullptr)
        options.stores = std::filesystem::path(folder) / "golden"; // they go together
    return options;
}

// Spaces may be used to align; a refusal may leave out the field.
bool agree(const std::vector<std::string>& expected, const std::vector<std::string>& seen) {
    if (expected.empty()) return seen == std::vector<std::string>{"ok"};
    if (expected.size() != seen.size()) return false;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        std::vector<std::string_view> a, b;
        for (const auto word : split(expected[i], ' '))
            if (!word.empty()) a.push_back(word);
        for (const auto word : split(seen[i], ' '))
            if (!word.empty()) b.push_back(word);
        if (a.size() == 2 && a[0] == "refused" && b.size() == 3) b.pop_back();
        if (a != b) return false;
    }
    return true;
}

class TemporaryFolder {
public:
    explicit TemporaryFolder(const std::filesystem::path& copy_of) {
        path_ = std::filesystem::temp_directory_path() / fmt::format("shanhai-golden-{}-{}", getpid(), count_++);
        std::filesystem::copy(copy_of, path_, std::filesystem::copy_options::recursive);
        std::string original;
        if (std::ifstream file(path_ / "store"); std::getline(file, original))
            std::ofstream(path_ / "store") << database_.emplace(original).url() << '\n';
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    static inline int count_ = 0;
    std::filesystem::path path_;
    std::optional<kernel::TrialPostgres> database_;
};

// How many steps came out otherwise than expected.
int differences(const std::string& path, Script& script, const Options& options) {
    const TemporaryFolder folder(new_store(options.stores, options.on_postgres));
    const auto every = (script.steps.size() + most_restarts - 1) / most_restarts;
    Runner runner(folder.path(), options.restarts ? every : 0);
    int found = 0;
    for (Step& step : script.steps) {
        std::vector<std::string> seen;
        try {
            seen = runner.take(step);
        } catch (const std::exception& error) {
            fmt::print(stderr, "{}:{}: {}\n  {}\n", path, step.line, trim(step.text), error.what());
            return found + 1;
        }
        if (agree(step.expected, seen)) continue;
        ++found;
        fmt::print(stderr, "{}:{}: {}\n", path, step.line, trim(step.text));
        for (const auto& line : step.expected) fmt::print(stderr, "  - {}\n", line);
        for (const auto& line : seen) fmt::print(stderr, "  + {}\n", line);
        step.expected = seen;
    }
    return found;
}

bool run(const std::string& path, const Options& options) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        fmt::print(stderr, "{}: cannot be read\n", path);
        return false;
    }
    auto script = parse_script(text);
    if (!script) {
        fmt::print(stderr, "{}:{}: {}\n", path, script.error().args[0].second, script.error().args[1].second);
        return false;
    }
    const int found = differences(path, *script, options);
    if (found == 0) fmt::print("{}: {} steps as expected\n", path, script->steps.size());
    if (found > 0 && options.update) std::ofstream(path, std::ios::binary) << text_of(*script);
    return found == 0;
}

} // namespace

} // namespace shanhai::golden

int main(int argc, char** argv) {
    const auto options = shanhai::golden::options_in(argc, argv);
    if (!options) {
        fmt::print(stderr, "golden [--update] [--restarts] [--postgres] [--stores DIR] SCRIPT…\n");
        return 2;
    }
    if (options->on_postgres && !shanhai::kernel::TrialPostgres::is_there()) {
        fmt::print(stderr, "tests/postgres_cluster.py starts a PostgreSQL server\n");
        return 77;
    }
    bool all = true;
    for (const auto& script : options->scripts) all = shanhai::golden::run(script, *options) && all;
    return all ? 0 : 1;
}
