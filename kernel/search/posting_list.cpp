#include "kernel/search/posting_list.h"

#include "base/check.h"
#include "kernel/search/posting_block.h"

#include <algorithm>
#include <limits>
#include <set>

namespace shanhai::kernel {

namespace {

void unpack_into(std::vector<std::int64_t>& ids, std::int64_t oldest, std::string_view packed) {
    auto unpacked = unpack(oldest, packed);
    check(unpacked.has_value(), "a block of the search index can be read");
    ids = *std::move(unpacked);
}

} // namespace

// ── one token ────────────────────────────────────────────────────────────────────────────────────────────────────

void PostingList::begin_with(std::vector<std::int64_t> ids) {
    begun_ = true;
    oldest_ = ids.front();
    ids_ = std::move(ids);
}

bool PostingList::load(std::int64_t most) {
    while (next_ < ahead_.size() && ahead_[next_].oldest > most) ++next_; // of the younger ones none is wanted any more
    if (next_ == ahead_.size()) {
        if (ended_ || budget_.is_spent()) return false;
        read_ahead(most);
    }
    ended_ = next_ == ahead_.size();
    if (ended_) return false;
    const auto& block = ahead_[next_++];
    ++used_;
    oldest_ = block.oldest;
    unpack_into(ids_, block.oldest, block.packed);
    begun_ = true;
    return true;
}

void PostingList::read_ahead(std::int64_t most) {
    // Who used all that was read goes through one after the other; who did not leaps.
    at_once_ = used_ == ahead_.size() ? std::min<std::int64_t>(at_once_ * 2, 64) : 2;
    ahead_.clear();
    next_ = used_ = 0;
    auto& blocks = reader_.prepared(
        "SELECT oldest, ids FROM sys_search_block WHERE token = ? AND oldest <= ? ORDER BY oldest DESC LIMIT ?");
    blocks.bind(token_).bind(most).bind(at_once_);
    while (blocks.step()) {
        budget_.blocks -= std::min<std::size_t>(budget_.blocks, 1);
        ahead_.push_back({blocks.integer(0), std::string(blocks.bytes(1))});
    }
}

std::int64_t PostingList::at_most(std::int64_t most) {
    if (most <= 0) return 0;
    if ((!begun_ || most < oldest_) && !load(most)) return 0;
    const auto behind = std::ranges::upper_bound(ids_, most);
    return behind == ids_.begin() ? 0 : *(behind - 1);
}

// ── a search ─────────────────────────────────────────────────────────────────────────────────────────────────────

IndexReader::IndexReader(Connection& reader, std::span<const Wanted> wanted)
    : reader_(reader), wanted_(wanted), fresh_(wanted.size()) {
    read_fresh();
    read_youngest_blocks();
}

namespace {

// Demands as the tokens of fresh records are packed.
using PackedGroups = std::vector<std::vector<std::string>>;

PackedGroups packed(const Groups& groups) {
    PackedGroups result;
    for (const auto& group : groups) {
        auto& to = result.emplace_back();
        for (const auto token : group) to.push_back(pack_tokens({token}));
    }
    return result;
}

bool fulfils(std::string_view tokens, const PackedGroups& groups) {
    return !groups.empty() && std::ranges::all_of(groups, [&](const std::vector<std::string>& group) {
        return std::ranges::any_of(group, [&](const std::string& token) { return has_token(tokens, token); });
    });
}

} // namespace

void IndexReader::read_fresh() {
    std::map<std::string, std::pair<std::size_t, std::array<PackedGroups, 3>>, std::less<>> types;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        const auto& demands = wanted_[i].demands;
        types[wanted_[i].type] = {i, {packed(demands[0]), packed(demands[1]), packed(demands[2])}};
    }
    auto& rows = reader_.prepared("SELECT id, type, tokens FROM sys_search_fresh ORDER BY id DESC");
    while (rows.step()) {
        const auto type = types.find(rows.text(1));
        if (type == types.end()) continue;
        const auto& [place, demands] = type->second;
        const auto tokens = rows.bytes(2);
        auto& fresh = fresh_[place];
        if (fulfils(tokens, demands[0])) fresh[0].push_back(rows.integer(0));
        const bool mildest = fulfils(tokens, demands[2]);
        if (mildest) fresh[2].push_back(rows.integer(0));
        if (mildest && fulfils(tokens, demands[1])) fresh[1].push_back(rows.integer(0));
    }
}

void IndexReader::read_youngest_blocks() {
    std::set<Token> tokens;
    for (const auto& wanted : wanted_)
        for (const auto& groups : wanted.demands)
            for (const auto& group : groups) tokens.insert(group.begin(), group.end());
    auto& blocks = reader_.prepared(
        "SELECT b.token, b.oldest, b.ids FROM (SELECT t.value AS token, (SELECT max(x.oldest) FROM sys_search_block x "
        "WHERE x.token = t.value) AS oldest FROM json_each(?) t) p "
        "JOIN sys_search_block b ON b.token = p.token AND b.oldest = p.oldest");
    const auto list = list_of_numbers({tokens.begin(), tokens.end()});
    blocks.bind(list);
    while (blocks.step()) unpack_into(youngest_[blocks.integer(0)], blocks.integer(1), blocks.bytes(2));
}

bool IndexReader::rules_out(std::size_t place, std::size_t demand) const {
    const auto& groups = wanted_[place].demands[demand];
    if (groups.empty()) return true;
    if (!fresh_[place][demand].empty()) return false;
    return std::ranges::any_of(groups, [&](const std::vector<Token>& group) {
        return std::ranges::none_of(group, [&](Token token) { return youngest_.contains(token); });
    });
}

IndexReader::Stream::Stream(IndexReader& index, std::size_t place, std::size_t demand)
    : index_(index), groups_(index.wanted_[place].demands[demand]), fresh_(index.fresh_[place][demand]) {
    rewind();
}

void IndexReader::Stream::make_lists() {
    lists_.clear();
    for (const auto& group : groups_) {
        auto& lists = lists_.emplace_back();
        for (const auto token : group) {
            const auto found = index_.youngest_.find(token);
            if (found == index_.youngest_.end()) continue; // it has no block
            lists.emplace_back(index_.reader_, index_.budget_, token).begin_with(found->second);
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
