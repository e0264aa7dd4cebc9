#pragma once

#include "base/json.h"

#include <vector>

// Merging the releases of one process into what holds now.
// Source: Open Contracting Data Standard 1.1, "Merging" (https://standard.open-contracting.org/1.1/en/schema/merging/).
namespace shanhai::ocds {

// The compiled release: of every field the last value that was given, lists joined by the ids of their items, except
// where the schema says otherwise (omitWhenMerged, wholeListMerge). `releases` go by their dates; those of the same date
// by their place. At least one. `schema`: the JSON schema of a release.
json::object compile_releases(std::vector<json::object> releases, const json::object& schema);

// `later` laid over `sooner` by the same rules, for two descriptions of the same moment. Also where a field is to be
// taken away: null does.
void lay_over(json::object& sooner, const json::object& later, const json::object& schema);

} // namespace shanhai::ocds
