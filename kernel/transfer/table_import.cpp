#include "kernel/transfer/table_import.h"

#include "base/text.h"
#include "kernel/carried_commands.h"
#include "kernel/transfer/cell_value.h"
#include "kernel/transfer/command_channel.h"
#include "kernel/transfer/row_kind.h"
#include "kernel/transfer/row_order.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace shanhai::kernel {

namespace {

constexpr std::size_t rows_at_once = 100;  // looked up together; list filters take that many values
constexpr std::size_t rows_of_a_part = 96; // so that others wait some milliseconds for each
constexpr auto look_every = std::chrono::milliseconds(100);
constexpr double share_of_reading = 0.1;

// A row as it is to be recorded.
struct Draft {
    int row = 0;
    json::object fields;
    std::string key;    // what it is recognised by; empty: a new record, unless it has a number
    std::string number; // of a record, when the file has a column for it
};

// Whatever happens to the one who reads, the writer must not wait for him, nor hold what is his.
class Ending {
public:
    Ending(CommandChannel& channel, std::optional<std::future<Result<Reply>>>& answer)
        : channel_(channel), answer_(answer) {}
    Ending(const Ending&) = delete;
    Ending& operator=(const Ending&) = delete;
    ~Ending() {
        channel_.end(false);
        if (answer_ && answer_->valid()) answer_->wait();
    }

private:
    CommandChannel& channel_;
    std::optional<std::future<Result<Reply>>>& answer_;
};

class Import {
public:
    Import(Kernel& kernel, const Principal& who, const RecordType& type, TableFile& file, const ImportOptions& options,
           const ImportProgress& progress)
        : kernel_(kernel), who_(who), type_(type), file_(file), options_(options), progress_(progress) {
        report_.dry_run = options.dry_run;
    }

    Result<ImportReport> run() {
        TRY_DO(choose_sheet());
        note_other_sheets();
        choose_key();
        TRY_DO(read_through());
        TRY_DO(take_rows());
        blame_refused_parents();
        std::ranges::sort(report_.problems, {}, [](const RowProblem& one) { return std::pair(one.row, one.column); });
        return std::move(report_);
    }

private:
    // ── which sheet, which columns ───────────────────────────────────────────────────────────────────────────────

    Done choose_sheet() {
        const auto& sheets = file_.sheets();
        if (!options_.sheet.empty()) return take_sheet(TRY(sheet_named(options_.sheet)));
        std::optional<Problem> first;
        for (std::size_t i = 0; i < sheets.size(); ++i) {
            if (sheets[i].hidden || !sheets[i].has_cells) continue;
            const auto taken = take_sheet(i);
            if (taken) return taken;
            if (!first) first = taken.error();
            if (taken.error().code != "import.no_header") return taken;
        }
        if (first) return std::unexpected(*std::move(first));
        return refuse("import.no_header", {}, {{"type", type_.name}});
    }

    // What the file holds besides, so that nobody believes it was imported.
    void note_other_sheets() {
        for (std::size_t i = 0; i < file_.sheets().size(); ++i)
            if (const auto& sheet = file_.sheets()[i]; i != report_.place && sheet.has_cells)
                report_.other_sheets.push_back({sheet.name, sheet.hidden});
    }

    Result<std::size_t> sheet_named(const std::string& wanted) const {
        const auto& sheets = file_.sheets();
        const auto named = std::ranges::find(sheets, wanted, &SheetInfo::name);
        if (named != sheets.end()) return static_cast<std::size_t>(named - sheets.begin());
        std::size_t place = 0;
        const auto read = std::from_chars(wanted.data(), wanted.data() + wanted.size(), place);
        if (read.ec == std::errc() && read.ptr == wanted.data() + wanted.size() && place >= 1 && place <= sheets.size())
            return place - 1;
        return refuse("table.no_sheet", {}, {{"sheet", wanted}, {"count", std::to_string(sheets.size())}});
    }

    Done take_sheet(std::size_t place) {
        report_.header = TRY(find_header(file_, place, type_));
        report_.place = place;
        report_.sheet = file_.sheets()[place].name;
        return {};
    }

    void choose_key() {
        const auto has_column = [this](std::string_view name) {
            return std::ranges::any_of(report_.header.columns, [&](const HeaderColumn& column) {
                return column.field >= 0 && field_of(column).name == name;
            });
        };
        if (!type_.key.empty() && has_column(type_.key)) report_.key = type_.key;
        for (const Field& field : type_.fields)
            if (report_.key.empty() && field.unique && field.kind == FieldKind::text && !field.is_personal() &&
                has_column(field.name))
                report_.key = field.name;
        if (report_.key.empty() && std::ranges::any_of(report_.header.columns, &HeaderColumn::number))
            report_.key = "number";
    }

    const Field& field_of(const HeaderColumn& column) const {
        return type_.fields[static_cast<std::size_t>(column.field)];
    }

    // ── how many rows, and which before which ────────────────────────────────────────────────────────────────────────

    Done read_through() {
        share_.enter(ImportPhase::reading, share_of_reading);
        if (refers_to_itself()) order_.emplace();
        TRY_DO(file_.read(report_.place, [&](const TableRow& row) -> Done {
            if (row.number <= report_.header.row || row_kind(row, report_.header, file_) != RowKind::data) return {};
            if (++total_rows_ > most_import_rows)
                return refuse("import.too_many_rows", {}, {{"limit", std::to_string(most_import_rows)}});
            note_row(row);
            if (total_rows_ % rows_at_once != 0) return {};
            if (is_cancelled()) return refuse("request.cancelled");
            if (progress_) progress_(share_.at(total_rows_, most_import_rows, false));
            return {};
        }));
        if (order_) order_->settle();
        share_.at(1, 1, true);
        begin_anew(); // what was wrong with single cells is told when they are taken
        return {};
    }

    void note_row(const TableRow& row) {
        const bool has_key = !report_.key.empty() && std::ranges::any_of(row.cells, [&](const Cell& cell) {
            const HeaderColumn* column = report_.header.at(cell.column);
            return column != nullptr && cell.kind != CellKind::empty && (column->number || is_key(*column));
        });
        if (!has_key) ++report_.without_key;
        if (!order_) return;
        const Draft draft = draft_of(row);
        std::vector<std::string> names, references;
        const auto add_text = [&draft](const std::string& field, std::vector<std::string>& texts) {
            const auto* value = draft.fields.if_contains(field);
            if (value != nullptr && value->is_string()) texts.emplace_back(value->get_string());
        };
        if (!type_.key.empty()) add_text(type_.key, names);
        for (const auto& field : type_.lookup) add_text(field, names);
        if (!draft.number.empty()) names.push_back(draft.number);
        for (const HeaderColumn& column : report_.header.columns)
            if (column.field >= 0 && field_of(column).ref == type_.name) add_text(field_of(column).name, references);
        order_->add(row.number, draft.key, names, std::move(references));
    }

    bool is_key(const HeaderColumn& column) const {
        return report_.key == "number" ? column.number : column.field >= 0 && field_of(column).name == report_.key;
    }

    Problem blocked_problem(int row, const RowOrder::Blocked& why) const {
        std::vector<std::string> rows;
        for (const int one : why.rows) {
            rows.push_back(std::to_string(one));
            if (rows.size() == 20) break; // enough to find it
        }
        const char* code = why.why == RowOrder::Blocked::Why::ring
                               ? rows.size() == 1 ? "import.refers_to_itself" : "import.ring"
                           : why.why == RowOrder::Blocked::Why::too_deep ? "import.too_deep"
                                                                         : "import.rests_on_refused";
        return {code,
                pointer_to_parent(),
                {{"rows", join(rows, ", ")},
                 {"row", rows.empty() ? std::to_string(row) : rows.front()},
                 {"limit", std::to_string(RowOrder::deepest)}},
                {},
                {}};
    }

    // The column that says what the row is beneath, when there is just one.
    std::string pointer_to_parent() const {
        std::string found;
        for (const HeaderColumn& column : report_.header.columns) {
            if (column.field < 0 || field_of(column).ref != type_.name) continue;
            if (!found.empty()) return {};
            found = "/" + field_of(column).name;
        }
        return found;
    }

    // Whoever reads the report should mend the row above, not the one that refers to it.
    void blame_refused_parents() {
        if (!order_) return;
        for (RowProblem& one : report_.problems) {
            if (one.problem.code != "record.bad_reference") continue;
            for (const int parent : order_->parents(one.row))
                if (refused_rows_.contains(parent)) {
                    one.problem.code = "import.rests_on_refused";
                    one.problem.args = {{"row", std::to_string(parent)}};
                    break;
                }
        }
    }

    // ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────

    void add_problem(int row, int column, Problem problem) {
        std::vector<Problem> also = std::move(problem.also);
        problem.also.clear();
        refused_rows_.insert(row);
        if (report_.problems.size() >= most_row_problems) {
            report_.more_problems = true;
            return;
        }
        if (column < 0) column = column_of(problem.field);
        report_.problems.push_back({row, column, std::move(problem)});
        for (Problem& one : also) add_problem(row, -1, std::move(one));
    }

    int column_of(const std::string& pointer) const {
        for (const HeaderColumn& column : report_.header.columns)
            if (column.field >= 0 && "/" + field_of(column).name == pointer) return column.column;
        return -1;
    }

    // Calls `take` with the records of the sheet, some at a time.
    Done for_each_chunk(const std::function<Done(std::vector<Draft>&)>& take) {
        std::vector<Draft> drafts;
        TRY_DO(file_.read(report_.place, [&](const TableRow& row) -> Done {
            if (row.number <= report_.header.row) return {};
            const RowKind kind = row_kind(row, report_.header, file_);
            if (kind == RowKind::total) ++report_.totals;
            if (kind == RowKind::note) ++report_.notes;
            if (kind != RowKind::data) return {};
            drafts.push_back(draft_of(row));
            if (drafts.size() < rows_at_once) return {};
            if (is_cancelled()) return refuse("request.cancelled");
            TRY_DO(take(drafts));
            drafts.clear();
            return {};
        }));
        return drafts.empty() ? Done{} : take(drafts);
    }

    Draft draft_of(const TableRow& row) {
        Draft draft;
        draft.row = row.number;
        for (const Cell& cell : row.cells) {
            const HeaderColumn* column = report_.header.at(cell.column);
            if (column == nullptr) continue;
            if (column->number) {
                draft.number = trim(file_.shown(cell));
                if (report_.key == "number") draft.key = draft.number;
                continue;
            }
            const Field& field = field_of(*column);
            auto value = cell_value(field, cell, column->unit, file_);
            if (!value) {
                add_problem(row.number, cell.column, std::move(value.error()));
                continue;
            }
            if (value->is_null()) continue; // an empty cell says nothing
            if (field.name == report_.key && value->is_string()) draft.key = std::string(value->get_string());
            draft.fields[field.name] = *std::move(value);
        }
        return draft;
    }

    // Reads the rows and tells every problem that can be told without recording.
    Done check_rows(const std::function<Done(std::vector<Draft>&)>& take) {
        check_columns();
        std::unordered_map<std::string, int> seen;
        std::map<int, std::unordered_map<std::string, int>> seen_in; // by the columns of other unique fields
        return for_each_chunk([&](std::vector<Draft>& drafts) -> Done {
            report_.rows += drafts.size();
            TRY_DO(look_up(drafts));
            for (const Draft& draft : drafts) {
                check_key(draft, seen);
                check_unique(draft, seen_in);
                check_required(draft);
                check_order(draft);
            }
            if (!in_order_) return take(drafts);
            auto ready = in_order_->take(drafts);
            return take(ready);
        });
    }

    void check_order(const Draft& draft) {
        const auto* why = order_ ? order_->blocked(draft.row) : nullptr;
        if (why != nullptr) add_problem(draft.row, -1, blocked_problem(draft.row, *why));
    }

    void check_key(const Draft& draft, std::unordered_map<std::string, int>& seen) {
        if (draft.key.empty()) return;
        const auto [earlier, fresh] = seen.try_emplace(draft.key, draft.row);
        if (!fresh) add_problem(draft.row, key_column(), twice(draft.key, earlier->second));
    }

    // Two rows of the file with the same value where there may be one: parts of it do not see each other.
    void check_unique(const Draft& draft, std::map<int, std::unordered_map<std::string, int>>& seen_in) {
        for (const HeaderColumn& column : report_.header.columns) {
            if (column.field < 0) continue;
            const Field& field = field_of(column);
            const auto* value =
                field.unique && field.name != report_.key ? draft.fields.if_contains(field.name) : nullptr;
            if (value == nullptr || !value->is_string()) continue;
            const auto [earlier, fresh] =
                seen_in[column.column].try_emplace(std::string(value->get_string()), draft.row);
            if (!fresh) add_problem(draft.row, column.column, twice(earlier->first, earlier->second));
        }
    }

    static Problem twice(const std::string& value, int row) {
        return {"import.key_twice", {}, {{"key", value}, {"row", std::to_string(row)}}, {}, {}};
    }

    // A required field without a column is one problem, not one a row; unless all rows are known records.
    void check_columns() {
        for (std::size_t i = 0; i < type_.fields.size(); ++i) {
            const Field& field = type_.fields[i];
            const bool has = std::ranges::any_of(report_.header.columns, [i](const HeaderColumn& column) {
                return column.field == static_cast<int>(i);
            });
            if (field.required && !field.initial && !has) missing_columns_.push_back(&field);
        }
    }

    void check_required(const Draft& draft) {
        const bool known = record_of(draft) != nullptr;
        if (!known && report_.key == "number" && !draft.key.empty()) {
            add_problem(draft.row, key_column(),
                        Problem{"record.not_found", {}, {{"name", draft.key}, {"type", type_.name}}, {}, {}});
            return;
        }
        if (known) return;
        for (const Field* field : missing_columns_) add_problem(report_.header.row, -1, required(*field));
        missing_columns_.clear();
        for (const HeaderColumn& column : report_.header.columns) {
            if (column.field < 0) continue;
            const Field& field = field_of(column);
            if (!field.required || field.initial || draft.fields.contains(field.name)) continue;
            const bool told = std::ranges::any_of(report_.problems, [&](const RowProblem& one) {
                return one.row == draft.row && one.column == column.column;
            });
            if (!told) add_problem(draft.row, column.column, required(field));
        }
    }

    static Problem required(const Field& field) {
        return {"record.field_required",
                "/" + field.name,
                {{"name", field.name}, {"label", field.label.zh}, {"label_en", field.label.en}},
                {},
                {}};
    }

    int key_column() const {
        for (const HeaderColumn& column : report_.header.columns)
            if (report_.key == "number" ? column.number : column.field >= 0 && field_of(column).name == report_.key)
                return column.column;
        return -1;
    }

    // ── known records ────────────────────────────────────────────────────────────────────────────────────────────

    Done look_up(const std::vector<Draft>& drafts) {
        std::vector<std::string> keys, numbers;
        for (const Draft& draft : drafts) {
            if (!draft.key.empty() && !known_.contains(draft.key)) keys.push_back(draft.key);
            if (report_.key != "number" && !draft.number.empty()) numbers.push_back(draft.number);
        }
        TRY_DO(look_up(report_.key, keys, known_));
        return look_up("number", numbers, numbered_);
    }

    using Known = std::unordered_map<std::string, std::string>; // what it is known by → id

    Done look_up(const std::string& field, const std::vector<std::string>& names, Known& known) {
        std::string together;
        for (const auto& name : names) {
            if (name.find(',') != std::string::npos)
                TRY_DO(look_up_values(field, "eq", name, known));
            else
                together += (together.empty() ? "" : ",") + name;
        }
        return together.empty() ? Done{} : look_up_values(field, "in", "(" + together + ")", known);
    }

    Done look_up_values(const std::string& field, const std::string& operation, const std::string& values,
                        Known& known) {
        ListQuery query;
        query.filters.push_back({field, operation, values});
        query.limit = 500;
        const auto page = TRY(kernel_.list(who_, type_.name, query));
        for (const json::value& item : page.items) {
            const auto& record = item.get_object();
            const auto* key = record.if_contains(field);
            if (key == nullptr || !key->is_string()) continue;
            known.insert_or_assign(std::string(key->get_string()), std::string(record.at("id").get_string()));
        }
        return {};
    }

    // The id of the record that the row is; nullptr: a new one. One that has a number may be given its key by the file.
    const std::string* record_of(const Draft& draft) const {
        if (const auto known = known_.find(draft.key); !draft.key.empty() && known != known_.end())
            return &known->second;
        const auto numbered = draft.number.empty() ? numbered_.end() : numbered_.find(draft.number);
        return numbered == numbered_.end() ? nullptr : &numbered->second;
    }

    // ── recording ────────────────────────────────────────────────────────────────────────────────────────────────

    Done take_rows() {
        share_.enter(options_.dry_run ? ImportPhase::checking : ImportPhase::writing, 1);
        auto taken = in_one_request();
        if (taken || taken.error().code != "request.others_wait") return taken;
        begin_anew();
        trying_ = true;
        if (options_.dry_run)
            share_.enter(ImportPhase::checking, 1);
        else
            share_.enter_half_of_rest(ImportPhase::checking);
        TRY_DO(try_parts());
        trying_ = false;
        if (options_.dry_run || !report_.problems.empty()) return {};
        begin_anew();
        share_.enter(ImportPhase::writing, 1);
        return record_parts();
    }

    // All rows, or none. The writer works on it while the rows behind are still being read.
    Done in_one_request() {
        CommandChannel channel;
        std::optional<std::future<Result<Reply>>> answer;
        const Ending ending(channel, answer);
        const Done read = check_rows([&](std::vector<Draft>& drafts) -> Done {
            tell(watch_.done.load(std::memory_order_relaxed));
            if (!options_.dry_run && !report_.problems.empty())
                channel.end(false); // others need not wait for a file in vain
            auto commands = commands_of(drafts);
            if (commands.empty()) return {};
            if (!answer) answer = send(channel);
            return push(channel, std::move(commands));
        });
        channel.end(read.has_value() && (options_.dry_run || report_.problems.empty()));
        if (!answer) return read && report_.rows == 0 ? no_rows() : read;
        auto reply = wait_for(*answer);
        if (gave_way_) return std::unexpected(std::move(reply.error()));
        if (!read) return read;
        return take_reply(std::move(reply));
    }

    // Few at a time, however many rows waited for this one: the writer looks at each of them before it looks at who waits.
    Done push(CommandChannel& channel, std::vector<Command> commands) {
        for (std::size_t at = 0; at < commands.size(); at += rows_at_once) {
            const auto first = commands.begin() + static_cast<std::ptrdiff_t>(at);
            const auto count = std::min(rows_at_once, commands.size() - at);
            std::vector<Command> some(std::make_move_iterator(first),
                                      std::make_move_iterator(first + static_cast<std::ptrdiff_t>(count)));
            // One that is not taken any more has been refused: the answer says why.
            if (!channel.push(std::move(some))) return gave_way_ ? refuse("request.others_wait") : Done{};
        }
        return {};
    }

    // Back to before the first row: they are read again.
    void begin_anew() {
        report_.rows = report_.created = report_.amended = report_.unchanged = report_.totals = report_.notes = 0;
        report_.problems.clear();
        report_.more_problems = false;
        known_.clear();
        numbered_.clear();
        kept_.clear();
        handed_over_ = 0;
        if (order_) in_order_.emplace(*order_);
        missing_columns_.clear();
        refused_rows_.clear();
    }

    // ── part by part ─────────────────────────────────────────────────────────────────────────────────────────────

    // Nothing is recorded: each part is taken back once it is known what is wrong with it.
    Done try_parts() {
        const auto batch =
            TRY(kernel_.begin_batch({.who = who_, .trial = true, .about = {}, .key = {}, .fingerprint = {}}));
        return for_each_part([&](std::vector<Command> commands) -> Done {
            carry(*batch, carried_rows_.size());
            auto request = request_of(std::move(commands), batch);
            request.dry_run = true;
            request.most_problems = most_row_problems;
            return take_reply(kernel_.execute(std::move(request)));
        });
    }

    // What a trial let pass may still be refused, because others saved meanwhile: what was recorded is then taken back.
    Done record_parts() {
        const auto batch = TRY(kernel_.begin_batch(
            {.who = who_, .trial = false, .about = reason(), .key = once_key(), .fingerprint = options_.digest}));
        report_.repeated = batch->repeated();
        if (report_.repeated) return {};
        const auto recorded = for_each_part([&](std::vector<Command> commands) -> Done {
            TRY_DO(take_reply(kernel_.execute(request_of(std::move(commands), batch))));
            if (report_.problems.empty()) return {};
            return refuse("import.rows_refused", {}, {{"count", std::to_string(report_.problems.size())}});
        });
        if (recorded && report_.problems.empty()) return kernel_.end_batch(*batch);
        report_.taken_back = TRY(kernel_.take_back(*batch));
        report_.created = report_.amended = 0;
        if (report_.taken_back.left > 0)
            return refuse("import.partly_left", {},
                          {{"taken", std::to_string(report_.taken_back.records)},
                           {"left", std::to_string(report_.taken_back.left)}});
        return recorded || recorded.error().code == "import.rows_refused" ? Done{} : recorded;
    }

    Request request_of(std::vector<Command> commands, const std::shared_ptr<Batch>& batch) const {
        Request request;
        request.who = who_;
        request.commands = std::move(commands);
        request.show = false;
        request.batch = batch;
        return request;
    }

    Done for_each_part(const std::function<Done(std::vector<Command>)>& take) {
        std::vector<Command> part;
        rows_.clear();
        creates_.clear();
        TRY_DO(check_rows([&](std::vector<Draft>& drafts) -> Done {
            tell(handed_over_);
            for (auto& command : commands_of(drafts)) {
                carry_parents(rows_[part.size()]);
                part.push_back(std::move(command));
                if (part.size() + carried_rows_.size() >= rows_of_a_part) TRY_DO(hand_over(part, take));
            }
            return {};
        }));
        return hand_over(part, take);
    }

    Done hand_over(std::vector<Command>& part, const std::function<Done(std::vector<Command>)>& take) {
        const auto count = static_cast<std::ptrdiff_t>(part.size());
        if (count == 0) return {};
        std::vector<Command> commands = std::exchange(carried_, {});
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (trying_ && order_ && order_->has_children(rows_[i])) kept_.insert_or_assign(rows_[i], part[i]);
            commands.push_back(std::move(part[i]));
        }
        part.clear();
        TRY_DO(take(std::move(commands)));
        carried_rows_.clear();
        rows_.erase(rows_.begin(), rows_.begin() + count);
        creates_.erase(creates_.begin(), creates_.begin() + count);
        handed_over_ += static_cast<std::size_t>(count);
        tell(handed_over_);
        return is_cancelled() ? refuse("request.cancelled") : Done{};
    }

    // Nothing stays of the parts that were tried before: what the row refers to is done once more, before it.
    void carry_parents(int row) {
        if (!trying_ || !order_) return;
        for (const int parent : order_->parents(row)) {
            const auto kept = kept_.find(parent); // none: it is in this part, or was refused
            if (kept == kept_.end() || refused_rows_.contains(parent) ||
                std::ranges::find(carried_rows_, parent) != carried_rows_.end())
                continue;
            carry_parents(parent);
            carried_rows_.push_back(parent);
            carried_.push_back(kept->second);
        }
    }

    // Of the request's commands.
    int row_at(std::size_t place) const {
        return place < carried_rows_.size() ? carried_rows_[place] : rows_[place - carried_rows_.size()];
    }

    Done no_rows() const {
        return refuse("import.no_rows", {}, {{"sheet", report_.sheet}, {"row", std::to_string(report_.header.row)}});
    }

    // Of the rows that may be right, as long as anything can come of them.
    std::vector<Command> commands_of(std::vector<Draft>& drafts) {
        std::vector<Command> commands;
        const bool in_vain =
            options_.dry_run || trying_ ? refused_rows_.contains(report_.header.row) : !report_.problems.empty();
        for (Draft& draft : drafts) {
            if (in_vain || refused_rows_.contains(draft.row)) continue;
            rows_.push_back(draft.row);
            commands.push_back(command_of(draft));
            creates_.push_back(commands.back().action == Action::create);
        }
        return commands;
    }

    // A file with rows that nothing tells from new ones is imported once only.
    std::string once_key() const {
        if (report_.without_key == 0 || options_.dry_run || options_.digest.empty()) return {};
        return "import:" + type_.name + ":" + std::to_string(report_.place) + ":" + options_.digest;
    }

    std::string reason() const { return options_.file_name.empty() ? "导入" : "导入：" + options_.file_name; }

    bool refers_to_itself() const {
        return std::ranges::any_of(report_.header.columns, [this](const HeaderColumn& column) {
            return column.field >= 0 && field_of(column).ref == type_.name;
        });
    }

    std::future<Result<Reply>> send(CommandChannel& channel) {
        Request request;
        request.who = who_;
        request.dry_run = options_.dry_run;
        request.show = false;
        request.watch = &watch_;
        request.gives_way = true;
        request.more = [&channel] { return channel.pull(); };
        if (options_.dry_run) request.most_problems = most_row_problems;
        request.idempotency_key = once_key();
        if (!request.idempotency_key.empty()) request.fingerprint = options_.digest;
        auto promise = std::make_shared<std::promise<Result<Reply>>>();
        auto answer = promise->get_future();
        kernel_.submit(std::move(request), [this, &channel, promise](Result<Reply> reply) {
            gave_way_ = !reply && reply.error().code == "request.others_wait";
            channel.close();
            promise->set_value(std::move(reply));
        });
        return answer;
    }

    // Tells how far the writer is, and passes on that it is called off.
    Result<Reply> wait_for(std::future<Result<Reply>>& answer) {
        while (answer.wait_for(look_every) != std::future_status::ready)
            tell(watch_.done.load(std::memory_order_relaxed));
        return answer.get();
    }

    void tell(std::size_t done) {
        if (is_cancelled()) watch_.cancelled.store(true, std::memory_order_relaxed);
        if (progress_) progress_(share_.at(done, total_rows_, true));
    }

    Done take_reply(Result<Reply> reply) {
        // What was left half-done because of a row that was read later: the report says which.
        const bool in_vain =
            !reply && reply.error().code == "request.cancelled" && !is_cancelled() && !report_.problems.empty();
        if (in_vain) return {};
        if (!reply) return take_refusal(std::move(reply.error()));
        for (auto& [place, problem] : reply->refused) add_problem(row_at(place), -1, std::move(problem));
        report_.more_problems = report_.more_problems || reply->refused.size() >= most_row_problems;
        count(*reply);
        return {};
    }

    bool is_cancelled() const {
        return options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed);
    }

    Command command_of(Draft& draft) const {
        Command command;
        command.type = type_.name;
        command.fields = std::move(draft.fields);
        const std::string* known = record_of(draft);
        if (known == nullptr) return command;
        command.action = Action::amend;
        command.record = *known;
        command.reason = reason();
        return command;
    }

    // Which command was refused stands in the arguments; what concerns none of them is no row's problem.
    Done take_refusal(Problem problem) {
        const auto place = std::ranges::find(problem.args, "command", &std::pair<std::string, std::string>::first);
        const bool of_all = std::ranges::any_of(std::array{"writer.", "store.", "request.", "idempotency."},
                                                [&](const char* one) { return problem.code.starts_with(one); });
        const auto count = carried_rows_.size() + rows_.size();
        std::size_t number = count == 1 && !of_all ? 1 : 0;
        if (place != problem.args.end())
            std::from_chars(place->second.data(), place->second.data() + place->second.size(), number);
        if (number == 0 || number > count) return std::unexpected(std::move(problem));
        add_problem(row_at(number - 1), -1, std::move(problem));
        return {};
    }

    void count(const Reply& reply) {
        report_.repeated = reply.repeated;
        if (reply.repeated) return;
        const auto carried = carried_rows_.size();
        for (std::size_t i = 0; carried + i < reply.outcomes.size() && i < creates_.size(); ++i) {
            const Outcome& outcome = reply.outcomes[carried + i];
            if (outcome.record.value == 0) continue; // refused
            if (creates_[i])
                ++report_.created;
            else if (outcome.entry.value == 0)
                ++report_.unchanged;
            else
                ++report_.amended;
        }
    }

    Kernel& kernel_;
    const Principal& who_;
    const RecordType& type_;
    TableFile& file_;
    const ImportOptions& options_;
    const ImportProgress& progress_;
    ImportReport report_;
    ImportShare share_;
    Known known_, numbered_;
    std::optional<RowOrder> order_; // of a file whose rows may refer to each other
    std::optional<InOrder<Draft>> in_order_;
    std::vector<const Field*> missing_columns_;
    std::unordered_set<int> refused_rows_;
    std::vector<int> rows_;     // of the request's commands, in their order
    std::vector<bool> creates_; // whether they make a record
    std::size_t total_rows_ = 0, handed_over_ = 0;
    std::unordered_map<int, Command> kept_; // of a trial: rows of earlier parts that others refer to
    std::vector<Command> carried_;          // of them, those that the next part needs before its own
    std::vector<int> carried_rows_;         // their rows
    Watch watch_;
    std::atomic<bool> gave_way_ = false; // the writer stopped, because others wait for it
    bool trying_ = false;                // in parts, of which nothing stays
};

} // namespace

Result<ImportReport> import_table(Kernel& kernel, const Principal& who, const std::string& type_name, TableFile& file,
                                  const ImportOptions& options, const ImportProgress& progress) {
    const RecordType* type = kernel.schema().type(type_name);
    if (type == nullptr) return refuse("record.unknown_type", {}, {{"name", type_name}});
    TRY_DO(kernel.permit(who, type->name, "create"));
    return Import(kernel, who, *type, file, options, progress).run();
}

std::string column_letters(int column) {
    std::string letters;
    for (int left = column + 1; left > 0; left = (left - 1) / 26)
        letters.insert(0, 1, static_cast<char>('A' + (left - 1) % 26));
    return letters;
}

json::object report_json(const ImportReport& report, const RecordType& type,
                         const std::function<std::string(const Problem&)>& sentence) {
    json::array columns;
    for (const HeaderColumn& column : report.header.columns) {
        const std::string field = column.number ? "number" : type.fields[static_cast<std::size_t>(column.field)].name;
        columns.push_back({{"column", column_letters(column.column)}, {"header", column.text}, {"field", field}});
    }
    json::array problems;
    for (const RowProblem& one : report.problems) {
        const HeaderColumn* column = report.header.at(one.column);
        problems.push_back(
            {{"sheet", report.sheet},
             {"row", one.row},
             {"column", one.column < 0 ? json::value(nullptr) : json::value(column_letters(one.column))},
             {"header", column == nullptr ? json::value(nullptr) : json::value(column->text)},
             {"field", one.problem.field.empty() ? json::value(nullptr) : json::value(one.problem.field)},
             {"code", one.problem.code.empty() ? "record.rule" : one.problem.code},
             {"detail", sentence(one.problem)}});
    }
    json::array other_sheets;
    for (const auto& [name, hidden] : report.other_sheets) other_sheets.push_back({{"name", name}, {"hidden", hidden}});
    return {{"sheet", report.sheet},
            {"other_sheets", std::move(other_sheets)},
            {"dry_run", report.dry_run},
            {"done", !report.dry_run && report.problems.empty()},
            {"repeated", report.repeated},
            {"header_row", report.header.row},
            {"columns", std::move(columns)},
            {"ignored_headers", json::array(report.header.unknown.begin(), report.header.unknown.end())},
            {"key", report.key.empty() ? json::value(nullptr) : json::value(report.key)},
            {"rows", report.rows},
            {"without_key", report.without_key},
            {"created", report.created},
            {"amended", report.amended},
            {"unchanged", report.unchanged},
            {"totals_passed_over", report.totals},
            {"notes_passed_over", report.notes},
            {"taken_back", report.taken_back.records},
            {"problems", std::move(problems)},
            {"more_problems", report.more_problems}};
}

} // namespace shanhai::kernel
