#include "kernel/engine/kernel_impl.h"

#include "base/check.h"
#include "base/csv.h"
#include "base/durable_file.h"
#include "base/money.h"
#include "kernel/access/passwords.h"
#include "kernel/backup.h"
#include "kernel/engine/backup_folder.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/migration.h"
#include "kernel/engine/rebuild.h"
#include "kernel/engine/system_jobs.h"
#include "kernel/figures/evaluate.h"
#include "kernel/records/record_list.h"
#include "kernel/rights/file_rights.h"
#include "kernel/search/search_index.h"
#include "kernel/series/series_seal.h"
#include "kernel/store/entry_time.h"
#include "kernel/store/tables.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <tuple>

namespace shanhai::kernel {

namespace {

constexpr std::size_t seed_batch = 500;

constexpr std::string_view administrator_login = "admin";

std::filesystem::path settings_in(const std::filesystem::path& data) { return data / "access.yaml"; }

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
    const auto text = options.store + "\n";
    if (std::ifstream known(path); std::string(std::istreambuf_iterator<char>(known), {}) == text) return;
    DurableFile file(path);
    file.add(text);
    file.finish();
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

// A chore that has nothing to refuse.
std::function<Done(Connection&)> always_done(std::function<void(Connection&)> write) {
    return [write = std::move(write)](Connection& writer) -> Done {
        write(writer);
        return {};
    };
}

Cipher cipher_of(Store& store) {
    const auto reader = store.connect_reader();
    return cipher_named(meta(*reader, "cipher")).value_or(Cipher::aes_gcm);
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
      readers_(*store_), cube_(*schema_), references_(*schema_), principals_(*schema_), rights_(*schema_),
      searched_(*schema_), files_(options_.data / "files"),
      person_keys_(cipher_of(*store_), read_master_key(options_.data)), log_(readers_, options_.data),
      refusals_(options_.clock), readings_(*schema_, readers_, options_.clock, reading_doors()) {
    if (options_.register_modules) options_.register_modules(registrar_);
}

KernelImpl::~KernelImpl() { writer_.reset(); }

Done KernelImpl::start() {
    scanner_ = TRY(VirusScanner::from(options_.files.scanner));
    const auto reader = readers_.lend();
    demo_ = meta(*reader, "demo") == "1";
    cube_.load(*reader);
    accounts_ =
        std::make_unique<Accounts>(doors(), options_.clock, TRY(load_access_settings(settings_in(options_.data))),
                                   [this](const std::string& user) { return person_named(user); });
    accounts_->load(*reader);
    TRY_DO(start_jobs());
    if (options_.read_only) return {};
    Writer::Observer observer{
        [this](const std::set<std::string>& types, std::int64_t entry) {
            for (const auto& type : types) references_.changed(type, entry);
            principals_.changed(types);
            watchers_.look();
        },
        [this](const Principal& who, Refusal refusal) { refusals_.note(who, std::move(refusal)); },
    };
    refusals_.load(*reader);
    writer_ = std::make_unique<Writer>(store_->connect_writer(), *schema_, cube_, person_keys_, options_.clock,
                                       std::move(observer));
    refusals_.write_through(writer_.get());
    finish_erasures(); // of a process that was killed
    return take_back_unended();
}

Result<std::unique_ptr<Kernel>> Kernel::create(OpenOptions options, const std::string& admin_password, bool demo,
                                               const Progress& progress) {
    return guarded([&]() -> Result<std::unique_ptr<Kernel>> {
        auto schema = TRY(load_schema(options.schema_files));
        const auto access = TRY(load_access_settings(settings_in(options.data)));
        TRY_DO(check_password(access.passwords, std::string(administrator_login), admin_password));
        if (!cipher_named(options.cipher)) return refuse("store.unknown_cipher", {}, {{"name", options.cipher}});
        std::filesystem::create_directories(options.data / "files");
        auto lock = TRY(DirectoryLock::take(options.data));
        auto store = open_store(store_name(options));
        TRY_DO(make_room(*store, options));
        remember_store(options);
        make_master_key(options.data);
        {
            const auto writer = store->connect_writer();
            writer->execute("BEGIN IMMEDIATE");
            create_system_tables(*writer);
            TRY_DO(bring_tables_to(*writer, *schema));
            SearchIndex(*writer, *schema).bring_up_to_date();
            Credential administrator;
            administrator.user = administrator_login;
            administrator.password = hash_password(admin_password);
            administrator.changed = options.clock();
            write_credential(*writer, administrator);
            set_meta(*writer, "demo", demo ? "1" : "0");
            set_meta(*writer, "format", "1");
            remember_schema(*writer, *schema);
            TRY_DO(make_log(*writer, options.data, options.log));
            set_meta(*writer, "cipher", options.cipher);
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
        if (!options.read_only) {
            const auto writer = store->connect_writer();
            writer->execute("BEGIN IMMEDIATE");
            create_missing_system_tables(*writer);
            bring_series_seals(*writer);
            TRY_DO(migrate_schema(*writer, *schema, options.data, options.clock()));
            writer->execute("COMMIT");
            remember_store(options);
        } else {
            TRY_DO(check_shape(*store->connect_reader(), *schema));
        }
        auto kernel =
            std::make_unique<KernelImpl>(std::move(options), std::move(schema), std::move(store), std::move(lock));
        TRY_DO(kernel->start());
        return kernel;
    });
}

Result<CopyReport> restore_store(const OpenOptions& options, const std::filesystem::path& backup,
                                 const Progress& progress) {
    return guarded([&]() -> Result<CopyReport> {
        const auto schema = TRY(load_schema(options.schema_files));
        const auto image = TRY(BackupImage::open(backup));
        std::filesystem::create_directories(options.data / "files");
        const auto lock = TRY(DirectoryLock::take(options.data));
        const auto store = open_store(store_name(options));
        TRY_DO(make_room(*store, options));
        auto report = TRY(rebuild(*store, options.data, *schema, *image, progress));
        remember_store(options);
        return report;
    });
}

Result<CopyReport> migrate_store(const OpenOptions& from, const OpenOptions& to, const Progress& progress) {
    return guarded([&]() -> Result<CopyReport> {
        const auto schema = TRY(load_schema(to.schema_files));
        const auto source = open_store(store_name(from));
        if (!source->exists()) return refuse("store.missing", {}, {{"path", shown_store_name(store_name(from))}});
        const auto lock = TRY(DirectoryLock::take(from.data)); // whoever writes after the copy would write in vain
        if (!is_finished(*source)) return refuse("store.unfinished", {}, {{"path", from.data.string()}});
        std::filesystem::create_directories(to.data / "files");
        std::optional<DirectoryLock> other;
        if (!std::filesystem::equivalent(from.data, to.data)) other.emplace(TRY(DirectoryLock::take(to.data)));
        const auto store = open_store(store_name(to));
        TRY_DO(make_room(*store, to));
        ReaderPool readers(*source);
        const auto reader = readers.lend();
        LiveImage image(*reader, from.data);
        auto report = TRY(rebuild(*store, to.data, *schema, image, progress));
        if (std::filesystem::exists(master_key_file(from.data)) && !std::filesystem::exists(master_key_file(to.data)))
            std::filesystem::copy_file(master_key_file(from.data), master_key_file(to.data));
        remember_store(to);
        return report;
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

namespace {

// A step is taken back by those who may take it; which one that is, the record will tell.
bool may_ever(const Rights& rights, const RecordType& type, const Command& command, const std::string& operation) {
    if (command.action != Action::undo) return rights.may_ever(type, operation);
    return std::ranges::any_of(type.transitions,
                               [&](const Transition& step) { return rights.may_ever(type, step.name); });
}

} // namespace

// What may be done with no record of the type is refused before anything is looked at.
Done KernelImpl::admit(const Request& request, const std::vector<Command>& commands, const Rights& rights) {
    for (const auto& command : commands) {
        const auto* type = schema_->type(command.type);
        const auto operation = operation_of(command);
        if (type == nullptr || request.who.is_system() || may_ever(rights, *type, command, operation)) continue;
        return denied(request.who, operation, type->name);
    }
    return {};
}

// Each command against the schema. `before`: how many the request had until here.
Done KernelImpl::check_shapes(const Request& request, std::vector<Command> commands, std::size_t before,
                              Writer::Work& work) const {
    work.commands.clear();
    work.places.clear();
    for (std::size_t i = 0; i < commands.size(); ++i) {
        auto& command = commands[i];
        if (command.action == Action::escalate && !request.who.is_system())
            return refuse("record.unknown_transition", {}, {{"name", "escalate"}, {"type", command.type}});
        // Entries name who asked; only the administrator enters in the name of others (imports, the demo).
        if (command.actor.empty() || !request.who.is_administrator()) command.actor = request.who.user();
        auto prepared = prepare(std::move(command), *schema_, registrar_);
        if (!prepared && request.goes_on() && work.refused.size() < request.most_problems) {
            work.refused.emplace_back(before + i, std::move(prepared.error()));
            continue;
        }
        if (!prepared) {
            if (request.more || commands.size() > 1)
                prepared.error().args.emplace_back("command", std::to_string(before + i + 1));
            return std::unexpected(std::move(prepared.error()));
        }
        prepared->by_system = request.who.is_system();
        work.commands.push_back(*std::move(prepared));
        work.places.push_back(before + i);
    }
    return {};
}

// On the writer's thread.
Result<bool> KernelImpl::take_more(Writer::Work& work, std::size_t& before) {
    auto commands = TRY(work.request.more());
    if (commands.empty()) return false;
    TRY_DO(admit(work.request, commands, *work.rights));
    const auto count = commands.size();
    TRY_DO(check_shapes(work.request, std::move(commands), before, work));
    before += count;
    return true;
}

void KernelImpl::submit(Request request, std::function<void(Result<Reply>)> done) {
    if (!writer_) return done(refuse("store.read_only"));
    Writer::Work work;
    work.rights = rights_.known(request.who, principals_.version(), options_.clock().day_in_shanghai());
    if (!work.rights) {
        const auto reader = readers_.lend();
        work.rights = rights_of(request.who, *reader);
    }
    if (auto admitted = admit(request, request.commands, *work.rights); !admitted)
        return done(std::unexpected(std::move(admitted.error())));
    auto commands = std::exchange(request.commands, {});
    const auto count = commands.size();
    if (auto checked = check_shapes(request, std::move(commands), 0, work); !checked)
        return done(std::unexpected(std::move(checked.error())));
    if (request.more)
        work.more = [this, before = count](Writer::Work& more) mutable { return take_more(more, before); };
    const bool erases = !request.dry_run && std::ranges::any_of(work.commands, [](const PreparedCommand& command) {
        return command.command.action == Action::erase;
    });
    if (erases) {
        done = [this, answer = std::move(done)](Result<Reply> reply) {
            try {
                if (reply) finish_erasures();
            } catch (const std::exception&) { // it is erased; sys_doomed_file keeps the rest for the next start
            }
            answer(std::move(reply));
        };
    }
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
    return write_or_refuse(always_done(std::move(write)));
}

void KernelImpl::write_later(std::function<void(Connection&)> write) {
    if (!writer_) return;
    Writer::Chore chore;
    chore.write = always_done(std::move(write));
    chore.done = [](const Done&) {};
    writer_->submit(std::move(chore));
}

Done KernelImpl::write_or_refuse(std::function<Done(Connection&)> write) {
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

std::unexpected<Problem> KernelImpl::denied(const Principal& who, const std::string& operation,
                                            const std::string& type) {
    refusals_.note(who, {.operation = operation, .type = type, .code = "access.denied"});
    return refuse("access.denied", {}, {{"operation", operation}, {"type", type}});
}

std::shared_ptr<const Rights> KernelImpl::rights_of(const Principal& who, Connection& reader) {
    return rights_.of(who, principals_.version(), options_.clock().day_in_shanghai(), reader);
}

Result<std::int64_t> KernelImpl::find_readable(const Principal& who, RecordGate& gate, Connection& reader,
                                               const RecordType& type, const std::string& name) {
    const auto id = TRY(find_record(reader, type, name, true));
    if (gate.reads(type, id)) return id;
    refusals_.note(who, {.operation = "read", .type = type.name, .record = id, .code = "record.not_found"});
    return refuse("record.not_found", {}, {{"name", name}, {"type", type.name}});
}

Result<Page> KernelImpl::list(const Principal& who, const std::string& type, const ListQuery& query) {
    return guarded([&]() -> Result<Page> {
        const auto reader = readers_.lend();
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        const auto& listed = *TRY(type_named(type));
        const auto as_of = as_of_moment(*reader, query.as_of);
        const auto today = query.as_of.value_or(options_.clock()).day_in_shanghai();
        auto page = TRY(noted(who, type, list_records(*reader, *schema_, gate, listed, query, as_of, today)));
        if (shows_personal(listed, *schema_)) {
            PersonalOpener opener(person_keys_, *schema_, *reader);
            for (auto& item : page.items) opener.open_record(item.as_object());
        }
        return page;
    });
}

void KernelImpl::open_personal(json::value& shown, Connection& reader) const {
    PersonalOpener(person_keys_, *schema_, reader).open_all(shown);
}

void KernelImpl::finish_erasures() {
    uploads_.forget();
    std::vector<std::string> doomed;
    {
        const auto reader = readers_.lend();
        auto& statement = (*reader).prepared("SELECT sha256 FROM sys_doomed_file");
        while (statement.step()) doomed.emplace_back(statement.text(0));
    }
    for (const auto& sha : doomed) files_.remove(sha);
    store_->purge();
    if (doomed.empty()) return;
    // Not waited for, since this is the writer's own thread; rows that stay are seen to at the next start.
    write_later([doomed](Connection& writer) {
        for (const auto& sha : doomed) writer.prepared("DELETE FROM sys_doomed_file WHERE sha256 = ?").bind(sha).run();
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

Result<std::vector<FigureCell>> KernelImpl::figure(const Principal& who, const FigureQuery& query) {
    return guarded([&]() -> Result<std::vector<FigureCell>> {
        const auto reader = readers_.lend();
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        const auto as_of = as_of_moment(*reader, query.as_of);
        FigureResolver names(*schema_, references_, *reader, gate, as_of);
        const auto resolved = TRY(names.resolve(query.figure, query.where, query.by));
        if (as_of.is_past()) return evaluate_as_of(resolved, names, as_of);
        return evaluate_now(resolved, names);
    });
}

// ── log, files, sessions ─────────────────────────────────────────────────────────────────────────────────────────

Result<std::pair<FileStored, std::string>> KernelImpl::load_file(const Principal& who, const std::string& sha) {
    return guarded([&]() -> Result<std::pair<FileStored, std::string>> {
        const auto reader = readers_.lend();
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        if (!is_file_open(*reader, *schema_, gate, sha)) {
            refusals_.note(who, {.operation = "read", .type = "file", .code = "file.unknown"});
            return refuse("file.unknown", {}, {{"sha256", sha}});
        }
        auto& statement = (*reader).prepared("SELECT name, media_type, size FROM sys_file WHERE sha256 = ?");
        statement.bind(sha);
        const Resetting done(statement);
        if (!statement.step()) return refuse("file.unknown", {}, {{"sha256", sha}});
        FileStored stored;
        stored.sha256 = sha;
        stored.name = statement.text(0);
        stored.media_type = statement.text(1);
        stored.size = statement.integer(2);
        return std::pair(std::move(stored), TRY(files_.get(sha)));
    });
}

std::optional<Principal> KernelImpl::principal(const std::string& user) {
    if (user == administrator_login) return Principal::administrator();
    const auto reader = readers_.lend();
    const auto found = principals_.find(user, *reader);
    return found ? std::optional(found->who) : std::nullopt;
}

StoreDoors KernelImpl::doors() {
    return {.write = [this](auto write) { return write_chore(std::move(write)); },
            .write_later = [this](auto write) { write_later(std::move(write)); },
            .read =
                [this](const auto& read) {
                    const auto reader = readers_.lend();
                    read(*reader);
                }};
}

StoredReadings::Doors KernelImpl::reading_doors() {
    return {.write = [this](auto write) { return write_or_refuse(std::move(write)); },
            .rights = [this](const Principal& who, Connection& reader) { return rights_of(who, reader); },
            .refused = [this](const Principal& who, Refusal refusal) { refusals_.note(who, std::move(refusal)); },
            .execute = [this](Request request) { return execute(std::move(request)); }};
}

Done KernelImpl::start_jobs() {
    auto settings = TRY(load_job_settings(options_.data / "jobs.yaml"));
    auto declared = TRY(load_jobs(options_.schema_files));
    register_system_jobs(registrar_, options_.data, settings);
    for (const auto& job : declared) {
        if (registrar_.job_actions().contains(job.action)) continue;
        return refuse("schema.job_action", job.source.file + ":" + std::to_string(job.source.line),
                      {{"name", job.action}, {"file", job.source.file}, {"line", std::to_string(job.source.line)}});
    }
    jobs_ = std::make_unique<Jobs>(doors(), options_.clock, std::move(declared), settings.off);
    notices_ = std::make_unique<Notices>(
        doors(), options_.clock, *schema_, std::move(settings),
        Notices::People{.everybody = [this](Connection& reader) { return principals_.everybody(reader); },
                        .rights = [this](const Principal& who, Connection& reader) { return rights_of(who, reader); }});
    return {};
}

std::optional<std::int64_t> KernelImpl::person_named(const std::string& user) {
    if (user == administrator_login) return 0;
    const auto reader = readers_.lend();
    const auto found = principals_.find(user, *reader);
    return found ? std::optional(found->record) : std::nullopt;
}

TreeHead KernelImpl::tree_head() {
    const auto reader = readers_.lend();
    const auto tree = current_tree(*reader);
    return {.size = tree.size(), .root = tree.root()};
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
