#include "modules/iati/own_projects.h"

#include "base/check.h"
#include "base/money.h"
#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/iati/held_record.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

namespace shanhai::iati {

namespace {

using kernel::Kernel;
using kernel::ListQuery;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;
using Attributes = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t projects_at_once = 400; // a list filter takes 500 values

// DAC five-digit purpose codes (IATI code list Sector) for what a project builds or does.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> sector_of_theme = {{
    {"education", "11120"},  {"health", "12230"},   {"housing", "16040"},    {"water", "14030"},
    {"road", "21020"},       {"energy", "23630"},   {"farming", "31120"},    {"processing", "32161"},
    {"handicraft", "32140"}, {"commerce", "33120"}, {"tourism", "33210"},    {"employment", "16020"},
    {"training", "15110"},   {"experts", "43081"},  {"youth", "11231"},      {"culture", "16061"},
    {"ecology", "41010"},    {"digital", "22040"},  {"governance", "15112"}, {"emergency", "72010"},
}};
constexpr std::string_view rural_development = "43040";

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> status_of_state = {{
    {"proposed", "1"},
    {"feasible", "1"},
    {"designed", "1"},
    {"reviewed", "1"},
    {"approved", "1"},
    {"started", "2"},
    {"in_progress", "2"},
    {"suspended", "6"},
    {"completed", "3"},
    {"accepted", "3"},
    {"handed_over", "4"},
    {"cancelled", "5"},
}};

template <std::size_t size>
std::string_view code_for(const std::array<std::pair<std::string_view, std::string_view>, size>& table,
                          std::string_view name, std::string_view otherwise) {
    for (const auto& [known, code] : table)
        if (known == name) return code;
    return otherwise;
}

XmlNode narrative(std::string text) { return {"narrative", {}, std::move(text), {}}; }

XmlNode element(std::string name, Attributes attributes, std::string words = {}) {
    XmlNode node{std::move(name), std::move(attributes), {}, {}};
    if (!words.empty()) node.children.push_back(narrative(std::move(words)));
    return node;
}

XmlNode day(std::string name, std::string date) { return element(std::move(name), {{"iso-date", std::move(date)}}); }

XmlNode cny(const std::string& amount, const std::string& date) {
    return {"value", {{"value-date", date}}, amount, {}};
}

std::string negated(const std::string& amount) { return amount.starts_with('-') ? amount.substr(1) : "-" + amount; }

// How one type of record becomes a transaction.
struct Leg {
    std::string_view type;
    std::string_view code;
    std::string_view field;   // the amount counts against the others when this field …
    std::string_view against; // … says this
};
constexpr std::array<Leg, 3> legs = {{
    {"allocation", "2", "", ""},
    {"disbursement", "3", "direction", "back"},
    {"payment", "4", "kind", "refund"},
}};

// One project with the records that move its money.
struct Project {
    json::object fields;
    std::vector<json::object> plans;
    std::array<std::vector<json::object>, legs.size()> movements;
};

class OwnProjects {
public:
    OwnProjects(Kernel& kernel, const Principal& who) : kernel_(kernel), who_(who) {}

    Done run(const std::function<Done(OwnActivity)>& take) {
        ListQuery query;
        query.order = {"id"};
        query.limit = projects_at_once;
        return for_each_page(kernel_, who_, "project", std::move(query), [&](json::array& page) -> Done {
            std::map<std::string, Project, std::less<>> projects;
            std::vector<std::string> ids;
            for (json::value& item : page) {
                ids.push_back(text_of(item.as_object(), "id"));
                projects[ids.back()].fields = std::move(item.as_object());
            }
            TRY_DO(load_money(projects));
            for (const std::string& id : ids) TRY_DO(take(TRY(activity_of(projects.at(id)))));
            return {};
        });
    }

private:
    Done load_money(std::map<std::string, Project, std::less<>>& projects) {
        if (projects.empty()) return {};
        TRY_DO(load(projects, "fund_plan", [](Project& project) -> auto& { return project.plans; }));
        for (std::size_t i = 0; i < legs.size(); ++i)
            TRY_DO(load(projects, legs[i].type, [i](Project& project) -> auto& { return project.movements[i]; }));
        return {};
    }

    template <class Place>
    Done load(std::map<std::string, Project, std::less<>>& projects, std::string_view type, Place place) {
        ListQuery query;
        std::string ids;
        for (const auto& [id, project] : projects) ids += (ids.empty() ? "(#" : ",#") + id;
        query.filters = {{"project", "in", ids + ")"}};
        return for_each_record(kernel_, who_, std::string(type), std::move(query), [&](json::object& record) -> Done {
            const auto project = projects.find(reference_text(record, "project", "id"));
            check(project != projects.end(), "a list keeps to its filter");
            place(project->second).push_back(std::move(record));
            return {};
        });
    }

    // A division's record, read once.
    Result<const json::object*> division(const std::string& id) {
        auto known = divisions_.find(id);
        if (known == divisions_.end()) known = divisions_.emplace(id, TRY(kernel_.get(who_, "division", id))).first;
        return &known->second;
    }

    // Not by `get`, which would take a code of six digits for an id. nullptr when there is none.
    Result<const json::object*> division_of_code(const std::string& code) {
        auto known = provinces_.find(code);
        if (known == provinces_.end()) {
            ListQuery query;
            query.filters = {{"code", "eq", code}};
            const kernel::Page page = TRY(kernel_.list(who_, "division", query));
            known =
                provinces_.emplace(code, page.items.empty() ? json::object() : page.items.front().as_object()).first;
        }
        return known->second.empty() ? nullptr : &known->second;
    }

    Result<std::string> organisation_reference(const std::string& id) {
        if (id.empty()) return std::string();
        auto known = organisations_.find(id);
        if (known == organisations_.end()) {
            const std::string code = text_of(TRY(kernel_.get(who_, "organisation", id)), "code");
            known = organisations_.emplace(id, code.empty() ? "" : "CN-USCI-" + code).first;
        }
        return known->second;
    }

    static std::string division_reference(const json::object& division) {
        return "CN-GBT2260-" + text_of(division, "code");
    }

    // "学校扩建" is not enough abroad: what, where, for which programme.
    std::string description_of(const json::object& project) const {
        std::string words =
            kernel_.is_demo() ? "【演示数据，并非真实项目 / demonstration data, not a real project】" : "";
        words += reference_text(project, "programme", "label") + "，" + reference_text(project, "region", "label");
        for (const char* name : {"sector", "theme"}) {
            const kernel::Field* field = kernel_.schema().type("project")->field(name);
            const std::string value = text_of(project, name);
            if (field == nullptr) continue;
            for (const kernel::Choice& choice : field->choices)
                if (choice.name == value) words += "，" + choice.title.zh;
        }
        const std::string note = text_of(project, "note");
        return note.empty() ? words : words + "。" + note;
    }

    Result<OwnActivity> activity_of(const Project& project) {
        const json::object& fields = project.fields;
        const json::object& giver = *TRY(division(reference_text(fields, "giver", "id")));
        const json::object& region = *TRY(division(reference_text(fields, "region", "id")));
        const std::string province = text_of(giver, "code").substr(0, 2) + "0000";
        const json::object* in_charge = TRY(division_of_code(province));
        const json::object& reporter = in_charge == nullptr ? giver : *in_charge;

        OwnActivity own;
        own.number = text_of(fields, "number");
        own.identifier = division_reference(reporter) + "-" + own.number;
        XmlNode& activity = own.element;
        activity = element("iati-activity", {{"xml:lang", "zh"}, {"default-currency", "CNY"}});
        const auto add = [&](XmlNode child) { insert_child(activity, std::move(child)); };
        add({"iati-identifier", {}, own.identifier, {}});
        add(element("reporting-org", {{"ref", division_reference(reporter)}, {"type", "11"}},
                    text_of(reporter, "name")));
        add(element("title", {}, text_of(fields, "name")));
        add(element("description", {{"type", "1"}}, description_of(fields)));
        add(element("participating-org", {{"role", "1"}, {"ref", division_reference(giver)}, {"type", "11"}},
                    text_of(giver, "name")));
        add(element("participating-org", {{"role", "2"}, {"ref", division_reference(region)}, {"type", "11"}},
                    text_of(region, "name")));
        TRY_DO(add_owner(fields, activity));
        add(element("activity-status",
                    {{"code", std::string(code_for(status_of_state, text_of(fields, "state"), "2"))}}));
        add_dates(fields, activity);
        add(element("recipient-country", {{"code", "CN"}, {"percentage", "100"}}));
        add(location_of(region));
        add(element("sector",
                    {{"vocabulary", "1"},
                     {"code", std::string(code_for(sector_of_theme, text_of(fields, "theme"), rural_development))}}));
        add_budgets(project.plans, activity);
        for (std::size_t i = 0; i < legs.size(); ++i)
            for (const json::object& movement : project.movements[i])
                add(TRY(transaction_of(legs[i], movement, giver)));
        return own;
    }

    Done add_owner(const json::object& fields, XmlNode& activity) {
        const std::string owner = reference_text(fields, "owner", "label");
        if (owner.empty()) return {};
        XmlNode node = element("participating-org", {{"role", "4"}}, owner);
        const std::string reference = TRY(organisation_reference(reference_text(fields, "owner", "id")));
        if (!reference.empty()) node.set_attribute("ref", reference);
        insert_child(activity, std::move(node));
        return {};
    }

    static void add_dates(const json::object& fields, XmlNode& activity) {
        constexpr std::array<std::pair<const char*, const char*>, 4> dates = {
            {{"planned_on", "1"}, {"started_on", "2"}, {"due_on", "3"}, {"completed_on", "4"}}};
        for (const auto& [field, type] : dates) {
            const std::string date = text_of(fields, field);
            if (!date.empty()) insert_child(activity, element("activity-date", {{"type", type}, {"iso-date", date}}));
        }
    }

    static XmlNode location_of(const json::object& region) {
        XmlNode location = element("location", {});
        const std::string full_name = text_of(region, "full_name");
        location.children.push_back(element("name", {}, full_name.empty() ? text_of(region, "name") : full_name));
        const std::string longitude = text_of(region, "longitude");
        const std::string latitude = text_of(region, "latitude");
        if (longitude.empty() || latitude.empty()) return location;
        XmlNode point = element("point", {{"srsName", "http://www.opengis.net/def/crs/EPSG/0/4326"}});
        point.children.push_back({"pos", {}, latitude + " " + longitude, {}});
        location.children.push_back(std::move(point));
        location.children.push_back(element("exactness", {{"code", "2"}})); // approximate: the seat of the division
        return location;
    }

    // Plans of the same calendar year are one budget: periods must not overlap.
    static void add_budgets(const std::vector<json::object>& plans, XmlNode& activity) {
        std::map<std::string, Money> by_year;
        for (const json::object& plan : plans) {
            const auto amount = Money::parse(text_of(plan, "amount"));
            check(amount.has_value(), "an amount of the store is an amount");
            const auto year = by_year.try_emplace(text_of(plan, "date").substr(0, 4), Money::fen(0)).first;
            year->second += *amount;
        }
        for (const auto& [year, amount] : by_year) {
            XmlNode budget = element("budget", {{"type", "1"}, {"status", "2"}});
            budget.children.push_back(day("period-start", year + "-01-01"));
            budget.children.push_back(day("period-end", year + "-12-31"));
            budget.children.push_back(cny(amount.plain(), year + "-01-01"));
            insert_child(activity, std::move(budget));
        }
    }

    Result<XmlNode> transaction_of(const Leg& leg, const json::object& movement, const json::object& giver) {
        const std::string date = text_of(movement, "date");
        const bool is_against = !leg.field.empty() && text_of(movement, leg.field) == leg.against;
        const std::string amount = text_of(movement, "amount");
        XmlNode node = element("transaction", {{"ref", text_of(movement, "number")}});
        node.children.push_back(element("transaction-type", {{"code", std::string(leg.code)}}));
        node.children.push_back(day("transaction-date", date));
        node.children.push_back(cny(is_against ? negated(amount) : amount, date));
        if (leg.code != "4") // what the owner pays, it pays itself
            node.children.push_back(
                element("provider-org", {{"ref", division_reference(giver)}, {"type", "11"}}, text_of(giver, "name")));
        const std::string payee = reference_text(movement, "payee", "label");
        if (payee.empty()) return node;
        XmlNode receiver = element("receiver-org", {}, payee);
        const std::string reference = TRY(organisation_reference(reference_text(movement, "payee", "id")));
        if (!reference.empty()) receiver.set_attribute("ref", reference);
        node.children.push_back(std::move(receiver));
        return node;
    }

    Kernel& kernel_;
    const Principal& who_;
    std::map<std::string, json::object> divisions_; // by id
    std::map<std::string, json::object> provinces_; // by code
    std::map<std::string, std::string> organisations_;
};

} // namespace

Done for_each_own_activity(Kernel& kernel, const Principal& who, const std::function<Done(OwnActivity)>& take) {
    return OwnProjects(kernel, who).run(take);
}

} // namespace shanhai::iati
