#include "kernel/engine/writer.h"

#include "base/check.h"
#include "base/money.h"
#include "kernel/engine/batches.h"
#include "kernel/engine/remembered_answers.h"

#include <algorithm>
#include <iterator>

namespace shanhai::kernel {

namespace {

constexpr std::size_t longest_queue = 4096;
constexpr std::size_t largest_group = 256;
constexpr auto doubt_pause = std::chrono::seconds(1);
constexpr std::size_t soon_over = 500; // commands: until then others wait no longer than for any group

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

Problem failed(const std::exception& error) {
    if (const auto* store = dynamic_cast<const StoreError*>(&error))
        return Problem{store->code(), {}, {{"what", error.what()}}, std::nullopt, {}};
    return Problem{"store.failed", {}, {{"what", error.what()}}, std::nullopt, {}};
}

} // namespace

Writer::Writer(std::unique_ptr<Connection> connection, const Schema& schema, Cube& cube, const PersonKeys& keys,
               Clock clock, Observer observer)
    : connection_(std::move(connection)), schema_(schema), cube_(cube), keys_(keys), clock_(std::move(clock)),
      observer_(std::move(observer)), applier_(*connection_, schema, cube, keys) {
    entries_ = applier_.journal().tree().size();
    session_ = connection_->session_number();
    thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
    {
        const std::scoped_lock lock(guard_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

bool Writer::enqueue(Task task) {
    {
        const std::scoped_lock lock(guard_);
        if (stopping_ || queue_.size() >= longest_queue) return false;
        queue_.push_back(std::move(task));
        queued_ = queue_.size();
    }
    wake_.notify_one();
    return true;
}

bool Writer::submit(Work work) { return enqueue(std::move(work)); }
bool Writer::submit(Chore chore) { return enqueue(std::move(chore)); }

// Nothing when there is nothing more to do; an empty group when only a doubt is to be settled.
std::optional<std::vector<Writer::Task>> Writer::next_group() {
    std::unique_lock lock(guard_);
    const auto something = [this] { return stopping_ || !queue_.empty(); };
    if (in_doubt_) // nobody may ask for long, and what was committed should be seen
        wake_.wait_for(lock, doubt_pause, something);
    else
        wake_.wait(lock, something);
    if (stopping_ && queue_.empty()) return std::nullopt;
    std::vector<Task> group;
    while (!queue_.empty() && group.size() < largest_group) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    queued_ = queue_.size();
    return std::optional(std::move(group));
}

void Writer::run() {
    while (auto group = next_group()) commit_group(*group);
}

struct Writer::Answer {
    Task* task;
    Result<Reply> reply;
};

// One transaction for the whole group. A refused request is taken back to its savepoint and harms no neighbour; a failed
// commit fails them all, and none of them has been answered.
void Writer::commit_group(std::vector<Task>& group) {
    std::vector<Answer> answers;
    std::optional<Problem> broken;
    bool committing = false;
    group_size_ = group.size();
    try {
        connection_->execute("BEGIN IMMEDIATE");
        settle_doubt();
        bool anything = false;
        for (auto& task : group) {
            connection_->prepared("SAVEPOINT request").run();
            const auto before = mark();
            auto reply = std::visit(
                Overloaded{[&](Work& work) { return apply(work); }, [&](Chore& chore) { return perform(chore); }},
                task);
            // Of a line that broke nothing more can be asked, not even to take back: none of the group was done.
            if (!reply && reply.error().code == "store.unavailable")
                throw StoreError("the database went away in the middle of a request", "store.unavailable");
            const auto* work = std::get_if<Work>(&task);
            const bool keep = reply.has_value() && (work == nullptr || !work->request.dry_run);
            if (!keep) {
                connection_->prepared("ROLLBACK TO request").run();
                undo_to(before);
            }
            connection_->prepared("RELEASE request").run();
            anything = anything || keep;
            answers.push_back({&task, std::move(reply)});
        }
        if (anything) {
            applier_.flush();
            if (applier_.journal().pending() > 0) applier_.journal().seal();
            committing = true;
            connection_->execute("COMMIT");
        } else {
            connection_->execute("ROLLBACK");
            applier_.balances().rolled_back();
            applier_.search().rolled_back();
        }
    } catch (const std::exception& error) {
        broken = failed(error);
        try {
            connection_->execute("ROLLBACK");
        } catch (const StoreError&) { // there was no transaction to roll back
        }
        applier_.balances().rolled_back();
        applier_.search().rolled_back();
        // Whether a commit arrived before the line broke is seen when the database is back.
        in_doubt_ = in_doubt_ || (committing && broken->code == "store.unavailable");
        if (!in_doubt_) take_back();
    }
    if (!broken) show_committed();
    answers.resize(broken ? 0 : answers.size());
    const auto tell = [&](Task& task, Result<Reply> reply) {
        std::visit(Overloaded{[&](Work& work) { work.done(std::move(reply)); },
                              [&](Chore& chore) { chore.done(reply ? Done{} : Done(std::unexpected(reply.error()))); }},
                   task);
    };
    for (auto& answer : answers) tell(*answer.task, std::move(answer.reply));
    for (auto& task : group) {
        if (broken) tell(task, std::unexpected(*broken));
    }
}

Writer::Mark Writer::mark() {
    return {applier_.journal().pending(), applier_.journal().last_at(), applier_.movements().size(),
            applier_.balances().mark(), applier_.search().mark()};
}

void Writer::undo_to(const Mark& mark) {
    applier_.journal().forget(mark.entries, mark.last_at);
    applier_.movements().resize(mark.movements);
    applier_.balances().undo_to(mark.balances);
    applier_.search().undo_to(mark.search);
}

// What is committed becomes visible.
void Writer::show_committed() {
    if (applier_.journal().pending() > 0) applier_.journal().committed();
    entries_ = applier_.journal().tree().size();
    cube_.apply(applier_.movements(), static_cast<std::int64_t>(entries_));
    applier_.movements().clear();
    ++commits_;
    if (observer_.committed) observer_.committed(applier_.touched_types(), static_cast<std::int64_t>(entries_));
    applier_.touched_types().clear();
}

void Writer::take_back() {
    applier_.journal().rolled_back();
    applier_.movements().clear();
    applier_.touched_types().clear();
}

// After the connection was made anew the store has to be where we left it, or, when a commit was in doubt, where that
// commit leads. Anything else was written by another program, and we know nothing of it.
void Writer::settle_doubt() {
    if (!in_doubt_ && session_ == connection_->session_number()) return;
    const auto stored = current_tree(*connection_);
    const auto& journal = applier_.journal();
    const auto is = [&](const MerkleFrontier& tree) {
        return stored.size() == tree.size() && stored.root() == tree.root();
    };
    if (in_doubt_ && is(journal.sealed()))
        show_committed();
    else if (is(journal.tree()))
        take_back();
    else
        throw StoreError("another program has written to the database while it was out of reach: start anew");
    in_doubt_ = false;
    session_ = connection_->session_number();
}

Result<Reply> Writer::perform(Chore& chore) {
    try {
        TRY_DO(chore.write(*connection_));
        return Reply{};
    } catch (const BrokenInvariant& error) {
        return std::unexpected(Problem{"internal", {}, {{"what", error.what()}}, std::nullopt, {}});
    } catch (const StoreError& error) {
        return std::unexpected(failed(error));
    }
}

Result<Reply> Writer::apply(Work& work) {
    const auto now = std::max(clock_(), applier_.journal().last_at());
    if (auto earlier = earlier_answer(work)) return *std::move(earlier);
    try {
        auto reply = apply_request(work, now);
        if (reply && !work.request.dry_run && !work.request.idempotency_key.empty()) remember(work, *reply, now);
        if (reply) open_answer(*reply);
        return reply;
    } catch (const BrokenInvariant& error) {
        return std::unexpected(Problem{"internal", {}, {{"what", error.what()}}, std::nullopt, {}});
    } catch (const StoreError& error) {
        return std::unexpected(failed(error));
    }
}

Result<Reply> Writer::apply_commands(Work& work, Moment now) {
    Reply reply;
    std::vector<std::int64_t> made;
    RecordGate gate(*work.rights, schema_, *connection_);
    while (TRY(apply_some(work, gate, made, reply, now))) {
        if (!work.more || !TRY(work.more(work))) break;
    }
    return reply;
}

// Later parts of the batch see what this one would have moved.
Result<Reply> Writer::try_part(Work& work, RunningBatch& batch, Moment now) {
    if (batch.carried > 0) return try_carrying_part(work, batch, now);
    auto& balances = applier_.balances();
    const auto mark = balances.mark();
    const auto resting = balances.rest_on(batch.moved);
    auto reply = TRY(apply_commands(work, now));
    for (auto i = mark; i < balances.moved().size(); ++i)
        batch.moved[balances.moved()[i].first] += balances.moved()[i].second;
    return reply;
}

// What its first commands move was moved by an earlier part already.
Result<Reply> Writer::try_carrying_part(Work& work, RunningBatch& batch, Moment now) {
    struct Asking {
        Applier& applier;
        ~Asking() { applier.ask_limits(true); }
    } const asking{applier_};
    applier_.ask_limits(false);
    auto& balances = applier_.balances();
    const auto first = balances.mark();
    std::optional<std::size_t> own;
    BalanceChanges besides;
    const auto resting = balances.rest_on(besides);
    work.carried = batch.carried;
    work.own_part_begins = [&] {
        own = balances.mark();
        besides = batch.moved;
        for (auto i = first; i < *own; ++i) besides[balances.moved()[i].first] -= balances.moved()[i].second;
        applier_.ask_limits(true);
    };
    auto reply = TRY(apply_commands(work, now));
    for (auto i = own.value_or(balances.moved().size()); i < balances.moved().size(); ++i)
        batch.moved[balances.moved()[i].first] += balances.moved()[i].second;
    return reply;
}

// The store knows from then on which entries to take back.
Result<Reply> Writer::record_part(Work& work, const RunningBatch& batch, Moment now) {
    const auto first = applier_.journal().next_seq();
    auto reply = TRY(apply_commands(work, now));
    if (const auto next = applier_.journal().next_seq(); next > first)
        note_part(*connection_, batch.number, first, next - 1);
    return reply;
}

Result<Reply> Writer::apply_request(Work& work, Moment now) {
    if (!work.request.batch) return apply_commands(work, now);
    auto& batch = static_cast<RunningBatch&>(*work.request.batch);
    return work.request.dry_run ? try_part(work, batch, now) : record_part(work, batch, now);
}

// Somebody else than the one whose request is being worked on.
bool Writer::others_wait() const { return group_size_ > 1 || queued_.load(std::memory_order_relaxed) > 0; }

Result<bool> Writer::apply_some(Work& work, RecordGate& gate, std::vector<std::int64_t>& made, Reply& reply,
                                Moment now) {
    const bool goes_on = work.request.goes_on();
    std::ranges::move(std::exchange(work.refused, {}), std::back_inserter(reply.refused));
    for (std::size_t i = 0; i < work.commands.size(); ++i) {
        const auto place = work.places.empty() ? i : work.places[i];
        if (auto* watch = work.request.watch) {
            if (watch->cancelled.load(std::memory_order_relaxed)) return refuse("request.cancelled");
            watch->done.store(place, std::memory_order_relaxed);
        }
        if (work.own_part_begins && place >= work.carried) std::exchange(work.own_part_begins, {})();
        if (work.request.gives_way && place >= soon_over && others_wait()) return refuse("request.others_wait");
        if (goes_on) connection_->prepared("SAVEPOINT command").run();
        const auto before = mark();
        auto outcome = apply_command(work, work.commands[i], gate, made, now);
        if (!outcome) {
            if (!goes_on && (work.more || work.commands.size() > 1))
                outcome.error().args.emplace_back("command", std::to_string(place + 1));
            if (!goes_on) return std::unexpected(std::move(outcome.error()));
            connection_->prepared("ROLLBACK TO command").run();
            undo_to(before);
            gate.forget(); // the number of the entry that is none will be given again
            reply.refused.emplace_back(place, std::move(outcome.error()));
            outcome = Outcome{};
        }
        if (goes_on) connection_->prepared("RELEASE command").run();
        if (goes_on && reply.refused.size() >= work.request.most_problems) return false;
        made.push_back(outcome->record.value);
        reply.outcomes.push_back(*std::move(outcome));
    }
    return true;
}

Result<Outcome> Writer::apply_command(const Work& work, const PreparedCommand& prepared, RecordGate& gate,
                                      const std::vector<std::int64_t>& made, Moment now) {
    const auto first_movement = applier_.movements().size();
    const auto at = std::max(prepared.command.at.value_or(now), applier_.journal().last_at());
    auto outcome = applier_.apply(prepared, gate, made, at);
    if (!outcome) {
        if (auto refusal = applier_.take_refusal(); refusal && observer_.refused)
            observer_.refused(work.request.who, *std::move(refusal));
        return outcome;
    }
    if (!work.request.show) return outcome;
    if (work.request.dry_run) outcome->postings = shown_postings(first_movement, gate);
    const auto row = read_row(*connection_, *prepared.type, outcome->record.value);
    ReferenceLabels labels(*connection_, schema_, gate);
    const auto sees = gate.reads(*prepared.type, row->id);
    outcome->shown = sees ? shown_record(*prepared.type, *row, labels, *connection_, *sees)
                          : json::object{{"id", std::to_string(row->id)}, {"type", prepared.type->name}};
    return outcome;
}

std::string Writer::actor_of(const Work& work) {
    return work.more || work.commands.empty() ? work.request.who.user() : work.commands.front().command.actor;
}

std::optional<Result<Reply>> Writer::earlier_answer(const Work& work) {
    const auto& request = work.request;
    if (request.idempotency_key.empty() || (work.commands.empty() && !work.more)) return std::nullopt;
    auto saved = remembered_answer(*connection_, {actor_of(work), request.idempotency_key, request.fingerprint});
    if (!saved) return Result<Reply>(std::unexpected(std::move(saved.error())));
    if (!*saved) return std::nullopt;
    Reply reply;
    reply.repeated = true;
    const auto outcomes = parse_own_json(**saved);
    for (const auto& item : outcomes.as_array()) {
        Outcome outcome;
        outcome.record.value = item.at("record").as_int64();
        outcome.entry.value = item.at("entry").as_int64();
        outcome.shown = item.at("shown").as_object();
        reply.outcomes.push_back(std::move(outcome));
    }
    open_answer(reply);
    return Result<Reply>(std::move(reply));
}

void Writer::open_answer(Reply& reply) {
    PersonalOpener opener(keys_, schema_, *connection_);
    for (auto& outcome : reply.outcomes) opener.open_record(outcome.shown);
}

void Writer::remember(const Work& work, const Reply& reply, Moment now) {
    json::array saved;
    for (const auto& outcome : reply.outcomes)
        saved.push_back(
            json::object{{"record", outcome.record.value}, {"entry", outcome.entry.value}, {"shown", outcome.shown}});
    remember_answer(*connection_, {actor_of(work), work.request.idempotency_key, work.request.fingerprint},
                    json::serialize(saved), now);
}

std::vector<PostingShown> Writer::shown_postings(std::size_t first_movement, RecordGate& gate) {
    std::vector<PostingShown> result;
    ReferenceLabels labels(*connection_, schema_, gate);
    for (auto i = first_movement; i < applier_.movements().size(); ++i) {
        const auto& movement = applier_.movements()[i];
        const auto& measure = schema_.measures[static_cast<std::size_t>(movement.measure)];
        PostingShown shown;
        shown.measure = movement.measure;
        shown.day = Date::from_days(movement.day);
        shown.value = movement.value;
        const auto values = cube_.view().coordinate_values(movement.measure, movement.coordinate);
        for (std::size_t d = 0; d < values.size(); ++d) {
            const auto& dimension = measure.dimensions[d];
            std::string label;
            if (const auto* text = std::get_if<std::string>(&values[d]))
                label = *text;
            else if (const auto* number = std::get_if<std::int64_t>(&values[d])) {
                if (dimension.kind == DimensionKind::ref) {
                    const auto* known = labels.of(dimension.ref, *number).if_contains("label");
                    label = known == nullptr ? "…" : std::string(known->as_string());
                } else {
                    label = std::to_string(*number);
                }
            }
            if (dimension.kind == DimensionKind::currency)
                shown.currency = label;
            else
                shown.coordinates.emplace_back(dimension.name, label);
        }
        result.push_back(std::move(shown));
    }
    return result;
}

} // namespace shanhai::kernel
