#include "apps/demo/project_names.h"

#include "base/text.h"

namespace shanhai::demo {

std::string ProjectNames::name(const Place& place, const std::string& township, const Theme& theme, int year,
                               Prng& random) {
    auto thing = random.pick(theme.things);
    thing = replace_all(std::move(thing), "{grows}", random.pick(place.grows));
    const bool dated = thing.find("{year}") != std::string::npos;
    thing = replace_all(std::move(thing), "{year}", std::to_string(year));
    const auto base = place.name + township + thing;
    auto name = base + "项目";
    if (!dated && given_.contains(name)) name = base + "项目（" + std::to_string(year) + "年）";
    for (int part = 2; given_.contains(name); ++part)
        name = base + (dated ? "" : "（" + std::to_string(year) + "年）") + "第" + std::to_string(part) + "标段项目";
    given_.insert(name);
    return name;
}

} // namespace shanhai::demo
