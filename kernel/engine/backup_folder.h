#pragma once

#include "kernel/engine/store_image.h"

#include <optional>

// An image as a folder:
//   manifest.json          what belongs to it and its hashes; written last, so that half a backup is none
//   journal-….jsonl        the bodies of the entries, one a line
//   rows-….jsonl           the system's rows, one a line
//   files-….txt            the names of the files below files/
//   log-….key              the key that signs checkpoints
//   files/                 the files of records, kept from one backup to the next
namespace shanhai::kernel {

struct BackupManifest {
    struct Part {
        std::string name, sha256;
        std::uint64_t size = 0;
    };
    std::string made_at;
    ImageHead head;
    Part journal, rows, files;
    std::optional<Part> key;

    std::string text() const;
    // "backup.malformed".
    static Result<BackupManifest> parse(std::string_view text);
};

// "backup.busy" when another backup is being written there, "file.unwritable".
Result<CopyReport> write_backup(LiveImage& image, const std::filesystem::path& out, Moment now,
                                const Progress& progress);

class BackupImage final : public StoreImage {
public:
    // Reads the manifest and hashes what it names. "backup.missing", "backup.malformed", "backup.altered".
    static Result<std::unique_ptr<BackupImage>> open(const std::filesystem::path& folder);

    const ImageHead& head() const override { return manifest_.head; }
    Done each_row(const std::function<Done(const std::string&, const json::object&)>& use) override;
    Done each_entry(const std::function<Done(std::int64_t, const std::string&)>& use) override;
    std::filesystem::path files() const override { return folder_ / "files"; }
    std::vector<std::string> file_names() const override;
    std::filesystem::path log_key() const override { return manifest_.key ? folder_ / manifest_.key->name : ""; }

private:
    BackupImage(std::filesystem::path folder, BackupManifest manifest)
        : folder_(std::move(folder)), manifest_(std::move(manifest)) {}

    std::filesystem::path folder_;
    BackupManifest manifest_;
};

} // namespace shanhai::kernel
