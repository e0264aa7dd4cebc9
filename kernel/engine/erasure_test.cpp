#include "base/text.h"
#include "kernel/backup.h"
#include "kernel/kernel.h"
#include "kernel/module/module.h"
#include "kernel/personal/person_keys.h"
#include "kernel/store/connection.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace shanhai::kernel {
namespace {

std::vector<SchemaFile> schema_with_persons() {
    return {{"modules/trial/module.yaml", "module: trial\n"},
            {"modules/trial/schema/person.yaml", R"(
type: person
number: "RY-{seq:04}"
label: name
fields:
  name: {is: text, required: true, max_length: 10, sensitivity: personal}
  born: {is: date, sensitivity: personal}
  grade: {is: integer, at_least: 1, sensitivity: personal}
  photo: {is: file, sensitivity: personal}
  office: {is: text}
)"},
            {"modules/trial/schema/visit.yaml", R"(
type: visit
subject: who
fields:
  who: {is: ref person, required: true}
  finding: {is: long_text, sensitivity: personal}
  place: {is: text}
measures:
  trial.visits: {count: true, unit: visit, on: created_at, by: [place]}
)"},
            {"modules/trial/schema/project.yaml", R"(
type: project
fields:
  lead: {is: ref person}
  paper: {is: file}
)"}};
}

// Every way in which a text may lie in a file.
std::vector<std::string> forms_of(const std::string& text) {
    std::string wide, wide_big, percent, escaped;
    for (std::size_t i = 0; i < text.size();) {
        const auto length = static_cast<unsigned char>(text[i]) < 0x80 ? 1U : 3U; // the markers are ASCII and Han
        const auto unit = length == 1 ? static_cast<unsigned>(text[i])
                                      : (static_cast<unsigned>(text[i] & 0x0f) << 12) |
                                            (static_cast<unsigned>(text[i + 1] & 0x3f) << 6) |
                                            static_cast<unsigned>(text[i + 2] & 0x3f);
        wide += {static_cast<char>(unit & 0xff), static_cast<char>(unit >> 8)};
        wide_big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xff)};
        char code[8];
        std::snprintf(code, sizeof code, "\\u%04x", unit);
        escaped += length == 1 ? text.substr(i, 1) : std::string(code);
        i += length;
    }
    for (const char c : text) {
        char code[4];
        std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
        percent += code;
    }
    return {
        text, wide, wide_big, percent, escaped, to_hex(text), to_base64url(text).substr(0, text.size() * 4 / 3 - 1)};
}

class Erasure : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        static std::atomic<int> number = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("shanhai-erasure-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
        auto created = Kernel::create(options(), "correct horse battery", false);
        ASSERT_TRUE(created.has_value()) << created.error().code;
        kernel_ = *std::move(created);
    }
    void TearDown() override {
        kernel_.reset();
        std::filesystem::remove_all(folder_);
    }

    OpenOptions options() const {
        OpenOptions options;
        options.data = folder_;
        options.schema_files = schema_with_persons();
        options.cipher = GetParam();
        return options;
    }

    void restart() {
        kernel_.reset();
        auto opened = Kernel::open(options());
        ASSERT_TRUE(opened.has_value()) << opened.error().code;
        kernel_ = *std::move(opened);
    }

    Result<Reply> run(Action action, const std::string& type, const std::string& record, json::object fields,
                      const std::string& key = {}) {
        Command command;
        command.action = action;
        command.type = type;
        command.record = record;
        command.fields = std::move(fields);
        if (action != Action::create) command.reason = "on request";
        Request request;
        request.who = Principal::administrator();
        request.idempotency_key = key;
        request.fingerprint = key;
        request.commands.push_back(std::move(command));
        return kernel_->execute(std::move(request));
    }

    std::string make(const std::string& type, json::object fields) {
        const auto reply = run(Action::create, type, {}, std::move(fields));
        EXPECT_TRUE(reply.has_value()) << (reply ? "" : reply.error().code + " " + reply.error().field);
        return reply ? "#" + std::to_string(reply->outcomes.front().record.value) : "";
    }
    std::string refusal(Action action, const std::string& type, const std::string& record, json::object fields = {}) {
        const auto reply = run(action, type, record, std::move(fields));
        return reply ? "" : reply.error().code;
    }

    json::object shown(const std::string& type, const std::string& record, std::optional<Moment> as_of = {}) {
        const auto found = kernel_->get(Principal::administrator(), type, record, as_of);
        EXPECT_TRUE(found.has_value()) << (found ? "" : found.error().code);
        return found.value_or(json::object{});
    }
    json::array history(const std::string& type, const std::string& record) {
        const auto found = kernel_->history(Principal::administrator(), type, record);
        return found ? found->at("entries").as_array() : json::array{};
    }

    std::string findings() {
        const auto report = kernel_->verify();
        return report->ok ? "" : report->findings.front();
    }

    // One value of the store itself, behind the kernel's back.
    std::string stored(const std::string& sql) {
        const auto reader = open_sqlite(folder_ / "shanhai.db")->connect_reader();
        const auto statement = reader->prepare(sql);
        return statement->step() ? std::string(statement->text(0)) : "";
    }
    void spoil(const std::string& sql) { open_sqlite(folder_ / "shanhai.db")->connect_writer()->execute(sql); }

    // The files of the data directory in which a text is found in any form.
    std::string traces_of(const std::string& text) { return files_with(forms_of(text)); }
    std::string files_with(const std::vector<std::string>& forms) {
        std::string found;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
            if (!entry.is_regular_file()) continue;
            std::ifstream file(entry.path(), std::ios::binary);
            std::ostringstream bytes;
            bytes << file.rdbuf();
            for (const auto& form : forms) {
                if (bytes.view().find(form) != std::string_view::npos) found += entry.path().filename().string() + " ";
            }
        }
        return found;
    }

    std::filesystem::path folder_;
    std::unique_ptr<Kernel> kernel_;
};

INSTANTIATE_TEST_SUITE_P(Both, Erasure, ::testing::Values("aes-256-gcm", "sm4-cbc-hmac-sm3"),
                         [](const auto& test) { return test.param[0] == 'a' ? "aes" : "national"; });

TEST_P(Erasure, personal_fields_read_as_they_were_written_and_are_stored_sealed) {
    const auto person =
        make("person", {{"name", "卓玛央金"}, {"born", "1988-07-06"}, {"grade", 7}, {"office", "指挥部"}});
    const auto record = shown("person", person);
    EXPECT_EQ(record.at("name"), "卓玛央金");
    EXPECT_EQ(record.at("born"), "1988-07-06");
    EXPECT_EQ(record.at("grade"), 7);
    EXPECT_EQ(record.at("label"), "卓玛央金");
    EXPECT_TRUE(record.at("photo").is_null());
    EXPECT_FALSE(record.contains("erased"));
    EXPECT_TRUE(stored("SELECT name FROM person").starts_with("enc:")) << stored("SELECT name FROM person");
    EXPECT_TRUE(stored("SELECT grade FROM person").starts_with("enc:"));
    EXPECT_EQ(stored("SELECT office FROM person"), "指挥部");
    EXPECT_EQ(traces_of("卓玛央金"), "");
    EXPECT_EQ(findings(), "");
}

TEST_P(Erasure, lengths_and_bounds_count_what_people_wrote) {
    EXPECT_EQ(refusal(Action::create, "person", {}, {{"name", "一二三四五六七八九十十"}}), "record.too_long");
    EXPECT_EQ(refusal(Action::create, "person", {}, {{"name", "卓玛"}, {"grade", 0}}), "record.out_of_range");
    EXPECT_EQ(refusal(Action::create, "person", {}, {{"name", ""}}), "record.field_required");
}

TEST_P(Erasure, saying_the_same_again_is_no_change) {
    const auto person = make("person", {{"name", "卓玛"}, {"born", "1988-07-06"}});
    EXPECT_EQ(refusal(Action::amend, "person", person, {{"name", "卓玛"}}), "");
    EXPECT_EQ(history("person", person).size(), 1U);
    EXPECT_EQ(refusal(Action::amend, "person", person, {{"name", "央金"}}), "");
    const auto entries = history("person", person);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries.at(1).at("set").at("name"), "央金");
    EXPECT_EQ(entries.at(1).at("was").at("name"), "卓玛");
    EXPECT_FALSE(entries.at(1).at("set").as_object().contains("born"));
}

TEST_P(Erasure, lists_and_references_show_what_is_sealed_but_cannot_ask_for_it) {
    const auto person = make("person", {{"name", "卓玛"}});
    const auto project = make("project", {{"lead", person}});
    EXPECT_EQ(shown("project", project).at("lead").at("label"), "卓玛");
    ListQuery query;
    const auto page = kernel_->list(Principal::administrator(), "person", query);
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(page->items.at(0).at("name"), "卓玛");
    EXPECT_EQ(kernel_->list(Principal::administrator(), "project", query)->items.at(0).at("lead").at("label"), "卓玛");
    query.filters = {{"name", "eq", "卓玛"}};
    EXPECT_EQ(kernel_->list(Principal::administrator(), "person", query).error().code, "list.personal_field");
    query.filters = {{"lead.name", "like", "卓"}};
    EXPECT_EQ(kernel_->list(Principal::administrator(), "project", query).error().code, "list.personal_field");
    query.filters.clear();
    query.order = {"name"};
    EXPECT_EQ(kernel_->list(Principal::administrator(), "person", query).error().code, "list.personal_field");
    query.order = {"lead"};
    EXPECT_TRUE(kernel_->list(Principal::administrator(), "project", query).has_value()) << "by number";
}

TEST_P(Erasure, an_answer_that_is_remembered_is_remembered_sealed) {
    const auto first = run(Action::create, "person", {}, {{"name", "卓玛央金"}}, "key-1");
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->outcomes.front().shown.at("name"), "卓玛央金");
    const auto second = run(Action::create, "person", {}, {{"name", "卓玛央金"}}, "key-1");
    ASSERT_TRUE(second.has_value());
    EXPECT_TRUE(second->repeated);
    EXPECT_EQ(second->outcomes.front().shown.at("name"), "卓玛央金");
    EXPECT_NE(stored("SELECT reply FROM sys_request"), "");
    EXPECT_EQ(traces_of("卓玛央金"), "");
}

TEST_P(Erasure, what_is_erased_is_gone_now_then_and_everywhere) {
    const auto person = make("person", {{"name", "卓玛央金"}, {"born", "1988-07-06"}, {"office", "指挥部"}});
    const auto visit = make("visit", {{"who", person}, {"finding", "MARKER-heart-9137"}, {"place", "白朗"}});
    const auto project = make("project", {{"lead", person}});
    const auto before = kernel_->now();
    const auto wrapped = stored("SELECT hex(wrapped) FROM sys_person_key");
    ASSERT_FALSE(wrapped.empty());
    EXPECT_EQ(refusal(Action::erase, "person", person), "");

    for (const auto& record : {shown("person", person), shown("person", person, before)}) {
        EXPECT_TRUE(record.at("name").is_null());
        EXPECT_TRUE(record.at("born").is_null());
        EXPECT_EQ(record.at("label"), "RY-0001");
        EXPECT_EQ(record.at("erased"), true);
        EXPECT_EQ(record.at("office"), "指挥部") << "what is not personal stays";
    }
    EXPECT_TRUE(shown("visit", visit).at("finding").is_null());
    EXPECT_EQ(shown("visit", visit).at("erased"), true);
    EXPECT_EQ(shown("project", project).at("lead").at("label"), "RY-0001");
    const auto entries = history("person", person);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_TRUE(entries.at(0).at("set").at("name").is_null());
    EXPECT_EQ(entries.at(0).at("erased"), true);
    EXPECT_EQ(entries.at(1).at("action"), "erase");

    EXPECT_EQ(stored("SELECT count(*) FROM sys_person_key"), "0");
    EXPECT_EQ(findings(), "");
    for (const auto* marker : {"卓玛央金", "MARKER-heart-9137", "1988-07-06"})
        EXPECT_EQ(traces_of(marker), "") << marker;
    std::string key_bytes;
    for (std::size_t i = 0; i < wrapped.size(); i += 2)
        key_bytes += static_cast<char>(std::stoi(wrapped.substr(i, 2), nullptr, 16));
    const auto key = key_bytes.substr(0, 24);
    EXPECT_EQ(files_with({key, to_hex(key), to_base64url(key)}), "") << "not even the wrapped key";
    restart();
    EXPECT_TRUE(shown("person", person).at("name").is_null());
    EXPECT_EQ(findings(), "");
}

TEST_P(Erasure, is_refused_where_it_means_nothing) {
    const auto person = make("person", {{"name", "卓玛"}});
    const auto visit = make("visit", {{"who", person}, {"place", "白朗"}});
    const auto project = make("project", {});
    EXPECT_EQ(refusal(Action::erase, "visit", visit), "personal.not_a_person");
    EXPECT_EQ(refusal(Action::erase, "project", project), "personal.nothing_personal");
    EXPECT_EQ(refusal(Action::erase, "person", person, {{"office", "x"}}), "record.not_settable");
    EXPECT_EQ(refusal(Action::erase, "person", person), "");
    EXPECT_EQ(refusal(Action::erase, "person", person), "personal.erased_already");
    EXPECT_EQ(refusal(Action::amend, "person", person, {{"name", "央金"}}), "personal.erased");
    EXPECT_EQ(refusal(Action::create, "visit", {}, {{"who", person}, {"finding", "x"}}), "personal.erased");
    EXPECT_EQ(refusal(Action::amend, "person", person, {{"office", "别处"}}), "") << "what is not personal goes on";
}

TEST_P(Erasure, also_what_was_taken_back_can_be_erased) {
    const auto person = make("person", {{"name", "卓玛"}});
    EXPECT_EQ(refusal(Action::void_, "person", person), "");
    EXPECT_EQ(refusal(Action::erase, "person", person), "");
    EXPECT_TRUE(shown("person", person).at("name").is_null());
    EXPECT_EQ(findings(), "");
}

TEST_P(Erasure, a_record_that_passes_to_another_person_is_sealed_for_that_person) {
    const auto first = make("person", {{"name", "卓玛"}});
    const auto second = make("person", {{"name", "央金"}});
    const auto visit = make("visit", {{"who", first}, {"finding", "seen"}});
    EXPECT_EQ(refusal(Action::amend, "visit", visit, {{"who", second}}), "");
    EXPECT_EQ(refusal(Action::erase, "person", first), "");
    EXPECT_EQ(shown("visit", visit).at("finding"), "seen");
    EXPECT_EQ(refusal(Action::erase, "person", second), "");
    EXPECT_TRUE(shown("visit", visit).at("finding").is_null());
    EXPECT_EQ(findings(), "");
}

TEST_P(Erasure, without_the_master_key_no_record_passes_to_another_person) {
    const auto first = make("person", {{"name", "卓玛"}});
    const auto second = make("person", {{"name", "央金"}});
    const auto visit = make("visit", {{"who", first}, {"finding", "seen"}});
    kernel_.reset();
    std::filesystem::rename(master_key_file(folder_), folder_ / "away");
    restart();
    EXPECT_EQ(refusal(Action::amend, "visit", visit, {{"who", second}}), "personal.locked")
        << "it cannot be sealed anew";
    EXPECT_EQ(refusal(Action::amend, "visit", visit, {{"place", "白朗"}}), "");
    kernel_.reset();
    std::filesystem::rename(folder_ / "away", master_key_file(folder_));
    restart();
    EXPECT_EQ(shown("visit", visit).at("finding"), "seen");
}

TEST_P(Erasure, takes_the_files_that_only_this_person_names) {
    const auto own = kernel_->store_file(Principal::administrator(), {"卓玛央金.txt", {}, {}}, "her photograph");
    const auto shared = kernel_->store_file(Principal::administrator(), {"both.txt", {}, {}}, "of two people");
    const auto evidence = kernel_->store_file(Principal::administrator(), {"paper.txt", {}, {}}, "evidence as well");
    ASSERT_TRUE(own && shared && evidence);
    const auto file = [](const FileStored& stored) { return json::object{{"sha256", stored.sha256}}; };
    const auto person = make("person", {{"name", "卓玛"}, {"photo", file(*own)}});
    EXPECT_EQ(shown("person", person).at("photo").at("size"), 14);
    EXPECT_EQ(refusal(Action::amend, "person", person, {{"photo", file(*shared)}}), "");
    EXPECT_EQ(refusal(Action::amend, "person", person, {{"photo", file(*evidence)}}), "");
    make("person", {{"name", "央金"}, {"photo", file(*shared)}});
    make("project", {{"paper", file(*evidence)}});
    EXPECT_EQ(refusal(Action::erase, "person", person), "");
    EXPECT_EQ(kernel_->load_file(Principal::administrator(), own->sha256).error().code, "file.unknown");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "files" / own->sha256.substr(0, 2) / own->sha256));
    EXPECT_TRUE(kernel_->load_file(Principal::administrator(), shared->sha256).has_value());
    EXPECT_TRUE(kernel_->load_file(Principal::administrator(), evidence->sha256).has_value());
    EXPECT_EQ(traces_of("her photograph"), "");
    EXPECT_EQ(findings(), "");
}

TEST_P(Erasure, a_restored_store_knows_sealed_files_and_who_may_have_them) {
    const auto photo = kernel_->store_file(Principal::administrator(), {"photo.txt", {}, {}}, "her photograph");
    const auto paper = kernel_->store_file(Principal::administrator(), {"paper.txt", {}, {}}, "a paper");
    ASSERT_TRUE(photo && paper);
    const auto person = make("person", {{"name", "卓玛"}, {"photo", json::object{{"sha256", photo->sha256}}}});
    make("project", {{"paper", json::object{{"sha256", paper->sha256}}}});
    ASSERT_EQ(findings(), "");
    const auto told = [&] {
        return stored("SELECT group_concat(sha256 || record || field || type) FROM sys_file_use") +
               stored("SELECT group_concat(sha256 || actor) FROM sys_file_upload");
    };
    const auto before = told();

    const std::filesystem::path out = folder_.string() + "-backup", origin = folder_;
    ASSERT_TRUE(kernel_->backup(out).has_value());
    kernel_.reset();
    folder_ += "-restored";
    const auto restored = restore_store(options(), out);
    std::filesystem::remove_all(out);
    ASSERT_TRUE(restored.has_value()) << restored.error().code << " " << restored.error().args.front().second;
    std::filesystem::copy_file(master_key_file(origin), master_key_file(folder_));
    std::filesystem::remove_all(origin);
    restart();
    EXPECT_EQ(told(), before);
    EXPECT_EQ(shown("person", person).at("photo").at("sha256").as_string(), photo->sha256);
    EXPECT_EQ(kernel_->load_file(Principal::administrator(), photo->sha256)->second, "her photograph");
    EXPECT_EQ(findings(), "");
}

TEST_P(Erasure, verify_tells_who_may_have_a_file_from_the_journal) {
    const auto paper = kernel_->store_file(Principal::administrator(), {"paper.txt", {}, {}}, "a paper");
    make("project", {{"paper", json::object{{"sha256", paper->sha256}}}});
    make("project", {});
    spoil("UPDATE sys_file_use SET record = record + 1");
    EXPECT_NE(findings().find("no entry gives it"), std::string::npos) << findings();
    spoil("DELETE FROM sys_file_use");
    EXPECT_NE(findings().find("are missing"), std::string::npos) << findings();
}

TEST_P(Erasure, a_sealed_text_copied_elsewhere_stays_sealed) {
    make("person", {{"name", "卓玛"}});
    const auto envelope = stored("SELECT name FROM person");
    const auto project = make("project", {});
    const auto thief = make("person", {{"name", "贼"}, {"office", envelope}});
    EXPECT_EQ(shown("person", thief).at("office").as_string(), envelope);
    spoil("UPDATE person SET name = (SELECT name FROM person WHERE office IS NULL) WHERE office IS NOT NULL");
    EXPECT_TRUE(shown("person", thief).at("name").is_null());
    EXPECT_NE(findings(), "");
}

TEST_P(Erasure, verify_misses_no_key) {
    const auto person = make("person", {{"name", "卓玛"}});
    spoil("CREATE TABLE aside AS SELECT * FROM sys_person_key; DELETE FROM sys_person_key");
    EXPECT_NE(findings().find("the key is missing"), std::string::npos) << findings();
    spoil("INSERT INTO sys_person_key SELECT * FROM aside; UPDATE sys_person_key SET wrapped = zeroblob(60)");
    EXPECT_NE(findings().find("does not open"), std::string::npos) << findings();
    spoil("DELETE FROM sys_person_key; INSERT INTO sys_person_key SELECT * FROM aside");
    EXPECT_EQ(findings(), "");
}

TEST_P(Erasure, without_the_master_key_nothing_personal_is_read_or_written_and_the_rest_goes_on) {
    const auto person = make("person", {{"name", "卓玛"}, {"office", "指挥部"}});
    kernel_.reset();
    std::filesystem::rename(master_key_file(folder_), folder_ / "away");
    restart();
    const auto record = shown("person", person);
    EXPECT_TRUE(record.at("name").is_null());
    EXPECT_EQ(record.at("locked"), true);
    EXPECT_FALSE(record.contains("erased"));
    EXPECT_EQ(record.at("office"), "指挥部");
    EXPECT_EQ(refusal(Action::create, "person", {}, {{"name", "央金"}}), "personal.locked");
    EXPECT_EQ(refusal(Action::erase, "person", person), "personal.locked");
    EXPECT_EQ(refusal(Action::amend, "person", person, {{"office", "别处"}}), "");
    EXPECT_EQ(findings(), "");
    kernel_.reset();
    std::filesystem::rename(folder_ / "away", master_key_file(folder_));
    restart();
    EXPECT_EQ(shown("person", person).at("name"), "卓玛");
}

} // namespace
} // namespace shanhai::kernel
