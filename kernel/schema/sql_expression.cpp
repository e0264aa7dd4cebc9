#include "kernel/schema/sql_expression.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace shanhai::kernel {

namespace {

constexpr std::array system_columns = {"id",         "number",     "state",      "version",  "void",
                                       "created_at", "created_by", "updated_at", "deadline", "escalated"};

constexpr std::array keywords = {"and",     "or",   "not",  "is",   "null", "in",  "like",
                                 "between", "case", "when", "then", "else", "end", "cast"};

constexpr std::array functions = {"abs", "coalesce", "length", "lower",  "upper",   "min",
                                  "max", "round",    "substr", "nullif", "replace", "trim"};

template <class Set>
bool contains(const Set& set, std::string_view word) {
    return std::any_of(set.begin(), set.end(), [&](std::string_view item) { return item == word; });
}

bool name_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool name_part(char c) { return name_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

// Walks the text once, copying what is safe and replacing names.
class Compiler {
public:
    Compiler(std::string_view text, const RecordType& type, const Schema& schema)
        : text_(text), type_(type), schema_(schema) {}

    Result<SqlExpression> run() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (std::isspace(static_cast<unsigned char>(c)) != 0) {
                out_.sql += ' ';
                ++at_;
            } else if (c == '\'')
                TRY_DO(copy_string());
            else if (std::isdigit(static_cast<unsigned char>(c)) != 0)
                copy_number();
            else if (name_start(c))
                TRY_DO(copy_name());
            else
                TRY_DO(copy_operator());
        }
        if (!open_.empty()) return wrong("parentheses do not match");
        if (trim(text_).empty()) return wrong("empty");
        return std::move(out_);
    }

private:
    std::unexpected<Problem> wrong(std::string what) const {
        return refuse("schema.expression", {}, {{"text", std::string(text_)}, {"what", std::move(what)}});
    }

    Done copy_string() {
        auto end = at_ + 1;
        while (end < text_.size() && (text_[end] != '\'' || (end + 1 < text_.size() && text_[end + 1] == '\''))) {
            end += text_[end] == '\'' ? 2 : 1;
        }
        if (end >= text_.size()) return wrong("a text is not closed");
        if (text_.substr(at_, end - at_).find('\0') != std::string_view::npos) return wrong("a text holds a zero byte");
        out_.sql += text_.substr(at_, end + 1 - at_);
        at_ = end + 1;
        condition_may_begin_ = false;
        return {};
    }

    void copy_number() {
        condition_may_begin_ = false;
        while (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.'))
            out_.sql += text_[at_++];
    }

    Done copy_operator() {
        constexpr std::string_view allowed = "+-*/%(),=<>!|";
        const char c = text_[at_];
        if (allowed.find(c) == std::string_view::npos)
            return wrong("something unexpected at character " + std::to_string(code_points(text_.substr(0, at_)) + 1));
        if (text_.substr(at_, 2) == "--" || text_.substr(at_, 2) == "/*") return wrong("comments are not allowed");
        condition_may_begin_ = c == '(' && called_.empty();
        if (c == '(') open_.push_back({std::exchange(called_, {}), false});
        if (c == ',') {
            if (open_.empty()) return wrong("one value is expected, not a list");
            open_.back().list = true;
        }
        if (c == ')') TRY_DO(close());
        out_.sql += c;
        ++at_;
        return {};
    }

    Done close() {
        if (open_.empty()) return wrong("parentheses do not match");
        const auto call = open_.back();
        open_.pop_back();
        // With one argument these are aggregates: they would make one row of a whole table.
        if ((call.function == "min" || call.function == "max") && !call.list)
            return wrong(call.function + " needs two values");
        return {};
    }

    Done copy_name() {
        auto end = at_;
        while (end < text_.size() &&
               (name_part(text_[end]) || (text_[end] == '.' && end + 1 < text_.size() && name_start(text_[end + 1]))))
            ++end;
        const auto name = text_.substr(at_, end - at_);
        at_ = end;
        const auto lower = lower_ascii(name);
        auto next = end;
        while (next < text_.size() && std::isspace(static_cast<unsigned char>(text_[next])) != 0) ++next;
        const bool call = next < text_.size() && text_[next] == '(';
        const bool type = std::exchange(type_follows_, false);
        const bool condition =
            std::exchange(condition_may_begin_, lower == "and" || lower == "or" || lower == "not" || lower == "when") &&
            condition_ends_at(next);
        if (lower == "true" || lower == "false") {
            const std::string_view value = lower == "true" ? "1" : "0";
            out_.sql += condition ? "(1 = " + std::string(value) + ")" : std::string(value);
        } else if (contains(keywords, lower) || (type && (lower == "integer" || lower == "text")))
            out_.sql += lower;
        else if (lower == "as") {
            out_.sql += lower;
            type_follows_ = true; // elsewhere `text` may be a field
        } else if (call && contains(functions, lower)) {
            out_.sql += lower;
            called_ = lower;
        } else if (call)
            return wrong("unknown function " + std::string(name));
        else
            return copy_column(name, condition);
        return {};
    }

    // Whether nothing that stands here makes a value out of what stands before it.
    bool condition_ends_at(std::size_t at) const {
        if (at == text_.size() || text_[at] == ')') return true;
        auto end = at;
        while (end < text_.size() && name_part(text_[end])) ++end;
        const auto word = lower_ascii(text_.substr(at, end - at));
        return word == "and" || word == "or" || word == "then";
    }

    // A boolean field holds 0 or 1. Where it stands alone as a condition it is compared, since not every database takes
    // a number for a condition.
    Done copy_column(std::string_view name, bool condition) {
        const auto dot = name.rfind('.');
        const auto last = dot == std::string_view::npos ? name : name.substr(dot + 1);
        const auto path = dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
        const RecordType* owner = &type_;
        if (!path.empty()) {
            const auto* reference = field_at(path, type_, schema_);
            if (reference == nullptr || reference->kind != FieldKind::ref) return unknown(name);
            owner = schema_.type(reference->ref);
            note_paths(path);
        }
        if (owner == nullptr || (owner->field(last) == nullptr && !is_system_column(last))) return unknown(name);
        if (const auto* field = owner->field(last); field != nullptr && field->is_personal())
            return wrong(std::string(name) + " is personal: the store cannot read it");
        const auto* field = owner->field(last);
        const bool compared = condition && (field == nullptr ? last == "void" : field->kind == FieldKind::boolean);
        out_.sql += compared ? "(" + column_of(name) + " <> 0)" : column_of(name);
        out_.names.emplace_back(name);
        return {};
    }

    void note_paths(std::string_view path) {
        for (auto dot = path.find('.');; dot = path.find('.', dot + 1)) {
            std::string part(path.substr(0, dot));
            if (std::find(out_.paths.begin(), out_.paths.end(), part) == out_.paths.end())
                out_.paths.push_back(std::move(part));
            if (dot == std::string_view::npos) break;
        }
    }

    std::unexpected<Problem> unknown(std::string_view name) const {
        return refuse("schema.unknown_field", {}, {{"name", std::string(name)}, {"type", type_.name}});
    }

    std::string_view text_;
    const RecordType& type_;
    const Schema& schema_;
    struct Parenthesis {
        std::string function; // that is called with it
        bool list = false;    // a comma stands inside
    };
    std::size_t at_ = 0;
    std::vector<Parenthesis> open_;
    std::string called_;
    bool type_follows_ = false;
    bool condition_may_begin_ = true;
    SqlExpression out_;
};

} // namespace

std::string sql_name(std::string_view name) { return "\"" + std::string(name) + "\""; }

bool is_system_column(std::string_view name) { return contains(system_columns, name); }

bool is_expression_word(std::string_view name) {
    return contains(keywords, name) || name == "as" || name == "true" || name == "false";
}

const Field* field_at(std::string_view path, const RecordType& type, const Schema& schema) {
    const RecordType* owner = &type;
    while (owner != nullptr) {
        const auto dot = path.find('.');
        const auto* field = owner->field(path.substr(0, dot));
        if (dot == std::string_view::npos || field == nullptr) return field;
        if (field->kind != FieldKind::ref) return nullptr;
        owner = schema.type(field->ref);
        path.remove_prefix(dot + 1);
    }
    return nullptr;
}

std::string alias_of(std::string_view path) { return "j_" + replace_all(std::string(path), ".", "__"); }

std::string column_of(std::string_view path) {
    const auto dot = path.rfind('.');
    if (dot == std::string_view::npos) return "r.\"" + std::string(path) + "\"";
    return alias_of(path.substr(0, dot)) + ".\"" + std::string(path.substr(dot + 1)) + "\"";
}

std::string from_with_joins(const RecordType& type, const std::set<std::string>& paths, const Schema& schema,
                            const JoinCondition& condition, const AsOf& as_of) {
    std::set<std::string> all; // sorted: a path comes after the path it starts with
    for (const auto& path : paths) {
        for (auto dot = path.find('.');; dot = path.find('.', dot + 1)) {
            all.insert(path.substr(0, dot));
            if (dot == std::string::npos) break;
        }
    }
    std::string sql = as_of.table(type) + " AS r";
    for (const auto& path : all) {
        const auto* field = field_at(path, type, schema);
        sql += " LEFT JOIN " + as_of.table(*schema.type(field->ref)) + " AS " + alias_of(path) + " ON " +
               alias_of(path) + ".id = " + column_of(path);
        if (const auto further = condition ? condition(path, *schema.type(field->ref)) : std::string();
            !further.empty())
            sql += " AND " + further;
    }
    return sql;
}

Result<SqlExpression> compile_expression(std::string_view text, const RecordType& type, const Schema& schema) {
    return Compiler(text, type, schema).run();
}

} // namespace shanhai::kernel
