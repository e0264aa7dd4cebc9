#include "api/routes/api.h"
#include "api/routes/generated_records_test.h"
#include "base/csv.h"
#include "base/text.h"
#include "kernel/jobs/notices.h"
#include "kernel/sheets/sheet_csv.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include <functional>
#include <regex>

// Every route for every kind of user over generated records: no answer says more than the detail pages show that user.
namespace shanhai::api {
namespace {

using kernel::Principal;

struct Asked {
    http::Method method = http::Method::get;
    std::string target;
    std::string body;
};

struct Answered {
    int status = 0;
    std::string body;
};

// What one user must never see: texts and ids of records that the detail page denies, and values of fields that it
// leaves out.
struct Hidden {
    std::set<std::string> texts, ids;
    std::set<std::string> readable; // "type/id"
};

class RightsMatrix : public testing::Test {
protected:
    // Ends the program when the records cannot be made: gtest would pass its tests over, which looks like success.
    static void SetUpTestSuite() noexcept {
        records = new GeneratedRecords;
        tell_everybody_of_everything();
        api = new Api(records->kernel(), {.version = "test"});
    }
    static void tell_everybody_of_everything() {
        auto& kernel = records->kernel();
        const auto told = kernel.jobs().finish({}, [&](kernel::Connection& writer, const kernel::JobRun&) {
            // Their own numbers, and how many they are, must not be those of records.
            writer.execute("INSERT INTO sys_notice (id, person, key, kind, type, record, entry, detail, at, seen) "
                           "VALUES (700000000, 'somebody else', 'first', 'test', '', 0, 0, '{}', 1, 1)");
            for (const auto& [name, who] : records->users()) {
                for (int often = 0; often < 3; ++often)
                    for (const auto& made : records->all()) {
                        kernel::Notice notice;
                        notice.person = who.user();
                        notice.kind = "todo";
                        notice.key = name + made.type + made.id + std::to_string(often);
                        notice.type = made.type;
                        notice.record = std::stoll(made.id);
                        notice.at = kernel.now();
                        kernel.notices().add(writer, std::move(notice));
                    }
            }
        });
        if (!told) throw std::runtime_error(told.error().code);
    }
    static void TearDownTestSuite() {
        delete api;
        delete records;
    }

    static Answered ask(const Principal& who, const Asked& asked) {
        http::Request request;
        request.method = asked.method;
        request.target = asked.target;
        request.body = asked.body;
        if (!asked.body.empty()) request.add_field("Content-Type", "application/json"); // which tables do not mind
        if (asked.method == http::Method::patch) request.add_field("If-Match", "*");
        const auto match = api->router().find(request.method, request.path(), request.parameters);
        EXPECT_NE(match.route, nullptr) << asked.target;
        request.route = match.route;
        request.who = who;
        // The handler that a connection would call once the session is known.
        http::asio::io_context loop;
        std::optional<http::Response> response;
        http::asio::co_spawn(
            loop, [&]() -> http::awaitable<void> { response = co_await api->handle(request); }, http::asio::detached);
        loop.run();
        return {response->status, in_words(*response)};
    }

    // What people read in it: a file's bytes, of a workbook its cells.
    static std::string in_words(const http::Response& response) {
        std::string bytes(response.content());
        if (response.file) {
            bytes.resize(static_cast<std::size_t>(response.file->size()));
            response.file->read(0, bytes);
        }
        if (!bytes.starts_with("PK")) return bytes;
        std::string words;
        auto workbook = kernel::TableFile::of(std::move(bytes));
        EXPECT_TRUE(workbook.has_value());
        for (std::size_t sheet = 0; workbook && sheet < workbook->sheets().size(); ++sheet)
            EXPECT_TRUE(kernel::write_csv(*workbook, sheet, kernel::CellText::shown, [&](std::string_view piece) {
                            words += piece;
                        }).has_value());
        return words;
    }

    static Answered get(const Principal& who, const std::string& target) {
        return ask(who, {http::Method::get, "/api/v1" + target, {}});
    }

    // By the detail pages, one after another.
    static Hidden hidden_from(const Principal& who) {
        Hidden hidden;
        for (const auto& made : records->all()) {
            const auto target = "/" + made.type + "/" + made.id;
            const auto all = json::parse(get(Principal::administrator(), target).body).as_object();
            const auto seen = get(who, target);
            const auto shown = seen.status == 200 ? json::parse(seen.body).as_object() : json::object();
            if (seen.status == 200)
                hidden.readable.insert(made.type + "/" + made.id);
            else
                hidden.ids.insert(made.id);
            for (const auto& [name, value] : all) {
                if (shown.contains(name) || !value.is_string()) continue;
                const std::string text(value.as_string());
                if (text.find(GeneratedRecords::mark) != std::string::npos || name == "number")
                    hidden.texts.insert(text);
            }
        }
        return hidden;
    }

    // What of the hidden an answer says after all. Only texts that carry a mark are looked for: "草稿" is no secret.
    static std::vector<std::string> leaks(const std::string& body, const Hidden& hidden) {
        static const std::regex marked("标记[0-9]+号"), numbered("[A-Z]{2}-[0-9]{4}-[0-9]+"),
            identified(R"re("(?:id|record|entry|seq)":"([0-9]+)")re");
        std::vector<std::string> found;
        const auto look = [&](const std::regex& pattern, std::size_t group, const std::set<std::string>& secret) {
            for (std::sregex_iterator at(body.begin(), body.end(), pattern), end; at != end; ++at)
                if (secret.contains((*at)[group].str())) found.push_back((*at)[group].str());
        };
        look(marked, 0, hidden.texts);
        look(numbered, 0, hidden.texts);
        look(identified, 1, hidden.ids);
        return found;
    }

    static std::vector<Asked> cases_of(const Route& route, const Hidden& hidden);

    static inline GeneratedRecords* records = nullptr;
    static inline Api* api = nullptr;
};

// ── what is asked of each route ──────────────────────────────────────────────────────────────────────────────────

using http::Method;

std::vector<Asked> of_lists(const GeneratedRecords& records, const Hidden& hidden) {
    std::vector<Asked> asked;
    for (const auto& type : records.kernel().schema().types) {
        const auto list = "/api/v1/" + type->name + "?limit=500&count=1&void=any";
        asked.push_back({Method::get, list, {}});
        for (const std::string filter : {"as_of=2099-01-01", "late=true", "overdue=true"})
            asked.push_back({Method::get, list + "&" + filter, {}});
        for (const auto& field : type->fields) asked.push_back({Method::get, list + "&order=-" + field.name, {}});
        for (const auto& field : type->fields)
            if (field.kind == kernel::FieldKind::ref)
                asked.push_back({Method::get, list + "&" + field.name + ".created_by=like.a", {}});
        std::size_t words = 0;
        for (const auto& text : hidden.texts)
            if (++words <= 12) {
                asked.push_back({Method::get, list + "&q=" + percent_encoded(text), {}});
                asked.push_back({Method::get, list + "&as_of=2099-01-01&q=" + percent_encoded(text), {}});
            }
    }
    return asked;
}

// By everything that the person must not see, whole and in parts, and by what nearly every record has.
std::vector<Asked> of_search(const Hidden& hidden) {
    std::vector<Asked> asked;
    const auto ask = [&](const std::string& words) {
        asked.push_back({Method::get, "/api/v1/search?limit=100&q=" + percent_encoded(words), {}});
    };
    for (const auto& text : hidden.texts) {
        ask(text);
        if (const auto at = text.find(GeneratedRecords::mark); at != std::string::npos) ask(text.substr(at));
    }
    for (const char* words : {GeneratedRecords::mark, "2024", "xm", "号", "bj"}) ask(words);
    return asked;
}

std::vector<Asked> of_texts(const Hidden& hidden, const std::string& path) {
    std::vector<Asked> asked;
    for (const auto& text : hidden.texts)
        asked.push_back({Method::post, path, json::serialize(json::object{{"text", text}})});
    return asked;
}

std::vector<Asked> of_exports(const GeneratedRecords& records) {
    std::vector<Asked> asked;
    for (const auto& type : records.kernel().schema().types)
        for (const std::string form : {"jsonl", "csv", "xlsx"})
            asked.push_back({Method::get, "/api/v1/" + type->name + "/export?void=any&form=" + form, {}});
    return asked;
}

std::vector<Asked> of_types(const GeneratedRecords& records, Method method, const std::string& ending,
                            const std::string& body = {}) {
    std::vector<Asked> asked;
    for (const auto& type : records.kernel().schema().types)
        asked.push_back({method, "/api/v1/" + type->name + ending, body});
    return asked;
}

// Every record again as a row of a table. A marked copy repeats what was sent: then only references are.
std::vector<Asked> of_tables(const GeneratedRecords& records, const std::string& ending, bool references_only = false) {
    std::vector<Asked> asked;
    for (const auto& type : records.kernel().schema().types) {
        std::string heads = "id", table;
        for (const auto& field : type->fields) heads += "," + field.name;
        for (const auto& made : records.all()) {
            if (made.type != type->name) continue;
            table += made.id;
            for (const auto& field : type->fields) {
                if (references_only && field.kind != kernel::FieldKind::ref) {
                    table += ",";
                    continue;
                }
                const auto* value = made.fields.if_contains(field.name);
                table +=
                    "," + (value != nullptr && value->is_string() ? csv_cell(std::string(value->as_string())) : "");
            }
            table += "\n";
        }
        if (!table.empty()) asked.push_back({Method::post, "/api/v1/" + type->name + ending, heads + "\n" + table});
    }
    return asked;
}

std::vector<Asked> of_figures(const GeneratedRecords& records, const std::string& ending) {
    std::vector<Asked> asked;
    for (const auto& figure : records.kernel().schema().figures) {
        const auto path = "/api/v1/figures/" + figure.name + ending;
        asked.push_back({Method::get, path, {}});
        asked.push_back({Method::get, path + "?as_of=2026-01-01", {}});
        for (const auto& dimension : figure.dimensions)
            if (ending.empty()) asked.push_back({Method::get, path + "?by=" + dimension.name, {}});
    }
    return asked;
}

std::vector<Asked> of_changes(const GeneratedRecords& records) {
    std::vector<Asked> asked;
    for (const auto& figure : records.kernel().schema().figures)
        asked.push_back({Method::get, "/api/v1/figures/" + figure.name + "/changes?from=2001-01-01&limit=1000", {}});
    return asked;
}

std::vector<Asked> of_records(const GeneratedRecords& records, const std::string& ending, Method method = Method::get,
                              const std::string& body = {}) {
    std::vector<Asked> asked;
    for (const auto& made : records.all())
        asked.push_back({method, "/api/v1/" + made.type + "/" + made.id + ending, body});
    return asked;
}

std::vector<Asked> of_transitions(const GeneratedRecords& records) {
    std::vector<Asked> asked;
    for (const auto& made : records.all())
        for (const auto& transition : records.kernel().schema().type(made.type)->transitions)
            asked.push_back(
                {Method::post, "/api/v1/" + made.type + "/" + made.id + "/" + transition.name + "?dry_run=1", "{}"});
    return asked;
}

// Every record's id where a bulletin's is wanted.
std::vector<Asked> of_bulletin_names(const GeneratedRecords& records, const std::string& ending) {
    std::vector<Asked> asked;
    for (const auto& made : records.all()) asked.push_back({Method::get, "/api/v1/bulletins/" + made.id + ending, {}});
    return asked;
}

// A table of every figure by each of its dimensions.
std::vector<Asked> of_bulletins(const GeneratedRecords& records, const std::string& path) {
    std::vector<Asked> asked;
    for (const auto& figure : records.kernel().schema().figures)
        for (const auto& dimension : figure.dimensions) {
            const json::object table{{"kind", "table"}, {"figure", figure.name}, {"by", dimension.name}};
            const json::object content{{"blocks", json::array{table}}};
            asked.push_back({Method::post, path, json::serialize(json::object{{"content", content}})});
        }
    return asked;
}

// Everything that there is, named by its id, as the reference of a new record.
std::vector<Asked> of_new_records(const GeneratedRecords& records) {
    std::vector<Asked> asked;
    for (const auto& made : records.all()) {
        auto fields = made.fields;
        asked.push_back({Method::post, "/api/v1/" + made.type + "?dry_run=1", json::serialize(fields)});
    }
    return asked;
}

// What is asked of the readings of one record, whatever its type is.
std::vector<Asked> of_station(const Made& made, const std::string& ending, Method method) {
    const std::string path = std::string("/api/v1/series/") + GeneratedRecords::series + ending;
    const std::string station = "#" + made.id;
    std::vector<Asked> asked;
    if (method == Method::get) {
        for (const std::string step : {"reading", "hour", "day", "month"})
            asked.push_back(
                {method,
                 path + "?from=2024-01-01&to=2024-12-31&step=" + step + "&station=" + percent_encoded(station),
                 {}});
        return asked;
    }
    // The same that is there, which changes nothing.
    const json::object reading{{"station", station},
                               {"at", "2024-02-29T00:10"},
                               {"value", made.id + "0.02"},
                               {"quality", "good"},
                               {"reason", "r"}};
    const auto body = ending.empty() ? json::object{{"readings", json::array{reading}}} : reading;
    asked.push_back({method, path, json::serialize(body)});
    return asked;
}

std::vector<Asked> of_readings(const GeneratedRecords& records, const std::string& ending,
                               Method method = Method::get) {
    std::vector<Asked> all;
    for (const auto& made : records.all())
        for (auto& asked : of_station(made, ending, method)) all.push_back(std::move(asked));
    return all;
}

// Accounts, sessions and hashes hold nothing of records; they have tests of their own.
bool is_about_no_record(const Route& route) {
    if (route.name.starts_with("get_entry_bundle")) return false;
    for (const std::string_view place :
         {"/api/v1/account", "/api/v1/accounts/", "/api/v1/session/", "/api/v1/access/events", "/log/"})
        if (route.path.starts_with(place)) return true;
    return false;
}

// What modules serve to the world outside holds to its reader's rights in their own tests; here is none of them.
std::vector<Asked> of_served(const Route& route) {
    return {{Method::get, std::regex_replace(route.path, std::regex("\\{[^}]*\\}"), "none"), {}}};
}

std::vector<Asked> RightsMatrix::cases_of(const Route& route, const Hidden& hidden) {
    if (is_about_no_record(route)) return {};
    if (route.name.starts_with("serve_")) return of_served(route);
    const auto one = [](const std::string& target) { return std::vector<Asked>{{Method::get, target, {}}}; };
    using Cases = std::function<std::vector<Asked>()>;
    const std::map<std::string, Cases> cases = {
        {"list_{type}", [&] { return of_lists(*records, hidden); }},
        {"get_{type}",
         [&] {
             auto asked = of_records(*records, "");
             for (auto& then : of_records(*records, "?as_of=2099-01-01")) asked.push_back(std::move(then));
             return asked;
         }},
        {"history_of_{type}",
         [&] {
             auto asked = of_records(*records, "/history");
             for (auto& then : of_records(*records, "/history?as_of=2099-01-01")) asked.push_back(std::move(then));
             return asked;
         }},
        {"next_steps_of_{type}", [&] { return of_records(*records, "/next"); }},
        {"undo_{type}", [&] { return of_records(*records, "/undo?dry_run=1", Method::post, R"({"reason":"r"})"); }},
        {"search", [&] { return of_search(hidden); }},
        {"get_readings", [&] { return of_readings(*records, ""); }},
        {"list_reading_corrections", [&] { return of_readings(*records, "/corrections"); }},
        {"append_readings", [&] { return of_readings(*records, "", Method::post); }},
        {"correct_reading", [&] { return of_readings(*records, "/corrections", Method::post); }},
        {"list_todo", [&] { return one("/api/v1/todo?limit=500"); }},
        // Everybody was told of every record, whether or not they may see it.
        {"list_notifications", [&] { return one("/api/v1/notifications?limit=100"); }},
        {"mark_notifications_seen",
         [] { return std::vector<Asked>{{Method::post, "/api/v1/notifications/seen", R"({"until":"0"})"}}; }},
        {"listen", [&] { return one("/api/v1/live"); }},
        {"get_notification_settings", [&] { return one("/api/v1/notifications/settings"); }},
        {"set_notification_settings", [] { return std::vector<Asked>{}; }},
        {"send_test_notification", [] { return std::vector<Asked>{}; }},
        {"list_jobs", [&] { return one("/api/v1/jobs"); }},
        {"list_job_runs", [&] { return one("/api/v1/jobs/system.verify/runs"); }},
        {"run_job", [] { return std::vector<Asked>{{Method::post, "/api/v1/jobs/system.verify/run", "{}"}}; }},
        {"get_changes", [&] { return of_changes(*records); }},
        {"access_of_{type}", [&] { return of_records(*records, "/access"); }},
        {"create_{type}", [&] { return of_new_records(*records); }},
        {"amend_{type}", [&] { return of_records(*records, "?dry_run=1", Method::patch, "{}"); }},
        {"void_{type}", [&] { return of_records(*records, "/void?dry_run=1", Method::post, R"({"reason":"r"})"); }},
        {"erase_{type}", [&] { return of_records(*records, "/erase?dry_run=1", Method::post, R"({"reason":"r"})"); }},
        {"{transition}_{type}", [&] { return of_transitions(*records); }},
        {"export_{type}", [&] { return of_exports(*records); }},
        {"export_standard", [&] { return one("/api/v1/exports/iati"); }},
        {"get_template_of_{type}", [&] { return of_types(*records, Method::get, "/import"); }},
        {"import_{type}", [&] { return of_tables(*records, "/import?dry_run=1"); }},
        {"mark_import_of_{type}", [&] { return of_tables(*records, "/import/marked", true); }},
        {"get_transfer", [&] { return one("/api/v1/transfers/mine"); }},
        {"cancel_transfer", [] { return std::vector<Asked>{}; }},
        {"list_figures", [&] { return one("/api/v1/figures"); }},
        {"get_figure", [&] { return of_figures(*records, ""); }},
        {"get_lineage", [&] { return of_figures(*records, "/lineage"); }},
        {"list_published", [&] { return one("/api/v1/published"); }},
        {"list_log_entries", [&] { return one("/api/v1/log/entries?limit=500"); }},
        {"list_refusals", [&] { return one("/api/v1/refusals"); }},
        {"get_rights", [&] { return one("/api/v1/rights"); }},
        {"get_entry_bundle_1", [&] { return one("/log/tile/entries/000"); }},
        {"get_entry_bundle_2", [&] { return one("/log/tile/entries/000.p/100"); }},
        {"get_entry_bundle_3", [&] { return one("/log/tile/entries/x000/000.p/100"); }},
        {"get_entry_bundle_4", [&] { return one("/log/tile/entries/x000/x000/000.p/100"); }},
        {"get_file", [&] { return one("/api/v1/files/" + records->file()); }},
        {"get_thumbnail", [&] { return one("/api/v1/files/" + records->file() + "/thumbnail"); }},
        // These say nothing of records.
        {"get_log", [&] { return one("/api/v1/log"); }},
        {"get_schema", [&] { return one("/api/v1/schema"); }},
        {"get_openapi", [&] { return one("/api/v1/openapi.json"); }},
        {"get_session", [&] { return one("/api/v1/session"); }},
        {"get_metrics", [&] { return one("/metrics"); }},
        {"get_health", [&] { return one("/healthz"); }},
        {"get_readiness", [&] { return one("/readyz"); }},
        // Bulletins are a module's records; here are none, and kernel/bulletins holds them to their reader's rights. A preview is made
        // of figures alone.
        {"read_paper", [&] { return of_bulletin_names(*records, ""); }},
        {"verify_paper", [&] { return of_bulletin_names(*records, "/verify"); }},
        {"begin_annual_paper", [&] { return one("/api/v1/bulletins/annual/fields?year=2024"); }},
        {"compose_paper", [&] { return of_bulletins(*records, "/api/v1/bulletins"); }},
        {"preview_paper", [&] { return of_bulletins(*records, "/api/v1/bulletins/preview"); }},
        {"change_paper", [] { return std::vector<Asked>{{Method::patch, "/api/v1/bulletins/1", "{}"}}; }},
        {"approve_paper", [] { return std::vector<Asked>{{Method::post, "/api/v1/bulletins/1/approve", ""}}; }},
        {"freeze_paper", [] { return std::vector<Asked>{{Method::post, "/api/v1/bulletins/1/freeze", ""}}; }},
        // What judges texts is a module's; here is none, and its own tests hold it to its reader's rights.
        {"check_text", [&] { return of_texts(hidden, "/api/v1/check"); }},
        {"accept_text", [&] { return of_texts(hidden, "/api/v1/check/accept"); }},
        // Studies are modules', too; here are none.
        {"list_studies", [&] { return one("/api/v1/studies"); }},
        {"answer_publicly", [&] { return one("/api/v1/public/none?code=1"); }},
        {"answer_study", [] { return std::vector<Asked>{{Method::post, "/api/v1/studies/none", "{}"}}; }},
        // These take and do not tell.
        {"upload_file", [] { return std::vector<Asked>{}; }},
        {"log_in", [] { return std::vector<Asked>{}; }},
        {"log_out", [] { return std::vector<Asked>{}; }},
    };
    if (const auto found = cases.find(route.name); found != cases.end()) return found->second();
    ADD_FAILURE() << "the route " << route.name << " has no case here: say what it is asked";
    return {};
}

// ── what must hold ───────────────────────────────────────────────────────────────────────────────────────────────

TEST_F(RightsMatrix, no_answer_says_more_than_the_detail_pages) {
    for (const auto& [name, who] : records->users()) {
        const auto hidden = hidden_from(who);
        for (const auto& route : api->router().routes()) {
            for (const auto& asked : cases_of(*route, hidden)) {
                const auto answer = ask(who, asked);
                EXPECT_NE(answer.status, 500) << name << ": " << asked.target << "\n" << answer.body;
                const auto leaked = leaks(answer.body, hidden);
                EXPECT_TRUE(leaked.empty()) << name << ": " << http::name_of(asked.method) << " " << asked.target
                                            << " says " << leaked.front() << "\n"
                                            << answer.body.substr(0, 2000);
                if (HasFailure()) return; // one is enough to see what is wrong
            }
        }
    }
}

// The scopes themselves, by a reading of the records of its own.
TEST_F(RightsMatrix, a_scope_opens_what_lies_in_it_and_nothing_else) {
    for (const auto& scoped : records->scoped_readers()) {
        const auto hidden = hidden_from(scoped.who);
        int inside = 0, outside = 0;
        for (const auto& made : records->all()) {
            if (made.type != "project" && made.type != "payment") continue;
            const bool expected = scoped.lies_inside(records->project_of(made));
            EXPECT_EQ(hidden.readable.contains(made.type + "/" + made.id), expected)
                << scoped.name << ": " << made.type << " " << made.id;
            ++(expected ? inside : outside);
        }
        EXPECT_GT(inside, 0) << scoped.name;
        EXPECT_GT(outside, 0) << scoped.name;
    }
}

// Readings are open with the record of their station, and may be added and corrected by who may amend it; a station that
// may not be seen answers like one that is none.
TEST_F(RightsMatrix, readings_are_open_with_their_station_and_nowhere_else) {
    int read = 0, hidden_ones = 0, written = 0, refused = 0;
    for (const auto& [name, who] : records->users()) {
        const auto hidden = hidden_from(who);
        for (const auto& made : records->all()) {
            const bool is_station = made.type == "project";
            const bool readable = is_station && hidden.readable.contains(made.type + "/" + made.id);
            for (const std::string ending : {"", "/corrections"}) {
                for (const auto& asked : of_station(made, ending, Method::get)) {
                    const auto answer = ask(who, asked);
                    EXPECT_EQ(answer.status, readable ? 200 : 404) << name << ": " << asked.target << answer.body;
                    ++(readable ? read : hidden_ones);
                }
                for (const auto& asked : of_station(made, ending, Method::post)) {
                    const auto status = ask(who, asked).status;
                    ++(status == 200 ? written : refused);
                    if (!readable) {
                        EXPECT_TRUE(status == 404 || status == 422) << name << ": " << asked.body << status;
                        continue;
                    }
                    const auto amended = ask(who, {Method::patch, "/api/v1/project/" + made.id + "?dry_run=1", "{}"});
                    EXPECT_EQ(status == 403, amended.status == 403) << name << ": " << asked.body << status;
                    EXPECT_TRUE(status == 403 || status == 200) << name << ": " << asked.body << status;
                }
            }
        }
    }
    EXPECT_GT(read, 0);
    EXPECT_GT(hidden_ones, 0);
    EXPECT_GT(written, 0);
    EXPECT_GT(refused, 0);
}

// What leaves the house needs a right of its own, and then holds exactly the records that may be read and taken out.
TEST_F(RightsMatrix, an_export_holds_what_may_be_exported_and_nothing_else) {
    int files = 0, refusals = 0;
    for (const auto& [name, who] : records->users()) {
        const auto hidden = hidden_from(who);
        const auto rights = json::parse(get(who, "/rights").body).as_object();
        for (const auto& type : records->kernel().schema().types) {
            const auto answer = get(who, "/" + type->name + "/export?void=any&form=jsonl");
            if (answer.status == 403) {
                ++refusals;
                continue;
            }
            ASSERT_EQ(answer.status, 200) << name << ": " << type->name << answer.body;
            ++files;
            std::set<std::string> exported;
            static const std::regex identified(R"re(^\{"id":"([0-9]+)")re", std::regex::multiline);
            for (std::sregex_iterator at(answer.body.begin(), answer.body.end(), identified), end; at != end; ++at)
                exported.insert(type->name + "/" + (*at)[1].str());
            for (const auto& one : exported) EXPECT_TRUE(hidden.readable.contains(one)) << name << ": " << one;
            if (!who.is_administrator()) continue;
            const auto readable = std::ranges::count_if(
                hidden.readable, [&](const std::string& one) { return one.starts_with(type->name + "/"); });
            EXPECT_EQ(static_cast<std::ptrdiff_t>(exported.size()), readable) << name << ": " << type->name;
        }
    }
    EXPECT_GT(files, 0);
    EXPECT_GT(refusals, 0);
}

// Whatever text a detail page shows finds its record, as far as it is none of somebody's person.
TEST_F(RightsMatrix, what_may_be_read_is_found) {
    int asked = 0;
    for (const auto& [name, who] : records->users()) {
        for (const auto& made : records->all()) {
            const auto& type = *records->kernel().schema().type(made.type);
            const auto answer = get(who, "/" + made.type + "/" + made.id);
            if (answer.status != 200) continue;
            const auto shown = json::parse(answer.body).as_object();
            for (const auto& field : type.fields) {
                const auto* value = shown.if_contains(field.name);
                if (value == nullptr || !value->is_string() || field.sensitivity > kernel::Sensitivity::internal)
                    continue;
                const std::string text(value->as_string());
                if (text.find(GeneratedRecords::mark) == std::string::npos || ++asked % 3 != 0) continue;
                const auto found = get(who, "/search?limit=100&q=" + percent_encoded(text));
                EXPECT_NE(found.body.find("\"id\":\"" + made.id + "\""), std::string::npos)
                    << name << ": " << made.type << " " << field.name << " " << text << "\n"
                    << found.body;
            }
        }
    }
    EXPECT_GT(asked, 1000);
}

TEST_F(RightsMatrix, counts_are_of_readable_records_only) {
    for (const auto& [name, who] : records->users()) {
        const auto hidden = hidden_from(who);
        for (const auto& type : records->kernel().schema().types) {
            const auto page = json::parse(get(who, "/" + type->name + "?limit=1&count=1&void=any").body).as_object();
            const auto readable = std::ranges::count_if(
                hidden.readable, [&](const std::string& one) { return one.starts_with(type->name + "/"); });
            EXPECT_EQ(page.at("count").as_int64(), readable) << name << ": " << type->name;
        }
    }
}

TEST_F(RightsMatrix, figures_are_the_sums_of_readable_records_or_nothing) {
    const std::map<std::string, std::pair<std::string, std::string>> sums = {
        {"funds.paid", {"payment", "amount"}},
        {"funds.planned", {"fund_plan", "amount"}},
        {"funds.invested", {"allocation", "amount"}},
        {"projects.count", {"project", ""}},
    };
    for (const auto& [name, who] : records->users()) {
        const auto hidden = hidden_from(who);
        for (const auto& [figure, from] : sums) {
            std::int64_t expected = 0;
            for (const auto& made : records->all()) {
                if (made.type != from.first || !hidden.readable.contains(made.type + "/" + made.id)) continue;
                expected += from.second.empty() ? 1 : Money::parse(made.text(from.second))->in_fen();
            }
            const auto answer = json::parse(get(who, "/figures/" + figure).body).as_object();
            const auto& value = answer.at("rows").as_array().at(0).at("value");
            const auto wanted = from.second.empty() ? std::to_string(expected) : Money::fen(expected).plain();
            if (value.is_null()) // closed, or a scope that the measure has no coordinate for
                EXPECT_TRUE(expected == 0 || records->has_no_coordinate(name)) << name << ": " << figure;
            else if (!records->figures_differ(name))
                EXPECT_EQ(value.as_string(), wanted) << name << ": " << figure;
        }
    }
}

TEST_F(RightsMatrix, a_file_is_open_through_a_readable_record_only) {
    for (const auto& [name, who] : records->users()) {
        const auto hidden = hidden_from(who);
        // Who uploaded it had it before: the administrator here, also with a token of less.
        const bool open = hidden.readable.contains(records->holder_of_file()) || who.is_administrator();
        EXPECT_EQ(get(who, "/files/" + records->file()).status, open ? 200 : 404) << name;
    }
}

TEST_F(RightsMatrix, what_may_not_be_read_is_as_good_as_missing) {
    const auto nobody = Principal::person("nobody.here", "nobody", {});
    for (const auto& made : records->all()) {
        auto missing = get(nobody, "/" + made.type + "/999999").body;
        auto denied = get(nobody, "/" + made.type + "/" + made.id).body;
        const auto without_names = [&](std::string body, const std::string& id) {
            return replace_all(body.substr(0, body.find("\"instance\"")), "“" + id + "”", "“#”");
        };
        EXPECT_EQ(without_names(missing, "999999"), without_names(denied, made.id));
    }
}

} // namespace
} // namespace shanhai::api
