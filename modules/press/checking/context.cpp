#include "modules/press/checking/context.h"

#include "base/text.h"
#include "modules/press/reading/code_points.h"

#include <algorithm>
#include <array>
#include <map>

namespace shanhai::press {

namespace {

constexpr std::size_t longest_sentence = 400;
constexpr std::size_t longest_paragraph = 1'500;
constexpr std::size_t longest_heading = 16;
constexpr std::size_t longest_dateline = 40;
constexpr int unlikely_years = 1'000;  // a sum, but of no years that could be counted back
constexpr std::size_t most_looks = 60; // at mentions or readings, from one number

bool is_year_like(const Reading& reading) { return !date_text(reading).empty(); }

Stretch around(std::u32string_view text, std::size_t at, std::size_t most, bool (*ends)(char32_t)) {
    Stretch stretch{at, at};
    while (stretch.begin > 0 && at - stretch.begin < most && !ends(text[stretch.begin - 1])) --stretch.begin;
    while (stretch.end < text.size() && stretch.end - at < most && !ends(text[stretch.end])) ++stretch.end;
    return stretch;
}

} // namespace

std::string date_text(const Reading& reading) {
    if (reading.kind != Kind::date || !reading.value) return {};
    const auto value = static_cast<int>(reading.value->approximate());
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    if (reading.unit == "date")
        return std::to_string(value / 10'000) + "-" + two(value / 100 % 100) + "-" + two(value % 100);
    if (reading.unit == "year_month") return std::to_string(value / 100) + "-" + two(value % 100);
    return reading.unit == "year" ? std::to_string(value) : std::string();
}

Context::Context(std::u32string_view text, const std::vector<Reading>& readings, std::vector<Mention> mentions,
                 const ContextWords& words, int year)
    : text_(text), readings_(readings), mentions_(std::move(mentions)), words_(words), year_(year) {
    find_datelines();
    find_times();
    find_headings();
    find_headline();
    find_whole();
}

// Behind 讯 or 电 of a line that begins like 本报济南1月5日讯; 0 when it does not.
std::size_t Context::dateline_end(std::size_t line) const {
    const auto newsroom = words_.newsrooms.longest(text_, line);
    if (!newsroom) return 0;
    std::size_t at = line + newsroom.length;
    bool said = true; // a place or a day ends here
    for (const std::size_t last = std::min(text_.size(), line + longest_dateline);
         at < last && !ends_clause(text_[at]);) {
        const auto place = std::ranges::lower_bound(mentions_, at, {}, &Mention::begin);
        const auto day = std::ranges::lower_bound(readings_, at, {}, &Reading::begin);
        if (place != mentions_.end() && place->begin == at) {
            at = place->end;
            said = true;
        } else if (day != readings_.end() && day->begin == at && day->end > at) {
            at = day->end;
            said = true;
        } else {
            const bool despatch = text_[at] == U'讯' && text_[at - 1] != U'通' && text_.substr(at + 1, 1) != U"员";
            if (despatch || (said && text_[at] == U'电')) return at + 1;
            said = false;
            ++at;
        }
    }
    return 0;
}

// What they name is left out of all that follows, but for the year.
void Context::find_datelines() {
    for (std::size_t line = 0; line < text_.size(); line = std::min(text_.find(U'\n', line), text_.size() - 1) + 1) {
        while (line < text_.size() && (text_[line] == U' ' || text_[line] == U'\u3000')) ++line;
        const auto end = dateline_end(line);
        if (end == 0) continue;
        datelines_.push_back({line, end});
        auto day = std::ranges::lower_bound(readings_, line, {}, &Reading::begin);
        for (; day != readings_.end() && day->begin < end; ++day)
            if (const auto text = date_text(*day); dated_ == 0 && !text.empty()) dated_ = std::stoi(text.substr(0, 4));
        std::erase_if(mentions_, [&](const Mention& one) { return one.begin >= line && one.begin < end; });
    }
}

// Dates, 去年 and 上半年 in their order.
void Context::find_times() {
    const int now = dated_ ? dated_ : year_;
    std::size_t next = 0; // reading
    const auto in_dateline = [&](std::size_t at) {
        return std::ranges::any_of(datelines_, [&](const Stretch& line) { return at >= line.begin && at < line.end; });
    };
    for (std::size_t at = 0; at < text_.size();) {
        while (next < readings_.size() && readings_[next].begin < at) ++next;
        Time time{at, at, {}, false, false};
        if (next < readings_.size() && readings_[next].begin == at && is_year_like(readings_[next])) {
            const auto& reading = readings_[next];
            time = {at, reading.end, date_text(reading), false, false};
            // 2017—2019年 are two dates with a dash between them.
            if (reading.unit == "year" && next > 0 && readings_[next - 1].unit == "year" &&
                at - readings_[next - 1].end <= 3)
                time.period.insert(0, date_text(readings_[next - 1]) + "/");
        } else if (const auto year = words_.years.longest(text_, at); year && now != 0) {
            time = {at, at + year.length, std::to_string(now + *year.meaning), dated_ == 0, false};
        } else if (words_.year_parts.longest(text_, at)) {
            const int year_before = times_.empty() || times_.back().begin < paragraph(at).begin
                                        ? now
                                        : std::stoi(times_.back().period.substr(0, 4));
            if (year_before != 0) time = {at, at, std::to_string(year_before), true, false};
        }
        const auto part = words_.year_parts.longest(text_, time.end);
        if (part && time.period.size() == 4) {
            time.period = replace_all(*part.meaning, "{year}", time.period);
            time.end += part.length;
            time.part = true;
        }
        if (!time.period.empty() && !in_dateline(at)) times_.push_back(time);
        at = std::max(at + 1, time.end);
    }
}

// The number of times that a text says before a place.
std::size_t Context::time_before(std::size_t at) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(times_, at, {}, &Time::begin) - times_.begin());
}

// 上海市投入援藏资金: of no giver that the figures know. One that they know, said after it, is meant instead.
const Place* Context::stranger(std::size_t at) const {
    const Place* found = nullptr;
    for (const auto& mention : mentions_in({sentence(at).begin, at})) {
        if (mention.place->stranger)
            found = mention.place;
        else if (mention.giver)
            found = nullptr;
    }
    return found;
}

// Enumerations with 、 stay together; brackets and quotation marks do not end a clause.
Stretch Context::clause(std::size_t at) const { return around(text_, at, longest_sentence, ends_clause); }
Stretch Context::sentence(std::size_t at) const { return around(text_, at, longest_sentence, ends_sentence); }
Stretch Context::paragraph(std::size_t at) const {
    return around(text_, at, longest_paragraph, [](char32_t c) { return c == U'\n'; });
}

// A giving province's own counties receive, too; that they are meant is seen in settle_giver_as_receiver.
bool Context::is_of(const Mention& mention, Side side) const {
    return side == Side::giver ? mention.giver : mention.receiver && !mention.giver;
}

// 济南援藏：alone on its line: what follows is about Jinan, until the next such line.
void Context::find_headings() {
    for (const auto& mention : mentions_) {
        if (!mention.giver || (mention.begin > 0 && text_[mention.begin - 1] != U'\n')) continue;
        std::size_t end = mention.end;
        while (end < text_.size() && text_[end] != U'\n' && end - mention.begin <= longest_heading) ++end;
        if (end - mention.begin > longest_heading) continue;
        const auto line = text_.substr(mention.begin, end - mention.begin);
        const bool colon = line.ends_with(U'：') || line.ends_with(U':');
        const bool short_line = line.size() <= mention.end - mention.begin + 4;
        if (colon || short_line) headings_.push_back(mention);
    }
}

// The one giver of the lines above the first that holds a sentence: 青岛：跨越山海的奔赴.
void Context::find_headline() {
    const auto end = text_.rfind(U'\n', text_.find(U'。'));
    if (end > longest_paragraph) return; // or none
    for (const auto& mention : mentions_in({0, end})) {
        if (!is_of(mention, Side::giver)) continue;
        if (headline_giver_ && headline_giver_ != mention.place) {
            headline_giver_ = nullptr;
            return;
        }
        headline_giver_ = mention.place;
    }
}

// A text in which one province's places give is about what that province gives; one city's, that city.
void Context::find_whole() {
    std::map<std::string, std::size_t> years;
    for (const auto& reading : readings_)
        if (reading.kind == Kind::date && reading.value) ++years[date_text(reading).substr(0, 4)];
    std::size_t most = 0;
    for (const auto& [year, times] : years)
        if (!year.empty() && times > most) most = times, usual_year_ = std::stoi(year);

    for (const auto side : {Side::giver, Side::receiver}) {
        const Place* whole = nullptr;
        bool one = true;
        for (const auto& mention : mentions_) {
            if (!is_of(mention, side)) continue;
            if (!whole || (whole != mention.place && whole->lies_in(*mention.place)))
                whole = mention.place;
            else if (!mention.place->lies_in(*whole))
                one = false;
        }
        // Of several places of one province, what the text calls the province: 援藏.
        if (!one) {
            whole = province_of_most(side);
            one = whole != nullptr;
        }
        if (whole && one) (side == Side::giver ? whole_giver_ : whole_receiver_) = {whole, Certainty::assumed, true};
    }

    const auto within = [&](auto&& see) {
        for (const auto& mention : mentions_)
            if (is_of(mention, Side::receiver) && !mention.place->is_province())
                see(mention.place->code.substr(0, 2), *mention.place);
    };
    within([&](const std::string& province, const Place& place) {
        auto& widest = named_within_[province];
        if (!widest || widest->lies_in(place)) widest = &place;
    });
    within([&](const std::string& province, const Place& place) {
        const auto widest = named_within_.find(province);
        if (widest != named_within_.end() && !place.lies_in(*widest->second)) named_within_.erase(widest);
    });
}

// The province of nine in ten places of a side, if the text names it.
const Place* Context::province_of_most(Side side) const {
    std::map<std::string, std::size_t> times;
    std::map<std::string, const Place*> provinces;
    std::size_t all = 0;
    for (const auto& mention : mentions_) {
        if (!is_of(mention, side)) continue;
        const auto province = mention.place->code.substr(0, 2);
        ++all;
        ++times[province];
        if (mention.place->is_province()) provinces[province] = mention.place;
    }
    const auto most =
        std::ranges::find_if(provinces, [&](const auto& one) { return times[one.first] * 10 >= all * 9; });
    return most == provinces.end() ? nullptr : most->second;
}

// 援藏 of 济南市 is what it gives to 白朗县, and 援疆 in a text about 喀什 is said of 喀什.
const Place* Context::finer_receiver(const About& about) const {
    const auto* receiver = about.receiver.place;
    if (!receiver || !receiver->is_province()) return nullptr;
    const auto province = receiver->code.substr(0, 2);
    if (const auto* giver = about.giver.place) {
        const auto given = giver->gives_within.find(province);
        if (given != giver->gives_within.end() && given->second != receiver) return given->second;
    }
    const auto named = named_within_.find(province);
    return named == named_within_.end() ? nullptr : named->second;
}

// The last place of a side in a stretch of text; of two of which one lies in the other (日喀则市白朗县) the finer.
Party Context::last_before(std::size_t from, std::size_t at, Side side, Certainty certainty) const {
    Party result;
    auto it = std::ranges::lower_bound(mentions_, at, {}, &Mention::begin);
    for (std::size_t looked = 0; it != mentions_.begin() && looked < most_looks; ++looked) {
        --it;
        if (it->begin < from) break;
        if (!is_of(*it, side)) continue;
        if (!result.place) {
            result = {it->place, certainty, true};
        } else if (it->place != result.place && it->place->lies_in(*result.place)) {
            // 援藏 says Tibet where 日喀则 was said before it in the sentence: the finer one is meant.
            result.place = it->place;
        } else if (!result.place->lies_in(*it->place)) {
            result.alone = false;
        }
    }
    return result;
}

Party Context::party(std::size_t at, std::size_t end, Side side) const {
    const auto sentence_of = sentence(at);
    if (auto found = last_before(sentence_of.begin, at, side, Certainty::said); found.place) return found;
    // 为白朗县捐款11万元 has it before, 11万元捐给白朗县 behind.
    const auto behind = std::ranges::lower_bound(mentions_, end, {}, &Mention::begin);
    for (auto it = behind; it != mentions_.end() && it->begin < clause(at).end; ++it)
        if (is_of(*it, side)) return {it->place, Certainty::near, false};
    const auto paragraph_of = paragraph(at);
    if (auto found = last_before(paragraph_of.begin, at, side, Certainty::near); found.place) return found;
    if (side == Side::giver) {
        const auto next = std::ranges::upper_bound(headings_, at, {}, &Mention::begin);
        if (next != headings_.begin()) return {std::prev(next)->place, Certainty::near, true};
        if (headline_giver_) return {headline_giver_, Certainty::assumed, true};
        return whole_giver_;
    }
    return whole_receiver_;
}

std::span<const Mention> Context::mentions_in(Stretch stretch) const {
    const auto from = std::ranges::lower_bound(mentions_, stretch.begin, {}, &Mention::begin);
    const auto until = std::ranges::lower_bound(from, mentions_.end(), stretch.end, {}, &Mention::begin);
    return {from, until};
}

bool Context::says_cumulative(Stretch stretch) const {
    for (std::size_t i = stretch.begin; i < stretch.end; ++i)
        if (words_.cumulative.longest(text_.substr(0, stretch.end), i)) return true;
    return false;
}

// The times that the text says before a number, the nearest first.
Context::NearTimes Context::times_near(std::size_t at) const {
    const auto sentence_begin = sentence(at).begin, paragraph_begin = paragraph(at).begin;
    NearTimes near;
    for (std::size_t i = time_before(at), looked = 0; i-- > 0 && looked < most_looks; ++looked) {
        const auto& time = times_[i];
        if (time.begin < paragraph_begin) break;
        auto& said = time.begin >= sentence_begin ? near.in_sentence : near.in_paragraph;
        if (said == nullptr && near.in_sentence == nullptr) near.counted = time.counted;
        if (said == nullptr) said = &time;
        ++near.count;
    }
    return near;
}

// 近3年: the 3 of the sentence before a number; 0 when it says none.
int Context::years_counted(std::size_t index) const {
    const auto from = sentence(readings_[index].begin).begin;
    for (std::size_t i = index, looked = 0; i > 0 && looked < most_looks; --i, ++looked) {
        const auto& other = readings_[i - 1];
        if (other.begin < from) break;
        if (other.unit != "year_count" || !other.value) continue;
        const auto count = other.value->approximate();
        return count >= 1 && count < 60 ? static_cast<int>(count) : unlikely_years;
    }
    return 0;
}

// 2017年以来 begins with the year; 2024年累计 is of that year, or of all up to it.
void Context::spans_of_sum(const Time* said, int years, About& about) const {
    const int latest = year_ ? year_ : usual_year_;
    const auto until = latest == 0 ? std::string("..") : std::to_string(latest);
    const auto push = [&](std::string period, Certainty certainty) {
        about.other_spans.push_back({std::move(period), certainty});
    };
    if (said == nullptr) {
        about.span = {"../" + until, Certainty::assumed};
    } else if (said->is_range()) {
        about.span = {said->period, Certainty::near};
    } else if (is_since(*said)) {
        about.span = {said->period + "/" + until, Certainty::near};
    } else {
        about.span = {said->year(), Certainty::near};
        push("../" + said->period, Certainty::near);
        push(said->period + "/" + until, Certainty::assumed);
    }
    push("../" + until, Certainty::assumed);
    if (years > 0 && years != unlikely_years && year_)
        for (const int last : {year_, year_ - 1})
            push(std::to_string(last - years + 1) + "/" + std::to_string(last), Certainty::assumed);
    if (said != nullptr) push(said->year(), Certainty::near);
}

// 2017年以来, 2021年起
bool Context::is_since(const Time& time) const {
    const auto behind = text_.substr(time.end, 3);
    return std::ranges::any_of(std::array{U"起", U"来", U"至今"},
                               [&](const char32_t* word) { return behind.find(word) != std::u32string_view::npos; });
}

void Context::spans(std::size_t index, About& about) const {
    const auto at = readings_[index].begin;
    const auto near = times_near(at);
    const int years = years_counted(index);
    if (years > 0 || says_cumulative({sentence(at).begin, at})) {
        spans_of_sum(near.in_sentence, years, about);
        return;
    }
    if (const auto* said = near.in_sentence; said != nullptr) {
        const bool finer = !said->part && !said->is_range() && said->period.size() > 4;
        const bool sure = !near.counted && !finer;
        about.span = {said->part ? said->period : said->year(), sure ? Certainty::said : Certainty::assumed};
        if (finer) about.other_spans.push_back({said->period, Certainty::said}); // the month or the day alone
        return;
    }
    if (const auto* said = near.in_paragraph; said != nullptr) {
        about.span = {said->year(), near.count == 1 && !near.counted ? Certainty::near : Certainty::assumed};
        if (said->period.size() > 4) about.other_spans.push_back({said->period, Certainty::near});
    }
    for (const int year : {usual_year_, year_, year_ ? year_ - 1 : 0}) {
        if (year == 0) continue;
        const Span span{std::to_string(year), Certainty::assumed};
        if (about.span.period.empty())
            about.span = span;
        else if (about.span.certainty == Certainty::assumed && about.span.period != span.period)
            about.other_spans.push_back(span);
    }
}

// 青岛市援助菏泽市: of two cities of the giving province, the first of the sentence or the one of the headline gives and the
// other, which the figures know as a receiver, receives.
void Context::settle_giver_as_receiver(std::size_t at, About& about) const {
    if (about.receiver.certainty == Certainty::said || about.giver.certainty != Certainty::said) return;
    const auto& later = *about.giver.place;
    if (!later.receives || later.is_province()) return;
    const auto gives_instead = [&](const Place& other) { return !other.lies_in(later) && !later.lies_in(other); };
    const std::size_t from = sentence(at).begin;
    auto it = std::ranges::lower_bound(mentions_, at, {}, &Mention::begin);
    for (std::size_t looked = 0; it != mentions_.begin() && looked < most_looks; ++looked) {
        --it;
        if (it->begin < from) break;
        if (!it->giver || !gives_instead(*it->place)) continue;
        about.receiver = {&later, Certainty::said, true};
        about.giver = {it->place, Certainty::said, true};
        return;
    }
    if (!headline_giver_ || !gives_instead(*headline_giver_)) return;
    about.receiver = {&later, Certainty::said, true};
    about.giver = {headline_giver_, Certainty::near, true};
}

About Context::about(std::size_t index) const {
    const auto& reading = readings_[index];
    About about;
    about.giver = party(reading.begin, reading.end, Side::giver);
    about.receiver = party(reading.begin, reading.end, Side::receiver);
    settle_giver_as_receiver(reading.begin, about);
    about.stranger = stranger(reading.begin);
    spans(index, about);
    if (about.receiver.certainty < Certainty::said) about.other_regions.push_back(nullptr);
    if (about.receiver.certainty >= Certainty::near) {
        const auto paragraph_of = paragraph(reading.begin);
        if (const auto found =
                last_before(paragraph_of.begin, sentence(reading.begin).begin, Side::receiver, Certainty::near);
            found.place && found.place != about.receiver.place && found.place->lies_in(*about.receiver.place))
            about.other_regions.push_back(found.place);
    }
    if (about.receiver.certainty < Certainty::said && whole_receiver_.place &&
        whole_receiver_.place != about.receiver.place)
        about.other_regions.push_back(whole_receiver_.place);
    if (const auto* finer = finer_receiver(about)) {
        about.other_regions.push_back(about.receiver.place);
        about.receiver.place = finer;
    }
    return about;
}

} // namespace shanhai::press
