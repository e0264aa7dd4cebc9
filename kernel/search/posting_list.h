#pragma once

#include "kernel/search/tokens.h"
#include "kernel/store/connection.h"

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

// Reading the index: the records of tokens, from the youngest down.
namespace shanhai::kernel {

// What a search may read for one type, so that none takes long: blocks of the index.
struct ReadingBudget {
    std::size_t blocks = 3000;
    bool is_spent() const { return blocks == 0; }
};

// The blocks of one token.
class PostingList {
public:
    PostingList(Connection& reader, ReadingBudget& budget, Token token)
        : reader_(reader), budget_(budget), token_(token) {}

    // The youngest block is there already.
    void begin_with(std::vector<std::int64_t> ids);
    // The youngest record that is no younger than `most`; 0 when there is none, or the budget is spent.
    std::int64_t at_most(std::int64_t most);
    // About how many records it has: those of its youngest block.
    std::size_t density() const { return ids_.size(); }

private:
    struct Ahead {
        std::int64_t oldest = 0;
        std::string packed;
    };
    bool load(std::int64_t most);
    void read_ahead(std::int64_t most);

    Connection& reader_;
    ReadingBudget& budget_;
    Token token_;
    bool begun_ = false, ended_ = false;
    std::int64_t at_once_ = 1; // blocks that are read together; more when one is wanted after the other
    std::int64_t oldest_ = 0;  // of the block that is read
    std::vector<std::int64_t> ids_;
    std::vector<Ahead> ahead_;        // older blocks that were read together, the youngest first
    std::size_t next_ = 0, used_ = 0; // of them
};

// Every group must have one of its tokens.
using Groups = std::vector<std::vector<Token>>;

// What is wanted of the records of a type, from the strictest demand to the mildest; whoever fulfils one of the last two
// fulfils the last.
struct Wanted {
    std::string type;
    std::array<Groups, 3> demands;
};

// What the index says at the moment of a search.
class IndexReader {
public:
    // Reads the fresh records, and the youngest block of every token. `wanted` outlives it.
    IndexReader(Connection& reader, std::span<const Wanted> wanted);

    // Whether no record at all can fulfil it.
    bool rules_out(std::size_t place, std::size_t demand) const;

    // The records that fulfil a demand, from the youngest down.
    class Stream {
    public:
        Stream(IndexReader& index, std::size_t place, std::size_t demand);
        // 0 at the end.
        std::int64_t next();
        // Whether this record does; asked from the youngest down, after `rewind`, instead of `next`.
        bool has(std::int64_t record);
        void rewind();

    private:
        std::int64_t in_blocks(std::int64_t most);
        void make_lists();

        IndexReader& index_;
        const Groups& groups_;
        const std::vector<std::int64_t>& fresh_; // from the youngest down
        std::size_t taken_ = 0;
        std::int64_t most_ = 0;
        bool empty_ = false;
        std::vector<std::vector<PostingList>> lists_;
    };

    bool is_spent() const { return budget_.is_spent(); }
    void renew_budget() { budget_ = {}; }

private:
    using Fresh = std::array<std::vector<std::int64_t>, 3>; // by demand
    void read_fresh();
    void read_youngest_blocks();

    Connection& reader_;
    const std::span<const Wanted> wanted_;
    ReadingBudget budget_;
    std::vector<Fresh> fresh_;                            // as wanted_
    std::map<Token, std::vector<std::int64_t>> youngest_; // blocks
};

} // namespace shanhai::kernel
