#include "kernel/search/index_audit.h"

#include "kernel/schema/as_of.h"
#include "kernel/schema/sql_expression.h"
#include "kernel/search/posting_block.h"
#include "kernel/store/tables.h"

#include <sodium.h>

#include <array>
#include <cstring>
#include <limits>
#include <unordered_map>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_told = 20;

// Both sides add up a keyed hash of every record and token; what one has and the other has not is left over.
class Comparison {
public:
    explicit Comparison(bool by_record) : by_record_(by_record) { randombytes_buf(key_.data(), key_.size()); }

    void add(std::int64_t record, Token token, int sign) {
        std::array<std::int64_t, 2> bytes{record, token};
        std::array<unsigned char, crypto_shorthash_BYTES> out{};
        crypto_shorthash(out.data(), reinterpret_cast<const unsigned char*>(bytes.data()), sizeof bytes, key_.data());
        std::uint64_t hash = 0;
        std::memcpy(&hash, out.data(), sizeof hash);
        (by_record_ ? records_[record] : total_) += sign > 0 ? hash : -hash;
    }

    bool is_even() const { return total_ == 0; }
    const std::unordered_map<std::int64_t, std::uint64_t>& records() const { return records_; }

private:
    const bool by_record_;
    std::array<unsigned char, crypto_shorthash_KEYBYTES> key_{};
    std::uint64_t total_ = 0;
    std::unordered_map<std::int64_t, std::uint64_t> records_;
};

class Audit {
public:
    Audit(Connection& reader, const Schema& schema, const std::function<void(std::string)>& tell)
        : reader_(reader), schema_(schema), types_(schema), tell_(tell) {}

    void run() {
        if (reader_.columns_of("sys_search_block").empty()) return tell("search index: missing; start the server once");
        if (meta(reader_, "search") != types_.fingerprint()) tell("sys_meta: the search index is of other modules");
        Comparison all(false);
        std::int64_t youngest = 0;
        add_records(all);
        add_blocks(all, youngest, true);
        add_fresh(all, youngest, true);
        if (all.is_even()) return;
        Comparison apart(true);
        add_records(apart);
        add_blocks(apart, youngest, false);
        add_fresh(apart, youngest, false);
        for (const auto& [record, rest] : apart.records())
            if (rest != 0)
                tell("search index: record " + std::to_string(record) + " is found by other words than it has");
    }

private:
    void tell(std::string text) {
        if (told_++ < most_told) tell_(std::move(text));
    }

    void add_records(Comparison& into) {
        for (const auto& type : schema_.types) {
            const auto& searched = types_.of(*type);
            if (searched.fields.empty()) continue;
            const auto rows = reader_.prepare("SELECT " + record_columns(*type) + " FROM " + sql_name(type->name) +
                                              " WHERE void = 0");
            while (rows->step()) {
                const auto row = take_row(*type, *rows);
                for (const auto token : tokens_of(searched, row)) into.add(row.id, token, 1);
            }
        }
    }

    // Blocks of a token follow each other; `youngest` of all records in blocks.
    void add_blocks(Comparison& into, std::int64_t& youngest, bool judge) {
        Token token = -1;
        std::int64_t last = 0;
        const auto rows = reader_.prepare("SELECT token, oldest, ids FROM sys_search_block ORDER BY token, oldest");
        while (rows->step()) {
            const auto ids = unpack(rows->integer(1), rows->bytes(2));
            const auto name =
                "search index: block " + std::to_string(rows->integer(0)) + "/" + std::to_string(rows->integer(1));
            if (!ids) {
                if (judge) tell(name + " cannot be read");
                continue;
            }
            if (rows->integer(0) != std::exchange(token, rows->integer(0))) last = 0;
            if (judge && ids->front() <= last) tell(name + " reaches over the one before it");
            last = ids->back();
            youngest = std::max(youngest, last);
            for (const auto id : *ids) into.add(id, token, -1);
        }
    }

    void add_fresh(Comparison& into, std::int64_t youngest, bool judge) {
        const auto rows = reader_.prepare("SELECT id, type, tokens FROM sys_search_fresh ORDER BY id");
        while (rows->step()) {
            const auto name = "search index: fresh record " + std::to_string(rows->integer(0));
            const auto tokens = unpack_tokens(rows->bytes(2));
            if (!tokens) {
                if (judge) tell(name + " cannot be read");
                continue;
            }
            if (judge && rows->integer(0) <= youngest) tell(name + " is older than what stands in blocks");
            if (judge && !is_of(rows->text(1), rows->integer(0))) tell(name + " is of another type");
            for (const auto token : *tokens) into.add(rows->integer(0), token, -1);
        }
    }

    bool is_of(std::string_view type_name, std::int64_t record) {
        const auto* type = schema_.type(type_name);
        if (type == nullptr) return false;
        auto& row = reader_.prepared("SELECT 1 FROM " + sql_name(type->name) + " WHERE id = ?");
        row.bind(record);
        const Resetting done(row);
        return row.step();
    }

    Connection& reader_;
    const Schema& schema_;
    const SearchedTypes types_;
    const std::function<void(std::string)>& tell_;
    std::size_t told_ = 0;
};

} // namespace

void audit_search_index(Connection& reader, const Schema& schema, const std::function<void(std::string)>& tell) {
    Audit(reader, schema, tell).run();
}

} // namespace shanhai::kernel
