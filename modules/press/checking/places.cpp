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

constexpr std::u32string_view ranks = U"省市县区旗州";

// 乌恰乡, whose name without 乡 is that of another place; 白朗乡村 are the villages of that place.
bool is_name_of_township(std::u32string_view text, std::size_t length) {
    if (text.size() <= length || ranks.contains(text[length - 1])) return false;
    if (text[length] != U'乡' && text[length] != U'镇') return false;
    return text.size() == length + 1 || !std::u32string_view(U"镇村街里级亲土").contains(text[length + 1]);
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

// Who gave to whom, by code, as the first headline figure of money that knows both sides tells.
Places::Gifts gifts_of(kernel::Kernel& kernel, const kernel::Principal& who) {
    Places::Gifts result;
    for (const auto& figure : kernel.schema().figures) {
        const auto knows = [&](std::string_view side) {
            return std::ranges::any_of(figure.dimensions, [&](const auto& one) { return one.name == side; });
        };
        if (!figure.money || !figure.headline || !knows("giver") || !knows("region")) continue;
        const auto cells =
            kernel.figure(who, {.figure = figure.name, .where = {}, .by = {"giver", "region"}, .as_of = {}});
        if (!cells) continue;
        for (const auto& cell : *cells) {
            std::pair<std::string, std::string> gift;
            for (const auto& [name, key] : cell.keys) (name == "giver" ? gift.first : gift.second) = key;
            result.insert(std::move(gift));
        }
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
    const auto gifts = gifts_of(kernel, who);
    std::set<std::string> giving, receiving;
    for (const auto& [giver, region] : gifts) {
        if (giver.size() >= 2) giving.insert(giver.substr(0, 2));
        receiving.insert(region);
    }
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
    places->add_gifts(gifts);
    return places;
}

std::shared_ptr<const Places> Places::of(std::vector<std::pair<Place, std::vector<std::string>>> named,
                                         const Gifts& gifts) {
    auto places = std::make_shared<Places>();
    for (auto& [place, names] : named) places->add(std::move(place), names);
    places->add_gifts(gifts);
    return places;
}

void Places::add_gifts(const Gifts& gifts) {
    for (const auto& place : places_) {
        if (!place->gives) continue;
        std::map<std::string, std::vector<std::string>> given; // by province
        for (const auto& [giver, region] : gifts)
            if (giver.starts_with(stem(place->code))) given[region.substr(0, 2)].push_back(region);
        for (const auto& [province, codes] : given)
            if (const auto* within = around(codes)) place->gives_within[province] = within;
    }
}

const Place* Places::around(std::span<const std::string> codes) const {
    if (codes.empty()) return nullptr;
    std::string_view shared = codes.front();
    for (const auto& code : codes)
        shared = shared.substr(0, static_cast<std::size_t>(std::ranges::mismatch(shared, code).in1 - shared.begin()));
    if (shared.size() > 6) shared = shared.substr(0, 6);
    for (auto digits = shared.size() / 2 * 2; digits >= 2; digits -= 2)
        if (const auto* place = with_code(std::string(shared.substr(0, digits)) + std::string(6 - digits, '0')))
            return place;
    return nullptr;
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
            // 英吉沙县乌恰乡 is not in 乌恰县. 青岛小学, 济南西藏路: up to two letters may stand between a place and what is called by it.
            bool part_of_name = is_name_of_township(text.substr(at), found.length);
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
