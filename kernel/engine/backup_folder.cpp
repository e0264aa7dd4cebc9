#include "kernel/engine/backup_folder.h"

#include "base/durable_file.h"
#include "base/text.h"
#include "kernel/proof/checkpoint.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <set>

namespace shanhai::kernel {

namespace {

constexpr std::string_view manifest_name = "manifest.json";
constexpr std::uintmax_t largest_manifest = 1 << 20;
constexpr std::uint64_t progress_every = 4096;

json::object as_json(const BackupManifest::Part& part) {
    return {{"name", part.name}, {"sha256", part.sha256}, {"size", part.size}};
}

// A part lies in the folder itself, whatever a manifest says.
std::optional<BackupManifest::Part> part_in(const json::object& manifest, std::string_view name) {
    const auto* value = manifest.if_contains(name);
    if (value == nullptr || !value->is_object()) return std::nullopt;
    const auto& object = value->get_object();
    const auto* file = object.if_contains("name");
    const auto* sha = object.if_contains("sha256");
    const auto* size = object.if_contains("size");
    if (file == nullptr || !file->is_string() || sha == nullptr || !sha->is_string() || size == nullptr ||
        !size->is_int64() || size->get_int64() < 0)
        return std::nullopt;
    BackupManifest::Part part{std::string(file->get_string()), std::string(sha->get_string()),
                              static_cast<std::uint64_t>(size->get_int64())};
    const bool plain = !part.name.empty() && part.name.front() != '.' && part.name.find('/') == std::string::npos &&
                       part.name.find('\0') == std::string::npos;
    if (!plain || !hash_from_hex(part.sha256)) return std::nullopt;
    return part;
}

std::string text_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// Held while a backup is written.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& folder)
        : descriptor_(::open((folder / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    bool held() const { return descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0; }

private:
    int descriptor_;
};

// What no manifest names any more: parts of earlier backups, and of those that were interrupted.
void remove_rest(const std::filesystem::path& out, const BackupManifest& manifest,
                 const std::vector<std::string>& files) {
    std::set<std::string> wanted = {std::string(manifest_name), ".lock", manifest.journal.name, manifest.rows.name,
                                    manifest.files.name};
    if (manifest.key) wanted.insert(manifest.key->name);
    for (const auto& file : std::filesystem::directory_iterator(out)) {
        if (file.is_regular_file() && !wanted.contains(file.path().filename().string()))
            std::filesystem::remove(file.path());
    }
    for (const auto& file : std::filesystem::recursive_directory_iterator(out / "files")) {
        const auto name = std::filesystem::relative(file.path(), out / "files").generic_string();
        if (file.is_regular_file() && !std::ranges::binary_search(files, name)) std::filesystem::remove(file.path());
    }
}

} // namespace

std::string BackupManifest::text() const {
    json::object object{{"format", 1},
                        {"made_at", made_at},
                        {"entries", head.size},
                        {"root", hex(head.root)},
                        {"hash", name_of(head.algorithm)},
                        {"checkpoint", head.checkpoint},
                        {"journal", as_json(journal)},
                        {"rows", as_json(rows)},
                        {"files", as_json(files)}};
    if (key) object["key"] = as_json(*key);
    return canonical_json(object) + "\n";
}

Result<BackupManifest> BackupManifest::parse(std::string_view text) {
    const auto malformed = [] { return refuse("backup.malformed", {}, {{"what", std::string(manifest_name)}}); };
    const auto read = parse_json(text);
    if (!read || !read->is_object()) return malformed();
    const auto& object = read->get_object();
    const auto* format = object.if_contains("format");
    const auto* entries = object.if_contains("entries");
    const auto root = hash_from_hex(text_in(object, "root"));
    const auto algorithm = hash_algorithm_named(text_in(object, "hash"));
    const auto journal = part_in(object, "journal");
    const auto rows = part_in(object, "rows");
    const auto files = part_in(object, "files");
    if (format == nullptr || !format->is_int64() || format->get_int64() != 1 || entries == nullptr ||
        !entries->is_int64() || entries->get_int64() < 0 || !root || !algorithm || !journal || !rows || !files)
        return malformed();
    BackupManifest manifest{
        text_in(object, "made_at"),
        {static_cast<std::uint64_t>(entries->get_int64()), *root, *algorithm, text_in(object, "checkpoint")},
        *journal,
        *rows,
        *files,
        std::nullopt};
    if (object.contains("key")) {
        manifest.key = part_in(object, "key");
        if (!manifest.key) return malformed();
    }
    return manifest;
}

Result<CopyReport> write_backup(LiveImage& image, const std::filesystem::path& out, Moment now,
                                const Progress& progress) {
    const auto started = std::chrono::steady_clock::now();
    std::filesystem::create_directories(out / "files");
    std::filesystem::permissions(out, std::filesystem::perms::owner_all);
    const FolderLock lock(out);
    if (!lock.held()) return refuse("backup.busy", {}, {{"path", out.string()}});
    const auto tag = std::to_string(image.head().size) + "-" + std::to_string(now.micros);
    const auto part = [&](const std::string& name, const auto& fill) -> Result<BackupManifest::Part> {
        DurableFile file(out / name);
        TRY_DO(fill(file));
        const auto size = file.size();
        return BackupManifest::Part{name, hex(file.finish()), size};
    };
    BackupManifest manifest;
    manifest.made_at = now.iso();
    manifest.head = image.head();
    manifest.journal = TRY(part("journal-" + tag + ".jsonl", [&](DurableFile& file) {
        return image.each_entry([&](std::int64_t seq, const std::string& body) -> Done {
            file.add(body + "\n"); // canonical JSON has no line breaks
            if (progress && static_cast<std::uint64_t>(seq) % progress_every == 0)
                progress(static_cast<std::uint64_t>(seq), image.head().size);
            return {};
        });
    }));
    manifest.rows = TRY(part("rows-" + tag + ".jsonl", [&](DurableFile& file) {
        return image.each_row([&](const std::string& table, const json::object& row) -> Done {
            file.add(canonical_json(json::object{{"table", table}, {"row", row}}) + "\n");
            return {};
        });
    }));
    CopyReport report;
    const auto files = image.file_names();
    DurableCopies copies(out / "files");
    for (const auto& name : files) report.new_files += copies.add(image.files() / name, name) ? 1 : 0;
    copies.finish(); // before the manifest names them
    manifest.files = TRY(part("files-" + tag + ".txt", [&](DurableFile& file) -> Done {
        for (const auto& name : files) file.add(name + "\n");
        return {};
    }));
    if (std::filesystem::exists(image.log_key())) {
        manifest.key = TRY(part("log-" + tag + ".key", [&](DurableFile& file) -> Done {
            std::ifstream in(image.log_key(), std::ios::binary);
            file.add(std::string(std::istreambuf_iterator<char>(in), {}));
            return {};
        }));
    }
    DurableFile last(out / manifest_name);
    last.add(manifest.text());
    last.finish();
    remove_rest(out, manifest, files);
    report.entries = manifest.head.size;
    report.root = hex(manifest.head.root);
    report.files = files.size();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return report;
}

Result<std::unique_ptr<BackupImage>> BackupImage::open(const std::filesystem::path& folder) {
    const auto path = folder / manifest_name;
    std::error_code missing;
    const auto size = std::filesystem::file_size(path, missing);
    if (missing || size > largest_manifest) return refuse("backup.missing", {}, {{"path", folder.string()}});
    std::ifstream in(path, std::ios::binary);
    auto manifest = TRY(BackupManifest::parse(std::string(std::istreambuf_iterator<char>(in), {})));
    std::vector<BackupManifest::Part> parts = {manifest.journal, manifest.rows, manifest.files};
    if (manifest.key) parts.push_back(*manifest.key);
    for (const auto& part : parts) {
        if (!std::filesystem::is_regular_file(folder / part.name) ||
            hex(sha256_of_file(folder / part.name)) != part.sha256)
            return refuse("backup.altered", {}, {{"path", (folder / part.name).string()}});
    }
    return std::unique_ptr<BackupImage>(new BackupImage(folder, std::move(manifest)));
}

std::vector<std::string> BackupImage::file_names() const {
    std::vector<std::string> names;
    std::ifstream lines(folder_ / manifest_.files.name);
    for (std::string line; std::getline(lines, line);) names.push_back(line);
    return names;
}

Done BackupImage::each_row(const std::function<Done(const std::string&, const json::object&)>& use) {
    std::ifstream lines(folder_ / manifest_.rows.name);
    for (std::string line; std::getline(lines, line);) {
        const auto read = parse_own_json(line);
        const auto* object = read.if_object();
        const auto* row = object == nullptr ? nullptr : object->if_contains("row");
        if (row == nullptr || !row->is_object()) return refuse("backup.malformed", {}, {{"what", manifest_.rows.name}});
        TRY_DO(use(text_in(*object, "table"), row->get_object()));
    }
    return {};
}

Done BackupImage::each_entry(const std::function<Done(std::int64_t, const std::string&)>& use) {
    std::ifstream lines(folder_ / manifest_.journal.name);
    std::int64_t seq = 0;
    for (std::string line; std::getline(lines, line);) TRY_DO(use(++seq, line));
    return {};
}

} // namespace shanhai::kernel
