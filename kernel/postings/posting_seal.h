#pragma once

#include "kernel/store/connection.h"

#include <cstdint>
#include <optional>
#include <string>

// The sum of the hashes of all postings, kept in sys_meta and moved on by every commit. Records and balances can be
// compared with postings; which entry a posting belongs to stands nowhere else, and this tells when it was changed.
namespace shanhai::kernel {

struct PostingSeal {
    std::uint64_t low = 0, high = 0;

    void add(const PostingSeal& other) {
        low += other.low;
        high += other.high;
    }
    friend bool operator==(const PostingSeal&, const PostingSeal&) = default;
};

struct StoredPosting {
    std::int64_t measure = 0, coordinate = 0, day = 0, entry = 0, record = 0, value = 0;
};
PostingSeal seal_of(const StoredPosting& posting);

// Of what was posted since.
void move_posting_seal(Connection& writer, const PostingSeal& by);
// After postings were taken away or over.
void renew_posting_seal(Connection& writer);
// As the store has it; nothing when it cannot be read.
std::optional<PostingSeal> read_posting_seal(Connection& connection);

} // namespace shanhai::kernel
