#pragma once

#include "modules/press/reading/numeral.h"
#include "modules/press/reading/reading.h"

#include <algorithm>

// The parts of the reader; one subject a file, one object that holds the place. Only reading/*.cpp includes this.
namespace shanhai::press {

class Scanner {
public:
    Scanner(std::u32string_view text, const Lexicon& lexicon, int document_year)
        : text_(text), words_(lexicon), document_year_(document_year) {}

    std::vector<Reading> run();

private:
    struct Counted {
        std::string unit;
        Rational factor = 1;
        std::size_t end = 0;
        bool classifier = false;
        bool measured = false; // a unit of measure or money
        std::string noun = {};
    };
    struct After {
        Qualifier qualifier = Qualifier::exact;
        std::size_t end = 0;
    };

    // Each reads what begins at `at`, adds what it found and returns the place behind it; 0: nothing of its kind.
    std::size_t read_here(std::size_t at);
    std::size_t skip_label(std::size_t at); // labels.cpp
    std::size_t put_label(std::size_t begin, std::size_t end, Kind kind);
    std::size_t read_letter_name(std::size_t at);
    std::size_t read_spaced_telephone(std::size_t at);
    // `here`: the number that begins at `at`, if one does; it is parsed once for all that tell by what stands behind it.
    std::size_t skip_phrase(std::size_t at, const std::optional<Numeral>& here) const;
    std::size_t read_date(std::size_t at, const std::optional<Numeral>& here); // dates.cpp
    std::size_t read_relative_month(std::size_t at);
    std::size_t read_year(const Numeral& number);
    std::size_t read_months(std::size_t begin, const std::optional<Numeral>& number, int year);
    std::size_t read_month(const Numeral& number);
    std::size_t read_clock(const Numeral& number) const;
    struct MonthDay {
        int month = 0, day = 0; // 0: none
        std::size_t end = 0;
    };
    MonthDay month_behind(const std::optional<Numeral>& number) const;
    std::size_t read_ordinal(std::size_t at); // ordinals.cpp
    std::size_t read_first(std::size_t at);
    std::size_t read_prize(const Numeral& number);
    std::size_t read_phase(const Numeral& number);
    bool is_phase(const Numeral& number) const;
    std::size_t read_quoted_name(std::size_t at); // names.cpp
    std::size_t read_formula(std::size_t open, std::size_t close);
    std::size_t read_rhythm(std::size_t open, std::size_t close);
    std::size_t read_paired_name(std::size_t open, std::size_t close);
    std::size_t read_name_with_count(std::size_t open, std::size_t close);
    std::string unit_of_what_follows(std::size_t at) const;
    std::size_t read_whole_name(std::size_t at);
    std::size_t read_nominal(const Numeral& number);
    std::size_t read_percent(std::size_t at, const std::optional<Numeral>& here); // shares.cpp
    std::size_t read_parts_of_hundred(std::size_t at);
    std::size_t read_tenths(const Numeral& number);
    std::size_t read_multiple(std::size_t at);
    std::size_t skip_rate(std::size_t at) const;
    std::size_t read_half(std::size_t at);
    std::size_t read_quantity(std::size_t at, const std::optional<Numeral>& here); // quantities.cpp
    std::size_t read_measured(const Numeral& number);
    std::size_t read_round_money(std::size_t at);
    std::size_t read_part_of_whole(const Numeral& number);
    std::size_t read_places_moved(const Numeral& number);
    std::size_t read_age(const Numeral& number);
    bool is_share(const Numeral& number) const;
    bool takes_more(std::size_t at, const Numeral& number) const;
    bool read_range(const Numeral& first);
    bool grows_by(std::size_t number_begin) const;
    std::size_t read_english(std::size_t at); // english.cpp
    std::size_t read_english_date(std::size_t at, const std::string& word, std::size_t end);
    std::size_t read_english_year(std::string_view word, std::size_t end);
    std::size_t read_english_ordinal(std::size_t at);
    std::size_t read_day_before_month(const Numeral& day);
    std::size_t read_english_number(const Numeral& found); // english_numbers.cpp
    std::size_t read_number_words(std::size_t at, const std::string& word, std::size_t end);
    std::size_t read_counted_in_english(const Numeral& number);
    std::size_t read_english_range(const Numeral& first);
    std::size_t read_hyphened(const Numeral& number);
    std::size_t read_english_fraction(const Numeral& top); // english_shares.cpp
    std::size_t read_english_half(std::size_t at, std::size_t end);
    std::size_t read_english_several(std::size_t at);
    std::size_t read_english_multiple(std::size_t at, const std::string& word, std::size_t end);
    std::size_t read_currency(std::size_t at);
    std::size_t read_share_of_english(Numeral number);
    std::size_t read_below_zero(std::size_t at, std::size_t end);
    std::size_t put_counted(const Numeral& number, const Counted& counted, const After& early);
    bool ends_in_word(std::size_t at, std::u32string_view word) const;
    bool qualifies(std::size_t number_begin, std::u32string_view word) const;
    std::string english_word(std::size_t at) const;
    std::optional<Numeral> english_number(std::size_t at) const;
    std::optional<Numeral> number_words(std::size_t at) const;
    void take_scale(Numeral& number, bool money) const;

    // quantities.cpp
    std::optional<Counted> counted_at(std::size_t at, const Numeral& number) const;
    std::optional<Counted> classified_at(std::size_t at, const Numeral& number) const;
    std::optional<Counted> split_measure(std::size_t at) const;
    std::size_t read_split_measure(const Numeral& number);
    std::size_t read_half_of_time(std::size_t at);
    std::optional<Counted> bare_at(std::size_t at, const Numeral& number) const;
    void refine_by_noun(Counted& counted, const Classifier& classifier, std::size_t number_begin) const;
    void inherit(Counted& counted, const Classifier& classifier, std::size_t number_begin) const;
    bool noun_behind(Counted& counted, const Classifier& classifier) const;
    void noun_before(Counted& counted, const Classifier& classifier, std::size_t number_begin) const;
    bool begins_row(std::size_t at) const;
    bool one_counts(const Numeral& number, std::size_t behind, const Counted& counted) const;
    std::optional<Counted> counted_in_english(std::size_t at) const; // english.cpp
    std::size_t take_small_change(std::size_t end, const Counted& counted, Rational& value, Rational& step) const;
    std::size_t before_currency(std::size_t number_begin) const;
    std::string with_rate(const std::string& unit, std::size_t number_begin) const;

    // qualifiers.cpp
    struct Before {
        Qualifier qualifier = Qualifier::exact;
        std::size_t begin = 0;             // where the word begins; the number when there is none
        std::optional<Rational> high = {}; // of 上百
    };
    Before qualifier_before(std::size_t number_begin, const Numeral& number) const;
    std::optional<Before> reaching_before(std::size_t number_begin, const Numeral& number) const;
    bool ends_longer_noun(std::size_t end, std::size_t word) const;
    After qualifier_after(std::size_t at) const;
    // A number as it is said with the words around it; `end` is behind its unit, `after` what was found there or before.
    Reading said(const Numeral& number, std::size_t number_begin, std::size_t end, const After& after) const;
    Reading said(const Numeral& number, std::size_t number_begin, std::size_t end) const {
        return said(number, number_begin, end, qualifier_after(end));
    }

    static bool is_money(std::string_view unit);
    static bool is_duration(std::string_view unit);
    static bool to_unit(Reading& reading, std::string unit, const Rational& factor);
    static void only_a_name(Reading& reading);
    void put(Reading reading);
    void add_date(std::size_t begin, std::size_t end, int year, int month, int day);
    int year_near(std::size_t at, bool with_day) const;

    char32_t look(std::size_t at) const { return at < text_.size() ? text_[at] : U'\0'; }
    bool says(std::size_t at, std::u32string_view word) const {
        return text_.substr(std::min(at, text_.size()), word.size()) == word;
    }
    bool ends_before(std::size_t at, std::u32string_view word) const {
        return at >= word.size() && text_.substr(at - word.size(), word.size()) == word;
    }
    std::optional<Numeral> number(std::size_t at) const;
    std::size_t clause_begin(std::size_t at, std::size_t most) const;

    std::u32string_view text_;
    const Lexicon& words_;
    int document_year_;
    std::vector<Reading> found_;
    int last_year_ = 0; // of the last date read, and where
    std::size_t last_year_at_ = 0;
    std::size_t quote_end_ = 0; // inside a quoted name up to here
    mutable std::size_t year_paragraph_begin_ = 0, year_paragraph_end_ = 0;
    mutable int year_paragraph_ = 0;
};

} // namespace shanhai::press
