#pragma once

#include "kernel/kernel.h"
#include "modules/press/checking/context.h"
#include "modules/press/reading/word_table.h"

#include <map>
#include <string>
#include <vector>

namespace shanhai::press {

// A wording that a person has tied to a figure.
struct RememberedTie {
    std::string words, unit, figure;
    kernel::Where slice;
};

// A figure whose words stand beside a number.
struct Tie {
    const kernel::Figure* figure = nullptr;
    const RememberedTie* remembered = nullptr;
    Stretch word;
    std::size_t gap = 0; // characters between the word and the number
    bool across = false; // another number or a comma stands between
};

// The words of all figures, and those that people have taught.
class FigureWords {
public:
    // `ties` must outlive it. Ties to figures that are no more are passed over.
    FigureWords(const kernel::Schema& schema, const std::vector<RememberedTie>& ties);

    // Figures of the number's unit whose words stand beside it, the best first: what people taught before what is declared,
    // the same clause before another, the longer word, the nearer.
    std::vector<Tie> beside(std::size_t reading, std::u32string_view text, const std::vector<Reading>& readings,
                            const Context& context) const;

private:
    struct Meaning {
        const kernel::Figure* figure;
        const RememberedTie* remembered;
    };
    WordTable<std::vector<Meaning>> table_;
};

bool unit_fits(const kernel::Figure& figure, const std::string& unit);

} // namespace shanhai::press
