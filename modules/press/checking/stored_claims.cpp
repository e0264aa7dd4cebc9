#include "modules/press/checking/stored_claims.h"

#include "base/text.h"
#include "modules/press/checking/record_text.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/lexicon.h"

#include <algorithm>

namespace shanhai::press {

namespace {

constexpr std::size_t most_records = 20'000; // of a kind; the newest of more

std::string label_in(const json::object& record, const char* field) {
    const auto* value = record.if_contains(field);
    return value && value->is_object() ? text_in(value->as_object(), "label") : std::string();
}

template <class Take>
void each(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& type, const Take& take) {
    if (!kernel.schema().type(type)) return;
    kernel::ListQuery query;
    query.limit = 500;
    for (std::size_t seen = 0; seen < most_records;) {
        const auto page = kernel.list(who, type, query);
        if (!page) return;
        for (const auto& item : page->items) take(item.as_object());
        seen += page->items.size();
        if (!page->next) return;
        query.after = *page->next;
    }
}

std::optional<Interval> interval(const std::string& value, const std::string& qualifier,
                                 std::optional<Rational> precision) {
    const auto number = Rational::parse(value);
    const auto said = qualifier_named(qualifier);
    if (!number || !said) return std::nullopt;
    return meaning(*number, precision.value_or(last_digit(value)), *said, own_lexicon().widths);
}

// Reports name places; slices are compared by their codes.
kernel::Where with_codes(kernel::Where where, const Places& places) {
    for (auto& [name, value] : where)
        if (name == "giver" || name == "region")
            if (const auto* place = places.named(wide(value))) value = place->code;
    return where;
}

} // namespace

kernel::Where slice_of(std::string_view text) {
    kernel::Where slice;
    for (const auto part : split(text, ',')) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        slice.emplace_back(std::string(trim(part.substr(0, equals))), std::string(trim(part.substr(equals + 1))));
    }
    return slice;
}

std::string text_of_slice(const kernel::Where& slice) {
    std::string text;
    for (const auto& [name, value] : slice) {
        if (!text.empty()) text += ',';
        text.append(name).append("=").append(value);
    }
    return text;
}

ClaimKey key_of(const std::string& figure, const kernel::Where& where) {
    if (figure.empty()) return {};
    auto sorted = where;
    // One name for a year and for the period of that year.
    for (auto& [name, value] : sorted)
        if (name == "year") name = "period";
    std::ranges::sort(sorted);
    return figure + "|" + text_of_slice(sorted);
}

bool apart(const Interval& a, const Interval& b) {
    const auto ends_before = [](const Interval& one, const Interval& other) {
        if (!one.high) return false;
        const int order = compare(*one.high, other.low);
        return order < 0 || (order == 0 && (one.high_open || other.low_open));
    };
    return ends_before(a, b) || ends_before(b, a);
}

StoredClaims read_claims(kernel::Kernel& kernel, const kernel::Principal& who) {
    StoredClaims claims;
    each(kernel, who, "claim", [&](const json::object& record) {
        const auto means = interval(text_in(record, "amount"), text_in(record, "qualifier"),
                                    Rational::parse(text_in(record, "precision")));
        const auto key = text_in(record, "subject");
        if (!means || key.empty()) return;
        claims.emplace(key, StoredClaim{*means, text_in(record, "quote"), label_in(record, "article")});
    });
    return claims;
}

StoredClaims read_published(kernel::Kernel& kernel, const Places& places) {
    StoredClaims claims;
    // Everybody may read what the press has printed; what our records come to beside it is not taken from here.
    if (const auto rows = kernel.published(kernel::Principal::system())) {
        for (const auto& row : *rows) {
            if (row.figure.empty()) continue;
            const auto fact = [&](const char* column) {
                const auto found = row.fact.find(column);
                return found == row.fact.end() ? std::string() : found->second;
            };
            const auto means = interval(fact("value"), fact("qualifier"), std::nullopt);
            if (!means) continue;
            claims.emplace(key_of(row.figure, with_codes(row.where, places)),
                           StoredClaim{*means, fact("metric_zh") + " " + fact("value"), fact("source")});
        }
    }
    return claims;
}

std::vector<RememberedTie> read_ties(kernel::Kernel& kernel) {
    std::vector<RememberedTie> ties;
    each(kernel, kernel::Principal::system(), "press_tie", [&](const json::object& record) {
        ties.push_back({text_in(record, "words"), text_in(record, "unit"), text_in(record, "figure"),
                        slice_of(text_in(record, "slice"))});
    });
    return ties;
}

} // namespace shanhai::press
