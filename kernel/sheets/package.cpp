#include "kernel/sheets/package.h"

#include "base/text.h"

#include <zip.h>

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

constexpr zip_int64_t most_parts = 50'000;
constexpr std::uint64_t too_small_to_judge = std::uint64_t{16} << 20;

class RelationshipsReader : public XmlEvents {
public:
    explicit RelationshipsReader(std::string folder) : folder_(std::move(folder)) {}

    void start(std::string_view name, const XmlAttributes& attributes) override {
        if (name != "Relationship" || found.size() >= most) return;
        const auto type = attributes.plain("Type").value_or("");
        const bool outside = attributes.plain("TargetMode").value_or("") == "External";
        found.push_back({std::string(attributes.plain("Id").value_or("")),
                         std::string(type.substr(type.rfind('/') + 1)),
                         outside ? std::string() : resolved(attributes.plain("Target").value_or(""))});
    }
    void end(std::string_view) override {}

    std::vector<Package::Relationship> found;

private:
    static constexpr std::size_t most = 10'000;

    // Targets are relative to the folder of the part, unless they begin with "/".
    std::string resolved(std::string_view target) const {
        const std::string written = replace_all(std::string(target), "\\", "/");
        std::vector<std::string> steps;
        const std::string whole = written.starts_with('/') ? written : folder_ + "/" + written;
        for (const std::string_view step : split(whole, '/')) {
            if (step == ".." && !steps.empty())
                steps.pop_back();
            else if (!step.empty() && step != "." && step != "..")
                steps.emplace_back(step);
        }
        return join(steps, "/");
    }

    std::string folder_;
};

} // namespace

void Package::Closing::operator()(zip* archive) const { zip_discard(archive); }

// Some writers use backslashes, begin with a slash, or write [content_types].xml.
std::string Package::key_of(std::string_view name) {
    std::string key = lower_ascii(replace_all(std::string(name), "\\", "/"));
    const auto begin = key.find_first_not_of('/');
    return begin == std::string::npos ? std::string() : key.substr(begin);
}

Result<Package> Package::open(std::string_view bytes, const TableLimits& limits) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* opened = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (opened == nullptr && source != nullptr) zip_source_free(source);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    if (opened == nullptr) return refuse("table.damaged", {}, {{"why", why}});
    Package package;
    package.archive_.reset(opened);
    package.limits_ = limits;
    const auto count = zip_get_num_entries(opened, 0);
    if (count > most_parts) return refuse("table.bomb");
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* name = zip_get_name(opened, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
        if (name != nullptr) package.places_.try_emplace(key_of(name), static_cast<std::uint64_t>(i));
    }
    return package;
}

Done Package::read_xml(std::string_view name, XmlEvents& events) {
    const std::string part(name);
    const auto place = places_.find(key_of(name));
    if (place == places_.end()) return refuse("table.part_missing", {}, {{"part", part}});
    zip_stat_t entry;
    if (zip_stat_index(archive_.get(), place->second, 0, &entry) != 0)
        return refuse("table.damaged", {}, {{"why", part}});
    if ((entry.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && entry.encryption_method != ZIP_EM_NONE)
        return refuse("table.encrypted");
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(archive_.get(), place->second, 0),
                                                                 &zip_fclose);
    const auto damaged = [&] { return refuse("table.damaged", {}, {{"why", part}}); };
    if (file == nullptr) return damaged();
    XmlStream stream(events, part);
    std::array<char, std::size_t{64} << 10> bytes{};
    std::uint64_t of_this = 0;
    while (true) {
        const auto count = zip_fread(file.get(), bytes.data(), bytes.size());
        if (count < 0) return damaged();
        if (count == 0) break;
        of_this += static_cast<std::uint64_t>(count);
        unpacked_ += static_cast<std::uint64_t>(count);
        const bool swollen = of_this > too_small_to_judge &&
                             of_this / std::max<std::uint64_t>(entry.comp_size, 1) > limits_.unpacked_ratio;
        if (swollen || unpacked_ > limits_.unpacked_bytes) return refuse("table.bomb", {}, {{"part", part}});
        TRY_DO(stream.feed({bytes.data(), static_cast<std::size_t>(count)}));
    }
    return stream.finish();
}

Result<std::vector<Package::Relationship>> Package::relationships_of(std::string_view part) {
    const auto slash = part.rfind('/');
    const std::string folder(slash == std::string_view::npos ? "" : part.substr(0, slash));
    const std::string file(slash == std::string_view::npos ? part : part.substr(slash + 1));
    const std::string name = folder + (folder.empty() ? "" : "/") + "_rels/" + file + ".rels";
    RelationshipsReader reader(folder);
    if (has(name)) TRY_DO(read_xml(name, reader));
    return std::move(reader.found);
}

} // namespace shanhai::kernel
