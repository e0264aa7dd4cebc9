#include "kernel/search/posting_list.h"

#include "base/check.h"
#include "kernel/search/posting_block.h"

#include <algorithm>
#include <limits>

namespace shanhai::kernel {

namespace {

std::vector<std::int64_t> block_of(const Statement& row, int oldest, int bytes) {
    auto ids = unpack(row.integer(oldest), row.bytes(bytes));
    check(ids.has_value(), "a block of the search index can be read");
    return *std::move(ids);
}

} // namespace

// ── one token ────────────────────────────────────────────────────────────────────────────────────────────────────

void PostingList::begin_with(std::int64_t oldest, std::vector<std::int64_t> ids) {
    begun_ = true;
    oldest_ = oldest;
    ids_ = std::move(ids);
}

// Blocks are read by fours: who goes on from one to the next soon needs them all.
bool PostingList::load(std::int64_t most) {
    ahead_.erase(ahead_.begin(), ahead_.lower_bound(most)); // of the younger ones none is wanted any more
    if (ahead_.empty()) {
        if (ended_ || budget_.is_spent()) return false;
        auto& blocks = reader_.prepared(
            "SELECT oldest, ids FROM sys_search_block WHERE token = ? AND oldest <= ? ORDER BY oldest DESC LIMIT 4");
        blocks.bind(token_).bind(most);
        while (blocks.step()) {
            budget_.blocks -= std::min<std::size_t>(budget_.blocks, 1);
            ahead_.emplace(blocks.integer(0), block_of(blocks, 0, 1));
        }
    }
    ended_ = ahead_.empty();
    if (ended_) return false;
    auto first = ahead_.extract(ahead_.begin());
    oldest_ = first.key();
    ids_ = std::move(first.mapped());
    begun_ = true;
    return true;
}

std::int64_t PostingList::at_most(std::int64_t most) {
    if (most <= 0) return 0;
    if ((!begun_ || most < oldest_) && !load(most)) return 0;
    const auto behind = std::ranges::upper_bound(ids_, most);
    return behind == ids_.begin() ? 0 : *(behind - 1);
}

// ── a search ─────────────────────────────────────────────────────────────────────────────────────────────────────

IndexReader::IndexReader(Connection& reader, const std::vector<Token>& tokens) : reader_(reader) {
    auto& fresh = reader_.prepared("SELECT id, type, tokens FROM sys_search_fresh ORDER BY id DESC");
    while (fresh.step()) fresh_[std::string(fresh.text(1))].push_back({fresh.integer(0), std::string(fresh.bytes(2))});
    auto& blocks = reader_.prepared(
        "SELECT b.token, b.oldest, b.ids FROM (SELECT t.value AS token, (SELECT max(x.oldest) FROM sys_search_block x "
        "WHERE x.token = t.value) AS oldest FROM json_each(?) t) p "
        "JOIN sys_search_block b ON b.token = p.token AND b.oldest = p.oldest");
    const auto wanted = list_of_numbers(tokens);
    blocks.bind(wanted);
    while (blocks.step())
        youngest_.insert_or_assign(blocks.integer(0), Block{blocks.integer(1), block_of(blocks, 1, 2)});
}

bool IndexReader::fulfils(std::string_view tokens, const Groups& groups) {
    return std::ranges::all_of(groups, [&](const std::vector<Token>& group) {
        return std::ranges::any_of(group, [&](Token token) { return has_token(tokens, token); });
    });
}

bool IndexReader::rules_out(std::string_view type, const Groups& groups) const {
    if (groups.empty()) return true;
    if (fresh_.contains(type)) return false;
    return std::ranges::any_of(groups, [&](const std::vector<Token>& group) {
        return std::ranges::none_of(group, [&](Token token) { return youngest_.contains(token); });
    });
}

IndexReader::Stream::Stream(IndexReader& index, std::string_view type, const Groups& groups)
    : most_(std::numeric_limits<std::int64_t>::max()), index_(index), groups_(groups) {
    if (const auto found = index.fresh_.find(type); found != index.fresh_.end())
        for (const auto& one : found->second)
            if (fulfils(one.tokens, groups)) fresh_.push_back(one.record);
    make_lists();
}

void IndexReader::Stream::make_lists() {
    lists_.clear();
    for (const auto& group : groups_) {
        auto& lists = lists_.emplace_back();
        for (const auto token : group) {
            const auto found = index_.youngest_.find(token);
            if (found == index_.youngest_.end()) continue; // it has no block
            lists.emplace_back(index_.reader_, index_.budget_, token)
                .begin_with(found->second.oldest, found->second.ids);
        }
        empty_ = empty_ || lists.empty();
    }
    // The rarest first: it leaps farthest.
    std::ranges::sort(lists_, {}, [](const std::vector<PostingList>& lists) {
        std::size_t density = 0;
        for (const auto& list : lists) density += list.density();
        return density;
    });
}

void IndexReader::Stream::rewind() {
    taken_ = 0;
    most_ = std::numeric_limits<std::int64_t>::max();
    make_lists();
}

std::int64_t IndexReader::Stream::in_blocks(std::int64_t most) {
    if (empty_) return 0;
    for (std::size_t agreed = 0; agreed < lists_.size();) {
        std::int64_t found = 0;
        for (auto& list : lists_[agreed]) found = std::max(found, list.at_most(most));
        if (found == 0 || index_.is_spent()) return 0;
        agreed = found == most ? agreed + 1 : (lists_.size() == 1 ? 1 : 0);
        most = found;
    }
    return most;
}

std::int64_t IndexReader::Stream::next() {
    if (taken_ < fresh_.size()) return fresh_[taken_++];
    const auto found = in_blocks(most_);
    most_ = found - 1;
    return std::max<std::int64_t>(found, 0);
}

bool IndexReader::Stream::has(std::int64_t record) {
    while (taken_ < fresh_.size() && fresh_[taken_] > record) ++taken_;
    if (taken_ < fresh_.size() && fresh_[taken_] == record) return true;
    if (record > most_) return false;
    const auto found = in_blocks(record);
    if (found == record) return true;
    most_ = found; // nothing stands between
    return false;
}

} // namespace shanhai::kernel
