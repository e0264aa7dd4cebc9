#pragma once

#include "kernel/search/tokens.h"
#include "kernel/store/connection.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Reading the index: the records of tokens, from the youngest down.
namespace shanhai::kernel {

// What one search may read, so that none takes long: blocks of the index.
struct ReadingBudget {
    std::size_t blocks = 1500;
    bool is_spent() const { return blocks == 0; }
};

// The blocks of one token.
class PostingList {
public:
    PostingList(Connection& reader, ReadingBudget& budget, Token token)
        : reader_(reader), budget_(budget), token_(token) {}

    // The youngest block is there already.
    void begin_with(std::int64_t oldest, std::vector<std::int64_t> ids);
    // The youngest record that is no younger than `most`; 0 when there is none, or the budget is spent.
    std::int64_t at_most(std::int64_t most);
    // About how many records it has: those of its youngest block.
    std::size_t density() const { return ids_.size(); }

private:
    bool load(std::int64_t most);

    Connection& reader_;
    ReadingBudget& budget_;
    Token token_;
    bool begun_ = false, ended_ = false;
    std::int64_t oldest_ = 0; // of the block that is read
    std::vector<std::int64_t> ids_;
    std::map<std::int64_t, std::vector<std::int64_t>, std::greater<>>
        ahead_; // blocks read at the same time, older ones
};

// Every group must have one of its tokens.
using Groups = std::vector<std::vector<Token>>;

// What the index says at the moment of a search.
class IndexReader {
public:
    // Reads the fresh records, and the youngest block of every one of these tokens.
    IndexReader(Connection& reader, const std::vector<Token>& tokens);

    // Whether no record at all can fulfil it.
    bool rules_out(std::string_view type, const Groups& groups) const;

    // The records of a type that fulfil all groups, from the youngest down.
    class Stream {
    public:
        Stream(IndexReader& index, std::string_view type, const Groups& groups);
        // 0 at the end.
        std::int64_t next();
        // Whether this record does; asked from the youngest down, after `rewind`, instead of `next`.
        bool has(std::int64_t record);
        void rewind();

    private:
        std::int64_t in_blocks(std::int64_t most);

        std::vector<std::int64_t> fresh_; // from the youngest down
        std::size_t taken_ = 0;
        std::int64_t most_;
        bool empty_ = false;
        std::vector<std::vector<PostingList>> lists_;
        IndexReader& index_;
        const Groups groups_;
        void make_lists();
    };

    bool is_spent() const { return budget_.is_spent(); }

private:
    friend class Stream;
    struct Fresh {
        std::int64_t record;
        std::string tokens;
    };
    struct Block {
        std::int64_t oldest;
        std::vector<std::int64_t> ids;
    };

    static bool fulfils(std::string_view tokens, const Groups& groups);

    Connection& reader_;
    ReadingBudget budget_;
    std::map<std::string, std::vector<Fresh>, std::less<>> fresh_; // by type
    std::map<Token, Block> youngest_;
};

} // namespace shanhai::kernel
