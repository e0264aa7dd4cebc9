#include "modules/press/checking/places.h"

#include "base/text.h"
#include "modules/press/checking/record_text.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/lexicon.h"

#include <algorithm>
#include <set>

namespace shanhai::press {

namespace {

// Short names of divisions that mean something else in most sentences.
const std::set<std::u32string>& ordinary_words() {
    static const std::set<std::u32string> words{
        U"和平", U"解放", U"团结", U"建设", U"城",   U"新",   U"东",   U"西",   U"南",   U"北",   U"中",
        U"高",   U"开发", U"民",   U"东方", U"西城", U"东城", U"城关", U"郊",   U"铁路", U"朝阳", U"长安",
        U"安定", U"高新", U"兴",   U"山海", U"大城", U"长城", U"资源", U"红旗", U"前进", U"向阳", U"青年",
        U"惠民", U"合作", U"公安", U"新建", U"民乐", U"平安", U"安康", U"富民", U"富裕", U"永安", U"兴隆",
        U"通道", U"会同", U"友好", U"爱民", U"振兴", U"新兴", U"博爱", U"温泉", U"金山", U"宝山", U"海港",
        U"互助", U"民和", U"正安", U"大方", U"兴安", U"开放", U"高台", U"平原", U"太平", U"文明", U"集美",
        U"丰收", U"兴业", U"兴国", U"武功", U"万安", U"永兴", U"东港", U"市中"};
    return words;
}

// 白朗县 is also called 白朗. Two letters at least.
std::u32string without_rank(const std::u32string& name) {
    if (name.size() < 3) return {};
    const char32_t last = name.back();
    if (last != U'省' && last != U'市' && last != U'县' && last != U'区') return {};
    auto result = name.substr(0, name.size() - 1);
    return result.size() < 2 ? std::u32string() : result;
}

// Provinces whose places texts call by their short names: those of the programmes that the lexicon knows. Elsewhere two
// letters are too few: 世界首条 is not about 界首, 创新平台 not about 新平.
bool is_at_home(const std::string& code) {
    static const std::set<std::string> provinces = [] {
        std::set<std::string> result;
        for (const auto* words : {&own_lexicon().context.givers, &own_lexicon().context.receivers})
            for (const auto& division : words->meanings()) result.insert(division.substr(0, 2));
        return result;
    }();
    return provinces.contains(code.substr(0, 2));
}

bool is_county(const std::string& code) { return code.size() == 6 && !code.ends_with("00"); }

// The codes of one side of the money, as the figures know them.
std::set<std::string> codes_by(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& side) {
    std::set<std::string> result;
    for (const auto& figure : kernel.schema().figures) {
        if (!figure.money || !figure.headline) continue;
        if (std::ranges::none_of(figure.dimensions, [&](const auto& dimension) { return dimension.name == side; }))
            continue;
        const auto cells = kernel.figure(who, {.figure = figure.name, .where = {}, .by = {side}, .as_of = {}});
        if (!cells) continue;
        for (const auto& cell : *cells)
            for (const auto& [name, key] : cell.keys)
                if (name == side) result.insert(key);
        break;
    }
    return result;
}

// 540200 is 5402: what codes below it begin with.
std::string_view stem(std::string_view code) {
    while (code.size() > 2 && code.size() <= 6 && code.ends_with("00")) code.remove_suffix(2);
    return code;
}

} // namespace

bool Place::lies_in(const Place& other) const { return std::string_view(code).starts_with(stem(other.code)); }

void Places::add(Place place, const std::vector<std::string>& names) {
    auto kept = std::make_unique<Place>(std::move(place));
    for (const auto& text : names) {
        const auto name = wide(text);
        if (name.size() < 2 || ordinary_words().contains(name)) continue;
        // 喀什 is the prefecture and a city in it: the wider one came first and keeps the name.
        const auto is_new = [&](const std::u32string& word) { return names_.longest(word, 0).length != word.size(); };
        if (is_new(name)) names_.add(name, kept.get());
        if (!kept->gives && !kept->receives) continue;
        if (const auto bare = without_rank(name); !bare.empty() && !ordinary_words().contains(bare) && is_new(bare))
            names_.add(bare, kept.get());
    }
    by_code_[kept->code] = kept.get();
    places_.push_back(std::move(kept));
}

std::shared_ptr<const Places> Places::read(kernel::Kernel& kernel, const kernel::Principal& who) {
    auto places = std::make_shared<Places>();
    if (!kernel.schema().type("division")) return places;
    std::set<std::string> giving;
    for (const auto& code : codes_by(kernel, who, "giver"))
        if (code.size() >= 2) giving.insert(code.substr(0, 2));
    const auto receiving = codes_by(kernel, who, "region");
    auto provinces = giving;
    for (const auto& code : receiving) provinces.insert(code.substr(0, 2));
    const auto receives = [&](const std::string& code) {
        return std::ranges::any_of(receiving, [&](const std::string& one) {
            return std::string_view(one).starts_with(stem(code)) || std::string_view(code).starts_with(stem(one));
        });
    };
    kernel::ListQuery query;
    query.limit = 500;
    query.order = {"code"};
    for (;;) {
        const auto page = kernel.list(who, "division", query);
        if (!page) break;
        for (const auto& item : page->items) {
            const auto& record = item.as_object();
            const auto code = text_in(record, "code");
            const auto* abolished = record.if_contains("abolished");
            if (abolished && abolished->is_bool() && abolished->as_bool()) continue;
            auto usual = text_in(record, "usual_name");
            if (usual.empty()) usual = text_in(record, "full_name"); // provinces have no other
            if (usual.empty()) continue;
            Place place{.code = code,
                        .name = usual,
                        .gives = giving.contains(code.substr(0, 2)),
                        .receives = receives(code),
                        .stranger = !provinces.empty() && !provinces.contains(code.substr(0, 2))};
            std::vector<std::string> names{text_in(record, "full_name"), usual, text_in(record, "known_as"),
                                           text_in(record, "short_name")};
            if (is_county(code) && !place.gives && !place.receives && !is_at_home(code))
                std::erase_if(names, [](const std::string& name) { return code_points(name) < 3; });
            places->add(std::move(place), names);
        }
        if (!page->next) break;
        query.after = *page->next;
    }
    return places;
}

std::shared_ptr<const Places> Places::of(std::vector<std::pair<Place, std::vector<std::string>>> named) {
    auto places = std::make_shared<Places>();
    for (auto& [place, names] : named) places->add(std::move(place), names);
    return places;
}

const Place* Places::with_code(const std::string& code) const {
    const auto found = by_code_.find(code);
    return found == by_code_.end() ? nullptr : found->second;
}

const Place* Places::named(std::u32string_view name) const {
    const auto found = names_.longest(name, 0);
    return found && found.length == name.size() ? *found.meaning : nullptr;
}

std::vector<Mention> Places::mentioned(std::u32string_view text, const ContextWords& words) const {
    std::vector<Mention> result;
    // Words of the lexicon that name a side; those of a given end only, when there is one.
    const auto mention = [&](std::size_t at, std::size_t end) {
        const auto giver = words.givers.longest(text, at), receiver = words.receivers.longest(text, at);
        const auto fits = [&](const auto& word) { return word && (end == 0 || at + word.length == end); };
        if (const auto* place = fits(giver) ? with_code(*giver.meaning) : nullptr)
            result.push_back({at, at + giver.length, place, true, false});
        if (const auto* place = fits(receiver) ? with_code(*receiver.meaning) : nullptr)
            result.push_back({at, at + receiver.length, place, false, true});
        return std::max(giver.length, receiver.length);
    };
    for (std::size_t at = 0; at < text.size();) {
        if (!is_han(text[at])) {
            // Names in other letters are those of the lexicon, as whole words.
            std::size_t end = at;
            while (end < text.size() && is_letter(text[end])) ++end;
            mention(at, end);
            at = std::max(end, at + 1);
            continue;
        }
        if (const auto found = names_.longest(text, at)) {
            const std::size_t end = at + found.length;
            // 青岛小学, 济南西藏路: up to two letters may stand between a place and what is called by it.
            bool part_of_name = false;
            for (std::size_t i = end; i < std::min(end + 3, text.size()) && is_han(text[i]) && !part_of_name; ++i) {
                if (names_.longest(text, i)) break;
                part_of_name = bool(words.institutions.longest(text, i));
            }
            const Place* place = *found.meaning;
            if (!part_of_name) result.push_back({at, end, place, place->gives, place->receives || !place->gives});
            at = end;
            continue;
        }
        at += std::max<std::size_t>(mention(at, 0), 1);
    }
    return result;
}

} // namespace shanhai::press
