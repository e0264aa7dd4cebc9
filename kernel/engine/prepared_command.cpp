#include "kernel/engine/prepared_command.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t longest_reason = 2000; // code points
constexpr std::size_t most_problems = 50;    // told at once

// The problems of one command, in the order of its fields.
class Collected {
public:
    void add(Problem problem) {
        if (!first_)
            first_ = std::move(problem);
        else if (first_->also.size() + 1 < most_problems)
            first_->also.push_back(std::move(problem));
    }
    std::optional<Problem>& first() { return first_; }

private:
    std::optional<Problem> first_;
};

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Problem problem(std::string code, std::string field, std::vector<std::pair<std::string, std::string>> args = {}) {
    return Problem{std::move(code), std::move(field), std::move(args), std::nullopt, {}};
}

void read_fields(PreparedCommand& prepared, const Registrar& registrar, Collected& problems) {
    const auto& type = *prepared.type;
    for (const auto& [key, given] : prepared.command.fields) {
        const std::string name(key);
        const int index = type.field_index(name);
        if (index < 0) {
            problems.add(problem("record.unknown_field", "/" + name, {{"name", name}, {"type", type.name}}));
            continue;
        }
        const auto& field = type.fields[static_cast<std::size_t>(index)];
        auto input = read_field(field, given);
        if (!input) {
            problems.add(input.error());
            continue;
        }
        const auto* text = std::get_if<std::string>(&input->value);
        const auto* rules = registrar.rules(type.name, name);
        for (std::size_t i = 0; text != nullptr && rules != nullptr && i < rules->size(); ++i) {
            if (auto kept = (*rules)[i](*text); !kept) {
                kept.error().field = "/" + name;
                problems.add(kept.error());
            }
        }
        prepared.fields.emplace_back(index, *std::move(input));
    }
}

bool says_nothing(const FieldInput& input) {
    return input.is_reference ? input.reference.empty() : is_null(input.value);
}

void check_required(const PreparedCommand& prepared, Collected& problems) {
    const auto& type = *prepared.type;
    const auto action = prepared.command.action;
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        if (!field.required) continue;
        const auto found = std::find_if(prepared.fields.begin(), prepared.fields.end(),
                                        [&](const auto& given) { return given.first == static_cast<int>(i); });
        const bool given = found != prepared.fields.end();
        const bool emptied = given && says_nothing(found->second);
        const bool missing =
            action == Action::create && !given && !field.initial && !prepared.command.fields.contains(field.name);
        if (emptied || missing)
            problems.add(problem("record.field_required", "/" + field.name,
                                 {{"name", field.name}, {"label", field.label.zh}, {"label_en", field.label.en}}));
    }
}

void check_transition(PreparedCommand& prepared, Collected& problems) {
    const auto& type = *prepared.type;
    prepared.transition = type.transition(prepared.command.transition);
    if (prepared.transition == nullptr) {
        problems.add(
            problem("record.unknown_transition", {}, {{"name", prepared.command.transition}, {"type", type.name}}));
        return;
    }
    for (const auto& [index, input] : prepared.fields) {
        const auto& name = type.fields[static_cast<std::size_t>(index)].name;
        const auto& transition = *prepared.transition;
        if (contains(transition.requires_fields, name) || contains(transition.requires_papers, name) ||
            contains(transition.sets, name))
            continue;
        problems.add(
            problem("record.not_settable", "/" + name, {{"name", name}, {"transition", prepared.transition->name}}));
    }
}

// An undone step puts back what was there, an escalation changes nothing: neither takes fields.
void check_bare(const PreparedCommand& prepared, Collected& problems) {
    for (const auto& [index, input] : prepared.fields) {
        const auto& name = prepared.type->fields[static_cast<std::size_t>(index)].name;
        problems.add(problem("record.not_settable", "/" + name, {{"name", name}, {"transition", "undo"}}));
    }
}

} // namespace

std::string_view word_of(Action action) {
    switch (action) {
    case Action::create: return "create";
    case Action::amend: return "amend";
    case Action::advance: return "advance";
    case Action::void_: return "void";
    case Action::erase: return "erase";
    case Action::undo: return "undo";
    case Action::escalate: return "escalate";
    }
    return "";
}

std::string operation_of(const Command& command) {
    return command.action == Action::advance ? command.transition : std::string(word_of(command.action));
}

Result<PreparedCommand> prepare(Command command, const Schema& schema, const Registrar& registrar) {
    PreparedCommand prepared;
    prepared.command = std::move(command);
    prepared.type = schema.type(prepared.command.type);
    if (prepared.type == nullptr) return refuse("record.unknown_type", {}, {{"name", prepared.command.type}});
    Collected problems;
    const auto action = prepared.command.action;
    const bool takes_away = action == Action::void_ || action == Action::erase || action == Action::undo;
    if (takes_away && trim(prepared.command.reason).empty()) problems.add(problem("record.reason_required", "/reason"));
    if (code_points(prepared.command.reason) > longest_reason)
        problems.add(problem("record.too_long", "/reason", {{"limit", std::to_string(longest_reason)}}));
    if (prepared.command.action == Action::erase) { // a reason is all there is to say
        for (const auto& [name, given] : prepared.command.fields)
            problems.add(problem("record.not_settable", "/" + std::string(name),
                                 {{"name", std::string(name)}, {"transition", "erase"}}));
    } else {
        read_fields(prepared, registrar, problems);
    }
    if (prepared.command.action == Action::advance) check_transition(prepared, problems);
    if (action == Action::undo || action == Action::escalate) check_bare(prepared, problems);
    check_required(prepared, problems);
    if (problems.first()) return std::unexpected(*std::move(problems.first()));
    return prepared;
}

} // namespace shanhai::kernel
