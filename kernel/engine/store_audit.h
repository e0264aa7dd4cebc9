#pragma once

#include "base/hash.h"
#include "kernel/postings/posting_seal.h"
#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

// The part of verification that looks at the system's own tables and at the database beneath them. Each finding is one
// line and, where it is known, the entry at which it begins.
namespace shanhai::kernel {

class StoreAudit {
public:
    using Report = std::function<void(std::int64_t entry, std::string text)>; // entry 0: not known

    StoreAudit(Connection& reader, const Schema& schema, const std::filesystem::path& data, Report report)
        : reader_(reader), schema_(schema), data_(data), report_(std::move(report)) {}

    // The file itself, its trees and indexes, as the database checks them.
    void check_database();
    // What the store says of itself: names, format, keys, the modules' shape.
    void check_meta();
    // Full tiles' roots against those of the leaves.
    void check_tiles(const std::vector<Subtree>& completed);
    // Measures and spaces are those of the modules, coordinates are well formed and used.
    void check_names();
    // Counters stand where the numbers that were given say.
    void check_counters();
    // Columns hold the kind of value that they are declared to hold.
    void check_declarations();
    void check_kinds();

    // Whoever reads a yes takes every number but 0 for one.
    void check_truths();

    // Every row of sys_posting passes here once (measure, coordinate, day, entry, record, value); then the seal is compared.
    void see_posting(const Statement& row);
    void finish_postings();

private:
    void name_odd_postings();
    void check_coordinates(const std::map<std::int64_t, std::string>& spaces,
                           const std::map<std::int64_t, std::string>& space_of_measure);
    void check_kinds_of(const std::string& table, const std::string& key,
                        const std::vector<std::pair<std::string, char>>& columns);

    Connection& reader_;
    const Schema& schema_;
    const std::filesystem::path& data_;
    Report report_;
    PostingSeal seen_;
    // Measure of the store → its coordinates in use.
    std::map<std::int64_t, std::unordered_set<std::int64_t>> used_;
};

} // namespace shanhai::kernel
