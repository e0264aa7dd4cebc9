#pragma once

#include "base/result.h"
#include "modules/iati/xml_node.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace shanhai::iati {

inline constexpr std::size_t most_file_bytes = std::size_t{256} << 20;

struct ReadReport {
    std::string root; // "iati-activities" or "iati-organisations"
    std::uint64_t activities = 0;
    // What the file says and Shanhai has no place for: path → how often, as in
    // "iati-activities/iati-activity/transaction/usg:treasury-account" or "…/iati-activity/@x:flag".
    std::map<std::string, std::uint64_t> not_held;
};

// Takes one <iati-activity>, and the line it begins on.
using TakeActivity = std::function<Done(XmlNode activity, int line)>;

// Reads a file of the IATI standard, one activity after the other, while holding it against the 2.03 schema. Elements
// and attributes of other namespaces, comments and processing instructions are counted in `not_held`; a file of
// organisations is counted there whole.
// Refuses "iati.too_large", "iati.not_well_formed", "iati.not_valid" (args: line, what; further findings in `also`),
// "iati.old_version", "iati.not_iati", "iati.has_doctype" (entities are how small files become large ones).
// `take` may have been called before a refusal: nothing may be kept until this returns a report.
Result<ReadReport> read_iati(std::string_view bytes, const TakeActivity& take);

// The first thing in `document` that the schema forbids; nullopt when it is valid.
std::optional<Problem> find_invalid(std::string_view document);

} // namespace shanhai::iati
