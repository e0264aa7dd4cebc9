#pragma once

#include "base/quantity.h"
#include "kernel/kernel.h"
#include "modules/press/checking/figure_words.h"
#include "modules/press/checking/places.h"

#include <map>
#include <string>
#include <vector>

namespace shanhai::press {

// What was published before about the same thing: accepted articles, and the reports of data/published.
struct StoredClaim {
    Interval means;
    std::string quote;  // as printed, or the value and its unit
    std::string source; // the article's title
};

// What a number is about, so that two of them can be compared: the figure, or for numbers of none “=” with its words and unit;
// place, period and other dimensions. Empty when the text does not say enough.
using ClaimKey = std::string;
ClaimKey key_of(const std::string& figure, const kernel::Where& where);

using StoredClaims = std::multimap<ClaimKey, StoredClaim>;

// Of accepted articles, as far as `who` may read them.
StoredClaims read_claims(kernel::Kernel& kernel, const kernel::Principal& who);
// Of the reports of data/published, as far as their figures are mapped. Asks for many figures: once is enough.
StoredClaims read_published(kernel::Kernel& kernel, const Places& places);
// Wordings that people have tied; they are the same for all.
std::vector<RememberedTie> read_ties(kernel::Kernel& kernel);

// "line=exchange, giver=370000" as a slice.
kernel::Where slice_of(std::string_view text);
std::string text_of_slice(const kernel::Where& slice);

// No number lies in both.
bool apart(const Interval& a, const Interval& b);

} // namespace shanhai::press
