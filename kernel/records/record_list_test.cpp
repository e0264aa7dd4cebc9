#include "kernel/records/record_list.h"
#include "kernel/schema/trial_module_test.h"
#include "kernel/store/tables.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <random>
#include <set>

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A payment as the test knows it; nothing where the column is NULL.
struct Payment {
    std::int64_t id = 0;
    std::optional<std::int64_t> place, amount, heads, urgent;
    std::optional<std::string> date, kind, coin, note;
    std::string number, state;
    bool voided = false;
};

void bind_or_null(Statement& statement, const std::optional<std::int64_t>& value) {
    if (value)
        statement.bind(*value);
    else
        statement.bind_null();
}
void bind_or_null(Statement& statement, const std::optional<std::string>& value) {
    if (value)
        statement.bind(*value);
    else
        statement.bind_null();
}

class RecordList : public ::testing::Test {
protected:
    void SetUp() override {
        writer_->execute("BEGIN");
        create_system_tables(*writer_);
        ASSERT_TRUE(bring_tables_to(*writer_, *schema_).has_value());
        add_place(1, "540000", "西藏", "province", 0);
        add_place(2, "540200", "日喀则", "", 1);
        add_place(3, "540228", "白朗", "county", 2);
        add_place(4, "650000", "新疆", "province", 0);
        add_place(5, "650100", "", "", 4); // has no name
        for (std::int64_t id = 100; id < 300; ++id) add_payment(any_payment(id));
        writer_->execute("COMMIT");
    }
    void TearDown() override {
        writer_.reset();
        std::filesystem::remove_all(folder_);
    }

    void add_place(std::int64_t id, std::string_view code, std::string_view name, std::string_view level,
                   std::int64_t parent) {
        auto& insert = writer_->prepared("INSERT INTO place (id, version, created_at, created_by, updated_at, code, "
                                         "name, level, parent) VALUES (?, 1, '', '', '', ?, ?, ?, ?)");
        const auto named = name.empty() ? std::nullopt : std::optional(std::string(name));
        const auto levelled = level.empty() ? std::nullopt : std::optional(std::string(level));
        insert.bind(id).bind(code);
        bind_or_null(insert, named);
        bind_or_null(insert, levelled);
        bind_or_null(insert, parent == 0 ? std::nullopt : std::optional(parent));
        insert.run();
    }

    void add_payment(Payment payment) {
        auto& insert = writer_->prepared(
            "INSERT INTO payment (id, number, state, version, void, created_at, created_by, updated_at, place, date, amount, "
            "coin, heads, kind, urgent, note) VALUES (?, ?, ?, 1, ?, '', '', '', ?, ?, ?, ?, ?, ?, ?, ?)");
        insert.bind(payment.id).bind(payment.number).bind(payment.state).bind(std::int64_t{payment.voided});
        bind_or_null(insert, payment.place);
        bind_or_null(insert, payment.date);
        bind_or_null(insert, payment.amount);
        bind_or_null(insert, payment.coin);
        bind_or_null(insert, payment.heads);
        bind_or_null(insert, payment.kind);
        bind_or_null(insert, payment.urgent);
        bind_or_null(insert, payment.note);
        insert.run();
        payments_.push_back(std::move(payment));
    }

    // Few different values, so that orders tie, and one in five is missing.
    Payment any_payment(std::int64_t id) {
        Payment payment;
        payment.id = id;
        payment.number = "ZF-" + std::to_string(id % 7);
        payment.state = pick(2) == 0 ? "draft" : "approved";
        payment.voided = pick(10) == 0;
        if (pick(5) != 0) payment.place = 1 + static_cast<std::int64_t>(pick(5));
        if (pick(5) != 0) payment.amount = static_cast<std::int64_t>(pick(4)) * 100 - 100;
        if (pick(5) != 0) payment.heads = static_cast<std::int64_t>(pick(3));
        if (pick(5) != 0) payment.urgent = static_cast<std::int64_t>(pick(2));
        if (pick(5) != 0) payment.date = "2024-0" + std::to_string(1 + pick(3)) + "-01";
        if (pick(5) != 0) payment.kind = pick(2) == 0 ? "works" : "goods";
        if (pick(5) != 0) payment.coin = pick(2) == 0 ? "100%" : "a_b";
        if (pick(5) != 0) payment.note = std::string(500 * pick(3), 'x') + std::to_string(pick(3)) + "\n\"山\"";
        return payment;
    }

    Result<Page> page(const ListQuery& query, const std::string& type = "payment") {
        return list_records(*writer_, *schema_, gate_, *schema_->type(type), query, {}, *Date::parse("2024-06-30"));
    }

    // One page with all records, the oldest first.
    static ListQuery all_in_one() {
        ListQuery query;
        query.order = {"id"};
        query.limit = 500;
        return query;
    }

    static std::vector<std::int64_t> ids(const Page& page) {
        std::vector<std::int64_t> result;
        for (const auto& item : page.items) result.push_back(std::stoll(std::string(item.at("id").as_string())));
        return result;
    }

    // All pages, one after another.
    std::vector<std::int64_t> all_pages(ListQuery query) {
        std::vector<std::int64_t> result;
        for (;;) {
            const auto one = page(query);
            EXPECT_TRUE(one.has_value()) << (one ? "" : one.error().code);
            if (!one) return result;
            const auto found = ids(*one);
            EXPECT_LE(found.size(), query.limit);
            result.insert(result.end(), found.begin(), found.end());
            if (!one->next || result.size() > payments_.size()) return result;
            EXPECT_EQ(found.size(), query.limit) << "only the last page is short";
            query.after = *one->next;
        }
    }

    std::vector<std::int64_t> found(const ListFilter& filter) {
        auto query = all_in_one();
        query.filters = {filter};
        const auto result = page(query);
        EXPECT_TRUE(result.has_value()) << filter.path << " " << (result ? "" : result.error().code);
        return result ? ids(*result) : std::vector<std::int64_t>{};
    }

    std::string refusal(const ListFilter& filter, const std::string& type = "payment") {
        ListQuery query;
        query.filters = {filter};
        const auto result = page(query, type);
        return result ? "accepted" : result.error().code;
    }

    std::vector<std::int64_t> those(const std::function<bool(const Payment&)>& take, bool with_void = false) const {
        std::vector<std::int64_t> result;
        for (const auto& payment : payments_) {
            if ((with_void || !payment.voided) && take(payment)) result.push_back(payment.id);
        }
        return result;
    }

    std::size_t pick(std::size_t below) { return static_cast<std::size_t>(random_() % below); }

    std::mt19937 random_{20240301};
    std::vector<Payment> payments_;
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-list-" + std::to_string(::getpid()));
    std::unique_ptr<Schema> schema_ = trial_schema_of(trial_module());
    std::unique_ptr<Store> store_ = (std::filesystem::create_directories(folder_), open_sqlite(folder_ / "store.db"));
    std::unique_ptr<Connection> writer_ = store_->connect_writer();
    Rights rights_{Principal::administrator(), *schema_, *Date::parse("2024-12-31"), *writer_};
    RecordGate gate_{rights_, *schema_, *writer_};
};

TEST_F(RecordList, filters_compare_what_is_there) {
    EXPECT_EQ(found({"amount", "eq", "1"}), those([](const Payment& p) { return p.amount == 100; }));
    EXPECT_EQ(found({"amount", "ne", "1.00"}), those([](const Payment& p) { return p.amount && p.amount != 100; }));
    EXPECT_EQ(found({"amount", "gt", "0"}), those([](const Payment& p) { return p.amount && *p.amount > 0; }));
    EXPECT_EQ(found({"amount", "lte", "0"}), those([](const Payment& p) { return p.amount && *p.amount <= 0; }))
        << "the bounds of a field do not bind questions about it";
    EXPECT_EQ(found({"date", "gte", "2024-02-01"}),
              those([](const Payment& p) { return p.date && *p.date >= "2024-02-01"; }));
    EXPECT_EQ(found({"date", "lt", "2024-02-01"}),
              those([](const Payment& p) { return p.date && *p.date < "2024-02-01"; }));
    EXPECT_EQ(found({"urgent", "eq", "true"}), those([](const Payment& p) { return p.urgent == 1; }));
    EXPECT_EQ(found({"kind", "in", "(works, gifts)"}), those([](const Payment& p) { return p.kind == "works"; }));
    EXPECT_EQ(found({"heads", "in", "0,2"}), those([](const Payment& p) { return p.heads == 0 || p.heads == 2; }));
    EXPECT_EQ(found({"place", "null", ""}), those([](const Payment& p) { return !p.place; }));
    EXPECT_EQ(found({"place", "notnull", ""}), those([](const Payment& p) { return p.place.has_value(); }));
    EXPECT_EQ(found({"state", "eq", "draft"}), those([](const Payment& p) { return p.state == "draft"; }));
    EXPECT_EQ(found({"number", "eq", "ZF-3"}), those([](const Payment& p) { return p.id % 7 == 3; }));
    EXPECT_THAT(found({"id", "lt", "103"}), ElementsAre(100, 101, 102));
}

TEST_F(RecordList, void_records_are_shown_to_those_who_ask) {
    EXPECT_EQ(found({"void", "eq", "true"}), those([](const Payment& p) { return p.voided; }, true));
    EXPECT_EQ(found({"void", "in", "(true,false)"}).size(), payments_.size());
    auto query = all_in_one();
    query.with_void = true;
    EXPECT_EQ(page(query)->items.size(), payments_.size());
}

TEST_F(RecordList, like_looks_for_the_very_characters) {
    EXPECT_EQ(found({"coin", "like", "%"}), those([](const Payment& p) { return p.coin == "100%"; }));
    EXPECT_EQ(found({"coin", "like", "_"}), those([](const Payment& p) { return p.coin == "a_b"; }));
    EXPECT_THAT(found({"coin", "like", "\\"}), IsEmpty());
    EXPECT_THAT(found({"coin", "like", "' OR 1=1 --"}), IsEmpty());
    EXPECT_EQ(found({"coin", "like", ""}), those([](const Payment& p) { return p.coin.has_value(); }));
    EXPECT_EQ(found({"amount", "like", "10"}),
              those([](const Payment& p) { return p.amount == 100 || p.amount == -100; }))
        << "of a number, its digits";
}

TEST_F(RecordList, filters_go_through_references) {
    const auto at = [](std::initializer_list<std::int64_t> places) {
        return [places](const Payment& p) { return p.place && std::count(places.begin(), places.end(), *p.place) > 0; };
    };
    EXPECT_EQ(found({"place", "eq", "540228"}), those(at({3})));
    EXPECT_EQ(found({"place", "eq", "#3"}), those(at({3})));
    EXPECT_EQ(found({"place", "in", "(#1, 650000)"}), those(at({1, 4})));
    EXPECT_EQ(found({"place.name", "eq", "白朗"}), those(at({3})));
    EXPECT_EQ(found({"place.parent", "eq", "540000"}), those(at({2})));
    EXPECT_EQ(found({"place.parent.code", "like", "54"}), those(at({2, 3})));
    EXPECT_EQ(found({"place.parent.parent.name", "eq", "西藏"}), those(at({3})));
    EXPECT_EQ(found({"place.parent.parent", "notnull", ""}), those(at({3})));
    EXPECT_EQ(found({"place.id", "gte", "4"}), those(at({4, 5})));
    EXPECT_EQ(found({"place", "under", "540000"}), those(at({1, 2, 3})));
    EXPECT_EQ(found({"place.parent", "under", "540000"}), those(at({2, 3})));
    auto below = all_in_one();
    below.filters = {{"id", "under", "540200"}};
    EXPECT_THAT(ids(*page(below, "place")), ElementsAre(2, 3));
}

TEST_F(RecordList, a_circle_of_parents_ends) {
    writer_->execute("UPDATE place SET parent = 3 WHERE id = 1");
    ListQuery below;
    below.filters = {{"id", "under", "540200"}};
    EXPECT_THAT(ids(*page(below, "place")), UnorderedElementsAre(1, 2, 3));
}

TEST_F(RecordList, words_stand_in_any_text_in_any_order) {
    auto query = all_in_one();
    query.words = "  zf-3   100% ";
    EXPECT_EQ(ids(*page(query)), those([](const Payment& p) { return p.id % 7 == 3 && p.coin == "100%"; }));
    query.words = "山";
    EXPECT_EQ(ids(*page(query)), those([](const Payment& p) { return p.note.has_value(); }));
    query.words = std::string(201, 'x');
    EXPECT_EQ(page(query).error().code, "list.bad_value");
    for (query.words.clear(); query.words.size() < 199;) query.words += "1 ";
    EXPECT_TRUE(page(query).has_value());
}

TEST_F(RecordList, pages_visit_every_record_once_under_every_order) {
    const auto everybody = those([](const Payment&) { return true; });
    const std::vector<std::vector<std::string>> orders = {{},
                                                          {"id"},
                                                          {"-id"},
                                                          {"amount"},
                                                          {"-amount"},
                                                          {"date", "-amount"},
                                                          {"-date", "kind", "-heads", "urgent"},
                                                          {"note"},
                                                          {"-note", "amount"},
                                                          {"place"},
                                                          {"-place", "state"},
                                                          {"place.parent.name", "number"},
                                                          {"place.level", "place.id"},
                                                          {"-state", "-number", "-version", "-void"},
                                                          {"voucher"},
                                                          {"extra", "share"},
                                                          {"created_at", "id", "amount"}};
    for (const auto& order : orders) {
        for (const std::size_t limit : {std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{500}}) {
            if (limit == 1 && order.size() > 1) continue; // slow, and no different
            ListQuery query;
            query.order = order;
            query.limit = limit;
            const auto visited = all_pages(query);
            EXPECT_THAT(visited, ::testing::UnorderedElementsAreArray(everybody))
                << join(order, ",") << " by " << limit;
        }
    }
}

TEST_F(RecordList, orders_are_kept_and_nothing_comes_first) {
    ListQuery query;
    query.limit = 13;
    query.order = {"amount", "-date"};
    std::map<std::int64_t, const Payment*> by_id;
    for (const auto& payment : payments_) by_id[payment.id] = &payment;
    const auto visited = all_pages(query);
    const auto key = [&](std::int64_t id) {
        return std::pair(by_id.at(id)->amount.value_or(std::numeric_limits<std::int64_t>::min()),
                         by_id.at(id)->date.value_or(""));
    };
    for (std::size_t i = 1; i < visited.size(); ++i) {
        const auto before = key(visited[i - 1]), after = key(visited[i]);
        EXPECT_TRUE(before.first < after.first || (before.first == after.first && before.second >= after.second));
        if (before == after) EXPECT_GT(visited[i - 1], visited[i]) << "ties go the way of the last order";
    }
    query.order = {"place"};
    query.limit = 500;
    std::vector<std::string> names;
    for (const auto& item : page(query)->items) {
        const auto label = item.at("place").is_null() ? "" : item.at("place").at("label").as_string();
        names.emplace_back(label == "#5" ? "" : label); // it has no name
    }
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end())) << "references order by their label, not by their id";
}

TEST_F(RecordList, pages_together_with_filters_visit_all_that_pass) {
    ListQuery query;
    query.filters = {{"place.parent.code", "like", "54"}, {"amount", "gte", "0"}};
    query.order = {"-place", "note"};
    query.limit = 3;
    query.count = true;
    const auto expected =
        those([](const Payment& p) { return p.amount && *p.amount >= 0 && (p.place == 2 || p.place == 3); });
    EXPECT_THAT(all_pages(query), ::testing::UnorderedElementsAreArray(expected));
    query.after = *page(query)->next;
    EXPECT_EQ(page(query)->count, static_cast<std::int64_t>(expected.size())) << "the count is of the whole list";
}

TEST_F(RecordList, a_record_that_goes_away_between_pages_breaks_nothing) {
    ListQuery query;
    query.limit = 10;
    query.order = {"date"};
    const auto first = page(query);
    writer_->prepared("UPDATE payment SET void = 1 WHERE id = ?").bind(ids(*first).back()).run();
    query.after = *first->next;
    const auto second = ids(*page(query));
    for (const auto id : ids(*first)) EXPECT_EQ(std::count(second.begin(), second.end(), id), 0);
    EXPECT_EQ(second.size(), 10U);
}

TEST_F(RecordList, bad_questions_are_refused) {
    EXPECT_EQ(refusal({"colour", "eq", "red"}), "list.unknown_field");
    EXPECT_EQ(refusal({"", "eq", "red"}), "list.unknown_field");
    EXPECT_EQ(refusal({".", "eq", "red"}), "list.unknown_field");
    EXPECT_EQ(refusal({"place.colour", "eq", "red"}), "list.unknown_field");
    EXPECT_EQ(refusal({"amount.name", "eq", "red"}), "list.unknown_field");
    EXPECT_EQ(refusal({"amount\" OR 1=1 --", "eq", "1"}), "list.unknown_field");
    EXPECT_EQ(refusal({"amount", "is", "1"}), "list.bad_operator");
    EXPECT_EQ(refusal({"amount", "", "1"}), "list.bad_operator");
    EXPECT_EQ(refusal({"amount", "under", "1"}), "list.bad_operator");
    EXPECT_EQ(refusal({"id", "under", "1"}), "list.bad_operator") << "payments are no tree";
    for (const auto& [path, value] :
         std::vector<std::pair<std::string, std::string>>{{"amount", "much"},
                                                          {"amount", ""},
                                                          {"amount", "1; DROP TABLE payment"},
                                                          {"heads", "1.5"},
                                                          {"date", "today"},
                                                          {"date", ""},
                                                          {"date", "2023-02-29"},
                                                          {"urgent", "maybe"},
                                                          {"void", "maybe"},
                                                          {"id", "x"},
                                                          {"id", ""},
                                                          {"version", "1e9"},
                                                          {"share", "1e9"},
                                                          {"coin", std::string(2001, 'x')}}) {
        for (const auto* operation : {"eq", "gt", "in"})
            EXPECT_EQ(refusal({path, operation, value}), "list.bad_value") << path;
    }
    EXPECT_EQ(refusal({"coin", "like", std::string(2001, 'x')}), "list.bad_value");
    EXPECT_EQ(refusal({"place", "eq", "Atlantis"}), "record.not_found");
    EXPECT_EQ(refusal({"place", "eq", "#99"}), "record.not_found");
    EXPECT_EQ(refusal({"place", "under", "Atlantis"}), "record.not_found");
    EXPECT_EQ(refusal({"kind", "eq", "gifts"}), "accepted") << "nobody has it";
}

TEST_F(RecordList, questions_are_bounded) {
    ListQuery query;
    query.filters.assign(33, {"heads", "eq", "1"});
    EXPECT_EQ(page(query).error().code, "list.too_many");
    query.filters.resize(32);
    EXPECT_TRUE(page(query).has_value());
    query.filters = {{"heads", "in", "1"}};
    for (int i = 0; i < 500; ++i) query.filters.front().value += ",1";
    EXPECT_EQ(page(query).error().code, "list.too_many");
    query.filters.front().value.resize(query.filters.front().value.size() - 2);
    EXPECT_TRUE(page(query).has_value());
    query.filters.assign(32, query.filters.front());
    EXPECT_TRUE(page(query).has_value());
    query.filters.clear();
    query.order.assign(5, "heads");
    EXPECT_EQ(page(query).error().code, "list.too_many");
    query.order.resize(4);
    EXPECT_TRUE(page(query).has_value());
    std::string path = "place";
    for (int i = 0; i < 31; ++i) path += ".parent";
    EXPECT_EQ(refusal({path + ".name", "eq", "x"}), "accepted");
    EXPECT_EQ(refusal({path + ".parent.name", "eq", "x"}), "list.too_many");
    for (const std::size_t limit : {std::size_t{0}, std::size_t{501}, std::size_t(-1)}) {
        ListQuery large;
        large.limit = limit;
        const auto items = page(large)->items.size();
        EXPECT_TRUE(items >= 1 && items <= 500);
    }
}

TEST_F(RecordList, a_cursor_that_is_none_of_ours_is_refused) {
    ListQuery query;
    query.order = {"date"};
    query.limit = 10;
    const auto cursor = *page(query)->next;
    for (const auto& after : std::vector<std::string>{"x",
                                                      "!",
                                                      "====",
                                                      "",
                                                      "AAAA",
                                                      "\xFF",
                                                      to_base64url("null"),
                                                      to_base64url("[]"),
                                                      to_base64url("[1]"),
                                                      to_base64url("[1,2]"),
                                                      to_base64url("[\"2024-01-01\",\"1\"]"),
                                                      to_base64url("[\"a\",1,2]"),
                                                      to_base64url("[null,1]"),
                                                      to_base64url("[\"a\",1.5]"),
                                                      to_base64url("[\"a\",18446744073709551615]"),
                                                      to_base64url("[[\"a\"],1]"),
                                                      to_base64url("{\"a\":1}"),
                                                      to_base64url("[\"\xFF\",1]"),
                                                      to_base64url("[\"" + std::string(20'000, 'x') + "\",1]"),
                                                      cursor + "A",
                                                      cursor.substr(1)}) {
        query.after = after;
        if (after.empty())
            EXPECT_TRUE(page(query).has_value()) << "no cursor is the first page";
        else
            EXPECT_EQ(page(query) ? "accepted" : page(query).error().code, "list.bad_cursor") << after;
    }
    query.after = to_base64url("[\"2024-01-01' OR 1=1 --\",1]");
    EXPECT_TRUE(page(query).has_value()) << "a text is a text";
    query.after = cursor;
    query.order = {"amount"};
    EXPECT_EQ(page(query).error().code, "list.bad_cursor") << "of another order";
}

} // namespace
} // namespace shanhai::kernel
