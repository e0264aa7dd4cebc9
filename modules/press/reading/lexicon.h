#pragma once

#include "base/quantity.h"
#include "base/result.h"
#include "modules/press/reading/word_table.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The words that the reader knows, as people write them in lexicon/*.yaml.
namespace shanhai::press {

struct UnitWord {
    std::string unit;    // as figures use it: "CNY", "tonne"
    Rational factor = 1; // how many of `unit` one of the printed unit is: 斤 → 1/2 kg
};

struct Classifier {
    std::string unit;
    bool any_noun = false;
    std::set<std::string> nouns; // the units that a noun may give instead
    bool one = false;            // 一 before it is a count
};

struct BareNoun {
    std::string unit;
    bool numbered = false; // behind Arabic digits it names a place: 22村
};

struct QualifierWord {
    std::u32string word;
    Qualifier qualifier = Qualifier::exact;
};

struct Example {
    std::string file;
    int line = 0;
    std::string text;
    std::vector<std::string> reads; // "4480000000 CNY exact"
};

// How a text says who, where and when; lexicon/context.yaml.
struct ContextWords {
    WordTable<std::string> receivers, givers; // word → code of a division
    WordTable<char> institutions, cumulative, narrowing, intended, denied, known;
    WordTable<int> years;              // 去年 → −1: from the year that the text speaks from
    WordTable<std::string> year_parts; // 上半年 → "{year}-H1"
    WordTable<char> newsrooms;         // 本报: a line that begins so says where it was written
    // What people say for a value of a dimension: 三交 → line, exchange.
    WordTable<std::pair<std::string, std::string>> aspects;
};

// Words of English numbers, in small letters; lexicon/english.yaml.
struct EnglishWords {
    std::map<std::string, int> months, numbers, ordinals;
    std::map<std::string, std::int64_t> scales;               // hundred, dozen, million
    std::map<std::string, int> fractions;                     // third, thirds → 3
    std::map<std::string, int> multiples;                     // doubled → 2
    std::set<std::string> ordinal_of;                         // batch, session
    std::map<std::string, std::string> strengths;             // behind a hyphen: 300-strong → person
    WordTable<std::pair<std::int64_t, std::int64_t>> several; // dozens → 24, 100
    std::map<char32_t, std::string> currencies;               // $ → USD
};

struct Lexicon {
    WordTable<UnitWord> units;
    WordTable<Classifier> classifiers;
    WordTable<char> not_units;
    WordTable<BareNoun> bare;
    std::set<std::u32string> never_bare;
    WordTable<std::string> nouns;         // word → unit; empty for words that are passed over (省内)
    WordTable<std::string> letters;       // of shortened names
    WordTable<std::string> nominal;       // behind 百, 千, 万 alone
    WordTable<std::string> rate_words;    // 亩产 → per_mu
    WordTable<std::string> rate_suffixes; // /小时 → per_hour
    std::map<std::string, std::set<std::string>> rates_apply;
    std::vector<QualifierWord> before; // longest first
    std::vector<std::u32string> passed, not_before;
    WordTable<Qualifier> after;
    QualifierWidths widths;
    int fraction_width = 5;                     // percentage points that 超过三分之一 may be above a third
    int several_from = 2, several_to = 10;      // times the unit that 数百 and 几百 stand for
    int reaching_to = 2;                        // times the number that 上百 stays below
    std::vector<std::u32string> reaching;       // 上
    std::vector<std::u32string> numbers_of;     // 人数, 总数: no 数 of 数百
    std::vector<std::u32string> moves;          // 上升, 前进: places of an order behind them are no persons
    std::map<std::u32string, std::string> ages; // 开外 → year_old
    WordTable<char> phrases;
    WordTable<std::pair<int, std::string>> names; // whole names with a count in them: 三位一体
    WordTable<char> ordinal_of, ordinal_rank, ordinal_first;
    WordTable<char> places;   // 位, 名次
    WordTable<char> phase_of; // behind 一期: 工程
    EnglishWords english;
    ContextWords context;
    std::vector<Example> examples;

    // Unit of the longest noun at a place.
    WordTable<std::string>::Found noun_at(std::u32string_view text, std::size_t at) const {
        return nouns.longest(text, at);
    }
};

// `files`: name → text of the YAML files. "press.lexicon" names the file and the line of what cannot be read.
Result<Lexicon> load_lexicon(const std::vector<std::pair<std::string, std::string>>& files);

// The lexicon inside the program, read once.
const Lexicon& own_lexicon();
// Its files.
const std::vector<std::pair<std::string, std::string>>& own_lexicon_files();

} // namespace shanhai::press
