#include "modules/press/checking/places.h"

#include "modules/press/reading/code_points.h"

#include <set>

namespace shanhai::press {

namespace {

std::string text_of(const json::object& record, const char* field) {
    const auto found = record.find(field);
    return found != record.end() && found->value().is_string() ? std::string(found->value().as_string())
                                                               : std::string();
}

// 白朗县 is also called 白朗. Two letters at least, and nothing that is an ordinary word.
std::u32string without_rank(const std::u32string& name) {
    static const std::set<std::u32string> ordinary{
        U"和平", U"解放", U"团结", U"建设", U"城",   U"新",   U"东",   U"西",   U"南",   U"北",   U"中",
        U"高",   U"开发", U"民",   U"东方", U"西城", U"东城", U"城关", U"郊",   U"铁路", U"朝阳", U"长安",
        U"安定", U"高新", U"兴",   U"山海", U"大城", U"长城", U"资源", U"红旗", U"前进", U"向阳", U"青年"};
    if (name.size() < 3) return {};
    const char32_t last = name.back();
    if (last != U'省' && last != U'市' && last != U'县' && last != U'区') return {};
    auto result = name.substr(0, name.size() - 1);
    if (result.size() < 2 || ordinary.contains(result)) return {};
    return result;
}

// Which provinces give: those that own a giver of the money figures.
std::set<std::string> giving_provinces(kernel::Kernel& kernel, const kernel::Principal& who) {
    std::set<std::string> result;
    for (const auto& figure : kernel.schema().figures) {
        if (!figure.money || !figure.headline) continue;
        const bool by_giver =
            std::ranges::any_of(figure.dimensions, [](const auto& dimension) { return dimension.name == "giver"; });
        if (!by_giver) continue;
        const auto cells = kernel.figure(who, {.figure = figure.name, .by = {"giver"}});
        if (!cells) continue;
        for (const auto& cell : *cells)
            for (const auto& [name, key] : cell.keys)
                if (name == "giver" && key.size() >= 2) result.insert(key.substr(0, 2));
        break;
    }
    return result;
}

} // namespace

std::shared_ptr<const Places> Places::read(kernel::Kernel& kernel, const kernel::Principal& who) {
    auto places = std::make_shared<Places>();
    if (!kernel.schema().type("division")) return places;
    const auto givers = giving_provinces(kernel, who);
    kernel::ListQuery query;
    query.limit = 500;
    query.order = {"code"};
    for (;;) {
        const auto page = kernel.list(who, "division", query);
        if (!page) break;
        for (const auto& item : page->items) {
            const auto& record = item.as_object();
            const auto code = text_of(record, "code");
            const auto usual = text_of(record, "usual_name");
            if (usual.empty()) continue; // an abolished one has no name of its own
            auto place = std::make_unique<Place>();
            place->code = code;
            place->name = usual;
            place->giver = givers.contains(code.substr(0, 2));
            for (const char* field : {"full_name", "usual_name", "known_as", "short_name"}) {
                const auto name = wide(text_of(record, field));
                if (name.size() < 2) continue;
                places->names_.add(name, place.get());
                if (std::string_view(field) == "known_as")
                    if (const auto bare = without_rank(name); !bare.empty() && !places->names_.longest(bare, 0))
                        places->names_.add(bare, place.get());
            }
            places->places_.push_back(std::move(place));
        }
        if (!page->next) break;
        query.after = *page->next;
    }
    return places;
}

std::vector<Places::Mention> Places::mentioned(std::u32string_view text) const {
    std::vector<Mention> result;
    for (std::size_t at = 0; at < text.size();) {
        const auto found = is_han(text[at]) ? names_.longest(text, at) : WordTable<const Place*>::Found{};
        if (found) result.push_back({at, at + found.length, *found.meaning});
        at += found ? found.length : 1;
    }
    return result;
}

} // namespace shanhai::press
