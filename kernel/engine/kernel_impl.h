#pragma once

#include "kernel/access/accounts.h"
#include "kernel/cube/cube.h"
#include "kernel/documents/file_store.h"
#include "kernel/documents/virus_scanner.h"
#include "kernel/engine/reader_pool.h"
#include "kernel/engine/refusal_log.h"
#include "kernel/engine/store_log.h"
#include "kernel/engine/stored_readings.h"
#include "kernel/engine/upload_totals.h"
#include "kernel/engine/watchers.h"
#include "kernel/engine/writer.h"
#include "kernel/figures/figure_query.h"
#include "kernel/jobs/jobs.h"
#include "kernel/jobs/notices.h"
#include "kernel/module/module.h"
#include "kernel/personal/personal_values.h"
#include "kernel/rights/principal_index.h"
#include "kernel/rights/record_gate.h"
#include "kernel/schema/file_form.h"
#include "kernel/search/searched_fields.h"

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
    void write_later(std::function<void(Connection&)> write); // not waited for; dropped when the queue is full
    Done write_chore(std::function<void(Connection&)> write);
    // What it refuses is taken back.
    Done write_or_refuse(std::function<Done(Connection&)> write);

    const Schema& schema() const override { return *schema_; }
    const Registrar& registrar() const override { return registrar_; }
    bool is_demo() const override { return demo_; }
    Moment now() const override { return options_.clock(); }

    void submit(Request request, std::function<void(Result<Reply>)> done) override;
    Result<Reply> execute(Request request) override;
    Result<std::shared_ptr<Batch>> begin_batch(BatchAsked asked) override;
    Done end_batch(Batch& batch) override;
    Result<BatchTakenBack> take_back(Batch& batch) override;

    Result<Page> list(const Principal& who, const std::string& type, const ListQuery& query) override;
    Result<WalkHead> walk(const Principal& who, const std::string& type, const ListQuery& query,
                          const std::function<Done(const WalkHead&)>& begin,
                          const std::function<Done(json::object& record)>& take) override;
    Result<SearchAnswer> search(const Principal& who, const SearchQuery& query) override;
    Result<json::object> get(const Principal& who, const std::string& type, const std::string& name,
                             std::optional<Moment> as_of) override;
    Result<json::object> history(const Principal& who, const std::string& type, const std::string& name,
                                 std::optional<Moment> as_of) override;
    Result<json::object> next_steps(const Principal& who, const std::string& type, const std::string& name) override;
    Result<json::object> log_entries(const Principal& who, std::uint64_t after, std::size_t limit) override;

    json::object rights(const Principal& who) override;
    Done permit(const Principal& who, const std::string& type, const std::string& operation) override;
    Result<json::object> record_access(const Principal& who, const std::string& type, const std::string& name) override;
    Result<std::vector<Refusal>> refusals(const Principal& who, std::int64_t before, std::size_t limit) override;

    Result<std::vector<FigureCell>> figure(const Principal& who, const FigureQuery& query) override;
    Result<Lineage> lineage(const Principal& who, const LineageQuery& query) override;
    Result<Changes> changes(const Principal& who, const ChangesQuery& query) override;
    Result<std::vector<PublishedRow>> published(const Principal& who, std::optional<Moment> as_of) override;
    Result<std::size_t> escalate_overdue() override;

    TreeHead tree_head() override;
    Log& log() override { return log_; }
    Result<CopyReport> backup(const std::filesystem::path& out, const Progress& progress) override;
    Result<VerifyReport> verify(const Progress& progress) override;

    Result<FileStored> store_file(const Principal& who, const Upload& upload, std::string_view bytes) override;
    Result<std::string> load_thumbnail(const Principal& who, const std::string& sha256) override;
    Result<TidyReport> tidy_files(bool dry_run) override;
    Result<std::pair<FileStored, std::string>> load_file(const Principal& who, const std::string& sha256) override;

    std::optional<Principal> principal(const std::string& user) override;
    std::uint64_t access_version() const override { return principals_.version(); }
    Accounts& accounts() override { return *accounts_; }

    Readings& readings() override { return readings_; }
    Jobs& jobs() override { return *jobs_; }
    Notices& notices() override { return *notices_; }
    std::int64_t last_entry() const override { return cube_.view().last_entry(); }
    Result<MovedPage> moved(const Principal& who, std::int64_t after, std::size_t most) override;
    std::uint64_t watch(std::function<void()> look) override { return watchers_.add(std::move(look)); }
    void unwatch(std::uint64_t number) override { watchers_.remove(number); }

    json::object schema_json() const override;
    std::vector<std::pair<std::string, double>> counters() override;

private:
    Result<const RecordType*> type_named(const std::string& type) const;
    Done admit(const Request& request, const std::vector<Command>& commands, const Rights& rights);
    Done check_shapes(const Request& request, std::vector<Command> commands, std::size_t before,
                      Writer::Work& work) const;
    Result<bool> take_more(Writer::Work& work, std::size_t& before);
    std::shared_ptr<const Rights> rights_of(const Principal& who, Connection& reader);
    // Notes the refusal, and says it.
    std::unexpected<Problem> denied(const Principal& who, const std::string& operation, const std::string& type);
    // The record that somebody asks for; one that may not be read is not found, and the refusal is noted.
    Result<std::int64_t> find_readable(const Principal& who, RecordGate& gate, Connection& reader,
                                       const RecordType& type, const std::string& name);
    // The same as a moment left the store. "record.not_yet" when the record is there now, but was not then.
    Result<std::int64_t> find_then(const Principal& who, RecordGate& gate, Connection& reader, const RecordType& type,
                                   const std::string& name, const AsOf& as_of, const std::optional<Moment>& moment);
    // Passes on what came out, and notes it when it is a refusal for want of rights.
    template <class T>
    Result<T> noted(const Principal& who, const std::string& type, Result<T> result) {
        if (!result && result.error().code.starts_with("access."))
            refusals_.note(who, {.operation = "read", .type = type, .code = result.error().code});
        return result;
    }
    Result<std::vector<FigureCell>> evaluate_now(const ResolvedQuery& query, FigureResolver& names);
    // As that entry left the store.
    Result<std::vector<FigureCell>> evaluate_as_of(const ResolvedQuery& query, FigureResolver& names,
                                                   const AsOf& as_of);
    // What the entries (after, until] posted to the measures of a figure.
    std::map<int, std::vector<Movement>> postings_between(const Figure& figure, std::int64_t after, std::int64_t until);
    StoreDoors doors();
    StoredReadings::Doors reading_doors();
    // The record of the user of that name who may log in; 0 for the built-in administrator.
    std::optional<std::int64_t> person_named(const std::string& user);
    // The jobs that are declared, with actions for all of them, and whom to tell.
    Done start_jobs();
    Done check_quota(Connection& reader, const std::string& user, std::int64_t size);
    Result<std::string> scanned(std::string_view bytes) const;
    Done note_file(const FileStored& stored, const FileForm& form, bool kept_location, const std::string& user);
    // Opens what is personal in something that is about to be shown.
    void open_personal(json::value& shown, Connection& reader) const;
    Result<BatchTakenBack> take_back(std::int64_t number, const std::string& about);
    Done take_back_singly(std::vector<Command> commands, BatchTakenBack& result);
    Done take_back_unended();
    // What an erasure leaves to do once it is durable: doomed files, and what databases keep of deleted rows.
    void finish_erasures();
    std::string text_of(const std::string& path) const; // of a schema file; empty when there is none

    OpenOptions options_;
    UploadTotals uploads_;
    std::unique_ptr<Schema> schema_;
    std::unique_ptr<Store> store_;
    std::optional<DirectoryLock> lock_;
    Registrar registrar_;
    ReaderPool readers_;
    Cube cube_;
    ReferenceIndexes references_;
    PrincipalIndex principals_;
    RightsIndex rights_;
    const SearchedTypes searched_;
    FileStore files_;
    PersonKeys person_keys_;
    VirusScanner scanner_;
    StoreLog log_;
    bool demo_ = false;
    std::unique_ptr<Accounts> accounts_;
    std::unique_ptr<Jobs> jobs_;
    std::unique_ptr<Notices> notices_;
    RefusalLog refusals_;
    StoredReadings readings_;
    Watchers watchers_;
    std::unique_ptr<Writer> writer_; // last: it stops first
};

// The state of the records at a moment, as this reader's transaction knows it.
AsOf as_of_moment(Connection& reader, const std::optional<Moment>& moment);

// What a posting moved, in words: dimension → label, the currency apart.
std::vector<std::pair<std::string, std::string>>
coordinate_labels(const Measure& measure, std::span<const Value> values, FigureResolver& names, std::string& currency);

} // namespace shanhai::kernel
