#include "modules/ocds/export_file.h"

#include "base/hash.h"
#include "kernel/log.h"
#include "kernel/module/shown_record.h"
#include "modules/ocds/contracting.h"
#include "modules/ocds/merge.h"
#include "modules/ocds/release_schema.h"

#include <ostream>
#include <utility>

namespace shanhai::ocds {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::text_of;

// A prefix of the right shape that was assigned to nobody.
constexpr std::string_view unregistered = "ocds-000000";

enum class Package { records, releases };

struct Publisher {
    std::string name, prefix, uri, license;
    bool is_registered() const { return prefix != unregistered; }
};

Result<Publisher> publisher_of(Kernel& kernel, const Principal& who) {
    kernel::ListQuery query;
    query.order = {"-id"};
    query.limit = 1;
    const kernel::Page page = TRY(kernel.list(who, "ocds_publisher", query));
    if (page.items.empty()) return Publisher{"山海", std::string(unregistered), "", ""};
    const json::object& record = page.items.front().as_object();
    return Publisher{text_of(record, "name"), text_of(record, "prefix"), text_of(record, "uri"),
                     text_of(record, "license")};
}

// The package around the records or releases. A stock of thousands is written as it is read, never held at once.
class Writer {
public:
    Writer(Kernel& kernel, const Publisher& publisher, Package package, std::ostream& out)
        : schema_(parse_own_json(release_schema_text).as_object()), package_(package), out_(out) {
        const kernel::TreeHead tree = kernel.tree_head();
        json::object by{{"name", publisher.name}};
        if (!publisher.uri.empty()) by["uri"] = publisher.uri;
        head_ = {{"uri", "urn:shanhai:" + hex(tree.root)},
                 {"version", "1.1"},
                 {"publishedDate", kernel.now().iso()},
                 {"publisher", std::move(by)}};
        if (!publisher.license.empty()) head_["license"] = publisher.license;
        // The standard allows more fields: up to where in the journal this was read.
        head_["shanhai"] = {{"entries", tree.size}, {"root", hex(tree.root)}};
        if (auto checkpoint = kernel.log().checkpoint())
            head_["shanhai"].as_object()["checkpoint"] = *std::move(checkpoint);
        if (kernel.is_demo())
            head_["shanhai"].as_object()["demo"] = "演示数据，并非真实合同 / demonstration data, not real contracts";
    }

    const json::object& schema() const { return schema_; }

    void take(Process process) {
        ++records_;
        releases_ += process.releases.size();
        if (package_ == Package::releases) {
            for (const json::object& release : process.releases) put(release);
            return;
        }
        json::object record{{"ocid", process.ocid}};
        json::array& releases = record["releases"].emplace_array();
        for (const json::object& release : process.releases) releases.push_back(release);
        record["compiledRelease"] = compile_releases(std::move(process.releases), schema_);
        put(record);
    }

    void end() {
        if (records_ != 0) out_ << "\n]}\n";
    }

    std::uint64_t records() const { return records_; }
    std::uint64_t releases() const { return releases_; }

private:
    void put(const json::object& item) {
        if (is_first_) {
            const std::string head = json::serialize(head_);
            out_ << head.substr(0, head.size() - 1)
                 << (package_ == Package::records ? ",\"records\":[\n" : ",\"releases\":[\n");
        } else {
            out_ << ",\n";
        }
        out_ << json::serialize(item);
        is_first_ = false;
    }

    json::object schema_;
    Package package_;
    std::ostream& out_;
    json::object head_;
    bool is_first_ = true;
    std::uint64_t records_ = 0, releases_ = 0;
};

Result<json::object> export_package(Kernel& kernel, const Principal& who, Package package, std::ostream& out,
                                    const kernel::Progress& progress) {
    for (const char* type : {"project", "contract", "payment"}) TRY_DO(kernel.permit(who, type, "export"));
    const Publisher publisher = TRY(publisher_of(kernel, who));
    Writer writer(kernel, publisher, package, out);
    const Moment as_of = kernel.now();
    const std::uint64_t total = progress ? TRY(count_processes(kernel, who, as_of)) : 0;
    if (progress) progress(0, total);
    const Told told =
        TRY(for_each_process(kernel, who, as_of, publisher.prefix, writer.schema(), [&](Process process) -> Done {
            writer.take(std::move(process));
            if (progress && writer.records() % 100 == 0) progress(writer.records(), total);
            return {};
        }));
    if (writer.records() == 0) return refuse("ocds.nothing_to_export");
    writer.end();
    return json::object{{"records", writer.records()}, {"releases", writer.releases()},
                        {"projects", told.projects},   {"contracts", told.contracts},
                        {"payments", told.payments},   {"payments_without_contract", told.payments_without_contract},
                        {"prefix", publisher.prefix},  {"registered", publisher.is_registered()}};
}

} // namespace

Result<json::object> export_records(Kernel& kernel, const Principal& who, std::ostream& out,
                                    const kernel::Progress& progress) {
    return export_package(kernel, who, Package::records, out, progress);
}

Result<json::object> export_releases(Kernel& kernel, const Principal& who, std::ostream& out,
                                     const kernel::Progress& progress) {
    return export_package(kernel, who, Package::releases, out, progress);
}

} // namespace shanhai::ocds
