#include "base/check.h"
#include "modules/iati/held_record.h"
#include "modules/iati/iati_reader.h"
#include "modules/iati/iati_writer.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

// Whatever bytes come in: either a refusal, or activities that go through records, through JSON and through a file again
// without a loss.

using namespace shanhai;
using namespace shanhai::iati;

namespace {

void pass_through_store(HeldRecord& record) {
    record.fields = parse_json(canonical_json(record.fields), {.bytes = 64U << 20, .depth = 64}).value().as_object();
    for (HeldRecord& child : record.children) pass_through_store(child);
}

void sort_attributes(XmlNode& node) {
    std::sort(node.attributes.begin(), node.attributes.end());
    for (XmlNode& child : node.children) sort_attributes(child);
}

std::vector<XmlNode> activities_in(std::string_view bytes, bool must_read) {
    std::vector<XmlNode> activities;
    const auto report = read_iati(bytes, [&](XmlNode activity, int) -> Done {
        sort_attributes(activity);
        activities.push_back(std::move(activity));
        return {};
    });
    check_or_abort(report.has_value() || !must_read, "what was written can be read");
    return report ? std::move(activities) : std::vector<XmlNode>{};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto activities = activities_in({reinterpret_cast<const char*>(data), size}, false);
    if (activities.empty()) return 0;
    std::vector<XmlNode> again;
    for (const XmlNode& activity : activities) {
        auto records = records_of(activity);
        if (!records) return 0;
        pass_through_store(*records);
        auto element = element_of(*records);
        check_or_abort(element.has_value(), "what was held can be given back");
        again.push_back(*std::move(element));
    }
    check_or_abort(activities_in(document_of(again, "2024-01-01T00:00:00Z"), true) == activities, "nothing is lost");
    return 0;
}
