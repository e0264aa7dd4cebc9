#include "modules/ocds/merge.h"

#include "base/check.h"
#include "kernel/module/shown_record.h"

#include <algorithm>
#include <string>
#include <utility>

namespace shanhai::ocds {

namespace {

using kernel::text_of;

bool is_true(const json::object& node, std::string_view name) {
    const json::value* value = node.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

// What the schema says of one place in a release; nothing where it says nothing.
class Rule {
public:
    Rule(const json::object& schema, const json::object* node) : schema_(&schema), node_(resolved(node)) {}

    Rule of_member(std::string_view name) const { return {*schema_, member(member(node_, "properties"), name)}; }
    Rule of_items() const { return {*schema_, member(node_, "items")}; }

    bool is_known() const { return node_ != nullptr; }
    bool omits() const { return node_ != nullptr && is_true(*node_, "omitWhenMerged"); }
    // A list is taken as a whole when the schema says so, or when its items cannot be told apart by an id.
    bool takes_whole_list() const {
        if (node_ == nullptr) return false;
        if (is_true(*node_, "wholeListMerge")) return true;
        const Rule items = of_items();
        if (!items.is_known()) return false;
        return !items.is_only_object() || !items.of_member("id").is_known();
    }

private:
    static const json::object* member(const json::object* node, std::string_view name) {
        const json::value* value = node == nullptr ? nullptr : node->if_contains(name);
        return value == nullptr ? nullptr : value->if_object();
    }

    // Behind "$ref": "#/definitions/Value". The merge properties of a reference are those of what it refers to.
    const json::object* resolved(const json::object* node) const {
        constexpr std::string_view definitions = "#/definitions/";
        for (int steps = 0; node != nullptr && steps < 10; ++steps) {
            const json::value* reference = node->if_contains("$ref");
            if (reference == nullptr || !reference->is_string()) return node;
            const std::string_view name = reference->get_string();
            if (!name.starts_with(definitions)) return nullptr;
            node = member(member(schema_, "definitions"), name.substr(definitions.size()));
        }
        return nullptr;
    }

    bool is_only_object() const {
        const json::value* type = node_->if_contains("type");
        if (type == nullptr) return node_->contains("properties");
        if (type->is_string()) return type->get_string() == "object";
        return type->is_array() && std::ranges::all_of(type->get_array(), [](const json::value& one) {
                   return one.is_string() && one.get_string() == "object";
               });
    }

    const json::object* schema_;
    const json::object* node_;
};

bool holds_only_objects(const json::array& list) {
    return std::ranges::all_of(list, [](const json::value& item) { return item.is_object(); });
}

void merge(json::object& into, const json::object& from, const Rule& rule);

json::object* item_with(json::array& list, const json::value& id) {
    for (json::value& item : list) {
        const json::value* other = item.is_object() ? item.get_object().if_contains("id") : nullptr;
        if (other != nullptr && *other == id) return &item.get_object();
    }
    return nullptr;
}

void merge_by_id(json::array& into, const json::array& from, const Rule& rule) {
    for (const json::value& item : from) {
        const json::object& fields = item.get_object();
        const json::value* id = fields.if_contains("id");
        json::object* known = id == nullptr ? nullptr : item_with(into, *id);
        if (known == nullptr) {
            into.emplace_back(json::object{});
            known = &into.back().get_object();
        }
        merge(*known, fields, rule);
    }
}

// Whatever stood there before of another shape gives way.
template <class Container>
Container& made(json::object& into, std::string_view name) {
    json::value& value = into[name];
    if constexpr (std::is_same_v<Container, json::array>)
        return value.is_array() ? value.get_array() : value.emplace_array();
    else
        return value.is_object() ? value.get_object() : value.emplace_object();
}

void merge(json::object& into, const json::object& from, const Rule& rule) {
    for (const auto& [name, value] : from) {
        const Rule member = rule.of_member(name);
        if (member.omits()) continue;
        if (value.is_null()) {
            into.erase(name);
        } else if (value.is_object()) {
            json::object merged = made<json::object>(into, name);
            merge(merged, value.get_object(), member);
            if (merged.empty())
                into.erase(name); // nothing was said
            else
                into[name] = std::move(merged);
        } else if (value.is_array() && !member.takes_whole_list() && holds_only_objects(value.get_array())) {
            if (value.get_array().empty()) continue; // no item, no news
            merge_by_id(made<json::array>(into, name), value.get_array(), member.of_items());
        } else {
            into[name] = value;
        }
    }
}

} // namespace

void lay_over(json::object& sooner, const json::object& later, const json::object& schema) {
    merge(sooner, later, Rule(schema, &schema));
}

json::object compile_releases(std::vector<json::object> releases, const json::object& schema) {
    check(!releases.empty(), "a process has a release");
    std::vector<std::pair<std::string, std::size_t>> order; // date, place
    for (std::size_t i = 0; i < releases.size(); ++i) order.emplace_back(text_of(releases[i], "date"), i);
    std::ranges::sort(order);
    const std::string ocid(releases.front().at("ocid").as_string());
    const std::string& date = order.back().first;

    json::object compiled{{"ocid", ocid}, {"id", ocid + "-" + date}, {"date", date}, {"tag", {"compiled"}}};
    const Rule rule(schema, &schema);
    for (const auto& [when, place] : order) {
        json::object& release = releases[place];
        for (const char* own : {"ocid", "id", "date", "tag"}) release.erase(own);
        merge(compiled, release, rule);
    }
    return compiled;
}

} // namespace shanhai::ocds
