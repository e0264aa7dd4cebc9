#pragma once

#include "kernel/search/tokens.h"
#include "kernel/store/connection.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

// The index of a store: for every token the records that have it (docs/search.md). It says nothing that the records do not,
// and is written in the same transaction.
//
// sys_search_fresh holds what the youngest records are found by, a row a record; sys_search_block the rest, in blocks: some
// of a token's records, in ascending order. The blocks of a token follow each other without overlap, and everything fresh is
// younger than whatever stands in blocks. A record that is made costs one row; a full house of fresh ones is put into blocks
// at one go, which appends and changes nothing.
namespace shanhai::kernel {

class SearchIndex {
public:
    SearchIndex(Connection& writer, const Schema& schema) : writer_(writer), types_(schema) {}

    void created(const RecordType& type, const RecordRow& row);
    void changed(const RecordType& type, const RecordRow& before, const RecordRow& after,
                 const std::set<std::string>& fields);

    // What is kept in memory until the commit.
    std::size_t mark() const { return moved_.size(); }
    void undo_to(std::size_t mark) { moved_.resize(mark); }
    void rolled_back() {
        moved_.clear();
        waiting_.reset();
    }
    void flush();

    // Makes it anew when it is of another schema, or of a program that indexed otherwise; also of a store that has none.
    void bring_up_to_date();

private:
    struct Move {
        const SearchedType* type;
        std::int64_t record;
        bool fresh; // the record was made by this move
        std::vector<Token> before, after;
    };
    using Postings = std::vector<std::pair<Token, std::int64_t>>; // in any order

    void add_fresh(const std::vector<Move>& made);
    std::size_t count_waiting();
    void put_into_blocks(const std::vector<Move>& made);
    void write_blocks(Postings postings);
    void change(const Move& move);
    bool change_fresh(const Move& move);
    void change_blocks(std::int64_t record, const std::vector<Token>& tokens, bool add);
    void write_block(Token token, std::int64_t oldest, std::vector<std::int64_t> ids);
    void index_all(const SearchedType& type);

    Connection& writer_;
    const SearchedTypes types_;
    std::vector<Move> moved_;
    std::optional<std::size_t> waiting_; // rows of sys_search_fresh; nothing: to be counted, as after a rollback
};

} // namespace shanhai::kernel
