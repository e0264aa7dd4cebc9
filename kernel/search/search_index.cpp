#include "kernel/search/search_index.h"

#include "base/check.h"
#include "kernel/schema/as_of.h"
#include "kernel/schema/sql_expression.h"
#include "kernel/search/posting_block.h"
#include "kernel/store/tables.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_fresh = 4096; // records; every search looks through them one by one
constexpr std::size_t longest_block =
    8192; // records; only blocks that changes have filled up become longer than most_fresh
constexpr std::size_t rows_at_once = 2000;

std::vector<Token> without(const std::vector<Token>& tokens, const std::vector<Token>& others) {
    std::vector<Token> result;
    std::ranges::set_difference(tokens, others, std::back_inserter(result));
    return result;
}

} // namespace

void SearchIndex::created(const RecordType& type, const RecordRow& row) {
    const auto& searched = types_.of(type);
    if (searched.fields.empty()) return;
    moved_.push_back({&searched, row.id, true, {}, tokens_of(searched, row)});
}

void SearchIndex::changed(const RecordType& type, const RecordRow& before, const RecordRow& after,
                          const std::set<std::string>& fields) {
    const auto& searched = types_.of(type);
    const bool touched = before.voided != after.voided ||
                         std::ranges::any_of(fields, [&](const std::string& name) { return searched.has(name); });
    if (!touched || searched.fields.empty()) return;
    auto was = tokens_of(searched, before), is = tokens_of(searched, after);
    if (was != is) moved_.push_back({&searched, after.id, false, std::move(was), std::move(is)});
}

void SearchIndex::flush() {
    std::map<std::int64_t, Move> folded; // a record may have moved more than once
    for (auto& move : moved_) {
        const auto found = folded.find(move.record);
        if (found == folded.end())
            folded.emplace(move.record, std::move(move));
        else
            found->second.after = std::move(move.after);
    }
    moved_.clear();
    std::vector<Move> made;
    for (auto& [record, move] : folded) {
        if (move.fresh)
            made.push_back(std::move(move));
        else
            change(move);
    }
    if (!made.empty()) add_fresh(made);
}

// Counting them costs more than indexing a record does.
std::size_t SearchIndex::count_waiting() {
    auto& fresh = writer_.prepared("SELECT count(*) FROM sys_search_fresh");
    const Resetting done(fresh);
    check(fresh.step(), "a count counts");
    return static_cast<std::size_t>(fresh.integer(0));
}

void SearchIndex::add_fresh(const std::vector<Move>& made) {
    if (!waiting_) waiting_ = count_waiting();
    if (*waiting_ + made.size() > most_fresh) return put_into_blocks(made);
    *waiting_ += made.size();
    auto& insert = writer_.prepared("INSERT INTO sys_search_fresh (id, type, tokens) VALUES (?, ?, ?)");
    for (const auto& move : made) { // also those without any text: they may get one
        const auto packed = pack_tokens(move.after);
        insert.bind(move.record).bind(move.type->type->name).bind_bytes(packed).run();
    }
}

void SearchIndex::put_into_blocks(const std::vector<Move>& made) {
    Postings postings;
    auto& fresh = writer_.prepared("SELECT id, tokens FROM sys_search_fresh ORDER BY id");
    while (fresh.step()) {
        const auto tokens = unpack_tokens(fresh.bytes(1));
        check(tokens.has_value(), "the tokens of a fresh record can be read");
        for (const auto token : *tokens) postings.emplace_back(token, fresh.integer(0));
    }
    for (const auto& move : made)
        for (const auto token : move.after) postings.emplace_back(token, move.record);
    writer_.prepared("DELETE FROM sys_search_fresh").run();
    waiting_ = 0;
    write_blocks(std::move(postings));
}

// Each token's records as blocks of their own, behind those that there are.
void SearchIndex::write_blocks(Postings postings) {
    std::ranges::sort(postings);
    for (auto begin = postings.begin(); begin != postings.end();) {
        const auto token = begin->first;
        std::vector<std::int64_t> ids;
        for (; begin != postings.end() && begin->first == token; ++begin) ids.push_back(begin->second);
        const auto oldest = ids.front();
        write_block(token, oldest, std::move(ids));
    }
}

void SearchIndex::write_block(Token token, std::int64_t oldest, std::vector<std::int64_t> ids) {
    auto& insert = writer_.prepared("INSERT INTO sys_search_block (token, oldest, ids) VALUES (?, ?, ?)");
    std::vector<std::int64_t> rest;
    if (ids.size() > longest_block) {
        rest.assign(ids.begin() + longest_block / 2, ids.end());
        ids.resize(longest_block / 2);
    }
    const auto packed = pack(ids);
    insert.bind(token).bind(oldest).bind_bytes(packed).run();
    if (!rest.empty()) {
        const auto next = rest.front();
        write_block(token, next, std::move(rest));
    }
}

// ── changes of records that are indexed already ──────────────────────────────────────────────────────────────────

void SearchIndex::change(const Move& move) {
    if (change_fresh(move)) return;
    change_blocks(move.record, without(move.before, move.after), false);
    change_blocks(move.record, without(move.after, move.before), true);
}

// Whether it is one of the fresh.
bool SearchIndex::change_fresh(const Move& move) {
    {
        auto& found = writer_.prepared("SELECT 1 FROM sys_search_fresh WHERE id = ?");
        found.bind(move.record);
        const Resetting done(found);
        if (!found.step()) return false;
    }
    const auto packed = pack_tokens(move.after);
    writer_.prepared("UPDATE sys_search_fresh SET tokens = ? WHERE id = ?").bind_bytes(packed).bind(move.record).run();
    return true;
}

// In the block of each token that reaches over the record; before all of them, a new one is begun.
void SearchIndex::change_blocks(std::int64_t record, const std::vector<Token>& tokens, bool add) {
    if (tokens.empty()) return;
    struct Block {
        std::int64_t oldest = 0;
        std::vector<std::int64_t> ids;
    };
    std::map<Token, Block> blocks;
    for (const auto token : tokens) blocks[token];
    auto& reaching = writer_.prepared(
        "SELECT b.token, b.oldest, b.ids FROM (SELECT t.value AS token, (SELECT max(x.oldest) FROM sys_search_block x "
        "WHERE x.token = t.value AND x.oldest <= ?) AS oldest FROM json_each(?) t) p "
        "JOIN sys_search_block b ON b.token = p.token AND b.oldest = p.oldest");
    const auto wanted = list_of_numbers(tokens);
    reaching.bind(record).bind(wanted);
    while (reaching.step()) {
        auto ids = unpack(reaching.integer(1), reaching.bytes(2));
        check(ids.has_value(), "a block of the search index can be read");
        blocks[reaching.integer(0)] = {reaching.integer(1), *std::move(ids)};
    }
    for (auto& [token, block] : blocks) {
        auto& ids = block.ids;
        const auto at = std::ranges::lower_bound(ids, record);
        const bool there = at != ids.end() && *at == record;
        if (there == add) continue;
        if (there)
            ids.erase(at);
        else
            ids.insert(at, record);
        if (block.oldest != 0)
            writer_.prepared("DELETE FROM sys_search_block WHERE token = ? AND oldest = ?")
                .bind(token)
                .bind(block.oldest)
                .run();
        if (!ids.empty()) write_block(token, ids.front(), ids);
    }
}

// ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────

void SearchIndex::bring_up_to_date() {
    if (writer_.columns_of("sys_search_block").empty()) create_search_tables(writer_);
    if (meta(writer_, "search") == types_.fingerprint()) return;
    writer_.execute("DELETE FROM sys_search_block");
    writer_.execute("DELETE FROM sys_search_fresh");
    waiting_ = 0;
    for (const auto& [name, type] : types_.all())
        if (!type.fields.empty()) index_all(type);
    set_meta(writer_, "search", types_.fingerprint());
}

void SearchIndex::index_all(const SearchedType& type) {
    auto& rows = writer_.prepared("SELECT " + record_columns(*type.type) + " FROM " + sql_name(type.type->name) +
                                  " WHERE void = 0 AND id > ? ORDER BY id LIMIT " + std::to_string(rows_at_once));
    for (std::int64_t last = 0, before = -1; last != before;) {
        before = last;
        Postings postings;
        rows.bind(last);
        while (rows.step()) {
            const auto row = take_row(*type.type, rows);
            last = row.id;
            for (const auto token : tokens_of(type, row)) postings.emplace_back(token, row.id);
        }
        write_blocks(std::move(postings));
    }
}

} // namespace shanhai::kernel
