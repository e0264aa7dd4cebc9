#pragma once

#include "kernel/kernel.h"
#include "modules/press/checking/context.h"
#include "modules/press/checking/figure_words.h"
#include "modules/press/checking/stored_claims.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace shanhai::press {

struct Judgement {
    std::string verdict = "untied"; // agrees, differs, contradicts, untied
    std::string figure;             // with `where`: what it was compared with
    kernel::Where where;
    std::string expected;   // what the records come to, as far as the reader may see it
    std::string difference; // printed less computed
    Text because;
    std::vector<std::string> candidates; // figures that may be meant
    std::string wording;                 // the words by which a person would tie it
    ClaimKey key;                        // what it is about; empty when that is not certain
};

// Compares numbers with what the records come to.
//
// A wrong “differs” costs more than a missed one: whoever reads it telephones. So it is said only when nothing else can be meant:
// every word of the clause is known, one figure fits, giver, receiver and period are told by the sentence, its paragraph or the
// heading, no other slice that the text could mean has that number, the records hold something, and the reader sees all of it.
// What fails any of these is “untied”, and says why.
class Judge {
public:
    // All must outlive it.
    Judge(kernel::Kernel& kernel, const kernel::Principal& who, std::u32string_view text,
          const std::vector<Reading>& readings, const Context& context, const FigureWords& figures,
          const ContextWords& words);

    Judgement judge(std::size_t reading, const About& about);

private:
    struct Cell {
        std::optional<Rational> value;
        std::string text;
        bool whole = true; // the reader sees all of it
    };
    struct Slices {
        std::vector<kernel::Where> of; // the first is what the text says; the others it may mean
        bool placed = false;           // a place is among what it says
    };
    const Cell& ask(const kernel::Figure& figure, const kernel::Where& where);
    Slices slices(const Tie& tie, const About& about, Stretch clause) const;
    kernel::Where choice_in_word(const kernel::Figure& figure, Stretch word) const;
    kernel::Where aspects(const kernel::Figure& figure, Stretch clause, Stretch but, std::vector<Stretch>& said) const;
    kernel::Where aspects_before(const kernel::Figure& figure, Stretch clause) const;
    bool is_plain(std::size_t reading, const Tie& tie, const About& about, Stretch clause) const;
    bool is_undivided(std::size_t reading, Stretch word, Stretch clause) const;
    bool says(const WordTable<char>& words, Stretch stretch, Stretch but) const;
    std::size_t unknown_letters(std::size_t reading, std::vector<Stretch> known, Stretch clause) const;
    ClaimKey subject_in_words(std::size_t reading, const About& about, Stretch clause,
                              const std::string& wording) const;
    std::string wording_of(std::size_t reading, Stretch clause) const;
    bool is_one_figure(const std::vector<Tie>& ties) const;
    void compare_with(const Tie& tie, const Slices& slices, std::size_t reading, const About& about, bool certain,
                      Judgement& judgement);

    kernel::Kernel& kernel_;
    const kernel::Principal& who_;
    std::u32string_view text_;
    const std::vector<Reading>& readings_;
    const Context& context_;
    const FigureWords& figures_;
    const ContextWords& words_;
    std::map<std::string, Cell> cells_;
};

} // namespace shanhai::press
