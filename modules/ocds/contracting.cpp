#include "modules/ocds/contracting.h"

#include "base/check.h"
#include "base/money.h"
#include "kernel/module/every_record.h"
#include "kernel/module/record_count.h"
#include "kernel/module/shown_record.h"

#include <array>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace shanhai::ocds {

namespace {

using kernel::is_void;
using kernel::Kernel;
using kernel::ListQuery;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr std::size_t projects_at_once = 400; // a list filter takes 500 values

using Codes = std::span<const std::pair<std::string_view, std::string_view>>;

// Closed code lists of the standard: procurementMethod, procurementCategory.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> method_of_procurement = {{
    {"open_tender", "open"},
    {"invited_tender", "selective"},
    {"negotiation", "limited"},
    {"inquiry", "limited"},
    {"direct", "direct"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> category_of_kind = {{
    {"works", "works"},
    {"design", "services"},
    {"supervision", "services"},
    {"goods", "goods"},
    {"service", "services"},
}};

std::string_view code_for(Codes table, std::string_view name) {
    for (const auto& [known, code] : table)
        if (known == name) return code;
    return {};
}

// A day as the standard wants it: with a time, which is midnight where the contract was signed.
void set_day(json::object& into, std::string_view name, const std::string& day) {
    if (!day.empty()) into[name] = day + "T00:00:00+08:00";
}

void set_text(json::object& into, std::string_view name, std::string_view text) {
    if (!text.empty()) into[name] = text;
}

// Whole yuan stay whole numbers; with fen a number of two decimals, which a double keeps exactly enough up to 10^13.
json::object value_of(Money amount) {
    json::object value;
    if (amount.in_fen() % 100 == 0)
        value["amount"] = amount.in_fen() / 100;
    else
        value["amount"] = static_cast<double>(amount.in_fen()) / 100;
    value["currency"] = "CNY";
    return value;
}

std::optional<Money> money_of(const json::object& record, std::string_view field) {
    const auto amount = Money::parse(text_of(record, field));
    return amount ? std::optional(*amount) : std::nullopt; // nothing: the reader may not see it
}

json::object named(const Party& party) {
    json::object reference{{"id", party.id}};
    if (const json::value* name = party.organisation.if_contains("name")) reference["name"] = *name;
    return reference;
}

// What happened to one version, compared with the one before.
struct Step {
    const Version& now;
    const Version* before = nullptr; // nullptr: it was entered

    bool changed(std::string_view field) const {
        const json::value* then = before->record.if_contains(field);
        const json::value* is = now.record.if_contains(field);
        return (then == nullptr ? json::value() : *then) != (is == nullptr ? json::value() : *is);
    }
};

ListQuery everything(Moment as_of) {
    ListQuery query;
    query.order = {"id"};
    query.with_void = true;
    query.as_of = as_of;
    return query;
}

class Contracting {
public:
    Contracting(Kernel& kernel, const Principal& who, Moment as_of, const std::string& prefix,
                const json::object& schema)
        : kernel_(kernel), who_(who), as_of_(as_of), prefix_(prefix), schema_(schema) {}

    Result<Told> run(const std::function<Done(Process)>& take) {
        ListQuery query = everything(as_of_);
        query.limit = projects_at_once;
        TRY_DO(for_each_page(kernel_, who_, "project", std::move(query),
                             [&](const json::array& projects) { return tell(projects, take); }));
        return told_;
    }

private:
    using Records = std::map<std::string, std::vector<json::object>, std::less<>>; // by what they belong to

    Done tell(const json::array& projects, const std::function<Done(Process)>& take) {
        if (projects.empty()) return {};
        const Records contracts = TRY(belonging_to(projects, "contract", "project"));
        const Records payments = TRY(belonging_to(projects, "payment", "project"));
        for (const json::value& item : projects) {
            const json::object& project = item.as_object();
            ++told_.projects;
            TRY_DO(take(TRY(planning_of(project))));
            Records paid; // by contract
            if (const auto found = payments.find(text_of(project, "id")); found != payments.end())
                for (const json::object& payment : found->second) {
                    const std::string contract = reference_text(payment, "contract", "id");
                    if (contract.empty())
                        ++told_.payments_without_contract;
                    else
                        paid[contract].push_back(payment);
                }
            const auto signed_ = contracts.find(text_of(project, "id"));
            if (signed_ == contracts.end()) continue;
            for (const json::object& contract : signed_->second) {
                ++told_.contracts;
                const std::vector<json::object>& payments_on_it = paid[text_of(contract, "id")];
                told_.payments += payments_on_it.size();
                TRY_DO(take(TRY(contracting_of(project, contract, payments_on_it))));
            }
        }
        return {};
    }

    Result<Records> belonging_to(const json::array& owners, const std::string& type, const std::string& field) {
        std::string ids;
        for (const json::value& owner : owners) ids += (ids.empty() ? "(#" : ",#") + text_of(owner.as_object(), "id");
        ListQuery query = everything(as_of_);
        query.filters = {{field, "in", ids + ")"}};
        Records records;
        TRY_DO(for_each_record(kernel_, who_, type, std::move(query), [&](json::object& record) -> Done {
            records[reference_text(record, field, "id")].push_back(std::move(record));
            return {};
        }));
        return records;
    }

    // A record that was never changed is its only version; of others the journal says when they were.
    Result<Versions> versions_of(const std::string& type, const json::object& record) {
        const std::string id = text_of(record, "id");
        if (text_of(record, "version") == id) return Versions{{std::stoll(id), text_of(record, "created_at"), record}};
        const json::object history = TRY(kernel_.history(who_, type, "#" + id, as_of_));
        Versions versions;
        for (const json::value& item : history.at("entries").as_array()) {
            const json::object& entry = item.as_object();
            if (reference_text(entry, "record", "id") != id) continue; // another record moved its postings
            const std::string at = text_of(entry, "at");
            const Version version{std::stoll(text_of(entry, "seq")), at, {}};
            if (!versions.empty() && versions.back().at == at)
                versions.back() = version;
            else
                versions.push_back(version);
        }
        for (Version& version : versions)
            version.record = TRY(kernel_.get(who_, type, "#" + id, TRY(Moment::parse(version.at))));
        check(!versions.empty(), "a record has entries");
        return versions;
    }

    // An organisation's code, asked for once; empty for one without, or that the reader may not see.
    const std::string& organisation_code(const std::string& id) {
        auto known = codes_.find(id);
        if (known == codes_.end()) {
            const auto found = kernel_.get(who_, "organisation", "#" + id);
            known = codes_.emplace(id, found ? text_of(*found, "code") : "").first;
        }
        return known->second;
    }

    std::optional<Party> organisation(const json::object& record, std::string_view field) {
        const std::string id = reference_text(record, field, "id");
        if (id.empty()) return std::nullopt; // none, or withheld
        const std::string name = reference_text(record, field, "label");
        const std::string& code = organisation_code(id);
        if (code.empty()) return Party{"organisation-" + id, {{"name", name}}};
        return Party{"CN-USCI-" + code,
                     {{"name", name}, {"identifier", {{"scheme", "CN-USCI"}, {"id", code}, {"legalName", name}}}}};
    }

    static std::optional<Party> division(const json::object& record, std::string_view field) {
        const std::string id = reference_text(record, field, "id");
        if (id.empty()) return std::nullopt;
        return Party{"division-" + id, {{"name", reference_text(record, field, "label")}}};
    }

    std::string title_of(const std::string& type, std::string_view field_name, const std::string& choice) const {
        const kernel::Field* field = kernel_.schema().type(type)->field(std::string(field_name));
        if (field == nullptr) return {};
        for (const kernel::Choice& one : field->choices)
            if (one.name == choice) return one.title.zh;
        return {};
    }

    std::string ocid_of(const json::object& record) const { return prefix_ + "-" + text_of(record, "number"); }

    static json::object milestone(const char* id, const char* title, const char* type, const std::string& due,
                                  const std::string& met) {
        json::object milestone{
            {"id", id}, {"title", title}, {"type", type}, {"status", met.empty() ? "scheduled" : "met"}};
        set_day(milestone, "dueDate", due);
        set_day(milestone, "dateMet", met);
        return milestone;
    }

    json::object budget_of(const json::object& project) const {
        json::object budget;
        set_text(budget, "id", text_of(project, "number"));
        std::string words = reference_text(project, "programme", "label");
        for (const char* field : {"sector", "theme"}) {
            const std::string title = title_of("project", field, text_of(project, field));
            if (!title.empty()) words += (words.empty() ? "" : "，") + title;
        }
        set_text(budget, "description", words);
        if (const auto amount = money_of(project, "budget")) budget["amount"] = value_of(*amount);
        set_text(budget, "project", text_of(project, "name"));
        set_text(budget, "projectID", text_of(project, "number"));
        return budget;
    }

    Result<Process> planning_of(const json::object& project) {
        ProcessWriter process(ocid_of(project), schema_);
        bool is_first = true;
        for (const Version& version : TRY(versions_of("project", project))) {
            const json::object& now = version.record;
            json::object planning{{"budget", budget_of(now)}};
            set_text(planning, "rationale", text_of(now, "note"));
            planning["milestones"] = json::array{
                milestone("approval", "批复", "approval", "", text_of(now, "approved_on")),
                milestone("start", "开工", "engagement", "", text_of(now, "started_on")),
                milestone("completion", "完工", "delivery", text_of(now, "due_on"), text_of(now, "completed_on"))};
            json::object part{{"planning", std::move(planning)}};
            if (const auto buyer = organisation(now, "owner")) {
                part["buyer"] = named(*buyer);
                process.take_part(version.entry, version.at, *buyer, "buyer");
            }
            if (const auto funder = division(now, "giver"))
                process.take_part(version.entry, version.at, *funder, "funder");
            process.say(version.entry, version.at, is_first ? "planning" : "planningUpdate", part);
            if (is_void(now) || text_of(now, "state") == "cancelled")
                process.say(version.entry, version.at, "tenderCancellation",
                            {{"tender", {{"id", text_of(now, "number")}, {"status", "cancelled"}}}});
            is_first = false;
        }
        return std::move(process).finish();
    }

    Result<Process> contracting_of(const json::object& project, const json::object& contract,
                                   const std::vector<json::object>& payments) {
        ProcessWriter process(ocid_of(contract), schema_);
        const Version* before = nullptr;
        const Versions versions = TRY(versions_of("contract", contract));
        for (const Version& version : versions) {
            say_contract(process, project, {version, before});
            before = &version;
        }
        for (const json::object& payment : payments) {
            bool is_first = true;
            for (const Version& version : TRY(versions_of("payment", payment))) {
                say_payment(process, project, contract, version, is_first);
                is_first = false;
            }
        }
        return std::move(process).finish();
    }

    void say_contract(ProcessWriter& process, const json::object& project, const Step& step) {
        const json::object& now = step.now.record;
        const std::string number = text_of(now, "number");
        const std::string title = text_of(project, "name") + "：" + title_of("contract", "kind", text_of(now, "kind"));
        const auto buyer = organisation(project, "owner");
        const auto supplier = organisation(now, "supplier");
        const auto amount = money_of(now, "amount");

        json::object tender{{"id", number}, {"title", title}, {"status", "complete"}};
        set_text(tender, "procurementMethod", code_for(method_of_procurement, text_of(now, "procurement")));
        set_text(tender, "procurementMethodDetails", title_of("contract", "procurement", text_of(now, "procurement")));
        set_text(tender, "mainProcurementCategory", code_for(category_of_kind, text_of(now, "kind")));
        const char* status = is_void(now) ? "cancelled" : "active";
        json::object award{{"id", number}, {"title", title}, {"status", status}};
        set_day(award, "date", text_of(now, "signed_on"));
        json::object made{{"id", number}, {"awardID", number}, {"title", title}, {"status", status}};
        set_day(made, "dateSigned", text_of(now, "signed_on"));
        if (!text_of(now, "due_on").empty())
            set_day(made["period"].emplace_object(), "endDate", text_of(now, "due_on"));
        if (amount) award["value"] = made["value"] = value_of(*amount);
        if (supplier) award["suppliers"] = json::array{named(*supplier)};
        if (buyer) tender["procuringEntity"] = named(*buyer);

        json::object part{
            {"planning",
             {{"budget", {{"project", text_of(project, "name")}, {"projectID", text_of(project, "number")}}}}},
            {"tender", std::move(tender)},
            {"awards", json::array{std::move(award)}},
            {"contracts", json::array{std::move(made)}},
            {"relatedProcesses",
             {{{"id", "project"},
               {"relationship", {"planning"}},
               {"title", text_of(project, "name")},
               {"scheme", "ocid"},
               {"identifier", ocid_of(project)}}}}};
        if (buyer) part["buyer"] = named(*buyer);
        const auto take_part = [&](const std::optional<Party>& party, std::string_view role) {
            if (party) process.take_part(step.now.entry, step.now.at, *party, role);
        };
        take_part(buyer, "buyer");
        take_part(buyer, "procuringEntity");
        take_part(supplier, "supplier");
        for (const std::string_view tag : tags_of(step)) process.say(step.now.entry, step.now.at, tag, part);
    }

    static std::vector<std::string_view> tags_of(const Step& step) {
        if (step.before == nullptr) return {"tender", "award", "contract"};
        if (is_void(step.now.record)) return {"awardCancellation", "contractTermination"};
        for (const char* field : {"amount", "supplier", "signed_on", "due_on"})
            if (step.changed(field)) return {"contractAmendment"};
        return {"contractUpdate"};
    }

    void say_payment(ProcessWriter& process, const json::object& project, const json::object& contract,
                     const Version& version, bool is_first) {
        const json::object& payment = version.record;
        const auto payer = organisation(project, "owner");
        auto payee = organisation(payment, "payee");
        if (!payee) payee = organisation(contract, "supplier");
        json::object transaction{{"id", text_of(payment, "number")}};
        set_day(transaction, "date", text_of(payment, "date"));
        if (auto amount = money_of(payment, "amount")) {
            if (is_void(payment)) amount = Money::fen(0);
            transaction["value"] = value_of(text_of(payment, "kind") == "refund" ? -*amount : *amount);
        }
        const auto take_part = [&](const std::optional<Party>& party, const char* role) {
            if (!party) return;
            transaction[role] = named(*party);
            process.take_part(version.entry, version.at, *party, role);
        };
        take_part(payer, "payer");
        take_part(payee, "payee");
        const std::string number = text_of(contract, "number");
        process.say(version.entry, version.at, is_first ? "implementation" : "implementationUpdate",
                    {{"contracts",
                      {{{"id", number},
                        {"awardID", number},
                        {"implementation", {{"transactions", json::array{std::move(transaction)}}}}}}}});
    }

    Kernel& kernel_;
    const Principal& who_;
    Moment as_of_;
    const std::string& prefix_;
    const json::object& schema_;
    Told told_;
    std::map<std::string, std::string> codes_; // of organisations, by id
};

} // namespace

Result<std::uint64_t> count_processes(Kernel& kernel, const Principal& who, Moment as_of) {
    std::uint64_t total = 0;
    for (const char* type : {"project", "contract"})
        total += static_cast<std::uint64_t>(TRY(count_records(kernel, who, type, everything(as_of))));
    return total;
}

Result<Told> for_each_process(Kernel& kernel, const Principal& who, Moment as_of, const std::string& prefix,
                              const json::object& schema, const std::function<Done(Process)>& take) {
    return Contracting(kernel, who, as_of, prefix, schema).run(take);
}

} // namespace shanhai::ocds
