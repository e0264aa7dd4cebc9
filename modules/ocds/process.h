#pragma once

#include "base/json.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

// One process of the standard, told by the entries of the journal: each entry that changed it is a release.
namespace shanhai::ocds {

// A record as it was after one entry; as the HTTP interface shows it.
struct Version {
    std::int64_t entry = 0;
    std::string at; // when it was entered, UTC
    json::object record;
};
using Versions = std::vector<Version>; // in the order of their entries; at least one

// Who takes part, as the standard names organisations.
struct Party {
    std::string id;            // "CN-USCI-91350100M000100Y43"; without a code of its own, the record's id
    json::object organisation; // name, identifier
};

struct Process {
    std::string ocid;
    std::vector<json::object> releases;
};

// Collects what the entries say about one process and makes releases of it. What one entry says twice is one release.
class ProcessWriter {
public:
    // `schema`: of a release; must outlive the writer.
    ProcessWriter(std::string ocid, const json::object& schema) : ocid_(std::move(ocid)), schema_(&schema) {}

    const std::string& ocid() const { return ocid_; }

    // Says that with this entry `part` (planning, tender, awards, contracts …) was so, and calls the release `tag`.
    void say(std::int64_t entry, const std::string& at, std::string_view tag, const json::object& part);
    // A party with a role of the standard's code list: "buyer", "supplier", "payee" …
    void take_part(std::int64_t entry, const std::string& at, const Party& party, std::string_view role);

    // Releases carry the roles that a party had until then: a merged list of roles would forget the earlier ones.
    Process finish() &&;

private:
    struct Release {
        std::string at;
        std::vector<std::string> tags;
        json::object parts;
        std::vector<std::pair<Party, std::string>> parties;
    };
    Release& release_of(std::int64_t entry, const std::string& at);

    std::string ocid_;
    const json::object* schema_;
    std::map<std::int64_t, Release> releases_; // by entry
};

} // namespace shanhai::ocds
