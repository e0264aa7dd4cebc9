#include "kernel/journal/journal.h"

#include "base/check.h"
#include "base/text.h"
#include "kernel/store/tables.h"

namespace shanhai::kernel {

namespace {

// Bytes in sys_meta are hexadecimal, so that the table stays readable.
std::string to_text(const MerkleFrontier& tree) { return to_hex(tree.save()); }

std::string text_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

} // namespace

std::string entry_body(const Entry& entry) {
    json::object body;
    body.reserve(12);
    body["action"] = entry.action;
    body["actor"] = entry.actor;
    body["at"] = entry.at.iso();
    body["record"] = entry.record;
    body["set"] = entry.set;
    body["type"] = entry.type;
    if (entry.action != "create") body["was"] = entry.was;
    for (const auto& [name, text] : {std::pair("deadline", &entry.deadline),
                                     {"deadline_was", &entry.deadline_was},
                                     {"escalated", &entry.escalated},
                                     {"escalated_was", &entry.escalated_was}}) {
        if (!text->empty()) body[name] = *text;
    }
    if (!entry.number.empty()) body["number"] = entry.number;
    if (!entry.reason.empty()) body["reason"] = entry.reason;
    if (!entry.state.empty()) body["state"] = entry.state;
    if (!entry.state_was.empty()) body["state_was"] = entry.state_was;
    if (!entry.transition.empty()) body["transition"] = entry.transition;
    return canonical_json(body);
}

Entry parse_entry_body(std::string_view text) {
    const auto parsed = parse_own_json(text);
    check(parsed.is_object(), "an entry's body is a JSON object");
    const auto& body = parsed.get_object();
    Entry entry;
    const auto at = Moment::parse(text_at(body, "at"));
    check(at.has_value(), "an entry says when it was made");
    entry.at = *at;
    entry.actor = text_at(body, "actor");
    entry.type = text_at(body, "type");
    const auto* record = body.if_contains("record");
    check(record != nullptr && record->is_int64(), "an entry names its record");
    entry.record = record->get_int64();
    entry.action = text_at(body, "action");
    entry.transition = text_at(body, "transition");
    entry.reason = text_at(body, "reason");
    entry.number = text_at(body, "number");
    entry.state = text_at(body, "state");
    entry.state_was = text_at(body, "state_was");
    entry.deadline = text_at(body, "deadline");
    entry.deadline_was = text_at(body, "deadline_was");
    entry.escalated = text_at(body, "escalated");
    entry.escalated_was = text_at(body, "escalated_was");
    if (const auto* set = body.if_contains("set"); set != nullptr && set->is_object()) entry.set = set->get_object();
    if (const auto* was = body.if_contains("was"); was != nullptr && was->is_object()) entry.was = was->get_object();
    return entry;
}

std::optional<MerkleFrontier> read_tree(Connection& connection) {
    const auto saved = meta(connection, "tree");
    if (saved.empty()) return std::nullopt;
    auto tree = MerkleFrontier::load(from_hex(saved).value_or(std::string{}), read_hash_algorithm(connection));
    check(tree.has_value(), "the tree's edge in sys_meta can be read");
    return tree;
}

MerkleFrontier current_tree(Connection& connection) {
    return read_tree(connection).value_or(MerkleFrontier(read_hash_algorithm(connection)));
}

HashAlgorithm read_hash_algorithm(Connection& connection) {
    const auto name = meta(connection, "hash");
    if (name.empty()) return HashAlgorithm::sha256; // nobody has chosen
    const auto algorithm = hash_algorithm_named(name);
    check(algorithm.has_value(), "the store names a hash that this program knows");
    return *algorithm;
}

JournalWriter::JournalWriter(Connection& writer)
    : writer_(writer), algorithm_(read_hash_algorithm(writer)), tree_(algorithm_), sealed_(algorithm_) {
    if (auto tree = read_tree(writer)) tree_ = *std::move(tree);
    auto& last = writer.prepared("SELECT seq, at FROM sys_entry ORDER BY seq DESC LIMIT 1");
    const Resetting done(last);
    const bool any = last.step();
    check(static_cast<std::uint64_t>(any ? last.integer(0) : 0) == tree_.size(),
          "the tree's edge belongs to the last entry");
    if (any) last_at_.micros = committed_at_.micros = last.integer(1);
}

void JournalWriter::append(const Entry& entry, const std::string& body) {
    const auto leaf = leaf_hash(body, algorithm_);
    writer_
        .prepared(
            "INSERT INTO sys_entry (seq, at, actor, type, record, action, body, leaf) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(entry.seq)
        .bind(entry.at.micros)
        .bind(entry.actor)
        .bind(entry.type)
        .bind(entry.record)
        .bind(entry.action)
        .bind(body)
        .bind_bytes(bytes_of(leaf))
        .run();
    leaves_.push_back(leaf);
    last_at_ = entry.at;
}

void JournalWriter::forget(std::size_t pending, Moment last_at) {
    leaves_.resize(pending);
    last_at_ = last_at;
}

void JournalWriter::seal() {
    sealed_ = tree_;
    std::vector<Subtree> completed;
    for (const auto& leaf : leaves_) sealed_.append(leaf, &completed);
    for (const auto& subtree : completed) {
        writer_.prepared("INSERT INTO sys_tile (level, place, hash) VALUES (?, ?, ?)")
            .bind(std::int64_t{subtree.height / tile_height})
            .bind(static_cast<std::int64_t>(subtree.place))
            .bind_bytes(bytes_of(subtree.hash))
            .run();
    }
    set_meta(writer_, "tree", to_text(sealed_));
}

void JournalWriter::committed() {
    tree_ = std::move(sealed_);
    leaves_.clear();
    committed_at_ = last_at_;
}

void JournalWriter::rolled_back() {
    leaves_.clear();
    last_at_ = committed_at_;
}

} // namespace shanhai::kernel
