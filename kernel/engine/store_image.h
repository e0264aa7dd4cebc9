#pragma once

#include "base/hash.h"
#include "base/json.h"
#include "kernel/kernel.h"
#include "kernel/store/connection.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// All of a store that cannot be derived from something else: the journal, the system's rows that are not in it (who may
// log in, keys of persons, what files are called), the files, the log's key. Backup, restore and migration carry an image
// from one place to another; the rest is made anew by replay.
namespace shanhai::kernel {

// The journal that an image holds.
struct ImageHead {
    std::uint64_t size = 0;
    Hash root{};
    HashAlgorithm algorithm = HashAlgorithm::sha256;
    std::string checkpoint; // signed; empty when the log has no key
};

class StoreImage {
public:
    virtual ~StoreImage() = default;

    virtual const ImageHead& head() const = 0;
    // Rows of the system's tables: the table's name, column → value; bytes are {"hex": "…"}.
    virtual Done each_row(const std::function<Done(const std::string& table, const json::object& row)>& use) = 0;
    virtual Done each_entry(const std::function<Done(std::int64_t seq, const std::string& body)>& use) = 0;
    // Below this folder, under the names that the store gave them.
    virtual std::filesystem::path files() const = 0;
    virtual std::vector<std::string> file_names() const = 0;
    virtual std::filesystem::path log_key() const = 0; // the file; perhaps not there
};

// Of a store as one connection sees it: as of one moment, while others write.
class LiveImage final : public StoreImage {
public:
    LiveImage(Connection& reader, std::filesystem::path data);

    const ImageHead& head() const override { return head_; }
    Done each_row(const std::function<Done(const std::string&, const json::object&)>& use) override;
    Done each_entry(const std::function<Done(std::int64_t, const std::string&)>& use) override;
    std::filesystem::path files() const override { return data_ / "files"; }
    std::vector<std::string> file_names() const override;
    std::filesystem::path log_key() const override { return data_ / "log.key"; }

private:
    Connection& reader_;
    std::filesystem::path data_;
    ImageHead head_;
};

// Whether rows of the table travel: not what is derived from the journal, nor sessions and idempotency keys.
bool is_carried(std::string_view table);
// Whether that value of sys_meta travels.
bool is_carried_meta(std::string_view name);
// Writes a row of an image into a new store. "backup.malformed".
Done put_row(Connection& writer, const std::string& table, const json::object& row);

// Regular files below a folder, by their relative names, sorted; without half-written ones.
std::vector<std::string> files_below(const std::filesystem::path& folder);

} // namespace shanhai::kernel
