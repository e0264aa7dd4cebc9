#include "kernel/engine/kernel_impl.h"

#include "base/check.h"
#include "base/csv.h"
#include "base/money.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/past_rows.h"
#include "kernel/figures/evaluate.h"
#include "kernel/records/record_list.h"
#include "kernel/store/entry_time.h"
#include "kernel/store/tables.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <tuple>

namespace shanhai::kernel {

namespace {

constexpr std::size_t seed_batch = 500;

// The store that the options name, else the one that the data directory belongs to, else the file in it.
std::string store_name(const OpenOptions& options) {
    if (!options.store.empty()) return options.store;
    std::string name;
    if (std::ifstream file(options.data / "store"); std::getline(file, name) && !name.empty()) return name;
    return (options.data / "shanhai.db").string();
}

// So that later commands need not be told. Only its owner may read it: there may be a password in it.
void remember_store(const OpenOptions& options) {
    if (options.store.empty()) return;
    const auto path = options.data / "store";
    std::ofstream(path) << "";
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::ofstream file(path);
    file << options.store << '\n';
    if (!file.flush()) throw StoreError("cannot write " + path.string());
}

// False for what an interrupted init leaves behind: half of the tables, or half of the seeds.
bool is_finished(Store& store) {
    const auto reader = store.connect_reader();
    return has_system_tables(*reader) && meta(*reader, "ready") == "1";
}

// Makes room for a new store. What an interrupted init left was never opened since: nobody has entered anything.
Done make_room(Store& store, const OpenOptions& options) {
    const auto shown = shown_store_name(store_name(options));
    if (!store.exists()) return {};
    if (is_finished(store)) return refuse("store.exists", {}, {{"path", shown}});
    if (is_server_name(shown) && !has_system_tables(*store.connect_reader()))
        return refuse("store.not_empty", {}, {{"path", shown}});
    store.clear();
    return {};
}

} // namespace

// ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────

Result<DirectoryLock> DirectoryLock::take(const std::filesystem::path& data) {
    const int descriptor = ::open((data / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor < 0) return refuse("store.failed", {}, {{"what", "cannot open " + (data / "lock").string()}});
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return refuse("store.locked", {}, {{"path", data.string()}});
    }
    return DirectoryLock(descriptor);
}

DirectoryLock::~DirectoryLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

KernelImpl::KernelImpl(OpenOptions options, std::unique_ptr<Schema> schema, std::unique_ptr<Store> store,
                       std::optional<DirectoryLock> lock)
    : options_(std::move(options)), schema_(std::move(schema)), store_(std::move(store)), lock_(std::move(lock)),
      readers_(*store_), cube_(*schema_), references_(*schema_), principals_(*schema_), files_(options_.data / "files"),
      sessions_(options_.clock) {
    if (options_.register_modules) options_.register_modules(registrar_);
}

KernelImpl::~KernelImpl() { writer_.reset(); }

Done KernelImpl::start() {
    const auto reader = readers_.lend();
    demo_ = meta(*reader, "demo") == "1";
    cube_.load(*reader);
    sessions_.load(*reader);
    if (options_.read_only) return {};
    Writer::Observer observer{[this](const std::set<std::string>& types, std::int64_t entry) {
        for (const auto& type : types) references_.changed(type, entry);
        principals_.changed(types);
    }};
    writer_ = std::make_unique<Writer>(store_->connect_writer(), *schema_, cube_, options_.clock, std::move(observer));
    return {};
}

Result<std::unique_ptr<Kernel>> Kernel::create(OpenOptions options, const std::string& admin_password, bool demo,
                                               const Progress& progress) {
    return guarded([&]() -> Result<std::unique_ptr<Kernel>> {
        auto schema = TRY(load_schema(options.schema_files));
        TRY_DO(check_password(admin_password));
        std::filesystem::create_directories(options.data / "files");
        auto lock = TRY(DirectoryLock::take(options.data));
        auto store = open_store(store_name(options));
        TRY_DO(make_room(*store, options));
        remember_store(options);
        {
            const auto writer = store->connect_writer();
            writer->execute("BEGIN IMMEDIATE");
            create_system_tables(*writer);
            TRY_DO(bring_tables_to(*writer, *schema));
            writer->prepared("INSERT INTO sys_user (name, password) VALUES ('admin', ?)")
                .bind(hash_password(admin_password))
                .run();
            set_meta(*writer, "demo", demo ? "1" : "0");
            set_meta(*writer, "format", "1");
            set_meta(*writer, "past", "1");
            writer->execute("COMMIT");
        }
        auto kernel =
            std::make_unique<KernelImpl>(std::move(options), std::move(schema), std::move(store), std::move(lock));
        TRY_DO(kernel->start());
        TRY_DO(kernel->plant_seeds(progress));
        TRY_DO(kernel->write_chore([](Connection& writer) { set_meta(writer, "ready", "1"); }));
        return kernel;
    });
}

Result<std::unique_ptr<Kernel>> Kernel::open(OpenOptions options) {
    return guarded([&]() -> Result<std::unique_ptr<Kernel>> {
        auto schema = TRY(load_schema(options.schema_files));
        auto store = open_store(store_name(options));
        if (!store->exists()) return refuse("store.missing", {}, {{"path", shown_store_name(store_name(options))}});
        std::optional<DirectoryLock> lock;
        if (!options.read_only) lock.emplace(TRY(DirectoryLock::take(options.data)));
        if (!is_finished(*store)) return refuse("store.unfinished", {}, {{"path", options.data.string()}});
        std::vector<int> fresh;
        if (!options.read_only) {
            const auto writer = store->connect_writer();
            writer->execute("BEGIN IMMEDIATE");
            fresh = TRY(bring_tables_to(*writer, *schema));
            if (meta(*writer, "past") != "1") { // made before rows of the past were kept
                write_past_rows(*writer, *schema);
                set_meta(*writer, "past", "1");
            }
            if (!fresh.empty()) { // measures that the store has never posted: post them from the records
                Cube cube(*schema);
                cube.load(*writer);
                Applier applier(*writer, *schema, cube);
                for (const int measure : fresh)
                    applier.post_from_records(schema->measures[static_cast<std::size_t>(measure)]);
                applier.balances().flush();
            }
            writer->execute("COMMIT");
            remember_store(options);
        }
        auto kernel =
            std::make_unique<KernelImpl>(std::move(options), std::move(schema), std::move(store), std::move(lock));
        TRY_DO(kernel->start());
        return kernel;
    });
}

std::string KernelImpl::text_of(const std::string& path) const {
    for (const auto& file : options_.schema_files) {
        if (file.path == path) return file.text;
    }
    return {};
}

Done KernelImpl::plant_seeds(const Progress& progress) {
    std::uint64_t planted = 0;
    for (const auto& type : schema_->types) {
        const auto path = "modules/" + type->module + "/seed/" + type->name + ".csv";
        const auto text = text_of(path);
        if (text.empty()) continue;
        const auto rows = TRY(parse_csv(text));
        Request request;
        request.who = Principal::system();
        request.show = false;
        for (std::size_t i = 1; i < rows.size(); ++i) {
            Command command;
            command.type = type->name;
            for (std::size_t column = 0; column < rows[i].cells.size() && column < rows.front().cells.size();
                 ++column) {
                if (!rows[i].cells[column].empty()) command.fields[rows.front().cells[column]] = rows[i].cells[column];
            }
            request.commands.push_back(std::move(command));
            if (request.commands.size() < seed_batch && i + 1 < rows.size()) continue;
            const auto first_row = i + 1 - request.commands.size();
            if (auto planted_batch =
                    execute(std::exchange(request, Request{.who = Principal::system(), .show = false}));
                !planted_batch) {
                auto problem = planted_batch.error();
                problem.args.emplace_back("file", path);
                problem.args.emplace_back("first_row", std::to_string(rows[first_row].line));
                return std::unexpected(std::move(problem));
            }
            planted = planted + 1;
            if (progress) progress(i, rows.size() - 1);
        }
    }
    return {};
}

// ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────

void KernelImpl::submit(Request request, std::function<void(Result<Reply>)> done) {
    if (!writer_) return done(refuse("store.read_only"));
    Writer::Work work;
    for (auto& command : request.commands) {
        // Entries name who asked; only the administrator enters in the name of others (imports, the demo).
        if (command.action == Action::escalate && !request.who.is_system())
            return done(refuse("record.unknown_transition", {}, {{"name", "escalate"}, {"type", command.type}}));
        if (command.actor.empty() || !request.who.is_administrator()) command.actor = request.who.user();
        auto prepared = prepare(std::move(command), *schema_, registrar_);
        if (!prepared) {
            if (request.commands.size() > 1)
                prepared.error().args.emplace_back("command", std::to_string(work.commands.size() + 1));
            return done(std::unexpected(std::move(prepared.error())));
        }
        work.commands.push_back(*std::move(prepared));
    }
    request.commands.clear();
    work.request = std::move(request);
    work.done = done;
    if (!writer_->submit(std::move(work))) done(refuse("writer.busy"));
}

Result<Reply> KernelImpl::execute(Request request) {
    std::promise<Result<Reply>> promise;
    auto future = promise.get_future();
    submit(std::move(request), [&](Result<Reply> reply) { promise.set_value(std::move(reply)); });
    return future.get();
}

Done KernelImpl::write_chore(std::function<void(Connection&)> write) {
    if (!writer_) return refuse("store.read_only");
    std::promise<Done> promise;
    auto future = promise.get_future();
    if (!writer_->submit(Writer::Chore{std::move(write), [&](Done done) { promise.set_value(std::move(done)); }}))
        return refuse("writer.busy");
    return future.get();
}

// ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────

Result<const RecordType*> KernelImpl::type_named(const std::string& name) const {
    const auto* type = schema_->type(name);
    if (type == nullptr) return refuse("record.unknown_type", {}, {{"name", name}});
    return type;
}

Result<Page> KernelImpl::list(const Principal&, const std::string& type, const ListQuery& query) {
    return guarded([&]() -> Result<Page> {
        const auto reader = readers_.lend();
        const auto as_of = as_of_moment(*reader, query.as_of);
        const auto today = query.as_of.value_or(options_.clock()).day_in_shanghai();
        return list_records(*reader, *schema_, *TRY(type_named(type)), query, as_of, today);
    });
}

// ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────

AsOf as_of_moment(Connection& reader, const std::optional<Moment>& moment) {
    return moment ? AsOf{entry_at(reader, *moment)} : AsOf{};
}

Result<std::vector<FigureCell>> KernelImpl::evaluate_now(const ResolvedQuery& query, FigureResolver& names) {
    const auto view = cube_.view();
    return evaluate(query, view, *schema_, names, [](int) { return std::span<const Movement>{}; });
}

Result<std::vector<FigureCell>> KernelImpl::evaluate_as_of(const ResolvedQuery& query, FigureResolver& names,
                                                           const AsOf& as_of) {
    // What the cube shows and what is taken back must end at the same entry. A commit may come in between, but hardly
    // eight times; then the cube is held while the store is read.
    for (int attempt = 0;; ++attempt) {
        std::optional<CubeView> view;
        if (attempt == 8) view.emplace(cube_.view());
        const auto shown = view ? view->last_entry() : cube_.view().last_entry();
        const auto undo = postings_between(*query.figure, as_of.entry, shown);
        if (!view) view.emplace(cube_.view());
        if (view->last_entry() != shown) continue;
        return evaluate(query, *view, *schema_, names,
                        [&](int measure) { return std::span<const Movement>(undo.at(measure)); });
    }
}

std::map<int, std::vector<Movement>> KernelImpl::postings_between(const Figure& figure, std::int64_t after,
                                                                  std::int64_t until) {
    std::map<int, std::vector<Movement>> result;
    const auto fresh = readers_.lend(); // sees at least what the cube shows
    for (const auto& operand : figure.formula.operands) {
        const auto [taken, first] = result.try_emplace(operand.measure);
        if (!first) continue; // the formula names the measure twice
        auto& statement = (*fresh).prepared(
            "SELECT coordinate, day, SUM(value) FROM sys_posting WHERE measure = (SELECT id FROM sys_measure WHERE name = ?) "
            "AND entry > ? AND entry <= ? GROUP BY coordinate, day");
        statement.bind(schema_->measures[static_cast<std::size_t>(operand.measure)].name).bind(after).bind(until);
        while (statement.step()) {
            taken->second.push_back({operand.measure, static_cast<CoordinateId>(statement.integer(0)),
                                     static_cast<std::int32_t>(statement.integer(1)), statement.integer(2)});
        }
    }
    return result;
}

Result<std::vector<FigureCell>> KernelImpl::figure(const Principal&, const FigureQuery& query) {
    return guarded([&]() -> Result<std::vector<FigureCell>> {
        const auto reader = readers_.lend();
        const auto as_of = as_of_moment(*reader, query.as_of);
        FigureResolver names(*schema_, references_, *reader, as_of);
        const auto resolved = TRY(names.resolve(query.figure, query.where, query.by));
        if (as_of.is_past()) return evaluate_as_of(resolved, names, as_of);
        return evaluate_now(resolved, names);
    });
}

// ── log, files, sessions ─────────────────────────────────────────────────────────────────────────────────────────

Result<FileStored> KernelImpl::store_file(const Principal&, std::string name, std::string_view bytes) {
    return guarded([&]() -> Result<FileStored> {
        if (!writer_) return refuse("store.read_only");
        FileStored stored;
        stored.sha256 = TRY(files_.put(bytes));
        stored.name = name.empty() || name.size() > 300 || !is_utf8(name) ? "file" : std::move(name);
        stored.media_type = media_type_of(bytes);
        stored.size = static_cast<std::int64_t>(bytes.size());
        TRY_DO(write_chore([&](Connection& writer) {
            writer
                .prepared(
                    "INSERT INTO sys_file (sha256, name, media_type, size, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                .bind(stored.sha256)
                .bind(stored.name)
                .bind(stored.media_type)
                .bind(stored.size)
                .bind(options_.clock().micros)
                .run();
        }));
        return stored;
    });
}

Result<std::pair<FileStored, std::string>> KernelImpl::load_file(const Principal&, const std::string& sha) {
    return guarded([&]() -> Result<std::pair<FileStored, std::string>> {
        const auto reader = readers_.lend();
        auto& statement = (*reader).prepared("SELECT name, media_type, size FROM sys_file WHERE sha256 = ?");
        statement.bind(sha);
        const Resetting done(statement);
        if (!statement.step()) return refuse("file.unknown", {}, {{"sha256", sha}});
        FileStored stored{sha, std::string(statement.text(0)), std::string(statement.text(1)), statement.integer(2)};
        return std::pair(std::move(stored), TRY(files_.get(sha)));
    });
}

Result<SessionStarted> KernelImpl::log_in(const std::string& user, const std::string& password) {
    return guarded([&]() -> Result<SessionStarted> {
        if (const int wait = sessions_.wait_seconds(user); wait > 0)
            return refuse("session.too_many_attempts", {}, {{"seconds", std::to_string(wait)}});
        std::string stored;
        {
            const auto reader = readers_.lend();
            auto& statement = (*reader).prepared("SELECT password FROM sys_user WHERE name = ?");
            statement.bind(user);
            const Resetting done(statement);
            if (statement.step()) stored = statement.text(0);
        }
        // An unknown name costs as much time as a wrong password, so that names cannot be told by the clock.
        static const std::string nobody = hash_password("nobody has this password");
        const bool right =
            password.size() <= 200 && password_matches(stored.empty() ? nobody : stored, password) && !stored.empty();
        if (!right) {
            sessions_.failed(user);
            return refuse("session.refused");
        }
        sessions_.succeeded(user);
        const auto started = sessions_.prepare();
        TRY_DO(write_chore([&](Connection& writer) {
            writer.prepared("INSERT INTO sys_session (token, user, started, used) VALUES (?, ?, ?, ?)")
                .bind_bytes({reinterpret_cast<const char*>(started.hash.data()), started.hash.size()})
                .bind(user)
                .bind(started.at.micros)
                .bind(started.at.micros)
                .run();
        }));
        sessions_.add(started.hash, user, started.at);
        return SessionStarted{started.token, user, started.expires};
    });
}

std::optional<Principal> KernelImpl::principal(const std::string& user) {
    if (user == "admin") return Principal::administrator();
    const auto reader = readers_.lend();
    return principals_.find(user, *reader);
}

std::optional<Principal> KernelImpl::session_principal(std::string_view token) {
    const auto user = sessions_.user(token);
    return user ? principal(*user) : std::nullopt;
}

void KernelImpl::log_out(std::string_view token) {
    sessions_.remove(token);
    const auto hash = sha256(token);
    // A row that stays, because the queue is full, ends by its age.
    std::ignore = write_chore([&](Connection& writer) {
        writer.prepared("DELETE FROM sys_session WHERE token = ?")
            .bind_bytes({reinterpret_cast<const char*>(hash.data()), hash.size()})
            .run();
    });
}

TreeHead KernelImpl::tree_head() {
    const auto reader = readers_.lend();
    TreeHead head;
    head.root = MerkleFrontier{}.root();
    if (const auto tree = read_tree(*reader)) {
        head.size = tree->size();
        head.root = tree->root();
    }
    return head;
}

std::vector<std::pair<std::string, double>> KernelImpl::counters() {
    std::vector<std::pair<std::string, double>> result;
    result.emplace_back("shanhai_entries", static_cast<double>(cube_.view().last_entry()));
    result.emplace_back("shanhai_cube_cells", static_cast<double>(cube_.cells()));
    if (writer_) {
        result.emplace_back("shanhai_writer_queue", static_cast<double>(writer_->queued()));
        result.emplace_back("shanhai_commits_total", static_cast<double>(writer_->commits()));
    }
    return result;
}

} // namespace shanhai::kernel
