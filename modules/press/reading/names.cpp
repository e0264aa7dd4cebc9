#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

#include <algorithm>

// Numbers inside names: “六个援藏”, “1+3”, “4513”, “三地一站”, “一日两报告”, “百校牵手”.
namespace shanhai::press {

namespace {

constexpr std::size_t longest_name = 24;

std::optional<std::size_t> closing_quote(std::u32string_view text, std::size_t open) {
    for (std::size_t i = open + 1; i < text.size() && i <= open + longest_name; ++i) {
        if (is_closing_quote(text[i])) return i;
        if (ends_sentence(text[i]) || is_opening_quote(text[i])) return {};
    }
    return {};
}

} // namespace

// Only the whole of what is quoted is tried here; a quotation with numbers of its own is read like any other text.
std::size_t Scanner::read_quoted_name(std::size_t at) {
    if (!is_opening_quote(text_[at])) return read_whole_name(at);
    if (const auto next = read_whole_name(at + 1)) return next;
    const auto close = closing_quote(text_, at);
    if (!close) return 0;
    quote_end_ = *close;
    if (const auto next = read_formula(at, *close)) return next;
    if (const auto next = read_rhythm(at, *close)) return next;
    if (const auto phrase = words_.phrases.longest(text_, at + 1); phrase && at + 1 + phrase.length == *close)
        return *close;
    if (const auto next = read_paired_name(at, *close)) return next;
    return read_name_with_count(at, *close);
}

// 三位一体: names that the lexicon knows with what they count.
std::size_t Scanner::read_whole_name(std::size_t at) {
    const auto name = words_.names.longest(text_, at);
    if (!name) return 0;
    Reading reading;
    reading.begin = reading.number_begin = at;
    reading.end = reading.number_end = at + name.length;
    reading.kind = Kind::name;
    reading.value = Rational(name.meaning->first);
    reading.unit = name.meaning->second;
    put(std::move(reading));
    return at + name.length;
}

// “1+3” and “4513”.
std::size_t Scanner::read_formula(std::size_t open, std::size_t close) {
    std::vector<Numeral> parts;
    for (std::size_t at = open + 1; at < close;) {
        const auto part = is_digit(text_[at]) ? number(at) : std::nullopt;
        if (!part || part->digits == 0) return 0;
        parts.push_back(*part);
        at = part->end;
        if (at == close) break;
        if (text_[at] != U'+') return 0;
        ++at;
    }
    if (parts.empty()) return 0;
    const double value = parts.front().value.approximate();
    const bool year = parts.size() == 1 && parts.front().digits == 4 && value >= 1900 && value <= 2060;
    // “1+3”推进机制 says how many parties do it; elsewhere the parts are what the name counts.
    const auto behind = text_.substr(close + 1, 8);
    const bool parties = behind.find(U"机制") != std::u32string_view::npos;
    for (const auto& part : parts) {
        Reading reading;
        reading.begin = reading.number_begin = part.begin;
        reading.end = reading.number_end = part.end;
        reading.value = part.value;
        reading.kind = year ? Kind::date : parts.size() > 1 ? Kind::name : Kind::label;
        reading.unit = year ? "year" : parts.size() == 1 ? "label_number" : parties ? "party" : "item";
        put(std::move(reading));
    }
    return close + 1;
}

// “一日两报告”, “每周一调度”, “半月一通报”, “一县一品”: so many of a thing for one of another.
std::size_t Scanner::read_rhythm(std::size_t open, std::size_t close) {
    std::size_t at = open + 1;
    if (text_[at] == U'每' || text_[at] == U'一')
        ++at;
    else if (text_[at] != U'半')
        return 0;
    struct Each {
        std::u32string_view word;
        std::string_view per;
    };
    static constexpr Each each[] = {{U"半月", "per_half_month"},
                                    {U"半年", "per_half_year"},
                                    {U"季度", "per_quarter"},
                                    {U"季", "per_quarter"},
                                    {U"日", "per_day"},
                                    {U"天", "per_day"},
                                    {U"周", "per_week"},
                                    {U"月", "per_month"},
                                    {U"年", "per_year"},
                                    {U"县", ""},
                                    {U"校", ""},
                                    {U"村", ""},
                                    {U"户", ""},
                                    {U"镇", ""},
                                    {U"乡", ""},
                                    {U"区", ""},
                                    {U"企", ""},
                                    {U"人", ""},
                                    {U"院", ""},
                                    {U"市", ""}};
    const auto found = std::ranges::find_if(each, [&](const Each& e) { return says(at, e.word); });
    if (found == std::end(each)) return 0;
    at += found->word.size();
    const auto count = number(at);
    if (!count || count->decimal || count->end >= close || close - count->end > 4) return 0;
    const auto word = text_.substr(count->end, close - count->end);
    std::string unit;
    if (const auto letter = words_.letters.longest(word, 0); letter && letter.length == word.size())
        unit = *letter.meaning;
    else if (const auto noun = words_.nouns.longest(word, 0); noun && noun.length == word.size())
        unit = *noun.meaning;
    if (!found->per.empty())
        unit += (unit.empty() ? "" : "_") + std::string(found->per);
    else if (unit.empty())
        return close; // 一户一策: a way of working, no count
    Reading reading;
    reading.begin = open + 1;
    reading.end = close;
    reading.number_begin = count->begin;
    reading.number_end = count->end;
    reading.kind = Kind::name;
    reading.value = count->value;
    reading.unit = unit;
    put(std::move(reading));
    return close + 1;
}

// “三地一站” counts two things, “六进六访” one.
std::size_t Scanner::read_paired_name(std::size_t open, std::size_t close) {
    struct Part {
        Numeral number;
        std::u32string_view word;
    };
    std::vector<Part> parts;
    for (std::size_t at = open + 1; at < close;) {
        const auto count = number(at);
        if (!count || count->round || count->decimal || !count->chinese || count->end >= close) return 0;
        std::size_t end = count->end;
        while (end < close && !number(end)) ++end;
        if (end - count->end > 2 || words_.classifiers.longest(text_, count->end).length == end - count->end) return 0;
        parts.push_back({*count, text_.substr(count->end, end - count->end)});
        at = end;
    }
    if (parts.size() < 2) return 0;
    const bool same =
        std::ranges::all_of(parts, [&](const Part& part) { return part.number.value == parts.front().number.value; });
    const bool known = std::ranges::all_of(parts, [&](const Part& part) {
        const auto letter = words_.letters.longest(part.word, 0);
        return letter && letter.length == part.word.size();
    });
    if (!known && !(same && compare(parts.front().number.value, 1) > 0)) return close;
    for (const auto& part : parts) {
        Reading reading;
        reading.begin = reading.number_begin = part.number.begin;
        reading.number_end = part.number.end;
        reading.end = known ? part.number.end + part.word.size() : close;
        reading.kind = Kind::name;
        reading.value = part.number.value;
        reading.unit = known ? *words_.letters.longest(part.word, 0).meaning : "item";
        put(std::move(reading));
        if (!known) break;
    }
    return close + 1;
}

// “六个援藏”, “六大突破”, “十严禁”, “四有工作法”: a count and what it counts. Two letters (“四力”) are a catchword.
std::size_t Scanner::read_name_with_count(std::size_t open, std::size_t close) {
    const auto count = number(open + 1);
    if (!count || !count->chinese || count->round || count->more || count->decimal || count->fraction || count->high)
        return 0;
    if (compare(count->value, 2) < 0 || count->end >= close || close - open - 1 < 3) return 0;
    const auto classifier = words_.classifiers.longest(text_, count->end);
    if (words_.units.longest(text_, count->end) && !classifier) return 0;
    std::size_t noun = count->end;
    if (classifier)
        noun += classifier.length;
    else if (look(noun) == U'大')
        ++noun;
    if (!classifier && noun == count->end && close - noun < 2) return 0;
    Reading reading;
    reading.begin = reading.number_begin = count->begin;
    reading.number_end = count->end;
    reading.end = close;
    reading.kind = Kind::name;
    reading.value = count->value;
    reading.unit = "item";
    if (classifier && !classifier.meaning->any_noun) {
        reading.unit = classifier.meaning->unit;
        if (reading.unit == "person" && close - noun == 0) return 0;
    }
    for (std::size_t at = noun; at <= close + 3 && at < text_.size(); ++at) {
        if (at == close || is_closing_quote(text_[at])) continue;
        const auto word = words_.noun_at(text_, at);
        if (!word) {
            if (at > close) break;
            continue;
        }
        const bool allowed = !word.meaning->empty() && (!classifier || classifier.meaning->any_noun ||
                                                        classifier.meaning->nouns.contains(*word.meaning));
        if (allowed && (at < close || classifier)) {
            reading.unit = *word.meaning;
            reading.noun = to_utf8(text_.substr(at, word.length));
            break;
        }
    }
    if (says(close - 2, U"一批"))
        reading.unit = "category"; // 六个一批: six groups of something
    else if (reading.noun.empty() && reading.unit == "item")
        if (const auto unit = unit_of_what_follows(close + 1); !unit.empty()) reading.unit = unit;
    put(std::move(reading));
    return close + 1;
}

// “十严禁”“二十条”等23项制度: what is listed is what is counted behind it.
std::string Scanner::unit_of_what_follows(std::size_t at) const {
    while (is_opening_quote(look(at)) || look(at) == U'、' || look(at) == U'和') {
        if (const auto close = is_opening_quote(look(at)) ? closing_quote(text_, at) : std::nullopt) at = *close;
        ++at;
    }
    if (look(at) != U'等') return {};
    const auto count = number(at + 1);
    const auto counted = count ? counted_at(count->end, *count) : std::nullopt;
    return counted && counted->classifier ? counted->unit : std::string();
}

// A round number without a word around it counts nothing in a name: it is only about as many.
void Scanner::only_a_name(Reading& reading) {
    if (reading.qualifier != Qualifier::exact) return;
    reading.qualifier = Qualifier::approx;
    reading.kind = Kind::name;
}

// 百校, 万师, 千名: round words without a digit that are only a name's.
std::size_t Scanner::read_nominal(const Numeral& number) {
    if (!number.round || number.more) return 0;
    const auto word = words_.nominal.longest(text_, number.end);
    if (!word || words_.classifiers.longest(text_, number.end).length > word.length)
        return 0; // 万人次 counts no persons
    auto reading = said(number, number.begin, number.end + word.length);
    reading.unit = *word.meaning;
    reading.noun = to_utf8(text_.substr(number.end, word.length));
    only_a_name(reading);
    put(std::move(reading));
    return found_.back().end;
}

} // namespace shanhai::press
