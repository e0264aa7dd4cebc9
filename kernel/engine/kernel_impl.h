#pragma once

#include "kernel/access/sessions.h"
#include "kernel/cube/cube.h"
#include "kernel/documents/file_store.h"
#include "kernel/engine/reader_pool.h"
#include "kernel/engine/writer.h"
#include "kernel/figures/figure_query.h"
#include "kernel/module/module.h"
#include "kernel/rights/principal_index.h"

namespace shanhai::kernel {

// Keeps other writers out of a data directory for as long as it lives. "store.locked".
class DirectoryLock {
public:
    static Result<DirectoryLock> take(const std::filesystem::path& data);
    DirectoryLock(DirectoryLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    DirectoryLock& operator=(DirectoryLock&&) = delete;
    ~DirectoryLock();

private:
    explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

class KernelImpl final : public Kernel {
public:
    KernelImpl(OpenOptions options, std::unique_ptr<Schema> schema, std::unique_ptr<Store> store,
               std::optional<DirectoryLock> lock);
    ~KernelImpl() override;

    // Loads the cube and starts the writer.
    Done start();
    // Fills a new store: seeds of the modules in batches.
    Done plant_seeds(const Progress& progress);
    Done write_chore(std::function<void(Connection&)> write);

    const Schema& schema() const override { return *schema_; }
    const Registrar& registrar() const override { return registrar_; }
    bool is_demo() const override { return demo_; }
    Moment now() const override { return options_.clock(); }

    void submit(Request request, std::function<void(Result<Reply>)> done) override;
    Result<Reply> execute(Request request) override;

    Result<Page> list(const Principal& who, const std::string& type, const ListQuery& query) override;
    Result<json::object> get(const Principal& who, const std::string& type, const std::string& name,
                             std::optional<Moment> as_of) override;
    Result<json::object> history(const Principal& who, const std::string& type, const std::string& name,
                                 std::optional<Moment> as_of) override;
    Result<json::object> next_steps(const Principal& who, const std::string& type, const std::string& name) override;
    Result<json::object> log_entries(const Principal& who, std::uint64_t after, std::size_t limit) override;

    Result<std::vector<FigureCell>> figure(const Principal& who, const FigureQuery& query) override;
    Result<Lineage> lineage(const Principal& who, const LineageQuery& query) override;
    Result<Changes> changes(const Principal& who, const ChangesQuery& query) override;
    Result<std::vector<PublishedRow>> published(const Principal& who, std::optional<Moment> as_of) override;
    Result<std::size_t> escalate_overdue() override;

    TreeHead tree_head() override;
    Result<VerifyReport> verify(const Progress& progress) override;

    Result<FileStored> store_file(const Principal& who, std::string name, std::string_view bytes) override;
    Result<std::pair<FileStored, std::string>> load_file(const Principal& who, const std::string& sha256) override;

    std::optional<Principal> principal(const std::string& user) override;
    std::uint64_t access_version() const override { return principals_.version(); }
    Result<SessionStarted> log_in(const std::string& user, const std::string& password) override;
    std::optional<Principal> session_principal(std::string_view token) override;
    void log_out(std::string_view token) override;

    json::object schema_json() const override;
    std::vector<std::pair<std::string, double>> counters() override;

private:
    Result<const RecordType*> type_named(const std::string& type) const;
    Result<std::vector<FigureCell>> evaluate_now(const ResolvedQuery& query, FigureResolver& names);
    // As that entry left the store.
    Result<std::vector<FigureCell>> evaluate_as_of(const ResolvedQuery& query, FigureResolver& names,
                                                   const AsOf& as_of);
    // What the entries (after, until] posted to the measures of a figure.
    std::map<int, std::vector<Movement>> postings_between(const Figure& figure, std::int64_t after, std::int64_t until);
    std::string text_of(const std::string& path) const; // of a schema file; empty when there is none

    OpenOptions options_;
    std::unique_ptr<Schema> schema_;
    std::unique_ptr<Store> store_;
    std::optional<DirectoryLock> lock_;
    Registrar registrar_;
    ReaderPool readers_;
    Cube cube_;
    ReferenceIndexes references_;
    PrincipalIndex principals_;
    FileStore files_;
    Sessions sessions_;
    bool demo_ = false;
    std::unique_ptr<Writer> writer_; // last: it stops first
};

// The state of the records at a moment, as this reader's transaction knows it.
AsOf as_of_moment(Connection& reader, const std::optional<Moment>& moment);

// What a posting moved, in words: dimension → label, the currency apart.
std::vector<std::pair<std::string, std::string>>
coordinate_labels(const Measure& measure, std::span<const Value> values, FigureResolver& names, std::string& currency);

} // namespace shanhai::kernel
