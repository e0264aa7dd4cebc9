#include "kernel/records/record_list.h"

#include "base/check.h"
#include "base/date.h"
#include "base/money.h"
#include "kernel/schema/sql_expression.h"
#include "kernel/store/entry_time.h"

#include <algorithm>
#include <set>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_filters = 32;
constexpr std::size_t most_orders = 4;
constexpr std::size_t most_in_values = 500;
constexpr std::size_t most_value_bytes = 2000; // of one value; databases bound the patterns of LIKE
constexpr std::size_t most_joins = 32;         // databases bound these, too
constexpr std::size_t most_cursor_bytes = 16'384;
constexpr std::size_t most_remembered = 5'000; // rows of a walk

struct Condition {
    std::string sql;
    std::vector<Value> values;
};

struct Order {
    std::string sql; // never NULL, so that the next page can begin behind any row
    bool number = false;
    bool descending = false;
};

// A path of a filter or an order, resolved.
struct Column {
    std::string path;
    std::string sql;
    const Field* field = nullptr; // nullptr for the system's columns
};

class ListBuilder {
public:
    ListBuilder(Connection& connection, const Schema& schema, RecordGate& gate, const RecordType& type,
                const ListQuery& query, const AsOf& as_of, Date today)
        : connection_(connection), schema_(schema), gate_(gate), rights_(gate.rights()), type_(type), query_(query),
          as_of_(as_of), today_(today) {}

    Result<Page> run() {
        TRY_DO(read_question());
        Page page;
        if (query_.count) page.count = count();
        TRY_DO(read_cursor());
        fill(page);
        return page;
    }

    Done walk(const std::function<Done(std::int64_t)>& begin, const RecordTaker& take) {
        exports_ = true;
        TRY_DO(read_question());
        if (auto open = rights_.condition(type_, judged(), "export"); !open.empty())
            conditions_.push_back({std::move(open), {}});
        TRY_DO(begin(count()));
        const auto statement = connection_.prepare_long(select());
        bind_all(*statement);
        std::optional<ReferenceLabels> labels;
        for (std::size_t n = 0; statement->step(); ++n) {
            if (n % most_remembered == 0) { // what is remembered of the records around must not grow with the list
                gate_.forget();
                labels.emplace(connection_, schema_, gate_, as_of_);
            }
            auto record = shown_row(*statement, *labels);
            TRY_DO(take(record));
        }
        return {};
    }

private:
    Done read_question() {
        TRY_DO(read_filters());
        TRY_DO(read_words());
        TRY_DO(read_orders());
        limit_to_readable();
        return {};
    }

    Result<Column> column(const std::string& path) {
        Column result{path, {}, nullptr};
        const auto dot = path.rfind('.');
        const auto last = dot == std::string::npos ? path : path.substr(dot + 1);
        const RecordType* owner = &type_;
        if (dot != std::string::npos) {
            const auto* reference = field_at(path.substr(0, dot), type_, schema_);
            owner = reference != nullptr && reference->kind == FieldKind::ref ? schema_.type(reference->ref) : nullptr;
        }
        if (owner != nullptr) result.field = owner->field(last);
        if (owner == nullptr || (result.field == nullptr && !is_system_column(last))) {
            return refuse("list.unknown_field", {}, {{"name", path}, {"type", type_.name}});
        }
        if (result.field != nullptr && result.field->is_personal())
            return refuse("list.personal_field", {}, {{"name", path}, {"type", type_.name}});
        for (auto at = path.find('.'); at != std::string::npos; at = path.find('.', at + 1))
            paths_.insert(path.substr(0, at));
        TRY_DO(check_visible(path, *owner, last));
        if (paths_.size() > most_joins) return refuse("list.too_many", {}, {{"limit", std::to_string(most_joins)}});
        result.sql = column_of(path);
        return result;
    }

    // Who may not see a field may not ask about it either: the answer would tell. A field that can be seen in some records
    // only is asked about in those only.
    Done check_visible(const std::string& path, const RecordType& owner, std::string_view last) {
        const auto level = level_of_column(owner, last);
        const auto sees = rights_.sees_somewhere(owner);
        // Of a type that is closed altogether one field would be as telling as another.
        if (!sees || *sees < level) return refuse("access.field", {}, {{"name", path}, {"type", owner.name}});
        const auto dot = path.rfind('.');
        auto& needed = levels_[dot == std::string::npos ? std::string() : path.substr(0, dot)];
        needed = std::max(needed, level);
        return {};
    }

    // Today's rights open yesterday's rows: it is by its present row that a record may be read.
    std::string_view judged() const { return as_of_.is_past() && !rights_.is_unlimited() ? "present" : "r"; }

    // The condition on the rows themselves; those on the records they refer to stand in the joins.
    void limit_to_readable() {
        auto open = rights_.condition(type_, judged(), "read", levels_[""]);
        if (!open.empty()) conditions_.push_back({std::move(open), {}});
    }

    // True when some records of the type are hidden, so that what refers to them must not be compared.
    bool is_partly_hidden(const RecordType& type) const { return !rights_.sees_everywhere(type); }

    Done read_filters() {
        if (query_.filters.size() > most_filters)
            return refuse("list.too_many", {}, {{"limit", std::to_string(most_filters)}});
        bool about_void = query_.with_void;
        for (const auto& filter : query_.filters) {
            about_void = about_void || filter.path == "void";
            conditions_.push_back(TRY(condition(filter)));
        }
        if (!about_void) conditions_.push_back({"r.void = 0", {}});
        if (query_.overdue) conditions_.push_back({"r.deadline < ?", {Value(today_.iso())}});
        if (query_.late) conditions_.push_back(late_condition());
        return {};
    }

    Result<Value> value_of(const Column& column, const std::string& text) {
        const auto bad = [&] { return bad_value(column.path, text); };
        if (text.size() > most_value_bytes) return bad();
        if (column.field == nullptr) {
            const auto last = column.path.substr(column.path.rfind('.') + 1);
            if (last == "void") {
                const bool no = text == "false" || text == "0";
                if (!no && text != "true" && text != "1") return bad();
                return Value(no ? 0 : 1);
            }
            if (last != "id" && last != "version") return Value(text);
            const auto number = parse_scaled(text, 0);
            return number ? Result<Value>(*number) : bad();
        }
        if (column.field->kind == FieldKind::ref) return TRY(find_readable(*schema_.type(column.field->ref), text));
        if (column.field->kind == FieldKind::date) {
            const auto date = Date::parse(text);
            return date ? Result<Value>(date->iso()) : bad();
        }
        if (column.field->kind == FieldKind::choice) return Value(text);
        if (column.field->kind == FieldKind::text || column.field->kind == FieldKind::long_text) return Value(text);
        auto loose = *column.field; // bounds and lengths are for what is stored, not for what is asked
        loose.at_least = loose.at_most = loose.more_than = std::nullopt;
        const auto input = read_field(loose, json::value(text));
        return input && !is_null(input->value) ? Result<Value>(input->value) : bad();
    }

    // A name that leads to a record which the reader may not see leads nowhere.
    Result<std::int64_t> find_readable(const RecordType& type, const std::string& name) {
        const auto id = TRY(find_record(connection_, type, name, false));
        if (!gate_.reads(type, id)) return refuse("record.not_found", {}, {{"name", name}, {"type", type.name}});
        return id;
    }

    static std::unexpected<Problem> bad_value(const std::string& name, const std::string& value) {
        return refuse("list.bad_value", {}, {{"name", name}, {"value", value.size() > most_value_bytes ? "…" : value}});
    }

    Result<Condition> condition(const ListFilter& filter) {
        const auto on = TRY(column(filter.path));
        static const std::map<std::string, std::string> comparisons = {{"eq", "="},   {"ne", "<>"}, {"gt", ">"},
                                                                       {"gte", ">="}, {"lt", "<"},  {"lte", "<="}};
        const auto comparison = comparisons.find(filter.operation);
        const bool by_order = filter.operation != "eq" && filter.operation != "ne";
        const bool is_reference = on.field != nullptr && on.field->kind == FieldKind::ref;
        if (is_reference && is_partly_hidden(*schema_.type(on.field->ref)) &&
            (filter.operation == "like" || (comparison != comparisons.end() && by_order)))
            return refuse("access.field", {}, {{"name", filter.path}, {"type", type_.name}});
        if (comparison != comparisons.end()) {
            return Condition{on.sql + " " + comparison->second + " ?", {TRY(value_of(on, filter.value))}};
        }
        if (filter.operation == "null") return Condition{on.sql + " IS NULL", {}};
        if (filter.operation == "notnull") return Condition{on.sql + " IS NOT NULL", {}};
        if (filter.operation == "like" && filter.value.size() > most_value_bytes)
            return bad_value(filter.path, filter.value);
        if (filter.operation == "like")
            return Condition{"CAST(" + on.sql + " AS TEXT) LIKE ? ESCAPE '\\'", {Value(like_pattern(filter.value))}};
        if (filter.operation == "in") return in_condition(on, filter.value);
        if (filter.operation == "under") return under_condition(on, filter);
        return refuse("list.bad_operator", {}, {{"name", filter.path}, {"operator", filter.operation}});
    }

    static std::string like_pattern(std::string_view words) {
        std::string pattern = "%";
        for (char c : words) {
            if (c == '%' || c == '_' || c == '\\') pattern += '\\';
            pattern += c;
        }
        return pattern + "%";
    }

    Result<Condition> in_condition(const Column& on, std::string_view list) {
        if (list.starts_with('(') && list.ends_with(')')) list = list.substr(1, list.size() - 2);
        Condition result;
        const auto parts = split(list, ',');
        if (parts.size() > most_in_values)
            return refuse("list.too_many", {}, {{"limit", std::to_string(most_in_values)}});
        for (auto part : parts) {
            result.values.push_back(TRY(value_of(on, std::string(trim(part)))));
            result.sql += result.sql.empty() ? "?" : ", ?";
        }
        result.sql = on.sql + " IN (" + result.sql + ")";
        return result;
    }

    // The record and all below it in its tree.
    Result<Condition> under_condition(const Column& on, const ListFilter& filter) {
        const bool itself = filter.path == "id";
        const auto* tree = itself                                                    ? &type_
                           : on.field != nullptr && on.field->kind == FieldKind::ref ? schema_.type(on.field->ref)
                                                                                     : nullptr;
        if (tree == nullptr || tree->tree.empty())
            return refuse("list.bad_operator", {}, {{"name", filter.path}, {"operator", "under"}});
        const auto top = TRY(find_readable(*tree, filter.value));
        const auto open = rights_.condition(*tree, "", "read");
        return Condition{
            on.sql + " IN (WITH RECURSIVE below(id) AS (SELECT CAST(? AS BIGINT) UNION SELECT t.id FROM " +
                as_of_.table(*tree) + " t JOIN below ON t.\"" + tree->tree + "\" = below.id) SELECT id FROM below)" +
                (open.empty() ? ""
                              : " AND " + on.sql + " IN (SELECT id FROM \"" + tree->name + "\" WHERE " + open + ")"),
            {Value(top)}};
    }

    // The record, or a step of it, was entered after the period had ended to which it belongs.
    Condition late_condition() {
        return {"EXISTS (SELECT 1 FROM sys_posting p JOIN sys_entry e ON e.seq = p.entry WHERE p.record = r.id AND "
                "e.record = r.id AND e.action IN ('create', 'advance') AND p.entry <= ? AND " +
                    StepsOfEntries(connection_, "p.entry").late_sql(type_, "p.day") + " = 1)",
                {Value(as_of_.entry)}};
    }

    // Every word must stand in the number, in one of the texts, or in the label of one of the references.
    Done read_words() {
        if (query_.words.size() > 200) return refuse("list.bad_value", {}, {{"name", "q"}, {"value", "…"}});
        for (auto word : split(query_.words, ' ')) {
            if (trim(word).empty()) continue;
            Condition condition;
            const auto pattern = like_pattern(trim(word));
            const auto add = [&](const std::string& sql) {
                condition.sql += (condition.sql.empty() ? "(" : " OR ") + sql + " LIKE ? ESCAPE '\\'";
                condition.values.emplace_back(pattern);
            };
            add("coalesce(r.number, '')");
            for (const auto& field : type_.fields) {
                if (field.kind != FieldKind::text && field.kind != FieldKind::long_text) continue;
                if (field.is_personal()) continue; // sealed
                const auto sees = rights_.sees_somewhere(type_);
                if (!sees || *sees < field.sensitivity) continue;
                const auto open = rights_.condition(type_, judged(), "read", field.sensitivity);
                if (open.empty())
                    add("r.\"" + field.name + "\"");
                else // in the records where the field may be seen
                    add("CASE WHEN " + open + " THEN r.\"" + field.name + "\" END");
            }
            condition.sql += ")";
            conditions_.push_back(std::move(condition));
        }
        return {};
    }

    Done read_orders() {
        auto wanted = query_.order;
        if (wanted.size() > most_orders) return refuse("list.too_many", {}, {{"limit", std::to_string(most_orders)}});
        for (auto& name : wanted) {
            const bool descending = name.starts_with('-');
            auto on = TRY(column(descending ? name.substr(1) : name));
            if (on.field != nullptr && on.field->kind == FieldKind::ref) { // by what people see, not by the id
                const auto* target = schema_.type(on.field->ref);
                const auto* label = target->field(target->label);
                if (label != nullptr && !label->is_personal() &&
                    label->sensitivity <= rights_.sees_somewhere(*target).value_or(Sensitivity::public_))
                    on = TRY(column(on.path + "." + target->label));
                else if (!target->number.empty())
                    on = TRY(column(on.path + ".number"));
                else if (is_partly_hidden(*target))
                    on = TRY(column(on.path + ".id"));
            }
            const bool number =
                on.field == nullptr
                    ? on.path.ends_with("id") || on.path.ends_with("version") || on.path.ends_with("void")
                    : on.field->is_number() || on.field->kind == FieldKind::boolean || on.field->kind == FieldKind::ref;
            const bool by_id = on.path == "id";
            // A page ends with a cursor that holds what it is ordered by, so a long text counts by its beginning.
            const auto sql = by_id    ? on.sql
                             : number ? "coalesce(" + on.sql + ", -9007199254740993)"
                                      : "substr(coalesce(" + on.sql + ", ''), 1, 200)";
            orders_.push_back({sql, number || by_id, descending});
            if (by_id) return {};
        }
        orders_.push_back({"r.id", true, orders_.empty() || orders_.back().descending});
        return {};
    }

    Done read_cursor() {
        if (query_.after.empty()) return {};
        const auto bad = [] { return refuse("list.bad_cursor"); };
        const auto decoded = from_base64url(query_.after);
        if (!decoded) return bad();
        const auto parsed = parse_json(*decoded, {most_cursor_bytes, 3});
        if (!parsed || !parsed->is_array() || parsed->get_array().size() != orders_.size()) return bad();
        std::vector<Value> at;
        for (const auto& item : parsed->get_array()) {
            if (orders_[at.size()].number && item.is_int64())
                at.emplace_back(item.get_int64());
            else if (!orders_[at.size()].number && item.is_string())
                at.emplace_back(std::string(item.get_string()));
            else
                return bad();
        }
        // (a, b, id) behind (x, y, z): a > x or (a = x and (b > y or …)), each side in its own direction.
        Condition behind;
        for (std::size_t i = 0; i < orders_.size(); ++i) {
            behind.sql += std::string(i == 0 ? "(" : " OR ") + "(";
            for (std::size_t j = 0; j < i; ++j) {
                behind.sql += orders_[j].sql + " = ? AND ";
                behind.values.push_back(at[j]);
            }
            behind.sql += orders_[i].sql + (orders_[i].descending ? " < ?)" : " > ?)");
            behind.values.push_back(at[i]);
        }
        behind.sql += ")";
        conditions_.push_back(std::move(behind));
        return {};
    }

    // A joined record that may not be read is as good as none.
    std::string join_condition(const std::string& path, const RecordType& target) const {
        const auto level = levels_.find(path);
        const auto needed = level == levels_.end() ? Sensitivity::public_ : level->second;
        if (!as_of_.is_past()) return rights_.condition(target, alias_of(path), "read", needed);
        const auto open = rights_.condition(target, "", "read", needed);
        if (open.empty()) return {};
        return alias_of(path) + ".id IN (SELECT id FROM \"" + target.name + "\" WHERE " + open + ")";
    }

    std::string from_where() const {
        std::string sql = " FROM " + from_with_joins(
                                         type_, paths_, schema_,
                                         [this](const std::string& path, const RecordType& target) {
                                             return join_condition(path, target);
                                         },
                                         as_of_);
        if (judged() == "present") sql += " JOIN \"" + type_.name + "\" AS present ON present.id = r.id";
        sql += " WHERE ";
        for (std::size_t i = 0; i < conditions_.size(); ++i) sql += (i == 0 ? "" : " AND ") + conditions_[i].sql;
        if (conditions_.empty()) sql += "1 = 1";
        return sql;
    }

    void bind_all(Statement& statement) const {
        for (const auto& condition : conditions_) {
            for (const auto& value : condition.values) bind_value(statement, value);
        }
    }

    std::int64_t count() {
        const auto statement = connection_.prepare("SELECT count(*)" + from_where());
        bind_all(*statement);
        check(statement->step(), "count(*) yields a row");
        return statement->integer(0);
    }

    std::string select() const {
        std::string sql = "SELECT " + record_columns(type_, "r.");
        for (const auto& order : orders_) sql += ", " + order.sql;
        sql += ", " + rights_.level_sql(type_, judged());
        if (exports_) sql += ", " + rights_.level_sql(type_, judged(), "export");
        sql += from_where() + " ORDER BY ";
        for (std::size_t i = 0; i < orders_.size(); ++i)
            sql += (i == 0 ? "" : ", ") + orders_[i].sql + (orders_[i].descending ? " DESC" : "");
        return sql;
    }

    json::object shown_row(const Statement& statement, ReferenceLabels& labels) const {
        const int behind = static_cast<int>(system_column_count + type_.fields.size() + orders_.size());
        auto level = static_cast<Sensitivity>(statement.integer(behind));
        if (exports_) level = std::min(level, static_cast<Sensitivity>(statement.integer(behind + 1)));
        return shown_record(type_, take_row(type_, statement), labels, connection_, level);
    }

    void fill(Page& page) {
        const auto limit = std::clamp<std::size_t>(query_.limit, 1, 500);
        const auto prepared = connection_.prepare(select() + " LIMIT " + std::to_string(limit + 1));
        auto& statement = *prepared;
        bind_all(statement);
        ReferenceLabels labels(connection_, schema_, gate_, as_of_);
        json::array last;
        while (statement.step()) {
            if (page.items.size() == limit) {
                page.next = to_base64url(json::serialize(last));
                break;
            }
            last.clear();
            for (std::size_t i = 0; i < orders_.size(); ++i) {
                const int at = system_column_count + static_cast<int>(type_.fields.size() + i);
                if (statement.is_integer(at))
                    last.emplace_back(statement.integer(at));
                else
                    last.emplace_back(std::string(statement.text(at)));
            }
            page.items.emplace_back(shown_row(statement, labels));
        }
    }

    Connection& connection_;
    const Schema& schema_;
    RecordGate& gate_;
    const Rights& rights_;
    const RecordType& type_;
    const ListQuery& query_;
    AsOf as_of_;
    Date today_;
    std::set<std::string> paths_;
    std::map<std::string, Sensitivity> levels_; // by path: what the fields asked about need; "" for the type itself
    std::vector<Condition> conditions_;
    std::vector<Order> orders_;
    bool exports_ = false; // what leaves the house needs a right of its own
};

} // namespace

Result<Page> list_records(Connection& connection, const Schema& schema, RecordGate& gate, const RecordType& type,
                          const ListQuery& query, const AsOf& as_of, Date today) {
    if (!gate.rights().may_ever(type, "read"))
        return Page{.items = {}, .next = {}, .count = query.count ? std::optional<std::int64_t>(0) : std::nullopt};
    return ListBuilder(connection, schema, gate, type, query, as_of, today).run();
}

Done walk_records(Connection& connection, const Schema& schema, RecordGate& gate, const RecordType& type,
                  const ListQuery& query, const AsOf& as_of, Date today, const std::function<Done(std::int64_t)>& begin,
                  const RecordTaker& take) {
    if (!gate.rights().may_ever(type, "read") || !gate.rights().may_ever(type, "export"))
        return refuse("access.denied", {}, {{"operation", "export"}, {"type", type.name}});
    return ListBuilder(connection, schema, gate, type, query, as_of, today).walk(begin, take);
}

} // namespace shanhai::kernel
