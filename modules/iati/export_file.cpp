#include "modules/iati/export_file.h"

#include "kernel/module/record_count.h"
#include "modules/iati/iati_reader.h"
#include "modules/iati/iati_writer.h"
#include "modules/iati/own_projects.h"
#include "modules/iati/stored_activities.h"

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <set>
#include <string>

namespace shanhai::iati {

namespace {

std::string argument(const Problem& problem, std::string_view name) {
    for (const auto& [known, value] : problem.args)
        if (known == name) return value;
    return problem.code;
}

// Writes activities one by one, each only when it is valid.
class Export {
public:
    Export(kernel::Kernel& kernel, std::ostream& out, const kernel::Progress& progress, std::uint64_t total)
        : out_(out), progress_(progress), total_(total), generated_(kernel.now().iso()) {
        if (progress_) progress_(0, total_);
    }

    // One more of the projects and activities has been read.
    void tell() {
        if (++read_ % 100 == 0 && progress_) progress_(read_, total_);
    }

    void write(const XmlNode& activity, const std::string& code) {
        const std::string text = activity_text(activity);
        if (const auto invalid = find_invalid(document_begin(generated_) + text + document_end())) {
            leave_out(code, argument(*invalid, "what"));
            return;
        }
        if (activities_ == 0) out_ << document_begin(generated_);
        out_ << text;
        ++activities_;
        transactions_ +=
            static_cast<std::uint64_t>(std::ranges::count(activity.children, "transaction", &XmlNode::name));
    }

    void leave_out(const std::string& code, const std::string& why) {
        left_out_.push_back(json::object{{"code", code}, {"why", why}});
    }

    std::uint64_t activities() const { return activities_; }
    std::uint64_t transactions() const { return transactions_; }
    json::array& left_out() { return left_out_; }

private:
    std::ostream& out_;
    const kernel::Progress& progress_;
    std::uint64_t total_ = 0, read_ = 0;
    std::string generated_;
    std::uint64_t activities_ = 0;
    std::uint64_t transactions_ = 0;
    json::array left_out_;
};

// Projects of our own and activities that were brought in.
Result<std::uint64_t> count_activities(kernel::Kernel& kernel, const kernel::Principal& who) {
    std::uint64_t total = 0;
    for (const char* type : {"project", "iati_activity"})
        total += static_cast<std::uint64_t>(TRY(kernel::count_records(kernel, who, type, {})));
    return total;
}

} // namespace

Result<json::object> export_file(kernel::Kernel& kernel, const kernel::Principal& who, std::ostream& out,
                                 const kernel::Progress& progress) {
    TRY_DO(kernel.permit(who, "project", "export"));
    TRY_DO(kernel.permit(who, "iati_activity", "export"));
    Export to(kernel, out, progress, progress ? TRY(count_activities(kernel, who)) : 0);
    std::set<std::string> own_identifiers;
    TRY_DO(for_each_own_activity(kernel, who, [&](const OwnActivity& own) -> Done {
        to.tell();
        to.write(own.element, own.number);
        own_identifiers.insert(own.identifier);
        return {};
    }));
    const std::uint64_t own_projects = to.activities();
    TRY_DO(for_each_activity(kernel, who, [&](const StoredRecord& stored) -> Done {
        to.tell();
        const HeldRecord record = whole_record(stored);
        const std::string identifier = record.text("identifier");
        if (own_identifiers.contains(identifier))
            return {}; // our own export, read in again: the projects say it themselves
        const auto element = element_of(record);
        if (element)
            to.write(*element, identifier);
        else
            to.leave_out(identifier, element.error().code);
        return {};
    }));
    if (to.activities() == 0) return refuse("iati.nothing_to_export");
    out << document_end();
    return json::object{{"activities", to.activities()},
                        {"own_projects", own_projects},
                        {"transactions", to.transactions()},
                        {"left_out", std::move(to.left_out())}};
}

} // namespace shanhai::iati
