#include "kernel/backup.h"
#include "kernel/engine/trial_kernel_test.h"
#include "kernel/search/folding.h"
#include "kernel/store/connection.h"

#include <gmock/gmock.h>

#include <random>
#include <set>

namespace shanhai::kernel {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<SchemaFile> library() {
    auto files = trial_schema();
    files.push_back({"modules/trial/schema/book.yaml", R"(
type: book
label: title
fields:
  title: {is: text, required: true, sensitivity: public}
  place: {is: ref division}
  about: {is: long_text, sensitivity: public}
  remark: {is: text}
  cure: {is: text, sensitivity: secret}
)"});
    give_grants(files, R"(
roles: {reader: {title: 读者}, guest: {title: 来宾}, keeper: {title: 管理员}}
lies_in: {division: everywhere, book: {division: place}}
rights:
  reader: {book: [read]}
  guest: {book: {may: [read], sees: public}}
  keeper: {book: {may: [read], sees: secret}}
)");
    return files;
}

class Search : public TrialKernel {
protected:
    std::vector<SchemaFile> schema_files() const override { return library(); }

    SearchAnswer answer(const std::string& words, const std::string& type = {},
                        const Principal& who = Principal::administrator()) {
        auto found = kernel_->search(who, {.words = words, .type = type, .limit = 100, .after = {}});
        EXPECT_TRUE(found.has_value()) << words << ": " << found.error().code;
        return found ? *std::move(found) : SearchAnswer{};
    }
    std::vector<std::string> titles(const std::string& words, const Principal& who = Principal::administrator()) {
        std::vector<std::string> result;
        for (const auto& hit : answer(words, {}, who).hits) result.push_back(hit.title);
        return result;
    }
    std::string refusal(const SearchQuery& query) {
        const auto found = kernel_->search(Principal::administrator(), query);
        return found ? "found" : found.error().code + " " + found.error().field;
    }
    std::string book(const std::string& title, json::object more = {}) {
        more["title"] = title;
        return make("book", std::move(more));
    }
    void amend(const std::string& type, const std::string& id, json::object fields) {
        Command command;
        command.action = Action::amend;
        command.type = type;
        command.record = id.substr(1);
        command.fields = std::move(fields);
        command.reason = "更正";
        const auto reply = this->command(std::move(command));
        ASSERT_TRUE(reply.has_value()) << reply.error().code << " " << reply.error().field;
    }
    void take_out(const std::string& type, const std::string& id) {
        Command command;
        command.action = Action::void_;
        command.type = type;
        command.record = id.substr(1);
        command.reason = "录错";
        ASSERT_TRUE(this->command(std::move(command)).has_value());
    }
    // So many at once that the fresh ones are put into blocks.
    void many_books(int count, const std::function<json::object(int)>& fields) {
        for (int done = 0; done < count;) {
            Request request;
            request.who = Principal::administrator();
            request.show = false;
            for (int i = 0; i < 500 && done < count; ++i, ++done) {
                Command command;
                command.type = "book";
                command.fields = fields(done);
                request.commands.push_back(std::move(command));
            }
            ASSERT_TRUE(kernel_->execute(std::move(request)).has_value());
        }
    }
    std::string place(const char* code) {
        const auto found = kernel_->get(Principal::administrator(), "division", code);
        return std::string(found->at("id").as_string());
    }
    Principal reader_of(const char* role, const char* code) {
        return Principal::person("li", "li",
                                 {{.role = role, .scope = ScopeKind::division, .record = std::stoll(place(code))}});
    }
    Principal everywhere(const char* role) { return Principal::person("wang", "wang", {{.role = role}}); }
    std::unique_ptr<Store> store() const {
        return open_store(database_ ? database_->url() : (folder_ / "shanhai.db").string());
    }
};

TEST_F(Search, two_characters_are_enough_and_forms_do_not_matter) {
    book("白朗县蔬菜大棚");
    book("水渠", {{"about", "在白朗县嘎东镇修建灌溉水渠 3.5 km"}});
    EXPECT_THAT(titles("大棚"), ElementsAre("白朗县蔬菜大棚"));
    EXPECT_THAT(titles("灌溉"), ElementsAre("水渠"));
    EXPECT_THAT(titles("嘎东镇"), ElementsAre("水渠"));
    EXPECT_THAT(titles("白朗縣 灌溉"), ElementsAre("水渠"));
    EXPECT_THAT(titles("ＫＭ"), ElementsAre("水渠"));
    EXPECT_THAT(titles("朗白"), IsEmpty());
    EXPECT_THAT(titles("白县"), IsEmpty()); // both are there, but not together
    EXPECT_THAT(titles("修建 大棚"), IsEmpty());
}

TEST_F(Search, words_of_letters_are_found_by_their_begin) {
    book("Greenhouse for vegetables");
    book("Hothouse");
    EXPECT_THAT(titles("green"), ElementsAre("Greenhouse for vegetables"));
    EXPECT_THAT(titles("VEG gr"), ElementsAre("Greenhouse for vegetables"));
    EXPECT_THAT(titles("house"), IsEmpty());
    EXPECT_THAT(titles("greenhouses"), IsEmpty());
}

TEST_F(Search, places_are_found_by_initials_with_any_rank_behind_them) {
    for (const auto* words : {"bl", "bls", "blx", "blq", "bai", "bailang", "bailangx", "白朗", "白朗县", "BLS"})
        EXPECT_THAT(titles(words), Contains("白朗县")) << words;
    for (const auto* words : {"blc", "bly", "bsl", "bailong"}) EXPECT_THAT(titles(words), IsEmpty()) << words;
    EXPECT_EQ(answer("blx").hits.front().rank, SearchRank::whole);
    EXPECT_EQ(answer("bls").hits.front().rank, SearchRank::title);
    EXPECT_EQ(answer("bls").hits.front().matches.front().marks.front().length, 2U);
    make("division", {{"code", "500000"}, {"name", "重庆市"}, {"level", "province"}});
    make("division", {{"code", "341500"}, {"name", "六安市"}, {"level", "prefecture"}});
    make("division", {{"code", "350200"}, {"name", "厦门市"}, {"level", "prefecture"}});
    EXPECT_THAT(titles("cq"), ElementsAre("重庆市"));
    EXPECT_THAT(titles("cqs"), ElementsAre("重庆市"));
    EXPECT_THAT(titles("las"), ElementsAre("六安市"));
    EXPECT_THAT(titles("luan"), ElementsAre("六安市"));
    EXPECT_THAT(titles("xm"), ElementsAre("厦门市"));
    EXPECT_THAT(titles("xz"), ElementsAre("西藏"));
}

TEST_F(Search, what_is_called_so_comes_before_what_speaks_of_it) {
    book("灌溉", {{"about", "无"}});
    book("关于灌溉的报告");
    book("关于灌溉的第二份报告", {{"remark", "灌溉"}});
    book("水渠", {{"about", "用于灌溉"}});
    book("新水渠", {{"about", "也用于灌溉"}});
    EXPECT_THAT(titles("灌溉"), ElementsAre("灌溉", "关于灌溉的第二份报告", "关于灌溉的报告", "新水渠", "水渠"));
    const auto found = answer("灌溉");
    EXPECT_EQ(found.hits[0].rank, SearchRank::whole);
    EXPECT_EQ(found.hits[1].rank, SearchRank::title);
    EXPECT_EQ(found.hits[3].rank, SearchRank::text);
    ASSERT_EQ(found.counts.size(), 1U);
    EXPECT_EQ(found.counts[0].count, 5U);
    EXPECT_FALSE(found.counts[0].more);
}

TEST_F(Search, snippets_show_where) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "字";
    book("水渠", {{"about", text + "修建灌溉水渠" + text}});
    const auto found = answer("灌溉 修建").hits;
    ASSERT_EQ(found.size(), 1U);
    const auto& match = found[0].matches.at(0);
    EXPECT_EQ(match.field, "about");
    EXPECT_TRUE(match.cut_before);
    EXPECT_TRUE(match.cut_behind);
    ASSERT_EQ(match.marks.size(), 1U); // one right behind the other
    const auto snippet = to_utf32(match.snippet);
    EXPECT_EQ(to_utf8(snippet.substr(match.marks[0].begin, match.marks[0].length)), "修建灌溉");
}

TEST_F(Search, numbers_and_single_characters) {
    const auto project = make("project", {{"name", "三号渠"}, {"region", "540228"}, {"planned_on", "2024-03-01"}});
    make("receipt", {{"project", project}, {"date", "2024-03-01"}, {"amount", "100.00"}});
    make("payment", {{"project", project}, {"date", "2024-03-01"}, {"amount", "1.00"}, {"note", "第3期尾款"}});
    EXPECT_EQ(answer("XM-2024-0001").hits.at(0).title, "三号渠");
    EXPECT_EQ(answer("xm-2024").hits.at(0).title, "三号渠");
    EXPECT_EQ(answer("渠", "project").hits.size(), 1U);
    EXPECT_EQ(answer("款").hits.size(), 0U); // a single one is looked for in names only
    EXPECT_EQ(answer("尾款").hits.size(), 1U);
    EXPECT_EQ(answer("第3期").hits.size(), 1U);
    EXPECT_EQ(answer("3期").hits.size(), 1U);
}

TEST_F(Search, the_index_follows_every_change) {
    const auto id = book("白朗大棚");
    amend("book", id, {{"title", "江孜大棚"}});
    EXPECT_THAT(titles("白朗大棚"), IsEmpty());
    EXPECT_THAT(titles("江孜"), ElementsAre("江孜大棚"));
    expect_clean();
    many_books(4500, [](int i) { return json::object{{"title", "第" + std::to_string(i) + "册"}}; });
    amend("book", id, {{"title", "定日温室"}, {"about", "第二次更名"}}); // in blocks by now
    EXPECT_THAT(titles("江孜"), IsEmpty());
    EXPECT_THAT(titles("温室"), ElementsAre("定日温室"));
    EXPECT_THAT(titles("更名"), ElementsAre("定日温室"));
    EXPECT_THAT(titles("第4499册"), ElementsAre("第4499册"));
    expect_clean();
    take_out("book", id);
    EXPECT_THAT(titles("温室"), IsEmpty());
    expect_clean();
    restart();
    EXPECT_THAT(titles("第7册"), ElementsAre("第7册"));
    expect_clean();
}

TEST_F(Search, a_refused_request_leaves_nothing_behind) {
    Request request;
    request.who = Principal::administrator();
    for (const auto* title : {"会留下吗", ""}) {
        Command command;
        command.type = "book";
        command.fields["title"] = title;
        request.commands.push_back(std::move(command));
    }
    ASSERT_FALSE(kernel_->execute(std::move(request)).has_value());
    book("别的");
    EXPECT_THAT(titles("留下"), IsEmpty());
    expect_clean();
}

TEST_F(Search, pages_hold_every_hit_once) {
    many_books(250, [](int i) {
        return json::object{{"title", "水渠 " + std::to_string(i)}, {"remark", i % 3 ? "" : "水渠"}};
    });
    std::set<std::int64_t> seen;
    std::string after;
    std::vector<std::int64_t> order;
    for (int page = 0; page < 10; ++page) {
        const auto found =
            kernel_->search(Principal::administrator(), {.words = "水渠", .type = "book", .limit = 60, .after = after});
        ASSERT_TRUE(found.has_value());
        for (const auto& hit : found->hits) EXPECT_TRUE(seen.insert(hit.id).second);
        if (!found->next) break;
        after = *found->next;
    }
    EXPECT_EQ(seen.size(), 250U);
    const auto all = answer("水渠");
    EXPECT_EQ(all.counts.at(0).count, 20U); // of each type the best, when none is asked for by name
    EXPECT_TRUE(all.counts.at(0).more);
}

TEST_F(Search, odd_questions_are_refused_in_words) {
    EXPECT_EQ(refusal({.words = ""}), "search.no_words /q");
    EXPECT_EQ(refusal({.words = " ，。 "}), "search.no_words /q");
    EXPECT_EQ(refusal({.words = std::string(101, 'a')}), "search.too_long /q");
    EXPECT_EQ(refusal({.words = "a b c d e f g h i"}), "search.too_many_words /q");
    EXPECT_EQ(refusal({.words = "a a a a a a a a a a"}), "found");
    EXPECT_EQ(refusal({.words = "a", .type = "unicorn"}), "record.unknown_type /type");
    for (const auto* after : {"x", "W10", "WzEsMl0", "WzksMSwxXQ", "!!"})
        EXPECT_EQ(refusal({.words = "a", .after = after}), "list.bad_cursor /after") << after;
    EXPECT_EQ(refusal({.words = "\"%_*' OR 1=1 --"}), "found");
}

// ── rights ───────────────────────────────────────────────────────────────────────────────────────────────────────

TEST_F(Search, nobody_finds_what_they_may_not_read) {
    book("白朗的书", {{"place", "540228"}, {"remark", "内部意见"}, {"cure", "机密药方"}});
    book("新疆的书", {{"place", "650000"}, {"remark", "内部意见"}});
    EXPECT_THAT(titles("的书", Principal()), IsEmpty());
    EXPECT_THAT(titles("的书", reader_of("reader", "540000")), ElementsAre("白朗的书"));
    EXPECT_THAT(titles("内部", reader_of("reader", "540000")), ElementsAre("白朗的书"));
    EXPECT_THAT(titles("内部", everywhere("reader")), UnorderedElementsAre("白朗的书", "新疆的书"));
    EXPECT_THAT(titles("内部", everywhere("guest")), IsEmpty());
    EXPECT_THAT(titles("的书", everywhere("guest")), UnorderedElementsAre("白朗的书", "新疆的书"));
    EXPECT_THAT(titles("白朗的书 内部", everywhere("guest")), IsEmpty());
    // One sees more in one place than in another.
    const auto both = Principal::person(
        "zhao", "zhao",
        {{.role = "guest"}, {.role = "reader", .scope = ScopeKind::division, .record = std::stoll(place("540228"))}});
    EXPECT_THAT(titles("内部", both), ElementsAre("白朗的书"));
    EXPECT_THAT(titles("的书", both), UnorderedElementsAre("白朗的书", "新疆的书"));
    // What is secret stands in no index, whoever asks.
    EXPECT_THAT(titles("药方", everywhere("keeper")), IsEmpty());
    EXPECT_THAT(titles("药方"), IsEmpty());
    for (const auto& hit : answer("的书", {}, everywhere("guest")).hits)
        for (const auto& match : hit.matches) EXPECT_NE(match.field, "remark");
}

TEST_F(Search, a_narrow_scope_finds_its_own_among_very_many) {
    for (int i = 0; i < 3; ++i) book("白朗项目" + std::to_string(i), {{"place", "540228"}});
    many_books(4600,
               [](int i) { return json::object{{"title", "新疆项目" + std::to_string(i)}, {"place", "650000"}}; });
    EXPECT_THAT(titles("项目", reader_of("reader", "540228")),
                UnorderedElementsAre("白朗项目0", "白朗项目1", "白朗项目2"));
    EXPECT_THAT(titles("新疆", reader_of("reader", "540228")), IsEmpty());
    EXPECT_EQ(answer("项目", "book", reader_of("reader", "650000")).hits.size(), 100U);
}

// ── the index and the records ────────────────────────────────────────────────────────────────────────────────────

// Texts of few characters, so that pairs repeat, mixed with letters and signs.
std::string any_text(std::mt19937& random, std::size_t most) {
    static const std::vector<std::string> pieces = {"白", "朗", "县", "水", "渠", "渠", "援",   "藏",
                                                    "项", "目", "建", "设", "，", " ",  "2024", "Canal",
                                                    "a",  "３", "縣", "（", "）", "\n", "é"};
    std::string text;
    for (std::size_t i = 0; i < 1 + random() % most; ++i) text += pieces[random() % pieces.size()];
    return text;
}

// Any two characters of the scripts written without blanks that stand side by side in a text find its record.
TEST_F(Search, every_two_characters_of_a_text_find_it) {
    std::mt19937 random(20261128);
    std::map<std::string, std::pair<std::string, std::string>> texts; // id → title, about
    for (int i = 0; i < 60; ++i) {
        const auto title = "书" + any_text(random, 10), about = "记" + any_text(random, 40);
        texts[book(title, {{"about", about}})] = {title, about};
        if (i % 10 != 9) continue;
        auto& [changed, both] = *std::next(texts.begin(), static_cast<std::ptrdiff_t>(random() % texts.size()));
        both.second = "改" + any_text(random, 40);
        amend("book", changed, {{"about", both.second}});
    }
    int asked = 0;
    for (const auto& [id, both] : texts) {
        for (const auto& text : {both.first, both.second}) {
            const auto characters = to_utf32(text);
            for (std::size_t at = 0; at + 2 <= characters.size(); at += 1 + random() % 4) {
                const auto words = to_utf8(std::u32string_view(characters).substr(at, 2));
                if (characters[at] < 0x2E80 || characters[at + 1] < 0x2E80 || fold(words).text.size() != 2) continue;
                std::set<std::string> found;
                for (std::string after;;) {
                    const auto page = kernel_->search(Principal::administrator(),
                                                      {.words = words, .type = "book", .limit = 100, .after = after});
                    ASSERT_TRUE(page.has_value()) << words;
                    for (const auto& hit : page->hits) found.insert("#" + std::to_string(hit.id));
                    if (!page->next) break;
                    after = *page->next;
                }
                EXPECT_TRUE(found.contains(id)) << words << " in " << text;
                // And nothing else is found.
                for (const auto& other : found) {
                    const auto& [title, about] = texts.at(other);
                    const auto wanted = fold(words).text;
                    EXPECT_TRUE(fold(title).text.contains(wanted) || fold(about).text.contains(wanted))
                        << words << " not in " << title << " " << about;
                }
                ++asked;
            }
        }
    }
    EXPECT_GT(asked, 100);
    expect_clean();
}

std::set<std::pair<std::string, std::string>> rows_of(Store& store) {
    std::set<std::pair<std::string, std::string>> rows;
    const auto reader = store.connect_reader();
    reader->execute("BEGIN");
    for (const auto* sql :
         {"SELECT token, oldest, ids FROM sys_search_block", "SELECT id, id, tokens FROM sys_search_fresh"}) {
        const auto found = reader->prepare(sql);
        while (found->step())
            rows.emplace(std::to_string(found->integer(0)) + "/" + std::to_string(found->integer(1)), found->bytes(2));
    }
    reader->execute("ROLLBACK");
    return rows;
}

TEST_F(Search, a_restored_store_finds_the_same) {
    std::mt19937 random(4);
    many_books(4300, [&](int) {
        return json::object{{"title", "书" + any_text(random, 8)}, {"about", any_text(random, 20)}};
    });
    const auto id = book("白朗水渠");
    amend("book", id, {{"title", "白朗新渠"}});
    const auto words = {"白朗", "水渠", "cana", "bl", "项目 建设"};
    std::vector<std::vector<std::string>> before, behind;
    for (const auto* one : words) before.push_back(titles(one));
    ASSERT_TRUE(kernel_->backup(folder_ / "backup").has_value());
    auto elsewhere = options();
    elsewhere.data = folder_ / "restored";
    std::optional<TrialPostgres> other;
    if (database_) elsewhere.store = other.emplace().url();
    ASSERT_TRUE(restore_store(elsewhere, folder_ / "backup").has_value());
    auto opened = Kernel::open(elsewhere);
    ASSERT_TRUE(opened.has_value()) << opened.error().code;
    std::swap(kernel_, *opened);
    for (const auto* one : words) behind.push_back(titles(one));
    expect_clean();
    EXPECT_EQ(before, behind);
    std::swap(kernel_, *opened);
}

// An earlier program had no index, or another one.
TEST_F(Search, an_index_that_is_missing_or_outdated_is_made_when_the_store_is_opened) {
    book("白朗水渠");
    many_books(4200, [](int i) { return json::object{{"title", "第" + std::to_string(i) + "册"}}; });
    for (const auto* before :
         {"DROP TABLE sys_search_block; DROP TABLE sys_search_fresh; DELETE FROM sys_meta WHERE name = 'search'",
          "UPDATE sys_meta SET value = 'earlier' WHERE name = 'search'"}) {
        kernel_.reset();
        {
            const auto opened = store();
            const auto writer = opened->connect_writer();
            writer->execute("BEGIN");
            writer->execute(before);
            writer->execute("COMMIT");
        }
        restart();
        EXPECT_THAT(titles("水渠"), ElementsAre("白朗水渠"));
        EXPECT_THAT(titles("第4199册"), ElementsAre("第4199册"));
        expect_clean();
    }
    EXPECT_GT(rows_of(*store()).size(), 2000U);
}

TEST_F(Search, verify_names_an_index_that_disagrees) {
    book("白朗水渠");
    many_books(4200, [](int i) { return json::object{{"title", "第" + std::to_string(i) + "册"}}; });
    book("年轻的书");
    kernel_.reset();
    const auto opened = store();
    for (const std::string broken :
         {"DELETE FROM sys_search_block WHERE token = (SELECT min(token) FROM sys_search_block)",
          "UPDATE sys_search_block SET oldest = oldest + 1 WHERE token = (SELECT max(token) FROM sys_search_block)",
          "UPDATE sys_search_block SET token = token + 1 WHERE token = (SELECT max(token) FROM sys_search_block)",
          "DELETE FROM sys_search_fresh", "UPDATE sys_search_fresh SET type = 'project'",
          "UPDATE sys_meta SET value = 'x' WHERE name = 'search'"}) {
        std::unique_ptr<Connection> writer = opened->connect_writer();
        writer->execute("BEGIN");
        writer->execute(broken);
        writer->execute("COMMIT");
        writer.reset();
        auto reading = options();
        reading.read_only = true;
        {
            const auto kernel = Kernel::open(reading);
            ASSERT_TRUE(kernel.has_value()) << kernel.error().code;
            const auto report = (*kernel)->verify();
            ASSERT_TRUE(report.has_value());
            EXPECT_FALSE(report->ok) << broken;
            EXPECT_THAT(report->findings, Contains(HasSubstr("search index"))) << broken;
        }
        writer = opened->connect_writer(); // made anew for the next
        writer->execute("BEGIN");
        writer->execute("UPDATE sys_meta SET value = 'x' WHERE name = 'search'");
        writer->execute("COMMIT");
        writer.reset();
        restart();
        book("又一本年轻的书");
        kernel_.reset();
    }
}

} // namespace
} // namespace shanhai::kernel
