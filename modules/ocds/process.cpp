#include "modules/ocds/process.h"

#include "modules/ocds/merge.h"

#include <algorithm>
#include <utility>

namespace shanhai::ocds {

ProcessWriter::Release& ProcessWriter::release_of(std::int64_t entry, const std::string& at) {
    Release& release = releases_[entry];
    release.at = at;
    return release;
}

void ProcessWriter::say(std::int64_t entry, const std::string& at, std::string_view tag, const json::object& part) {
    Release& release = release_of(entry, at);
    if (std::ranges::find(release.tags, tag) == release.tags.end()) release.tags.emplace_back(tag);
    lay_over(release.parts, part, *schema_);
}

void ProcessWriter::take_part(std::int64_t entry, const std::string& at, const Party& party, std::string_view role) {
    release_of(entry, at).parties.emplace_back(party, role);
}

Process ProcessWriter::finish() && {
    Process process{ocid_, {}};
    std::map<std::string, std::set<std::string>> roles; // of a party, so far
    for (auto& [entry, release] : releases_) {
        json::array parties;
        std::set<std::string> named;
        for (const auto& [party, role] : release.parties) roles[party.id].insert(role);
        for (const auto& [party, role] : release.parties) {
            if (!named.insert(party.id).second) continue;
            json::object shown = party.organisation;
            shown["id"] = party.id;
            json::array& held = shown["roles"].emplace_array();
            for (const std::string& one : roles[party.id]) held.emplace_back(one);
            parties.push_back(std::move(shown));
        }
        json::array tags;
        for (const std::string& tag : release.tags) tags.emplace_back(tag);
        json::object made{{"ocid", ocid_},      {"id", ocid_ + "-" + std::to_string(entry)},
                          {"date", release.at}, {"tag", std::move(tags)},
                          {"language", "zh"},   {"initiationType", "tender"}};
        if (!parties.empty()) made["parties"] = std::move(parties);
        for (auto& [name, value] : release.parts) made[name] = std::move(value);
        process.releases.push_back(std::move(made));
    }
    return process;
}

} // namespace shanhai::ocds
