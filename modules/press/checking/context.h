#pragma once

#include "modules/press/checking/places.h"
#include "modules/press/reading/reading.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::press {

// How a text makes known what a number is about.
enum class Certainty {
    none,    // not at all
    assumed, // the text as a whole is about it
    near,    // the paragraph or its heading says it
    said,    // the sentence says it
};

struct Party {
    const Place* place = nullptr;
    Certainty certainty = Certainty::none;
    bool alone = true; // false: other places of that side are as near
};

// As figures are asked: "2023", "2017/2019", "../2024".
struct Span {
    std::string period;
    Certainty certainty = Certainty::none;
};

struct About {
    Party giver, receiver;
    Span span;
    std::vector<Span> other_spans;           // what may be meant instead
    std::vector<const Place*> other_regions; // the same; nullptr: no receiver in particular
    const Place* stranger = nullptr;         // whom the sentence names instead of a giver that the figures know
};

struct Stretch {
    std::size_t begin = 0, end = 0;
};

// Finds out what a number is about from its sentence, its paragraph, the heading above and the whole text. Every search is bounded,
// so that reading all numbers of a text takes time in proportion to its length.
class Context {
public:
    // All must outlive it. `year`: the one the text speaks from, 0 when unknown.
    Context(std::u32string_view text, const std::vector<Reading>& readings, std::vector<Mention> mentions,
            const ContextWords& words, int year);

    About about(std::size_t reading) const;

    // Without its closing mark.
    Stretch clause(std::size_t at) const;
    Stretch sentence(std::size_t at) const;
    Stretch paragraph(std::size_t at) const;
    const std::vector<Mention>& mentions() const { return mentions_; }
    // Those that begin in a stretch.
    std::span<const Mention> mentions_in(Stretch stretch) const;

private:
    enum class Side { giver, receiver };
    bool is_of(const Mention& mention, Side side) const;
    Party party(std::size_t at, std::size_t end, Side side) const;
    Party last_before(std::size_t from, std::size_t at, Side side, Certainty certainty) const;
    void settle_giver_as_receiver(std::size_t at, About& about) const;
    const Place* province_of_most(Side side) const;
    const Place* finer_receiver(const About& about) const;
    void find_headings();
    void find_headline();
    void find_datelines();
    void find_times();
    void find_whole();
    // A date as a text says it, or 去年上半年.
    struct Time {
        std::size_t begin = 0, end = 0;
        std::string period;   // "2023", "2023-07-01", "2017/2019", "2023-H1"
        bool counted = false; // from a year that the text only seems to speak from
        bool part = false;    // a half, a quarter, three quarters of a year

        bool is_range() const { return period.find('/') != std::string::npos; }
        std::string year() const { return is_range() ? period : period.substr(0, 4); }
    };
    struct NearTimes {
        const Time* in_sentence = nullptr;
        const Time* in_paragraph = nullptr; // before the sentence
        std::size_t count = 0;              // of all in the paragraph
        bool counted = false;               // whether the one that counts is
    };
    NearTimes times_near(std::size_t at) const;
    int years_counted(std::size_t reading) const;
    bool is_since(const Time& time) const;
    void spans_of_sum(const Time* said, int years, About& about) const;
    std::size_t dateline_end(std::size_t line) const;
    std::size_t time_before(std::size_t at) const;
    const Place* stranger(std::size_t at) const;
    void spans(std::size_t reading, About& about) const;
    bool says_cumulative(Stretch stretch) const;

    std::u32string_view text_;
    const std::vector<Reading>& readings_;
    std::vector<Mention> mentions_;
    const ContextWords& words_;
    int year_;
    int usual_year_ = 0; // the year that the text names most
    int dated_ = 0;      // the year of its dateline
    std::vector<Stretch> datelines_;
    std::vector<Time> times_; // in their order
    std::vector<Mention> headings_;
    Party whole_giver_, whole_receiver_;
    const Place* headline_giver_ = nullptr;
    std::map<std::string, const Place*> named_within_; // by province: the place there that holds all others named there
};

// "2023" of a date's reading; "2022-07" of a month's; "2023-12-21" of a day's. Empty of others.
std::string date_text(const Reading& reading);

} // namespace shanhai::press
