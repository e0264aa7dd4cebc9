#include "modules/iati/held_record.h"

#include "base/check.h"
#include "base/date.h"
#include "base/money.h"
#include "modules/iati/decimal_sum.h"

#include <algorithm>
#include <optional>

namespace shanhai::iati {

namespace {

constexpr std::size_t most_rest_bytes = std::size_t{200} * 1024; // a json field takes 256 KiB
constexpr std::string_view no_currency = "XXX";
constexpr std::string_view unknown_code = "other";

// ── one field: what the file says ↔ what the column says ────────────────────────────────────────────────────────────

std::optional<std::string> text_column(const HeldField& field, std::string_view written) {
    const std::string_view text = trim(written);
    if (text.empty()) return std::nullopt;
    if (code_points(text) <= field.most_characters) return std::string(text);
    std::size_t bytes = 0;
    std::size_t characters = 0;
    while (characters < field.most_characters) {
        ++bytes;
        while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) ++bytes;
        ++characters;
    }
    return std::string(trim(text.substr(0, bytes)));
}

std::optional<std::string> choice_column(const HeldField& field, std::string_view written) {
    const std::string_view code = trim(written);
    if (code.empty()) return std::nullopt;
    const auto known = std::ranges::find(field.codes, code, &CodeName::code);
    return std::string(known == field.codes.end() ? unknown_code : known->name);
}

// What the column says when the file says `written`; nullopt: the column stays empty.
std::optional<std::string> column_of(const HeldField& field, std::string_view written) {
    switch (field.form) {
    case FieldForm::text:
    case FieldForm::currency: return text_column(field, written);
    case FieldForm::choice: return choice_column(field, written);
    case FieldForm::date: {
        const auto date = Date::parse(trim(written).substr(0, 10)); // xsd:date may name a zone behind the day
        return date ? std::optional(date->iso()) : std::nullopt;
    }
    case FieldForm::money: {
        const auto fen = rounded_decimal(trim(written), 2);
        return fen ? std::optional(scaled_text(*fen, 2)) : std::nullopt;
    }
    }
    return std::nullopt;
}

// How a file says the column's value.
std::string written_of(const HeldField& field, std::string_view column) {
    if (field.form == FieldForm::choice) {
        const auto known = std::ranges::find(field.codes, column, &CodeName::name);
        return known == field.codes.end() ? std::string(column) : std::string(known->code);
    }
    if (field.form == FieldForm::money && column.ends_with(".00")) column.remove_suffix(3);
    return std::string(column);
}

// ── places in an element ────────────────────────────────────────────────────────────────────────────────────────────

bool fits(const XmlNode& node, const FieldPath::Step& step) {
    if (node.name != step.element) return false;
    if (step.where_attribute.empty()) return true;
    const std::string* value = node.attribute(step.where_attribute);
    return value != nullptr && *value == step.where_value;
}

XmlNode* child_at(XmlNode& node, const FieldPath::Step& step) {
    const auto found = std::ranges::find_if(node.children, [&](const XmlNode& child) { return fits(child, step); });
    return found == node.children.end() ? nullptr : &*found;
}

XmlNode* node_at(XmlNode& node, std::span<const FieldPath::Step> steps) {
    XmlNode* at = &node;
    for (const FieldPath::Step& step : steps)
        if (at != nullptr) at = child_at(*at, step);
    return at;
}

XmlNode& make_node_at(XmlNode& node, std::span<const FieldPath::Step> steps) {
    XmlNode* at = &node;
    for (const FieldPath::Step& step : steps) {
        XmlNode* next = child_at(*at, step);
        if (next == nullptr) {
            XmlNode made{step.element, {}, {}, {}};
            if (!step.where_attribute.empty()) made.set_attribute(step.where_attribute, step.where_value);
            next = &insert_child(*at, std::move(made));
        }
        at = next;
    }
    return *at;
}

std::optional<std::string> written_at(XmlNode& node, const FieldPath& path) {
    const XmlNode* at = node_at(node, path.steps);
    if (at == nullptr) return std::nullopt;
    if (path.attribute.empty()) return at->text;
    const std::string* value = at->attribute(path.attribute);
    return value == nullptr ? std::nullopt : std::optional(*value);
}

void write_at(XmlNode& node, const FieldPath& path, std::string value) {
    XmlNode& at = make_node_at(node, path.steps);
    if (path.attribute.empty())
        at.text = std::move(value);
    else
        at.set_attribute(path.attribute, std::move(value));
}

void clear_at(XmlNode& node, const FieldPath& path) {
    XmlNode* at = node_at(node, path.steps);
    if (at == nullptr) return;
    if (path.attribute.empty())
        at->text.clear();
    else
        at->remove_attribute(path.attribute);
}

// Removes the elements on the way to a field that say nothing any more. One that has siblings of its name stays, so that
// it is still the first when the field comes back.
void prune(XmlNode& node, std::span<const FieldPath::Step> steps) {
    for (; !steps.empty(); steps = steps.first(steps.size() - 1)) {
        XmlNode* parent = node_at(node, steps.first(steps.size() - 1));
        XmlNode* at = node_at(node, steps);
        if (parent == nullptr || at == nullptr || !at->is_bare()) return;
        if (std::ranges::count(parent->children, at->name, &XmlNode::name) > 1) return;
        parent->children.erase(parent->children.begin() + (at - parent->children.data()));
    }
}

// ── element → record ────────────────────────────────────────────────────────────────────────────────────────────────

// What an activity says for all that it encloses.
struct Context {
    std::string currency;
    std::string country; // the only one; empty when it names several or none
    std::string sector;
};

std::string attribute_or_empty(const XmlNode& node, std::string_view name) {
    const std::string* value = node.attribute(name);
    return value == nullptr ? std::string() : std::string(trim(*value));
}

// The country that an amount counts for: named alone. An amount that falls to several is not split here, because
// shares are published of the activity only and need not add up.
std::string only_country(const XmlNode& node) {
    std::string country;
    for (const XmlNode& child : node.children) {
        if (child.name == "recipient-region") return {};
        if (child.name != "recipient-country") continue;
        if (!country.empty()) return {};
        country = attribute_or_empty(child, "code");
    }
    return code_points(country) <= 20 ? country : std::string();
}

// The five-digit DAC sector (vocabulary 1, which is also meant when none is named), if there is just one.
std::string only_sector(const XmlNode& node) {
    std::string sector;
    for (const XmlNode& child : node.children) {
        if (child.name != "sector") continue;
        const std::string vocabulary = attribute_or_empty(child, "vocabulary");
        if (!vocabulary.empty() && vocabulary != "1") continue;
        if (!sector.empty()) return {};
        sector = attribute_or_empty(child, "code");
    }
    return code_points(sector) <= 20 ? sector : std::string();
}

bool names_any(const XmlNode& node, std::string_view element) { return node.child(element) != nullptr; }

void set(json::object& fields, std::string_view name, std::string_view value) {
    if (!value.empty()) fields[name] = value;
}

// A field moves out of the element when the column says it in the same letters; otherwise the letters stay behind, and
// are used again as long as they mean what the column says.
void lift(const HeldField& field, const Context& context, XmlNode& node, json::object& fields) {
    const auto written = written_at(node, field.path);
    if (field.form == FieldForm::currency) {
        const auto own = written ? column_of(field, *written) : std::nullopt;
        set(fields, field.name, own ? *own : context.currency.empty() ? std::string(no_currency) : context.currency);
        return;
    }
    if (!written) return;
    const auto column = column_of(field, *written);
    if (!column) return;
    fields[field.name] = *column;
    if (written_of(field, *column) != *written) return;
    clear_at(node, field.path);
    prune(node, field.path.steps);
}

const HeldType* child_type(const HeldType& type, std::string_view element) {
    const auto found = std::ranges::find(type.children, element, &HeldType::element);
    return found == type.children.end() ? nullptr : &*found;
}

// Coordinates that measures count by. They follow from the element and are not given back.
void derive(const HeldType& type, const Context& context, const XmlNode& node, json::object& fields) {
    if (type.record_type == "iati_transaction") {
        const bool own_place = names_any(node, "recipient-country") || names_any(node, "recipient-region");
        set(fields, "country", own_place ? only_country(node) : context.country);
        set(fields, "sector", names_any(node, "sector") ? only_sector(node) : context.sector);
    } else if (type.record_type == "iati_budget") {
        set(fields, "country", context.country);
        set(fields, "sector", context.sector);
    } else if (type.record_type == "iati_activity") {
        set(fields, "country", context.country);
        set(fields, "sector", context.sector);
    }
}

std::unexpected<Problem> too_large(std::string_view element) {
    return refuse("iati.element_too_large", {},
                  {{"element", std::string(element)}, {"limit", std::to_string(most_rest_bytes)}});
}

Result<HeldRecord> record_of(XmlNode node, const HeldType& type, const Context& context) {
    HeldRecord record{&type, {}, {}};
    std::vector<XmlNode> kept;
    for (XmlNode& child : node.children) {
        if (const HeldType* enclosed = child_type(type, child.name))
            record.children.push_back(TRY(record_of(std::move(child), *enclosed, context)));
        else
            kept.push_back(std::move(child));
    }
    node.children = std::move(kept);
    const XmlNode whole = node;
    for (const HeldField& field : type.fields) lift(field, context, node, record.fields);
    derive(type, context, whole, record.fields);
    if (!node.is_bare()) record.fields["rest"] = to_json(node);
    return record;
}

std::size_t json_bytes(const json::value& value) { return canonical_json(value).size(); }

// Moves the last elements of an activity whose rest does not fit into one field into records of their own.
Done spill(HeldRecord& activity) {
    json::value* rest = activity.fields.if_contains("rest");
    if (rest == nullptr || json_bytes(*rest) <= most_rest_bytes) return {};
    json::array& parts = rest->as_array();
    json::array kept;
    json::array content;
    std::size_t bytes = 0;
    const auto close = [&] {
        if (content.empty()) return;
        HeldRecord overflow;
        overflow.fields["content"] = std::move(content);
        activity.children.push_back(std::move(overflow));
        content = {};
    };
    bool spilling = false;
    for (json::value& part : parts) {
        const std::size_t size = json_bytes(part);
        if (size > most_rest_bytes)
            return too_large(part.is_array() ? part.as_array().front().as_string() : "iati-activity");
        if (bytes + size > most_rest_bytes) {
            close();
            spilling = true;
            bytes = 0;
        }
        bytes += size + 1;
        (spilling ? content : kept).push_back(std::move(part));
    }
    close();
    *rest = std::move(kept);
    return {};
}

Done check_sizes(const HeldRecord& record) {
    if (const json::value* rest = record.fields.if_contains("rest");
        rest != nullptr && json_bytes(*rest) > most_rest_bytes)
        return too_large(record.type->element);
    for (const HeldRecord& child : record.children) TRY_DO(check_sizes(child));
    return {};
}

// ── record → element ────────────────────────────────────────────────────────────────────────────────────────────────

void put_back(const HeldField& field, const Context& context, const json::object& fields, XmlNode& node) {
    const json::value* given = fields.if_contains(field.name);
    std::optional<std::string> column;
    if (given != nullptr && given->is_string()) column = std::string(given->get_string());
    const auto written = written_at(node, field.path);
    auto meant = written ? column_of(field, *written) : std::nullopt;
    if (field.form == FieldForm::currency && !meant)
        meant = context.currency.empty() ? std::string(no_currency) : context.currency;
    if (meant == column) return;
    if (column)
        write_at(node, field.path, written_of(field, *column));
    else
        clear_at(node, field.path);
}

Result<XmlNode> node_in(const json::value& value) {
    auto node = node_from_json(value);
    if (!node) return refuse("iati.rest_unreadable");
    return *std::move(node);
}

Done put_overflow(const HeldRecord& overflow, XmlNode& node) {
    const json::value* content = overflow.fields.if_contains("content");
    if (content == nullptr || !content->is_array()) return refuse("iati.rest_unreadable");
    for (const json::value& element : content->get_array()) insert_child(node, TRY(node_in(element)));
    return {};
}

Result<XmlNode> node_of(const HeldRecord& record, const Context& context) {
    XmlNode node{std::string(record.type->element), {}, {}, {}};
    if (const json::value* rest = record.fields.if_contains("rest"); rest != nullptr && !rest->is_null()) {
        node = TRY(node_in(*rest));
        if (node.name != record.type->element) return refuse("iati.rest_unreadable");
    }
    for (const HeldField& field : record.type->fields) put_back(field, context, record.fields, node);
    for (const HeldRecord& child : record.children) {
        if (child.type == nullptr)
            TRY_DO(put_overflow(child, node));
        else
            insert_child(node, TRY(node_of(child, context)));
    }
    return node;
}

} // namespace

XmlNode& insert_child(XmlNode& parent, XmlNode child) {
    const int place = place_in_sequence(parent.name, child.name);
    const auto behind = std::ranges::find_if(
        parent.children, [&](const XmlNode& sibling) { return place_in_sequence(parent.name, sibling.name) > place; });
    return *parent.children.insert(behind, std::move(child));
}

std::string HeldRecord::text(std::string_view field) const {
    const json::value* value = fields.if_contains(field);
    return value == nullptr || !value->is_string() ? std::string() : std::string(value->get_string());
}

Result<HeldRecord> records_of(XmlNode activity) {
    const Context context{attribute_or_empty(activity, "default-currency"), only_country(activity),
                          only_sector(activity)};
    HeldRecord record = TRY(record_of(std::move(activity), activity_type(), context));
    TRY_DO(spill(record));
    TRY_DO(check_sizes(record));
    return record;
}

Result<XmlNode> element_of(const HeldRecord& activity) {
    return node_of(activity, {.currency = activity.text("currency"), .country = {}, .sector = {}});
}

TransactionSum sum_of(const HeldRecord& transaction) {
    TransactionSum sum;
    const HeldType& type = *transaction.type;
    XmlNode node{std::string(type.element), {}, {}, {}};
    if (const json::value* rest = transaction.fields.if_contains("rest"))
        if (auto read = node_from_json(*rest)) node = *std::move(read);
    const Context none;
    for (const HeldField& field : type.fields) put_back(field, none, transaction.fields, node);
    sum.type = written_at(node, type.field("kind")->path).value_or("");
    sum.value = std::string(trim(written_at(node, type.field("value")->path).value_or("")));
    sum.currency = transaction.text("currency");
    if (sum.currency == no_currency) sum.currency.clear();
    return sum;
}

} // namespace shanhai::iati
