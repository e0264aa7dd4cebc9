#pragma once

#include "kernel/schema/as_of.h"
#include "kernel/store/connection.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace shanhai::kernel {

// The records that dimensions refer to, by id and by name, with their trees. In memory, because a slice of a figure must
// not wait for the database; made anew when such a record changes.
class ReferenceIndex {
public:
    struct Item {
        std::string key; // to ask with again: the key, the number, or "#id"
        std::string label;
        std::int64_t parent = 0;
        std::string level;
    };

    static std::shared_ptr<const ReferenceIndex> read(Connection& reader, const RecordType& type,
                                                      const AsOf& as_of = {});

    const Item* find(std::int64_t id) const;
    // Ids of the records called so: by key, number or "#id" first, then by label and lookup fields. Void records are found
    // by "#id" only.
    std::vector<std::int64_t> named(const std::string& name) const;
    // The record and all below it.
    std::vector<std::int64_t> with_below(std::int64_t id) const;
    // The record itself or the nearest above it at that level; 0 when there is none.
    std::int64_t at_level(std::int64_t id, std::string_view level) const;
    bool is_tree() const { return tree_; }

private:
    bool tree_ = false;
    std::unordered_map<std::int64_t, Item> items_;
    std::unordered_map<std::string, std::vector<std::int64_t>> by_key_;
    std::unordered_map<std::string, std::vector<std::int64_t>> by_name_;
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> children_;
};

// The indexes of all types that are dimensions, kept until a record of the type changes.
class ReferenceIndexes {
public:
    explicit ReferenceIndexes(const Schema& schema);
    // The records as `reader` sees them or later.
    std::shared_ptr<const ReferenceIndex> of(const std::string& type, Connection& reader);
    // The records as that entry left them: their names, and the tree as it was.
    std::shared_ptr<const ReferenceIndex> of(const std::string& type, Connection& reader, const AsOf& as_of);
    // A commit that ended with this entry changed records of this type.
    void changed(const std::string& type, std::int64_t entry);

private:
    struct Slot {
        std::atomic<std::int64_t> changed = 0; // by which entry last
        std::mutex guard;
        std::int64_t read = -1; // as of which entry
        std::shared_ptr<const ReferenceIndex> index;
        AsOf past_as_of; // the moment in the past that was asked for last: pages ask many things of one moment
        std::shared_ptr<const ReferenceIndex> past;
    };
    const Schema& schema_;
    std::unordered_map<std::string, std::unique_ptr<Slot>> slots_;
};

} // namespace shanhai::kernel
