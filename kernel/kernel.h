#pragma once

#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/json.h"
#include "base/result.h"
#include "kernel/access/principal.h"
#include "kernel/batch.h"
#include "kernel/changes.h"
#include "kernel/files.h"
#include "kernel/found_records.h"
#include "kernel/schema/loader.h"
#include "kernel/schema/model.h"
#include "kernel/value.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The kernel as the api, the modules and the apps see it: commands in, records and figures out.
// Everything here is safe to call from any thread.
namespace shanhai::kernel {

using RecordId =
    Id<struct RecordTag>;             // the sequence number of the entry that created the record: unique over all types
using EntrySeq = Id<struct EntryTag>; // 1, 2, 3 …: place in the journal; leaf index + 1

// undo takes the last advance back; escalate is the system's own: a time limit has passed.
// erase 删除个人信息: destroys the key of the person that the record is.
enum class Action { create, amend, advance, void_, erase, undo, escalate };

struct Command {
    Action action = Action::create;
    std::string type;
    std::string record;     // id, key or number; empty for create. In a batch also "$3": what the 3rd command made
    std::string transition; // of advance
    json::object fields;    // as in the HTTP interface; in a batch a reference may be "$3"
    std::string reason;
    std::optional<std::int64_t> version; // If-Match
    std::string actor;                   // whom the entry names, when that is not who asks: the administrator only
    std::optional<Moment> at;            // imports only: when it happened to be entered; never before the last entry
};

struct PostingShown {
    int measure = 0;
    Date day = Date::from_days(0);
    std::int64_t value = 0;                                       // scaled like the measure's unit
    std::string currency;                                         // of money
    std::vector<std::pair<std::string, std::string>> coordinates; // dimension → label
};

struct Outcome {
    RecordId record;
    EntrySeq entry;                     // 0 when nothing had to change (an amendment that says what is already so)
    json::object shown;                 // the record after the command, as the HTTP interface shows it
    std::vector<PostingShown> postings; // filled for dry runs that show
};

// Follows long work from another thread, and may call it off for as long as it is not committed ("request.cancelled").
struct Watch {
    std::atomic<std::uint64_t> done{0}; // commands that went through
    std::atomic<bool> cancelled{false};
};

// One request: several commands that happen together or not at all.
struct Request {
    Principal who;
    std::vector<Command> commands;
    // More of them, asked for by the writer until there are none, so that a hundred thousand never lie in memory together.
    // Everybody waits with the writer: it must have them ready. Nothing is erased by them.
    std::function<Result<std::vector<Command>>()> more;
    bool dry_run = false;
    std::string idempotency_key; // honoured per actor; empty: none
    std::string fingerprint;     // of the request, compared when the key comes again
    bool show = true;            // false: leave Outcome::shown and postings empty (imports)
    // Of a dry run, when more than one: it goes on behind a refused command, until so many were refused.
    std::size_t most_problems = 1;
    Watch* watch = nullptr; // outlives the answer; nullptr: nobody looks
    // Refused with "request.others_wait", and nothing done, as soon as others wait for the writer and it is not nearly over.
    bool gives_way = false;
    std::shared_ptr<Batch> batch; // that it is a part of; nothing: it stands by itself

    bool goes_on() const { return dry_run && most_problems > 1; }
};

// A refusal for want of rights, as the record of such refusals keeps it.
struct Refusal {
    std::int64_t id = 0;
    Moment at;
    std::string user;
    std::string from;      // the caller's address; empty: this machine
    std::string operation; // "read", "create", a transition …
    std::string type;
    std::int64_t record = 0; // 0: none in particular
    std::string code;        // "access.denied", …
};

struct Reply {
    std::vector<Outcome> outcomes; // one a command; empty for the refused ones of a dry run that goes on
    std::vector<std::pair<std::size_t, Problem>> refused; // by the command's index
    bool repeated = false; // the answer of an earlier request with the same idempotency key
};

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

struct ListFilter {
    std::string path;      // "amount", "project.region", "state"
    std::string operation; // eq ne gt gte lt lte in like null notnull under
    std::string value;     // as typed; in: "(a,b)"
};

struct ListQuery {
    std::vector<ListFilter> filters;
    std::string words;              // q=
    std::vector<std::string> order; // "-date"
    std::size_t limit = 50;         // 1–500
    std::string after;              // cursor of the page before
    bool count = false;
    bool with_void = false; // void=any; a filter on `void` sees to itself
    bool late = false;      // only what was entered after its period had ended
    bool overdue = false;   // only what is past the time limit of its state
    std::optional<Moment> as_of;
};

struct Page {
    json::array items;
    std::optional<std::string> next;
    std::optional<std::int64_t> count;
};

struct TreeHead {
    std::uint64_t size = 0;
    Hash root{};
};

// What a whole list comes with: where the journal stood when it was read.
struct WalkHead {
    Moment at;
    TreeHead tree;
    std::string checkpoint; // of that tree, signed; empty for a log without a key
    std::int64_t count = 0; // of the records that follow
};

using Where = std::vector<std::pair<std::string, std::string>>; // dimension or calendar word → value as typed

struct FigureQuery {
    std::string figure;
    Where where;
    std::vector<std::string> by;
    std::optional<Moment> as_of;
};

struct FigureCell {
    std::vector<std::pair<std::string, std::string>> where; // labels
    std::vector<std::pair<std::string, std::string>> keys;  // keys to ask again with
    std::optional<Rational> value;                          // nothing when it cannot be computed (division by zero)
    std::string text;                                       // the value with the figure's decimals; empty without one
    std::string unit;                                       // "CNY", "percent", …
    std::optional<bool> target_met;
};

struct LineageQuery {
    std::string figure;
    Where where;
    std::optional<Moment> as_of;
    std::optional<int> operand;
    std::size_t limit = 100;
    std::string after;
};

struct OperandShown {
    std::string measure;
    std::string filter;
    std::string value;
    std::string unit;
    std::int64_t postings = 0;
    std::string late; // how much of the value was entered late
    std::int64_t late_postings = 0;
};

struct LineagePosting {
    EntrySeq entry;
    std::string measure;
    std::string value;
    std::string unit;
    Date day = Date::from_days(0);
    int late_days = 0; // entered so many days after its day; 0: within its period
    Moment at;
    std::string actor;
    std::string action;
    json::object record; // {"id","type","number","label"}
    std::vector<std::pair<std::string, std::string>> coordinates;
};

struct Lineage {
    FigureCell cell;
    std::vector<OperandShown> operands;
    std::vector<LineagePosting> postings;
    std::optional<std::string> next;
};

struct PublishedRow {
    std::map<std::string, std::string> fact; // the columns of data/published/figures.csv
    std::string figure;
    Where where;
    std::string computed; // empty without a figure
    std::string verdict;  // agrees | differs | not_a_balance | module
    std::string module;   // who will answer for it
    Text because;
};

struct VerifyReport {
    bool ok = true;
    std::uint64_t entries = 0;
    std::string root;
    std::vector<std::string> findings; // one line each: what is broken, where, what to do
    std::optional<std::uint64_t> first_broken;
    double seconds = 0;
};

// What a backup took, or a restore or migration made.
struct CopyReport {
    std::uint64_t entries = 0;
    std::string root;
    std::uint64_t files = 0;     // of records
    std::uint64_t new_files = 0; // of them not in the copy before
    double seconds = 0;
};

// A record that an entry changed.
struct Moved {
    std::string type;
    std::int64_t record = 0;
    EntrySeq entry;
};
struct MovedPage {
    std::vector<Moved> items;
    std::int64_t until = 0; // the last entry that was looked at
};

// How far long work has come: done, total (0 when unknown).
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// ── the facade ───────────────────────────────────────────────────────────────────────────────────────────────────

// How the log of a new store is hashed and signed; it stays so for as long as the store lives.
struct LogChoice {
    HashAlgorithm hash = HashAlgorithm::sha256;
    bool sm2 = false; // sign with SM2 instead of Ed25519
    std::string name; // the log's name in its checkpoints, e.g. "log.example.org/shanhai"; empty: made up
};

struct OpenOptions {
    std::filesystem::path data;
    // "postgres://user@host:port/database"; empty: the one that the data directory belongs to, else SQLite in it.
    std::string store;
    std::vector<SchemaFile> schema_files; // modules/… and data/…
    Clock clock = system_now;
    LogChoice log; // of a new store
    FileSettings files;
    std::string cipher = "aes-256-gcm"; // of a new store, for what is personal; or "sm4-cbc-hmac-sm3"
    bool read_only = false;             // no writer, no lock: for command-line reading beside a running server
    std::function<void(class Registrar&)> register_modules; // C++ parts of the modules
};

class Kernel {
public:
    // Makes a new store: tables, the administrator's password (argon2id), the modules' seeds.
    // "store.exists" when there is one already, "store.not_empty" when the database holds something else. Durable only
    // when it returns.
    static Result<std::unique_ptr<Kernel>> create(OpenOptions options, const std::string& admin_password, bool demo,
                                                  const Progress& progress = {});
    // "store.missing", "store.locked" (another process writes to it), "store.schema_changed", "store.unavailable" …
    static Result<std::unique_ptr<Kernel>> open(OpenOptions options);
    virtual ~Kernel() = default;

    virtual const Schema& schema() const = 0;
    virtual const class Registrar& registrar() const = 0;
    virtual bool is_demo() const = 0;
    virtual Moment now() const = 0;

    // Queues the request; `done` is called once, on the writer's thread, after the commit is durable or the request is
    // refused. Answers "writer.busy" at once when the queue is full.
    virtual void submit(Request request, std::function<void(Result<Reply>)> done) = 0;
    // The same, waiting.
    virtual Result<Reply> execute(Request request) = 0;

    // Large work in parts (kernel/batch.h). "idempotency.reused".
    virtual Result<std::shared_ptr<Batch>> begin_batch(BatchAsked asked) = 0;
    virtual Done end_batch(Batch& batch) = 0; // what it recorded stands
    virtual Result<BatchTakenBack> take_back(Batch& batch) = 0;

    virtual Result<Page> list(const Principal& who, const std::string& type, const ListQuery& query) = 0;
    // Every record of a list that may be read and exported, in its order, as of one moment, however many there are; `limit`
    // and `after` do not count. `begin` is called once, before the first record. What either of them refuses ends the walk.
    virtual Result<WalkHead> walk(const Principal& who, const std::string& type, const ListQuery& query,
                                  const std::function<Done(const WalkHead&)>& begin,
                                  const std::function<Done(json::object& record)>& take) = 0;
    // Records of all types, by words: kernel/found_records.h. "search.no_words", "search.too_long", "search.too_many_words",
    // "record.unknown_type", "list.bad_cursor".
    virtual Result<SearchAnswer> search(const Principal& who, const SearchQuery& query) = 0;
    // `name` is an id, key or number. "record.not_found", also for what may not be read.
    virtual Result<json::object> get(const Principal& who, const std::string& type, const std::string& name,
                                     std::optional<Moment> as_of = {}) = 0;
    virtual Result<json::object> history(const Principal& who, const std::string& type, const std::string& name,
                                         std::optional<Moment> as_of = {}) = 0;
    // Where the record stands in its workflow, what each next step needs, and whether the last one can be undone.
    virtual Result<json::object> next_steps(const Principal& who, const std::string& type, const std::string& name) = 0;
    virtual Result<json::object> log_entries(const Principal& who, std::uint64_t after, std::size_t limit) = 0;

    // What `who` may do: {"everything","refusals","types":{type:{"may","own","sees"}}}; what pages show and hide by.
    virtual json::object rights(const Principal& who) = 0;
    // "access.denied" unless this may be done with some record of the type.
    virtual Done permit(const Principal& who, const std::string& type, const std::string& operation) = 0;
    // Who may do what with a record, and by which grant; for those who may read grants. "record.not_found", "access.denied".
    virtual Result<json::object> record_access(const Principal& who, const std::string& type,
                                               const std::string& name) = 0;
    // What was refused for want of rights, the last first; `before`: an id, 0 for the newest. "access.denied".
    virtual Result<std::vector<Refusal>> refusals(const Principal& who, std::int64_t before, std::size_t limit) = 0;

    virtual Result<std::vector<FigureCell>> figure(const Principal& who, const FigureQuery& query) = 0;
    virtual Result<Lineage> lineage(const Principal& who, const LineageQuery& query) = 0;
    virtual Result<Changes> changes(const Principal& who, const ChangesQuery& query) = 0;
    virtual Result<std::vector<PublishedRow>> published(const Principal& who, std::optional<Moment> as_of = {}) = 0;

    // Journals, once a deadline, that a record is past the time limit of its state. How many it were.
    virtual Result<std::size_t> escalate_overdue() = 0;

    virtual TreeHead tree_head() = 0;
    // Checkpoints, tiles and proofs: kernel/log.h.
    virtual class Log& log() = 0;
    // Writes into the folder `out` all that a restore needs, as of one moment, while others go on working. What an
    // earlier backup left there is replaced at once, at the end. "backup.…", "file.unwritable".
    virtual Result<CopyReport> backup(const std::filesystem::path& out, const Progress& progress = {}) = 0;
    virtual Result<VerifyReport> verify(const Progress& progress = {}) = 0;

    // The files that records refer to. What is stored, and hashed, is without what cameras write into images about place and
    // people. "file.too_large", "file.ending_lies", "file.quota", "file.infected" …; reading: "file.unknown".
    virtual Result<FileStored> store_file(const Principal& who, const Upload& upload, std::string_view bytes) = 0;
    virtual Result<std::pair<FileStored, std::string>> load_file(const Principal& who, const std::string& sha256) = 0;
    // A small JPEG of an image. "file.no_thumbnail" of what is none.
    virtual Result<std::string> load_thumbnail(const Principal& who, const std::string& sha256) = 0;
    // Collects files that nothing refers to any more, as far as their retention has ended.
    virtual Result<TidyReport> tidy_files(bool dry_run) = 0;

    // The user of that name as the records stand now; nothing when there is none, or it is disabled.
    virtual std::optional<Principal> principal(const std::string& user) = 0;
    // Changes whenever users or grants do: what was remembered of a principal is then out of date.
    virtual std::uint64_t access_version() const = 0;

    // How users prove who they are: passwords, sessions, tokens (kernel/access/accounts.h).
    virtual class Accounts& accounts() = 0;

    // The type's and figures' declarations as GET /schema gives them, and names for the published table.
    virtual json::object schema_json() const = 0;

    // Readings at a high rate, outside of the journal (kernel/readings.h).
    virtual class Readings& readings() = 0;

    // What the store does by itself, and when (kernel/jobs/jobs.h); what people are told (kernel/jobs/notices.h).
    virtual class Jobs& jobs() = 0;
    virtual class Notices& notices() = 0;

    // The last entry that readers see.
    virtual std::int64_t last_entry() const = 0;
    // Which records the entries behind `after` changed, as far as `who` may read them; at most `most` entries are looked at.
    virtual Result<MovedPage> moved(const Principal& who, std::int64_t after, std::size_t most) = 0;
    // Calls `look` after each commit, on the writer's thread: it must be quick and ask nothing of the kernel. The number ends
    // it; `unwatch` returns when it is not being called any more.
    virtual std::uint64_t watch(std::function<void()> look) = 0;
    virtual void unwatch(std::uint64_t number) = 0;

    // Counters for /metrics: name → value.
    virtual std::vector<std::pair<std::string, double>> counters() = 0;
};

} // namespace shanhai::kernel
