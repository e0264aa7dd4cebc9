#include "base/check.h"
#include "kernel/documents/file_content.h"
#include "kernel/documents/image_cleaner.h"
#include "kernel/documents/thumbnail.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/rights/file_rights.h"

#include <algorithm>

// Papers on their way in: judged by content, cleaned, counted, scanned, and only then kept.
namespace shanhai::kernel {

namespace {

// The field that a file is for; nullptr when the upload names none.
Result<const Field*> field_for(const Upload& upload, const Schema& schema) {
    if (upload.type.empty() && upload.field.empty()) return nullptr;
    const auto* type = schema.type(upload.type);
    if (type == nullptr) return refuse("record.unknown_type", {}, {{"name", upload.type}});
    const auto* field = type->field(upload.field);
    if (field == nullptr || field->kind != FieldKind::file)
        return refuse("record.unknown_field", "/" + upload.field, {{"name", upload.field}, {"type", upload.type}});
    return field;
}

// A name may say whose the file is: what is personal keeps only its ending here, and its name in the sealed field.
std::string kept_name(const Upload& upload, const Field* field) {
    if (upload.name.empty() || upload.name.size() > 300 || !is_utf8(upload.name)) return "file";
    if (field == nullptr || !field->is_personal()) return upload.name;
    const auto dot = upload.name.rfind('.');
    const auto ending = dot == std::string::npos ? std::string{} : upload.name.substr(dot);
    return form_of_ending(ending.empty() ? "" : ending.substr(1)) == nullptr ? "file" : "file" + ending;
}

std::int64_t sum_of(Statement& statement) {
    const Resetting done(statement);
    check(statement.step(), "an aggregate yields a row");
    return statement.integer(0);
}

bool is_kept(Connection& writer, const std::string& sha256) {
    auto& statement = writer.prepared("SELECT 1 FROM sys_file WHERE sha256 = ?");
    statement.bind(sha256);
    const Resetting done(statement);
    return statement.step();
}

std::string in_mib(std::int64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

} // namespace

Done KernelImpl::check_quota(Connection& reader, const std::string& user, std::int64_t size) {
    const auto& settings = options_.files;
    if (settings.store_quota_bytes > 0) {
        const auto used =
            uploads_.in_all([&] { return sum_of(reader.prepared("SELECT coalesce(sum(size), 0) FROM sys_file")); });
        if (used + size > settings.store_quota_bytes)
            return refuse("file.store_full", {}, {{"limit", in_mib(settings.store_quota_bytes)}});
    }
    if (settings.user_day_quota_bytes > 0) {
        const std::int64_t day = now().day_in_shanghai().days();
        const auto used = uploads_.of(user, day, [&] {
            auto& statement = reader.prepared("SELECT coalesce(sum(f.size), 0) FROM sys_file_check c JOIN sys_file f "
                                              "ON f.sha256 = c.sha256 WHERE c.uploader = ? AND c.day = ?");
            statement.bind(user).bind(day);
            return sum_of(statement);
        });
        if (used + size > settings.user_day_quota_bytes)
            return refuse("file.quota", {}, {{"limit", in_mib(settings.user_day_quota_bytes)}});
    }
    return {};
}

// "clean", "unscanned", or nothing where nobody is asked.
Result<std::string> KernelImpl::scanned(std::string_view bytes) const {
    if (!scanner_.is_set()) return std::string{};
    const auto result = scanner_.scan(bytes);
    if (result.verdict == ScanResult::Verdict::infected) return refuse("file.infected", {}, {{"name", result.name}});
    if (result.verdict == ScanResult::Verdict::clean) return std::string("clean");
    if (!options_.files.accept_unscanned) return refuse("file.not_scanned", {}, {{"why", result.name}});
    return std::string("unscanned");
}

Done KernelImpl::note_file(const FileStored& stored, const FileForm& form, bool kept_location,
                           const std::string& user) {
    const auto at = now();
    bool is_new = false;
    TRY_DO(write_chore([&](Connection& writer) {
        is_new = !is_kept(writer, stored.sha256);
        writer
            .prepared(
                "INSERT INTO sys_file (sha256, name, media_type, size, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(stored.sha256)
            .bind(stored.name)
            .bind(stored.media_type)
            .bind(stored.size)
            .bind(at.micros)
            .run();
        writer
            .prepared("INSERT INTO sys_file_check (sha256, form, kept_location, scan, uploader, day) "
                      "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET scan = excluded.scan")
            .bind(stored.sha256)
            .bind(form.name)
            .bind(std::int64_t{kept_location})
            .bind(stored.scan)
            .bind(user)
            .bind(std::int64_t{at.day_in_shanghai().days()})
            .run();
        keep_upload(writer, stored.sha256, user);
        writer.prepared("DELETE FROM sys_doomed_file WHERE sha256 = ?").bind(stored.sha256).run(); // it is wanted again
    }));
    if (is_new) uploads_.add(user, at.day_in_shanghai().days(), stored.size);
    return {};
}

Result<FileStored> KernelImpl::store_file(const Principal& who, const Upload& upload, std::string_view bytes) {
    return guarded([&]() -> Result<FileStored> {
        if (!writer_) return refuse("store.read_only");
        if (bytes.empty()) return refuse("file.empty");
        if (std::cmp_greater(bytes.size(), largest_file_bytes))
            return refuse("file.too_large", {}, {{"limit", in_mib(largest_file_bytes)}});
        const auto* field = TRY(field_for(upload, *schema_));
        const auto& form = form_of(bytes);
        TRY_DO(check_form(form, upload.name, bytes));
        TRY_DO(check_image_size(form, bytes));
        auto image = TRY(clean_image(form, bytes));
        const bool keeps = field != nullptr && field->keep_location && !image.removed.empty();
        const std::string_view kept = keeps ? bytes : std::string_view(image.bytes);
        FileStored stored;
        stored.size = static_cast<std::int64_t>(kept.size());
        stored.media_type = form.media_type;
        stored.name = kept_name(upload, field);
        if (!keeps) stored.removed.assign(image.removed.begin(), image.removed.end());
        if (field != nullptr) TRY_DO(check_accepted(*field, stored.media_type, stored.size));
        {
            const auto reader = readers_.lend();
            TRY_DO(check_quota(*reader, who.user(), stored.size));
        }
        stored.scan = TRY(scanned(kept));
        stored.sha256 = TRY(files_.put(kept));
        if (const auto small = thumbnail_of(form, image.bytes, image.orientation)) {
            files_.put_thumbnail(stored.sha256, *small);
            stored.has_thumbnail = true;
        }
        TRY_DO(note_file(stored, form, keeps, who.user()));
        if (field != nullptr && field->is_personal()) stored.name = upload.name; // for the field, where it is sealed
        return stored;
    });
}

Result<std::string> KernelImpl::load_thumbnail(const Principal& who, const std::string& sha) {
    return guarded([&]() -> Result<std::string> {
        const auto [file, bytes] = TRY(load_file(who, sha)); // whoever may see the picture may see it small
        if (auto known = files_.get_thumbnail(sha)) return *std::move(known);
        const auto& form = form_of(bytes);
        const auto cleaned = clean_image(form, bytes);
        auto small = thumbnail_of(form, bytes, cleaned ? cleaned->orientation : std::uint16_t{1});
        if (!small) return refuse("file.no_thumbnail");
        files_.put_thumbnail(sha, *small);
        return *std::move(small);
    });
}

} // namespace shanhai::kernel
