#include "modules/iati/held_type.h"

#include "base/check.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace shanhai::iati {

namespace {

// Code lists of IATI 2.03 (http://iatistandard.org/, CC BY 4.0).

constexpr std::array<CodeName, 6> activity_statuses = {{{"1", "identification"},
                                                        {"2", "implementation"},
                                                        {"3", "finalisation"},
                                                        {"4", "closed"},
                                                        {"5", "cancelled"},
                                                        {"6", "suspended"}}};

constexpr std::array<CodeName, 4> participant_roles = {
    {{"1", "funding"}, {"2", "accountable"}, {"3", "extending"}, {"4", "implementing"}}};

constexpr std::array<CodeName, 13> transaction_types = {{{"1", "incoming_funds"},
                                                         {"2", "outgoing_commitment"},
                                                         {"3", "disbursement"},
                                                         {"4", "expenditure"},
                                                         {"5", "interest_payment"},
                                                         {"6", "loan_repayment"},
                                                         {"7", "reimbursement"},
                                                         {"8", "purchase_of_equity"},
                                                         {"9", "sale_of_equity"},
                                                         {"10", "credit_guarantee"},
                                                         {"11", "incoming_commitment"},
                                                         {"12", "outgoing_pledge"},
                                                         {"13", "incoming_pledge"}}};

constexpr std::array<CodeName, 2> budget_types = {{{"1", "original"}, {"2", "revised"}}};
constexpr std::array<CodeName, 2> budget_statuses = {{{"1", "indicative"}, {"2", "committed"}}};
constexpr std::array<CodeName, 4> result_types = {
    {{"1", "output"}, {"2", "outcome"}, {"3", "impact"}, {"9", "other_result"}}};
constexpr std::array<CodeName, 5> indicator_measures = {
    {{"1", "unit"}, {"2", "percentage"}, {"3", "nominal"}, {"4", "ordinal"}, {"5", "qualitative"}}};

HeldField text(std::string_view name, std::string_view path, std::size_t most_characters = 500) {
    return {name, FieldPath(path), FieldForm::text, {}, most_characters};
}
HeldField date(std::string_view name, std::string_view path) { return {name, FieldPath(path), FieldForm::date}; }
HeldField choice(std::string_view name, std::string_view path, std::span<const CodeName> codes) {
    return {name, FieldPath(path), FieldForm::choice, codes};
}
HeldField money(std::string_view name, std::string_view path) { return {name, FieldPath(path), FieldForm::money}; }
HeldField currency(std::string_view name, std::string_view path) {
    return {name, FieldPath(path), FieldForm::currency, {}, 20};
}

constexpr std::size_t long_name = 2000;

HeldType participant_type() {
    return {"iati_participant",
            "participating-org",
            "activity",
            {choice("role", "@role", participant_roles), text("organisation", "@ref"),
             text("organisation_kind", "@type", 20), text("name", "narrative", long_name)},
            {"role", "organisation", "name"},
            {}};
}

HeldType budget_type() {
    return {"iati_budget",
            "budget",
            "activity",
            {choice("kind", "@type", budget_types), choice("status", "@status", budget_statuses),
             date("period_start", "period-start@iso-date"), date("period_end", "period-end@iso-date"),
             money("value", "value"), currency("currency", "value@currency"), date("value_date", "value@value-date")},
            {"kind", "period_start", "period_end"},
            {}};
}

HeldType transaction_type() {
    return {"iati_transaction",
            "transaction",
            "activity",
            {text("reference", "@ref"), choice("kind", "transaction-type@code", transaction_types),
             date("date", "transaction-date@iso-date"), money("value", "value"), currency("currency", "value@currency"),
             date("value_date", "value@value-date"), text("description", "description/narrative", 4000),
             text("provider", "provider-org@ref"), text("provider_name", "provider-org/narrative", long_name),
             text("receiver", "receiver-org@ref"), text("receiver_name", "receiver-org/narrative", long_name)},
            {"reference"},
            {}};
}

HeldType period_type() {
    return {"iati_period",
            "period",
            "indicator",
            {date("period_start", "period-start@iso-date"), date("period_end", "period-end@iso-date"),
             text("target", "target@value"), text("actual", "actual@value")},
            {"period_start", "period_end"},
            {}};
}

HeldType indicator_type() {
    return {"iati_indicator",
            "indicator",
            "result",
            {text("title", "title/narrative", long_name), choice("measure", "@measure", indicator_measures)},
            {"title"},
            {period_type()}};
}

HeldType result_type() {
    return {"iati_result",     "result",
            "activity",        {choice("kind", "@type", result_types), text("title", "title/narrative", long_name)},
            {"kind", "title"}, {indicator_type()}};
}

HeldType whole_activity_type() {
    return {"iati_activity",
            "iati-activity",
            "",
            {text("identifier", "iati-identifier", long_name), text("publisher", "reporting-org@ref"),
             text("publisher_name", "reporting-org/narrative", long_name), text("title", "title/narrative", long_name),
             choice("status", "activity-status@code", activity_statuses),
             date("planned_start", "activity-date[type=1]@iso-date"),
             date("actual_start", "activity-date[type=2]@iso-date"),
             date("planned_end", "activity-date[type=3]@iso-date"),
             date("actual_end", "activity-date[type=4]@iso-date"), text("currency", "@default-currency", 20),
             text("language", "@xml:lang", 20)},
            {},
            {participant_type(), budget_type(), transaction_type(), result_type()}};
}

struct Sequence {
    std::string_view parent;
    std::vector<std::string_view> children;
};

// The sequences of the 2.03 schema for elements that are put together from records.
const std::vector<Sequence>& sequences() {
    static const std::vector<Sequence> known = {
        {"iati-activity",
         {"iati-identifier",
          "reporting-org",
          "title",
          "description",
          "participating-org",
          "other-identifier",
          "activity-status",
          "activity-date",
          "contact-info",
          "activity-scope",
          "recipient-country",
          "recipient-region",
          "location",
          "sector",
          "tag",
          "country-budget-items",
          "humanitarian-scope",
          "policy-marker",
          "collaboration-type",
          "default-flow-type",
          "default-finance-type",
          "default-aid-type",
          "default-tied-status",
          "budget",
          "planned-disbursement",
          "capital-spend",
          "transaction",
          "document-link",
          "related-activity",
          "legacy-data",
          "conditions",
          "result",
          "crs-add",
          "fss"}},
        {"transaction",
         {"transaction-type", "transaction-date", "value", "description", "provider-org", "receiver-org",
          "disbursement-channel", "sector", "recipient-country", "recipient-region", "flow-type", "finance-type",
          "aid-type", "tied-status"}},
        {"budget", {"period-start", "period-end", "value"}},
        {"result", {"title", "description", "document-link", "reference", "indicator"}},
        {"indicator", {"title", "description", "document-link", "reference", "baseline", "period"}},
        {"period", {"period-start", "period-end", "target", "actual"}},
    };
    return known;
}

} // namespace

FieldPath::FieldPath(std::string_view written) {
    const std::size_t at = written.find('@');
    const std::string_view elements = written.substr(0, at);
    if (at != std::string_view::npos) attribute = written.substr(at + 1);
    if (elements.empty()) return;
    for (std::string_view step : split(elements, '/')) {
        Step read;
        const std::size_t bracket = step.find('[');
        read.element = step.substr(0, bracket);
        if (bracket != std::string_view::npos) {
            const auto condition = split(step.substr(bracket + 1, step.size() - bracket - 2), '=');
            check(condition.size() == 2, "a condition is [attribute=value]");
            read.where_attribute = condition[0];
            read.where_value = condition[1];
        }
        steps.push_back(std::move(read));
    }
}

const HeldField* HeldType::field(std::string_view name) const {
    const auto found = std::ranges::find(fields, name, &HeldField::name);
    return found == fields.end() ? nullptr : &*found;
}

const HeldType& activity_type() {
    static const HeldType type = whole_activity_type();
    return type;
}

int place_in_sequence(std::string_view parent, std::string_view child) {
    constexpr int behind_all = 1000;
    const auto sequence = std::ranges::find(sequences(), parent, &Sequence::parent);
    if (sequence == sequences().end()) return behind_all;
    const auto found = std::ranges::find(sequence->children, child);
    return found == sequence->children.end() ? behind_all : static_cast<int>(found - sequence->children.begin());
}

} // namespace shanhai::iati
