#include "kernel/engine/rebuild.h"

#include "base/durable_file.h"
#include "kernel/engine/backup_folder.h"
#include "kernel/engine/grouped_replay.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/engine/migration.h"
#include "kernel/search/search_index.h"
#include "kernel/series/series_seal.h"
#include "kernel/store/tables.h"

#include <algorithm>
#include <chrono>

namespace shanhai::kernel {

namespace {

Done put_rows(Connection& writer, const Schema& schema, StoreImage& image) {
    writer.execute("BEGIN");
    create_system_tables(writer);
    TRY_DO(
        image.each_row([&](const std::string& table, const json::object& row) { return put_row(writer, table, row); }));
    fill_series_seals(writer);
    set_meta(writer, "format", "1");
    set_meta(writer, "hash", name_of(image.head().algorithm));
    TRY_DO(bring_tables_to(writer, schema));
    SearchIndex(writer, schema).bring_up_to_date();                      // empty; the replay fills it
    if (meta(writer, "schema").empty()) remember_schema(writer, schema); // else what has changed since is told at start
    writer.execute("COMMIT");
    return {};
}

bool stays_below(const std::filesystem::path& name) {
    return !name.empty() && name.is_relative() && std::ranges::find(name, "..") == name.end();
}

Done copy_files(const std::filesystem::path& data, StoreImage& image, CopyReport& report) {
    std::filesystem::create_directories(data / "files");
    DurableCopies copies(data / "files");
    for (const auto& name : image.file_names()) {
        if (!stays_below(name)) return refuse("backup.malformed", {}, {{"what", name}});
        ++report.files;
        if (std::filesystem::equivalent(image.files(), data / "files")) continue;
        if (copies.add(image.files() / name, name)) ++report.new_files;
    }
    copies.finish();
    const auto key = image.log_key();
    if (!key.empty() && std::filesystem::exists(key) && key != data / "log.key") {
        std::filesystem::remove(data / "log.key");
        copy_durably(key, data / "log.key");
    }
    return {};
}

} // namespace

Result<CopyReport> rebuild(Store& store, const std::filesystem::path& data, const Schema& schema, StoreImage& image,
                           const Progress& progress) {
    const auto started = std::chrono::steady_clock::now();
    CopyReport report;
    const auto writer = store.connect_writer();
    TRY_DO(put_rows(*writer, schema, image));
    TRY_DO(copy_files(data, image, report));
    GroupedReplay replay(*writer, schema);
    TRY_DO(image.each_entry([&](std::int64_t seq, const std::string& body) -> Done {
        replay.add(seq, body);
        if (progress && seq % 1024 == 0) progress(static_cast<std::uint64_t>(seq), image.head().size);
        return {};
    }));
    replay.commit();
    const auto& head = image.head();
    report.entries = replay.tree().size();
    report.root = hex(replay.tree().root());
    if (report.entries != head.size || report.root != hex(head.root))
        return refuse("store.root_differs", {}, {{"expected", hex(head.root)}, {"root", report.root}});
    writer->execute("BEGIN");
    set_meta(*writer, "ready", "1");
    writer->execute("COMMIT");
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return report;
}

Result<CopyReport> KernelImpl::backup(const std::filesystem::path& out, const Progress& progress) {
    return guarded([&]() -> Result<CopyReport> {
        const auto reader = readers_.lend();
        LiveImage image(*reader, options_.data);
        return write_backup(image, out, options_.clock(), progress);
    });
}

} // namespace shanhai::kernel
