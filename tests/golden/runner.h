#pragma once

#include "kernel/kernel.h"
#include "tests/golden/script.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace shanhai::golden {

// Does what a script says on a store of its own, and writes down what came of each step.
class Runner {
public:
    // `data` holds a new store, which the runner changes.
    Runner(std::filesystem::path data, std::size_t restart_every);

    // The lines that a user would see. Throws std::runtime_error when the step itself makes no sense.
    std::vector<std::string> take(const Step& step);

private:
    using Lines = std::vector<std::string>;
    struct Made {
        std::string type, id; // both empty: refused
    };

    void open();
    Lines directive(const Step& step);
    Lines verify();
    Lines create(const std::vector<std::string>& words);
    Lines change(const std::string& verb, const std::vector<std::string>& words);
    Lines get(const std::vector<std::string>& words);
    Lines history(const std::vector<std::string>& words);
    kernel::ListQuery list_asked(const std::vector<std::string>& words, std::vector<std::string>& columns) const;
    Lines list(const std::vector<std::string>& words);
    Lines find(const std::vector<std::string>& words);
    Lines figure(const std::vector<std::string>& words);
    Result<kernel::Lineage> lineage_asked(const std::vector<std::string>& words);
    Lines lineage(const std::vector<std::string>& words);
    Lines late(const std::vector<std::string>& words);
    Lines changes(const std::vector<std::string>& words);
    Lines next(const std::vector<std::string>& words);
    Lines escalate();
    Lines job(const std::vector<std::string>& words);

    // Who acts: `as NAME`.
    kernel::Principal who() const;
    Made record_named(const std::string& word) const;
    const kernel::RecordType& type_named(const std::string& name) const;
    Result<json::object> fields(const kernel::RecordType& type, const std::vector<std::string>& words,
                                std::string& reason);
    Result<json::value> keep_file(const std::string& name);
    Result<kernel::Outcome> execute(kernel::Command command);
    std::string with_references(std::string text) const;

    std::filesystem::path data_;
    std::size_t restart_every_; // 0: never
    std::size_t taken_ = 0;     // steps
    std::shared_ptr<Moment> now_;
    std::unique_ptr<kernel::Kernel> kernel_;
    std::string actor_ = "admin";
    std::vector<Made> made_;
};

// A new store with the modules' seeds, made once and kept under `stores` for all scripts; its records in a database of
// the PostgreSQL server when `on_postgres`. Returns where it is.
std::filesystem::path new_store(const std::filesystem::path& stores, bool on_postgres);

// "refused CODE /field", each further problem on a line of its own.
std::vector<std::string> refusal(const Problem& problem);

} // namespace shanhai::golden
