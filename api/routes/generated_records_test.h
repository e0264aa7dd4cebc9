#pragma once

#include "base/money.h"
#include "base/text.h"
#include "kernel/kernel.h"
#include "kernel/module/tree_modules_test.h"
#include "kernel/readings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

// A store with the modules as they lie in the tree and records that lie in different places: two programmes, two givers,
// three counties. Every text is unlike every other, so that one that turns up where it should not is known at once.
namespace shanhai::api {

struct Made {
    std::string type, id;
    json::object fields; // as they were given
    std::string text(const std::string& name) const {
        const auto* value = fields.if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
    }
};

struct ScopedReader {
    std::string name;
    kernel::Principal who;
    std::function<bool(const Made& project)> lies_inside;
};

class GeneratedRecords {
public:
    static constexpr const char* mark = "标记";
    static constexpr const char* series = "gauging.level";    // readings of projects
    static constexpr std::int64_t reading_at = 1'709'136'000; // 2024-02-29 in Shanghai

    GeneratedRecords() {
        folder_ = std::filesystem::temp_directory_path() / ("shanhai-matrix-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        kernel::OpenOptions options;
        options.data = folder_;
        options.schema_files = module_files();
        options.register_modules = kernel::job_stand_ins(options.schema_files);
        auto created = kernel::Kernel::create(std::move(options), "correct horse battery", false);
        if (!created) throw std::runtime_error(created.error().code + " " + created.error().field);
        kernel_ = *std::move(created);
        make_places();
        make_projects();
        make_others();
        make_readings();
    }
    ~GeneratedRecords() {
        kernel_.reset();
        std::filesystem::remove_all(folder_);
    }

    kernel::Kernel& kernel() const { return *kernel_; }
    const std::vector<Made>& all() const { return made_; }
    const std::string& file() const { return file_; }
    const std::string& holder_of_file() const { return holder_; } // "payment/12"

    const Made& project_of(const Made& made) const {
        const auto wanted = made.type == "project" ? made.id : made.text("project").substr(1);
        for (const auto& one : made_)
            if (one.type == "project" && one.id == wanted) return one;
        throw std::logic_error("a record belongs to a project");
    }

    std::vector<std::pair<std::string, kernel::Principal>> users() const {
        using kernel::Principal;
        auto result = std::vector<std::pair<std::string, Principal>>{
            {"nobody", Principal()},
            {"no grants", Principal::person("none", "none", {})},
            {"public", Principal::public_reader()},
            {"administrator", Principal::administrator()},
            {"province_admin", person({whole("province_admin")})},
            {"finance", person({whole("finance")})},
            {"auditor", person({whole("auditor")})},
            {"leader", person({whole("leader")})},
            {"leader of a county", person({of("leader", "540228")})},
            {"owner", person({{.role = "county_officer",
                               .scope = kernel::ScopeKind::organisation,
                               .record = id_of("organisation", "owner-a")}})},
            {"two roles", person({of("county_officer", "540228"), whole("public")})},
            {"expired", person({{.role = "auditor", .until = *Date::parse("2020-01-01")}})},
            {"token", Principal::administrator().limited_to({.operations = {"read", "figures"}, .types = {"project"}})},
        };
        for (const auto& scoped : scoped_readers()) result.emplace_back(scoped.name, scoped.who);
        return result;
    }

    std::vector<ScopedReader> scoped_readers() const {
        const auto at = [](const char* field, std::set<std::string> codes) {
            return
                [field, codes = std::move(codes)](const Made& project) { return codes.contains(project.text(field)); };
        };
        return {
            {"county officer", person({of("county_officer", "540228")}), at("region", {"540228"})},
            {"officer of a prefecture", person({of("county_officer", "540200")}), at("region", {"540228", "540230"})},
            {"work group by its city", person({of("work_group", "370200")}), at("giver", {"370200"})},
            {"finance of a programme",
             person({{.role = "finance", .scope = kernel::ScopeKind::programme, .record = id_of("programme", "pb")}}),
             at("programme", {"pb"})},
            {"two counties", person({of("county_officer", "540230"), of("finance", "653121")}),
             at("region", {"540230", "653121"})},
        };
    }

    // Figures say nothing to somebody whose scope is an organisation: no measure has it as a coordinate.
    bool has_no_coordinate(const std::string& user) const { return user == "owner"; }
    // Leaders see figures of records that they may not read.
    bool figures_differ(const std::string& user) const { return user.starts_with("leader"); }

private:
    static std::vector<kernel::SchemaFile> module_files() {
        auto files = kernel::tree_modules({"module.yaml", "access.yaml"});
        files.push_back(
            {"modules/gauging/module.yaml", std::string("module: gauging\nrequires: [projects]\nseries:\n  ") +
                                                "level: {unit: m, decimals: 2, station: project}\n"});
        return files;
    }

    // What the type needs and was not given; texts are marked, each with a number of its own.
    json::object filled(const kernel::RecordType& type, json::object fields) {
        for (const auto& field : type.fields) {
            if (fields.contains(field.name)) continue;
            const bool text = field.kind == kernel::FieldKind::text || field.kind == kernel::FieldKind::long_text;
            if (text && field.pattern.empty() && field.max_length >= 10)
                fields[field.name] = mark + std::to_string(++marks_) + "号";
            else if (!field.required || field.initial)
                continue;
            else if (field.kind == kernel::FieldKind::choice)
                fields[field.name] = field.choices.front().name;
            else if (field.kind == kernel::FieldKind::date)
                fields[field.name] = "2024-03-01";
            else if (field.is_number())
                fields[field.name] = 1;
        }
        return fields;
    }

    std::string make(const std::string& type, json::object fields) {
        kernel::Request request;
        request.who = kernel::Principal::administrator();
        kernel::Command command;
        command.type = type;
        command.fields = filled(*kernel_->schema().type(type), std::move(fields));
        Made made{type, {}, command.fields};
        request.commands.push_back(std::move(command));
        const auto reply = kernel_->execute(std::move(request));
        if (!reply) throw std::runtime_error(type + ": " + reply.error().code + " " + reply.error().field);
        made.id = std::to_string(reply->outcomes.front().record.value);
        made_.push_back(std::move(made));
        return "#" + made_.back().id;
    }

    void make_places() {
        const auto place = [&](const char* code, const char* level, const char* parent) {
            json::object fields{{"code", code}, {"level", level}};
            if (*parent != 0) fields["parent"] = parent;
            make("division", std::move(fields));
        };
        place("370000", "province", "");
        place("370100", "prefecture", "370000");
        place("370200", "prefecture", "370000");
        place("540000", "province", "");
        place("540200", "prefecture", "540000");
        place("540228", "county", "540200");
        place("540230", "county", "540200");
        place("650000", "province", "");
        place("653121", "county", "650000");
        make("programme", {{"code", "pa"}});
        make("programme", {{"code", "pb"}});
        for (const auto* owner : {"owner-a", "owner-b"}) {
            make("organisation", {{"code", owner}, {"kind", "owner"}, {"division", "540228"}});
            make("person", {{"organisation", owner}});
        }
    }

    void make_projects() {
        struct Where {
            const char *programme, *giver, *region, *owner;
        };
        int number = 0;
        for (const auto& [programme, giver, region, owner] :
             {Where{"pa", "370100", "540228", "owner-a"}, Where{"pa", "370200", "540230", "owner-b"},
              Where{"pb", "370200", "653121", "owner-b"}, Where{"pb", "370100", "540228", "owner-b"},
              Where{"pa", "370200", "653121", "owner-a"}}) {
            const auto yuan = [&](int amount) { return std::to_string(amount + ++number) + ".00"; };
            const json::object places{{"programme", programme}, {"giver", giver}, {"region", region}};
            auto with_places = [&](json::object more) {
                for (const auto& [name, value] : places) more[name] = value;
                return more;
            };
            const auto project = make("project", with_places({{"owner", owner}, {"budget", "90000.00"}}));
            for (const auto* type : {"appropriation", "gift", "matching", "term", "work_group", "participation",
                                     "pairing", "joint_meeting", "agreement"})
                make(type, with_places({}));
            make("plan", with_places({{"starts_on", "2024-01-01"}, {"ends_on", "2024-12-31"}}));
            make("fund_plan", {{"project", project}, {"amount", yuan(4000)}});
            make("allocation", {{"project", project}, {"amount", yuan(3000)}});
            make("disbursement", {{"project", project}, {"amount", yuan(2000)}, {"payee", owner}});
            make_payment(project, yuan(1000));
            make("contract", {{"project", project}, {"supplier", owner}});
            for (const auto* type :
                 {"milestone", "progress", "inspection", "acceptance", "asset", "investment_plan", "audit_finding"})
                make(type, {{"project", project}});
        }
    }

    void make_payment(const std::string& project, const std::string& amount) {
        const auto stored = kernel_->store_file(kernel::Principal::administrator(),
                                                kernel::Upload{.name = "voucher.pdf"}, "%PDF-1.4 " + project);
        const auto made =
            make("payment", {{"project", project},
                             {"amount", amount},
                             {"kind", "works"},
                             {"voucher", json::object{{"sha256", stored->sha256}, {"name", "voucher.pdf"}}}});
        if (!file_.empty()) return;
        file_ = stored->sha256;
        holder_ = "payment/" + made.substr(1);
    }

    void make_others() {
        make("iati_activity", {{"code", "XM-1"}});
        make("user", {{"login", "somebody"}, {"organisation", "owner-a"}});
        make("grant", {{"user", "somebody"}, {"role", "finance"}, {"scope", "division"}, {"division", "540228"}});
    }

    // Of every project, each with a value of its own and one corrected.
    void make_readings() {
        const auto admin = kernel::Principal::administrator();
        std::vector<kernel::ReadingGiven> batch;
        for (const auto& one : made_) {
            if (one.type != "project") continue;
            for (int i = 0; i < 3; ++i)
                batch.push_back({"#" + one.id, {reading_at + i * 300, std::stoll(one.id) * 1000 + i}});
        }
        const auto taken = kernel_->readings().append(admin, series, batch);
        if (!taken) throw std::runtime_error(taken.error().code + " " + taken.error().field);
        for (const auto& given : batch) {
            if (given.reading.at != reading_at) continue;
            auto to = given.reading;
            to.value += 500;
            if (!kernel_->readings().correct(admin, {series, given.station, to, filled_reason()}))
                throw std::runtime_error("a reading cannot be corrected");
        }
    }
    std::string filled_reason() { return mark + std::to_string(++marks_) + "号"; }

    static kernel::Grant whole(const char* role) { return {.role = role}; }
    kernel::Grant of(const char* role, const char* division) const {
        return {.role = role, .scope = kernel::ScopeKind::division, .record = id_of("division", division)};
    }
    static kernel::Principal person(std::vector<kernel::Grant> grants) {
        return kernel::Principal::person("tester", "tester", std::move(grants));
    }
    std::int64_t id_of(const std::string& type, const std::string& code) const {
        for (const auto& one : made_)
            if (one.type == type && one.text("code") == code) return std::stoll(one.id);
        throw std::logic_error("there is no " + type + " " + code);
    }

    std::filesystem::path folder_;
    std::unique_ptr<kernel::Kernel> kernel_;
    std::vector<Made> made_;
    std::string file_, holder_;
    int marks_ = 0;
};

} // namespace shanhai::api
