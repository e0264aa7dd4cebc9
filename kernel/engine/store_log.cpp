#include "kernel/engine/store_log.h"

#include "base/text.h"
#include "kernel/access/random.h"
#include "kernel/engine/guarded.h"
#include "kernel/journal/journal.h"
#include "kernel/proof/tiles.h"
#include "kernel/store/tables.h"

namespace shanhai::kernel {

namespace {

// The tree as it was at that size; without one, as it is.
Result<TreeReader> tree_of(Connection& reader, std::optional<std::uint64_t> size) {
    const auto sealed = current_tree(reader).size();
    if (size && (*size == 0 || *size > sealed))
        return refuse("log.no_such_size", {}, {{"size", std::to_string(*size)}, {"now", std::to_string(sealed)}});
    return TreeReader(reader, size.value_or(sealed), read_hash_algorithm(reader));
}

Result<Log::Inclusion> inclusion_in(Connection& reader, std::uint64_t entry, std::optional<std::uint64_t> size) {
    auto tree = TRY(tree_of(reader, size));
    if (entry == 0 || entry > tree.size())
        return refuse("log.no_such_entry", {},
                      {{"entry", std::to_string(entry)}, {"size", std::to_string(tree.size())}});
    return Log::Inclusion{entry, tree.size(), tree.leaf(entry - 1), tree.root(), tree.inclusion(entry - 1)};
}

Result<Log::Consistency> consistency_in(Connection& reader, std::uint64_t from, std::optional<std::uint64_t> to) {
    auto tree = TRY(tree_of(reader, to));
    if (from == 0 || from > tree.size())
        return refuse("log.no_such_size", {}, {{"size", std::to_string(from)}, {"now", std::to_string(tree.size())}});
    return Log::Consistency{from, tree.size(), tree.root_at(from), tree.root(), tree.consistency(from)};
}

} // namespace

Result<std::string> sign_checkpoint(Connection& reader, const std::filesystem::path& key_file) {
    const auto known = meta(reader, "log_key");
    if (known.empty() || !std::filesystem::exists(key_file))
        return refuse("log.no_key", {}, {{"path", key_file.string()}});
    const auto key = TRY(SigningKey::load(key_file));
    if (key.verifier().text() != known) return refuse("log.key_unreadable", {}, {{"path", key_file.string()}});
    const auto tree = current_tree(reader);
    return sign_note(Checkpoint{key.verifier().name(), tree.size(), tree.root(), tree.algorithm()}.text(), key);
}

Done make_log(Connection& writer, const std::filesystem::path& data, const LogChoice& choice) {
    auto name = choice.name;
    if (name.empty()) name = "shanhai/" + to_hex(random_bytes(8));
    if (!is_key_name(name)) return refuse("log.bad_name", {}, {{"name", name}});
    const auto key = SigningKey::generate(choice.sm2 ? SignatureKind::sm2 : SignatureKind::ed25519, name);
    TRY_DO(key.save(data / "log.key"));
    set_meta(writer, "hash", name_of(choice.hash));
    set_meta(writer, "log_key", key.verifier().text());
    return {};
}

Result<std::string> StoreLog::verifier_key() {
    return guarded([&]() -> Result<std::string> {
        const auto reader = readers_.lend();
        auto key = meta(*reader, "log_key");
        if (key.empty()) return refuse("log.no_key", {}, {{"path", key_file_.string()}});
        return key;
    });
}

Result<std::string> StoreLog::checkpoint() {
    return guarded([&]() -> Result<std::string> { return sign_checkpoint(*readers_.lend(), key_file_); });
}

Result<std::string> StoreLog::tile(const TilePath& path) {
    return guarded([&]() -> Result<std::string> {
        const auto reader = readers_.lend();
        return read_tile(*reader, path, current_tree(*reader).size());
    });
}

Result<Log::Inclusion> StoreLog::inclusion(std::uint64_t entry, std::optional<std::uint64_t> size) {
    return guarded([&]() -> Result<Inclusion> { return inclusion_in(*readers_.lend(), entry, size); });
}

Result<Log::Consistency> StoreLog::consistency(std::uint64_t from, std::optional<std::uint64_t> to) {
    return guarded([&]() -> Result<Consistency> { return consistency_in(*readers_.lend(), from, to); });
}

Result<InclusionProof> StoreLog::prove(std::uint64_t entry) {
    return guarded([&]() -> Result<InclusionProof> {
        const auto reader = readers_.lend();
        auto found = TRY(inclusion_in(*reader, entry, std::nullopt));
        InclusionProof proof;
        auto& statement = (*reader).prepared("SELECT body FROM sys_entry WHERE seq = ?");
        statement.bind(static_cast<std::int64_t>(entry));
        {
            const Resetting done(statement);
            check(statement.step(), "an entry of the tree is in the journal");
            proof.body = statement.text(0);
        }
        proof.index = entry - 1;
        proof.hashes = std::move(found.hashes);
        proof.checkpoint = TRY(sign_checkpoint(*reader, key_file_));
        return proof;
    });
}

Result<ConsistencyProof> StoreLog::prove_growth(std::uint64_t from) {
    return guarded([&]() -> Result<ConsistencyProof> {
        const auto reader = readers_.lend();
        auto found = TRY(consistency_in(*reader, from, std::nullopt));
        return ConsistencyProof{from, found.from_root, std::move(found.hashes),
                                TRY(sign_checkpoint(*reader, key_file_))};
    });
}

} // namespace shanhai::kernel
