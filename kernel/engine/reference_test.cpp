#include "kernel/engine/trial_kernel_test.h"

#include <map>

namespace shanhai::kernel {
namespace {

Command create(const std::string& type, json::object fields) {
    Command command;
    command.type = type;
    command.fields = std::move(fields);
    return command;
}

// References between records, inside a request and over the years.
class References : public TrialKernel {
protected:
    std::string refused_together(std::vector<Command> commands) {
        Request request;
        request.who = Principal::administrator();
        request.commands = std::move(commands);
        const auto reply = kernel_->execute(std::move(request));
        return reply ? "accepted" : reply.error().code + " " + reply.error().field;
    }
};

TEST_F(References, what_the_same_request_made_must_be_of_the_right_type) {
    const auto division = create("division", {{"code", "630000"}, {"name", "青海"}});
    const auto project = create("project", {{"name", "渠"}, {"region", "$1"}, {"planned_on", "2023-03-01"}});
    const auto receipt = [](const std::string& of) {
        return create("receipt", {{"project", of}, {"date", "2023-04-01"}, {"amount", "1"}});
    };
    const auto size = kernel_->tree_head().size;
    EXPECT_EQ(refused_together({division, project, receipt("$1")}), "record.bad_reference /project");
    EXPECT_EQ(refused_together({division, project, receipt("$3")}), "record.bad_reference /project");
    for (const std::string name : {"$0", "$-1", "$", "$x", "$99999999999999999999", "$2 "})
        EXPECT_NE(refused_together({division, receipt(name)}), "accepted") << name;
    EXPECT_EQ(kernel_->tree_head().size, size);
    EXPECT_EQ(refused_together({division, project, receipt("$2")}), "accepted");
    expect_clean();
}

TEST_F(References, a_later_command_may_go_on_with_what_an_earlier_one_made) {
    Command start;
    start.action = Action::advance;
    start.type = "project";
    start.record = "$1";
    start.transition = "start";
    const auto project = create("project", {{"name", "渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    EXPECT_EQ(refused_together({project, start}), "accepted");
    start.type = "payment";
    EXPECT_NE(refused_together({project, start}), "accepted") << "a project is no payment";
    expect_clean();
}

TEST_F(References, a_void_record_is_referred_to_no_more_and_leaves_its_key_to_the_next) {
    const auto old = make("division", {{"code", "630000"}, {"name", "青海"}});
    Command away;
    away.action = Action::void_;
    away.type = "division";
    away.record = old;
    away.reason = "mistyped";
    ASSERT_TRUE(command(away).has_value());
    EXPECT_EQ(refused("project", {{"name", "x"}, {"region", old}, {"planned_on", "2023-02-01"}}),
              "record.bad_reference /region");
    EXPECT_EQ(refused("project", {{"name", "x"}, {"region", "630000"}, {"planned_on", "2023-02-01"}}),
              "record.bad_reference /region");
    make("division", {{"code", "630000"}, {"name", "青海"}});
    const auto project = make("project", {{"name", "x"}, {"region", "630000"}, {"planned_on", "2023-02-01"}});
    make("receipt", {{"project", project}, {"date", "2023-04-01"}, {"amount", "5"}});
    make("payment", {{"project", project}, {"date", "2023-04-01"}, {"amount", "5"}});
    EXPECT_EQ(value("trial.paid", {{"region", "630000"}}), "5.00") << "one of the two is meant";
    EXPECT_EQ(value("trial.paid", {{"region", "青海"}}), "5.00");
    expect_clean();
}

TEST_F(References, amounts_beyond_all_measure_are_refused_and_harm_nobody) {
    const auto project = make("project", {{"name", "x"}, {"region", "540228"}, {"planned_on", "2023-02-01"}});
    const auto receive = [&](const std::string& amount, std::size_t times) {
        return refused_together(
            std::vector(times, create("receipt", {{"project", project}, {"date", "2023-04-01"}, {"amount", amount}})));
    };
    EXPECT_EQ(receive("90071992547409.92", 1), "record.out_of_range /amount");
    for (int i = 0; i < 4; ++i) EXPECT_EQ(receive("90071992547409.91", 256), "accepted") << "as many as 64 bits hold";
    EXPECT_NE(receive("90071992547409.91", 1), "accepted");
    EXPECT_EQ(receive("0.01", 1), "accepted");
    EXPECT_EQ(value("trial.left"), "92233720368547747.85");
    expect_clean();
}

// Books whose titles are not for everybody, and loans of them.
class ReferenceNames : public TrialKernel {
protected:
    std::vector<SchemaFile> schema_files() const override {
        auto files = trial_schema();
        files.push_back({"modules/trial/schema/book.yaml",
                         "type: book\nlabel: title\nfields:\n  title: {is: text, required: true}\n"
                         "  place: {is: ref division}\n"});
        files.push_back({"modules/trial/schema/loan.yaml",
                         "type: loan\nfields:\n  book: {is: ref book, required: true, sensitivity: public}\n"});
        give_grants(files, R"(
roles: {reader: {title: 读者}, guest: {title: 来宾}}
lies_in: {division: everywhere, loan: everywhere, book: {division: place}}
rights:
  reader: {book: [read]}
  guest: {book: {may: [read], sees: public}, loan: {may: [read], sees: public}}
)");
        return files;
    }
};

TEST_F(ReferenceNames, what_may_be_seen_of_one_record_is_not_shown_of_the_next) {
    const auto near = make("book", {{"title", "白朗的书"}, {"place", "540228"}});
    const auto far = make("book", {{"title", "新疆的书"}, {"place", "650000"}});
    make("loan", {{"book", near}});
    make("loan", {{"book", far}});
    const auto county = kernel_->get(Principal::administrator(), "division", "540228").value();
    const auto who = Principal::person("zhao", "zhao",
                                       {{.role = "guest"},
                                        {.role = "reader",
                                         .scope = ScopeKind::division,
                                         .record = std::stoll(std::string(county.at("id").as_string()))}});
    for (const char* order : {"id", "-id"}) {
        std::map<std::string, std::string> labels;
        for (const auto& item : kernel_->list(who, "loan", {.order = {order}}).value().items) {
            const auto& book = item.as_object().at("book").as_object();
            labels["#" + std::string(book.at("id").as_string())] = std::string(book.at("label").as_string());
        }
        EXPECT_EQ(labels, (std::map<std::string, std::string>{{near, "白朗的书"}, {far, far}})) << order;
    }
}

} // namespace
} // namespace shanhai::kernel
