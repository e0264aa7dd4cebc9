#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Which parts of an IATI activity become fields of which records. Everything else of the standard stays, as it was
// written, in the record's field `rest`; so nothing is lost, and adding a field here needs no other change.
namespace shanhai::iati {

struct CodeName {
    std::string_view code; // in the file
    std::string_view name; // of the choice; schema/*.yaml
};

enum class FieldForm {
    text,
    date,
    money,    // rounded to hundredths; the exact decimal stays in `rest` when it has more
    choice,   // a code of a closed list; "other" when the list does not know the code
    currency, // as written, or the activity's default, or XXX (ISO 4217: no currency)
};

// Where a field stands below the record's element.
struct FieldPath {
    struct Step {
        std::string element;
        std::string where_attribute; // only the element with this attribute …
        std::string where_value;     // … of this value
    };
    std::vector<Step> steps;
    std::string attribute; // empty: the element's text

    // "transaction-date@iso-date", "title/narrative", "activity-date[type=1]@iso-date", "@ref"
    explicit FieldPath(std::string_view written);
};

struct HeldField {
    std::string_view name;
    FieldPath path;
    FieldForm form = FieldForm::text;
    std::span<const CodeName> codes = {};
    std::size_t most_characters = 500; // as max_length in schema/*.yaml
};

struct HeldType {
    std::string_view record_type;
    std::string_view element;
    std::string_view parent_field; // refers to the record of the enclosing element; empty at the top
    std::vector<HeldField> fields;
    std::vector<std::string_view> known_by; // fields by which a record is recognised in a newer file
    std::vector<HeldType> children;         // records of their own for repeated elements

    const HeldField* field(std::string_view name) const;
};

// iati_activity with its participants, budgets, transactions and results.
const HeldType& activity_type();

// Elements of an activity that do not fit into one field `rest`: `content` is a list of them.
inline constexpr std::string_view overflow_type = "iati_overflow";

// Place of `child` in the sequence that the schema prescribes inside `parent`; large for elements it does not name.
int place_in_sequence(std::string_view parent, std::string_view child);

} // namespace shanhai::iati
