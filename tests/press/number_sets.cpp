#include "tests/press/number_sets.h"

#include "base/json.h"
#include "base/text.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/numeral.h"
#include "modules/press/reading/reading.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace shanhai::press {

namespace {

std::string file_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    std::string result = text.str();
    if (result.starts_with("\xEF\xBB\xBF")) result.erase(0, 3);
    return result;
}

struct Found {
    std::size_t begin = 0, end = 0; // in the given text, half-open
    double value = 0;
    std::string unit;
    std::string high; // of ranges
};

// Every number, whatever it counts.
std::vector<Found> bare_numbers(const std::u32string& given) {
    const auto text = clean(given);
    const auto& words = own_lexicon();
    std::vector<Found> found;
    for (std::size_t at = 0; at < text.chars.size();) {
        const auto number = numeral_at(text.chars, at);
        const auto phrase = words.phrases.longest(text.chars, at);
        if (phrase && (!number || number->end <= at + phrase.length)) {
            at += phrase.length;
            continue;
        }
        const bool inside = at > 0 && is_digit(text.chars[at]) && is_digit(text.chars[at - 1]);
        if (!number || inside || (number->round && number->end - number->begin == 1 && !number->more)) {
            ++at;
            continue;
        }
        const auto [begin, end] = text.given(number->begin, number->end);
        found.push_back({begin, end, number->value.approximate(), {}, number->high ? number->high->text(4) : ""});
        at = number->end;
    }
    return found;
}

std::vector<Found> readings_of(const std::u32string& given, const std::set<std::string>& units) {
    const auto text = clean(given);
    std::vector<Found> found;
    for (const auto& reading : read(text.chars, own_lexicon())) {
        if (!reading.value || !units.contains(reading.unit)) continue;
        const auto [begin, end] = text.given(reading.number_begin, reading.end);
        found.push_back({begin, end, reading.value->approximate(), reading.unit, {}});
    }
    return found;
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b)); }

struct Expected {
    std::size_t begin = 0, end = 0;
    double value = 0;
    std::string unit;
};

double number_of(std::string text) {
    text = replace_all(text, "%", "");
    return std::stod(text);
}

std::optional<double> factor_of(const std::string& unit) {
    static const std::map<std::string, double> factors{
        {"Mu", 1},       {"Centimeter", 0.01}, {"Meter", 1},      {"Jin", 0.5},       {"Kilogram", 1}, {"Kilometer", 1},
        {"Kilowatt", 1}, {"Megahertz", 1},     {"Kilobit", 1000}, {"Kilobyte", 1000}, {"Bit", 1},      {"Liang", 0.05}};
    const auto found = factors.find(unit);
    return found == factors.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Expected> expected_of(const json::object& test, bool with_unit) {
    std::vector<Expected> expected;
    for (const auto& item : test.at("Results").as_array()) {
        const auto& result = item.as_object();
        const auto& resolution = result.at("Resolution").as_object();
        const auto value = resolution.find("value");
        if (value == resolution.end() || !value->value().is_string()) continue;
        Expected one{static_cast<std::size_t>(result.at("Start").as_int64()),
                     static_cast<std::size_t>(result.at("End").as_int64()) + 1,
                     number_of(std::string(value->value().as_string())),
                     {}};
        if (with_unit) {
            one.unit = std::string(resolution.at("unit").as_string());
            one.value *= factor_of(one.unit).value_or(1);
        }
        expected.push_back(one);
    }
    return expected;
}

bool agree(const std::vector<Found>& found, const std::vector<Expected>& expected, bool exact_place) {
    if (found.size() != expected.size()) return false;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!near(found[i].value, expected[i].value)) return false;
        const bool apart = found[i].end <= expected[i].begin || expected[i].end <= found[i].begin;
        const bool same_place = found[i].begin == expected[i].begin && found[i].end == expected[i].end;
        if (exact_place ? !same_place : apart) return false;
    }
    return true;
}

std::string told(const std::vector<Found>& found, const std::u32string& text) {
    std::string result;
    for (const auto& one : found)
        result += fmt::format("[{} = {} {}]", to_utf8(std::u32string_view(text).substr(one.begin, one.end - one.begin)),
                              one.value, one.unit);
    return result;
}

struct Model {
    std::string file, path;
    std::set<std::string> units; // empty: bare numbers
    bool with_unit = false;
    bool exact_place = true;
};

const std::vector<Model>& models() {
    static const std::vector<Model> all{
        {"Number", "Number/Chinese/NumberModel.json", {}},
        {"Percent", "Number/Chinese/PercentModel.json", {"percent", "percentage_point"}},
        {"Currency",
         "NumberWithUnit/Chinese/CurrencyModel.json",
         {"CNY", "USD", "EUR", "GBP", "JPY", "TWD", "HKD", "BTC", "RUB"}},
        {"Dimension",
         "NumberWithUnit/Chinese/DimensionModel.json",
         {"mu", "metre", "kg", "km", "kW", "MHz", "bit", "B", "kB", "tonne", "gram"},
         true,
         false},
        {"Age", "NumberWithUnit/Chinese/AgeModel.json", {"year_old", "month", "day"}, false, false},
        {"Temperature",
         "NumberWithUnit/Chinese/TemperatureModel.json",
         {"celsius", "fahrenheit", "degree"},
         false,
         false},
    };
    return all;
}

std::set<std::pair<std::string, std::string>> decided(const std::filesystem::path& file) {
    std::set<std::pair<std::string, std::string>> result;
    std::istringstream lines(file_text(file));
    for (std::string line; std::getline(lines, line);) {
        const auto cells = split(line, '\t');
        if (cells.size() >= 2) result.emplace(cells[0], cells[1]);
    }
    return result;
}

// "(300,)" and "[20,100)" of what is said with a unit or a word around it. Which end is open is a convention and not compared;
// where the set leaves the other end open and a qualifier closes it (超过300 is below 400), the end that is said counts.
bool same_range(const Reading& reading, const std::string& range) {
    const auto comma = range.find(',');
    const std::string low = range.substr(1, comma - 1), high = range.substr(comma + 1, range.size() - comma - 2);
    const auto means = interval_of(reading);
    const auto is = [](const Rational& end, const std::string& wanted) {
        return near(end.approximate(), number_of(wanted));
    };
    if (low.empty()) return means.high && is(*means.high, high);
    if (high.empty()) return is(means.low, low) && reading.qualifier != Qualifier::exact;
    return is(means.low, low) && means.high && is(*means.high, high);
}

SetScore score_ranges(const std::filesystem::path& file) {
    SetScore score;
    score.file = "NumberRange";
    const auto tests = parse_own_json(file_text(file));
    for (const auto& item : tests.as_array()) {
        const auto& test = item.as_object();
        const std::string input(test.at("Input").as_string());
        ++score.cases;
        const auto text = clean(wide(input));
        const auto readings = read(text.chars, own_lexicon());
        bool all = true;
        for (const auto& result : test.at("Results").as_array()) {
            const std::string range(result.at("Resolution").at("value").as_string());
            all = all && std::ranges::any_of(readings, [&](const Reading& reading) {
                      return reading.value && same_range(reading, range);
                  });
        }
        score.passed += all;
        if (!all) score.failed.push_back(input);
    }
    return score;
}

} // namespace

std::vector<SetScore> score_recognizers(const std::filesystem::path& specs, const std::filesystem::path& decisions) {
    const auto other_convention = decided(decisions);
    std::vector<SetScore> scores;
    for (const auto& model : models()) {
        SetScore score;
        score.file = model.file;
        const auto tests = parse_own_json(file_text(specs / model.path));
        for (const auto& item : tests.as_array()) {
            const auto& test = item.as_object();
            const std::string input(test.at("Input").as_string());
            ++score.cases;
            if (other_convention.contains({model.file, std::string(trim(input))})) {
                ++score.by_decision;
                continue;
            }
            const auto given = wide(input);
            const auto found = model.units.empty() ? bare_numbers(given) : readings_of(given, model.units);
            const auto expected = expected_of(test, model.with_unit);
            if (agree(found, expected, model.exact_place)) {
                ++score.passed;
                continue;
            }
            std::string wanted;
            for (const auto& one : expected) wanted += fmt::format("[{}–{} = {}]", one.begin, one.end, one.value);
            score.failed.push_back(input + "  wanted " + wanted + "  read " + told(found, given));
        }
        scores.push_back(std::move(score));
    }
    scores.push_back(score_ranges(specs / "Number/Chinese/NumberRangeModel.json"));
    return scores;
}

// Everything that is read, with its unit and both ends: 三五百公里 and 300~500km, 百分之二 and 2%, 八月八日 and 08/08.
std::vector<Found> all_readings(const std::u32string& given) {
    const auto text = clean(given);
    std::vector<Found> found;
    for (const auto& reading : read(text.chars, own_lexicon())) {
        if (!reading.value) continue;
        const auto [begin, end] = text.given(reading.begin, reading.end);
        found.push_back({begin, end, reading.value->approximate(), reading.unit,
                         reading.high ? reading.high->text(4) : std::string()});
    }
    return found;
}

// 三五百 and 300~500, 三五万 and 3~5万, 十五六 and 15-6: the second may be written without what it shares with the first, the
// first without the unit of the second.
bool same_interval(const Found& heard, const Found& first, const Found& second) {
    const double high = number_of(heard.high);
    double whole = 10;
    while (whole <= second.value) whole *= 10;
    const bool low_end = std::ranges::any_of(std::array{1.0, 1e4, 1e8},
                                             [&](double unit) { return near(first.value * unit, heard.value); });
    return low_end && near(std::fmod(high, whole), second.value);
}

// As many numbers and the same; an interval that was heard may be printed as its two ends.
bool same_ends(const std::vector<Found>& heard, const std::vector<Found>& printed) {
    std::size_t next = 0;
    for (const auto& one : heard) {
        if (next >= printed.size()) return false;
        if (one.high.empty() || !printed[next].high.empty()) {
            if (!near(one.value, printed[next].value) || one.high != printed[next].high) return false;
            ++next;
        } else {
            if (next + 1 >= printed.size() || !same_interval(one, printed[next], printed[next + 1])) return false;
            next += 2;
        }
    }
    return next == printed.size();
}

bool same_numbers(const std::vector<Found>& heard, const std::vector<Found>& printed, bool whole) {
    if (!whole) return same_ends(heard, printed);
    bool same = heard.size() == printed.size() && !heard.empty();
    for (std::size_t i = 0; same && i < heard.size(); ++i)
        same = near(heard[i].value, printed[i].value) && heard[i].unit == printed[i].unit &&
               heard[i].high == printed[i].high;
    return same;
}

std::vector<SetScore> score_spoken(const std::filesystem::path& folder) {
    std::vector<SetScore> scores;
    for (const auto* name : {"number", "cardinal", "fraction", "money", "measure", "math", "date"}) {
        SetScore score;
        score.file = name;
        std::istringstream lines(file_text(folder / (std::string(name) + ".txt")));
        for (std::string line; std::getline(lines, line);) {
            const auto arrow = line.find(" => ");
            if (arrow == std::string::npos) continue;
            ++score.cases;
            const auto spoken = wide(line.substr(0, arrow)), written = wide(trim(line.substr(arrow + 4)));
            const auto heard = bare_numbers(spoken), printed = bare_numbers(written);
            const bool same =
                same_numbers(heard, printed, false) || same_numbers(all_readings(spoken), all_readings(written), true);
            if (same)
                ++score.passed;
            else
                score.failed.push_back(line + "  read " + told(heard, spoken) + " / " + told(printed, written));
        }
        scores.push_back(std::move(score));
    }
    return scores;
}

} // namespace shanhai::press
