#include "base/text.h"
#include "kernel/engine/trial_kernel_test.h"

#include <cstdlib>
#include <random>

// Any history at all: every operation, in any order, accepted or refused. After it, every balance equals what the records
// give when they are counted anew, and every moment of it reads, through `as_of`, as a store reads that stopped there.
namespace shanhai::kernel {
namespace {

// What the small province lacks: references three steps deep, money of other currencies, conditions, pairs, time limits,
// papers, a rule that rests on another record's state.
std::vector<SchemaFile> wide_schema() {
    auto files = trial_schema();
    for (auto& file : files) {
        if (file.path == "modules/trial/schema/project.yaml") {
            file.text = replace_all(file.text, "  done_on: {is: date}\n",
                                    "  done_on: {is: date}\n  due_on: {is: date}\n  owner: {is: ref owner}\n");
            file.text =
                replace_all(file.text, "  started: 开工\n", "  started: {zh: 开工, within: 30 days, until: due_on}\n");
        }
        if (file.path == "modules/trial/schema/payment.yaml") {
            file.text = replace_all(
                file.text, "per: [project]}\n",
                "per: [project]}\n"
                "  trial.paid_at_seat: {sum: amount, on: date, by: [{seat: project.owner.seat}], when: \"project.state <> 'planned'\"}\n"
                "  trial.payments: {count: true, unit: payment, on: project.planned_on, by: [project.owner], per: [project]}\n");
        }
        if (file.path == "modules/trial/figures/trial.yaml") {
            file.text += "trial.paid_at_seat: {unit: CNY, formula: trial.paid_at_seat}\n"
                         "trial.payments: {unit: payment, formula: trial.payments, kind: stock}\n"
                         "trial.gifts: {unit: money, formula: trial.gifts}\n"
                         "trial.overdue: {unit: project, formula: trial.overdue}\n";
        }
        if (file.path == "modules/trial/schema/project.yaml")
            file.text += "  trial.overdue: {count: true, unit: project, on: escalated, by: [region]}\n";
    }
    files.push_back({"modules/trial/schema/owner.yaml", R"(
type: owner
label: name
fields:
  name: {is: text, required: true}
  seat: {is: ref division}
)"});
    files.push_back({"modules/trial/schema/gift.yaml", R"(
type: gift
late_after: quarter
fields:
  project: {is: ref project, required: true}
  date: {is: date}
  worth: {is: money, at_least: 0, currency: currency}
  currency: {is: text, required: true, default: CNY}
  thanked: {is: boolean}
rules:
  - {that: "thanked is null or thanked = 0 or project.state <> 'planned'", field: thanked, says: {zh: 开工后才答谢, en: Thanked once begun}}
measures:
  trial.gifts: {sum: worth, on: date, by: [project.region, thanked], per: [project]}
)"});
    return files;
}

const std::array<const char*, 5> figure_names = {"trial.paid", "trial.projects", "trial.left", "trial.paid_at_seat",
                                                 "trial.overdue"};

// One thing that was tried, and when.
struct Step {
    Request request;
    bool escalate = false;
    Moment at;
};

// A store whose clock is set by hand.
class Told {
public:
    Told(const std::filesystem::path& folder) : folder_(folder), now_(std::make_shared<Moment>()) {
        *now_ = *Moment::parse("2024-01-10T01:00:00Z");
        const auto* wanted = std::getenv("SHANHAI_TEST_STORE");
        if (wanted != nullptr && std::string_view(wanted) == "postgres") database_.emplace();
        auto created = Kernel::create(options(), "correct horse battery", false);
        EXPECT_TRUE(created.has_value()) << (created ? "" : created.error().code + " " + created.error().field);
        if (created) kernel = *std::move(created);
    }
    ~Told() {
        kernel.reset();
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    Result<Reply> take(const Step& step) {
        *now_ = step.at;
        if (!step.escalate) return kernel->execute(step.request);
        const auto escalated = kernel->escalate_overdue();
        if (!escalated) return std::unexpected(escalated.error());
        return Reply{};
    }

    void restart() {
        kernel.reset();
        auto opened = Kernel::open(options());
        ASSERT_TRUE(opened.has_value()) << opened.error().code;
        kernel = *std::move(opened);
    }

    bool on_a_server() const { return database_.has_value(); }

    std::string verified() {
        const auto report = kernel->verify();
        return !report ? report.error().code : report->findings.empty() ? "" : report->findings.front();
    }

    std::unique_ptr<Kernel> kernel;

private:
    OpenOptions options() const {
        OpenOptions options;
        options.data = folder_;
        if (database_) options.store = database_->url();
        options.schema_files = wide_schema();
        options.clock = [now = now_] { return *now; };
        return options;
    }
    std::filesystem::path folder_;
    std::shared_ptr<Moment> now_;
    std::optional<TrialPostgres> database_;
};

// Everything that can be read of a store at a moment, as lines that can be compared.
std::vector<std::string> everything(Kernel& kernel, std::optional<Moment> as_of) {
    std::vector<std::string> lines;
    const auto who = Principal::administrator();
    for (const auto& type : kernel.schema().types) {
        ListQuery query;
        query.limit = 500;
        query.order = {"id"};
        query.with_void = true;
        query.as_of = as_of;
        const auto page = kernel.list(who, type->name, query);
        lines.push_back(type->name + (page ? " " + std::to_string(page->items.size()) : " " + page.error().code));
        for (std::size_t i = 0; page && i < page->items.size(); ++i) lines.push_back(json::serialize(page->items[i]));
        if (!page || page->items.empty()) continue;
        const std::string id(page->items.back().at("id").as_string());
        const auto one = kernel.get(who, type->name, id, as_of);
        lines.push_back(one ? json::serialize(*one) : one.error().code);
        const auto history = kernel.history(who, type->name, id, as_of);
        lines.push_back(history ? json::serialize(*history) : history.error().code);
    }
    for (const auto& figure : kernel.schema().figures) {
        std::vector<std::vector<std::string>> slices = {{}, {"year"}};
        for (const auto& dimension : figure.dimensions) {
            slices.push_back({dimension.name, "month"});
            if (dimension.ref == "division") slices.push_back({dimension.name + ".province"});
        }
        for (const auto& by : slices) {
            const auto cells = kernel.figure(who, {figure.name, {}, by, as_of});
            lines.push_back(figure.name + " by " + join(by, ",") + (cells ? "" : " " + cells.error().code));
            for (std::size_t i = 0; cells && i < cells->size(); ++i) {
                std::string line;
                for (const auto& [name, label] : (*cells)[i].where) line += name + "=" + label + " ";
                for (const auto& [name, key] : (*cells)[i].keys) line += name + "=" + key + " ";
                lines.push_back(line + (*cells)[i].text + " " + (*cells)[i].unit);
            }
        }
        LineageQuery query{figure.name, {}, as_of, {}, 1000, {}};
        const auto lineage = kernel.lineage(who, query);
        if (!lineage) continue;
        std::vector<std::string> postings; // coordinates have other numbers in another store, so the order is not told
        for (const auto& posting : lineage->postings) {
            std::string line = std::to_string(posting.entry.value) + " " + posting.measure + " " + posting.value + " " +
                               posting.unit + " " + posting.day.iso() + " " + std::to_string(posting.late_days) + " " +
                               json::serialize(posting.record);
            for (const auto& [name, label] : posting.coordinates) line += " " + name + "=" + label;
            postings.push_back(std::move(line));
        }
        std::sort(postings.begin(), postings.end());
        lines.insert(lines.end(), postings.begin(), postings.end());
        for (const auto& operand : lineage->operands) {
            lines.push_back(operand.measure + " " + operand.value + " late " + operand.late + " " +
                            std::to_string(operand.late_postings));
        }
    }
    return lines;
}

std::string first_difference(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        const auto left = i < a.size() ? a[i] : "(nothing)", right = i < b.size() ? b[i] : "(nothing)";
        if (left != right) return "as_of: " + left + "\nreplay: " + right;
    }
    return {};
}

// Makes things up, some of which are refused.
class Author {
public:
    explicit Author(unsigned seed) : random_(seed), at_(*Moment::parse("2024-01-10T02:00:00Z")) {}

    Step next() {
        at_.micros += std::int64_t{1 + static_cast<std::int64_t>(pick(5 * 86'400))} * 1'000'000; // up to five days
        Step step;
        step.at = at_;
        step.request.who = Principal::administrator();
        const auto kind = pick(100);
        if (kind < 4) {
            step.escalate = true;
        } else if (kind < 12) { // several at once, which stand or fall together
            step.request.commands.push_back(create("project"));
            step.request.commands.push_back(create("receipt"));
            step.request.commands.back().fields["project"] = "$1";
            step.request.commands.push_back(create("payment"));
            step.request.commands.back().fields["project"] = "$1";
        } else {
            step.request.commands.push_back(kind < 50   ? create()
                                            : kind < 75 ? amend()
                                            : kind < 90 ? advance()
                                                        : take_back());
        }
        return step;
    }

    void learn(const Step& step, const Reply& reply) {
        for (std::size_t i = 0; i < reply.outcomes.size(); ++i) {
            if (step.request.commands[i].action == Action::create)
                made_[step.request.commands[i].type].push_back("#" + std::to_string(reply.outcomes[i].record.value));
        }
    }
    void knows(const std::string& type, const std::string& record) { made_[type].push_back(record); }

private:
    std::size_t pick(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
    std::string one_of(const std::string& type) {
        const auto& all = made_[type];
        return all.empty() ? "#1" : all[pick(all.size())];
    }
    std::string day() {
        return "202" + std::to_string(2 + pick(4)) + "-0" + std::to_string(1 + pick(9)) + "-1" +
               std::to_string(pick(10));
    }
    std::string amount() { return std::to_string(1 + pick(900)) + "." + std::to_string(10 + pick(90)); }

    Command create() {
        static const std::array<const char*, 10> types = {"project", "project", "receipt", "receipt",  "receipt",
                                                          "payment", "payment", "gift",    "division", "owner"};
        return create(types[pick(types.size())]);
    }

    Command create(const std::string& type) {
        Command command;
        command.type = type;
        auto& fields = command.fields;
        if (type == "project") {
            fields = {
                {"name", "P" + std::to_string(pick(1000))}, {"region", one_of("division")}, {"planned_on", day()}};
            if (pick(2) == 0) fields["owner"] = one_of("owner");
            if (pick(3) == 0) fields["due_on"] = day();
        } else if (type == "gift") {
            fields = {{"project", one_of("project")}, {"worth", amount()}, {"currency", pick(2) == 0 ? "USD" : "CNY"}};
            if (pick(4) != 0) fields["date"] = day();
            if (pick(3) == 0) fields["thanked"] = pick(2) == 0;
        } else if (type == "division") {
            fields = {{"code", std::to_string(100'000 + pick(900'000))},
                      {"name", "D" + std::to_string(pick(1000))},
                      {"level", pick(2) == 0 ? "county" : "prefecture"},
                      {"parent", one_of("division")}};
        } else if (type == "owner") {
            fields = {{"name", "O" + std::to_string(pick(1000))}, {"seat", one_of("division")}};
        } else {
            fields = {{"project", one_of("project")}, {"date", day()}, {"amount", amount()}};
        }
        return command;
    }

    Command change(Action action, const std::string& type) {
        Command command;
        command.action = action;
        command.type = type;
        command.record = one_of(type);
        command.reason = "misread";
        return command;
    }

    Command amend() {
        const auto kind = pick(9);
        if (kind < 2) { // a project that moves takes what refers to it along
            auto command = change(Action::amend, "project");
            command.fields = {{"region", one_of("division")}, {"level", pick(2) == 0 ? "city" : "county"}};
            if (pick(2) == 0) command.fields["owner"] = one_of("owner");
            if (pick(3) == 0) command.fields["due_on"] = day();
            return command;
        }
        if (kind == 2) { // two steps away
            auto command = change(Action::amend, "owner");
            command.fields = {{"seat", one_of("division")}, {"name", "O" + std::to_string(pick(1000))}};
            return command;
        }
        if (kind == 3) { // the tree and the names themselves
            auto command = change(Action::amend, "division");
            command.fields = {{"parent", one_of("division")}, {"name", "D" + std::to_string(pick(1000))}};
            if (command.fields["parent"].as_string() >= command.record) command.fields.erase("parent"); // no circles
            return command;
        }
        if (kind == 4) {
            auto command = change(Action::amend, "gift");
            command.fields = {{"worth", amount()}, {"currency", pick(2) == 0 ? "USD" : "CNY"}};
            if (pick(2) == 0) command.fields["date"] = nullptr;
            return command;
        }
        auto command = change(Action::amend, kind < 7 ? "payment" : "receipt");
        command.fields = {{"amount", amount()}, {"date", day()}, {"project", one_of("project")}};
        if (pick(8) == 0) command.reason.clear(); // refused
        return command;
    }

    Command advance() {
        if (pick(3) == 0) return change(Action::undo, "project");
        auto command = change(Action::advance, "project");
        command.transition = pick(2) == 0 ? "start" : "finish";
        if (command.transition == "finish") command.fields["done_on"] = "2030-01-01";
        return command;
    }

    Command take_back() {
        static const std::array<const char*, 5> types = {"payment", "receipt", "gift", "project", "owner"};
        return change(Action::void_, types[pick(types.size())]);
    }

    std::mt19937 random_;
    Moment at_;
    std::map<std::string, std::vector<std::string>> made_;
};

class AnyHistory : public ::testing::TestWithParam<unsigned> {
protected:
    static std::filesystem::path folder(const std::string& name) {
        return std::filesystem::temp_directory_path() /
               ("shanhai-any-" + std::to_string(::getpid()) + "-" + std::to_string(GetParam()) + "-" + name);
    }

    // The first step after which a store no longer adds up.
    static std::string shortest_failing(const std::vector<Step>& steps) {
        Told store(folder("shrunk"));
        for (std::size_t i = 0; i < steps.size(); ++i) {
            (void)store.take(steps[i]);
            if (const auto found = store.verified(); !found.empty())
                return std::to_string(i + 1) + " steps are enough: " + found;
        }
        return "not without restarts";
    }

    static std::vector<Step> foundation(Author& author) {
        std::vector<Step> steps;
        const auto add = [&](json::object fields) {
            Step step;
            step.at = {Moment::parse("2024-01-10T01:00:00Z")->micros +
                       1'000'000 * static_cast<std::int64_t>(steps.size())};
            step.request.who = Principal::administrator();
            step.request.commands.emplace_back();
            step.request.commands.back().type = "division";
            step.request.commands.back().fields = std::move(fields);
            steps.push_back(std::move(step));
        };
        add({{"code", "540000"}, {"name", "西藏"}, {"level", "province"}});
        add({{"code", "540200"}, {"name", "日喀则市"}, {"level", "prefecture"}, {"parent", "540000"}});
        add({{"code", "540228"}, {"name", "白朗县"}, {"level", "county"}, {"parent", "540200"}});
        add({{"code", "650000"}, {"name", "新疆"}, {"level", "province"}});
        for (const auto* code : {"540200", "540228", "650000"}) author.knows("division", code);
        return steps;
    }
};

// The sums of the causes are the difference, and both ends are what the figure says of those moments.
void expect_changes_add_up(Kernel& kernel, Moment from, Moment to) {
    const auto who = Principal::administrator();
    for (const auto* name : figure_names) {
        ChangesQuery query{name, {}, from, to, {}, 1000, {}};
        const auto changes = kernel.changes(who, query);
        ASSERT_TRUE(changes.has_value()) << name << " " << changes.error().code;
        const auto then = kernel.figure(who, {name, {}, {}, from}), now = kernel.figure(who, {name, {}, {}, to});
        ASSERT_TRUE(then.has_value() && now.has_value());
        EXPECT_EQ(changes->then, then->front().text) << name;
        EXPECT_EQ(changes->now, now->front().text) << name;
        auto sum = *Rational::parse(changes->then);
        for (const auto& cause : changes->causes) sum = *add(sum, *Rational::parse(cause.value));
        EXPECT_EQ(sum, *Rational::parse(changes->now)) << name;
        for (const auto& operand : changes->operands) {
            auto reached = *Rational::parse(operand.then);
            for (const auto& cause : operand.causes) reached = *add(reached, *Rational::parse(cause.value));
            EXPECT_EQ(reached, *Rational::parse(operand.now)) << operand.measure;
        }
    }
}

TEST_P(AnyHistory, adds_up_and_every_moment_of_it_can_be_read_again) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    const auto* wanted = std::getenv("SHANHAI_TEST_STORE");
    if (wanted != nullptr && std::string_view(wanted) == "postgres" && !TrialPostgres::is_there())
        GTEST_SKIP() << "tests/postgres_cluster.py starts a PostgreSQL server";
    Author author(GetParam());
    Told store(folder("main"));
    ASSERT_NE(store.kernel, nullptr);
    std::vector<Step> steps = foundation(author);
    for (const auto& step : steps) ASSERT_TRUE(store.take(step).has_value());
    int accepted = 0;
    for (int i = 0; i < 160; ++i) {
        steps.push_back(author.next());
        const auto reply = store.take(steps.back());
        if (reply) author.learn(steps.back(), *reply);
        accepted += reply ? 1 : 0;
        if (i % 40 != 39) continue;
        if (i % 80 == 79) store.restart();
        ASSERT_EQ(store.verified(), "") << "after " << steps.size() << " steps; " << shortest_failing(steps);
    }
    EXPECT_GT(accepted, 60);

    Told replay(folder("replay"));
    for (std::size_t i = 0; i < steps.size(); ++i) {
        (void)replay.take(steps[i]);
        if (replay.on_a_server() && i % 8 != 0) continue; // asks a hundred questions a moment, across the network
        const auto difference =
            first_difference(everything(*store.kernel, steps[i].at), everything(*replay.kernel, std::nullopt));
        ASSERT_EQ(difference, "") << "the shortest failing history has " << i + 1 << " steps";
    }
    EXPECT_EQ(store.kernel->tree_head().root, replay.kernel->tree_head().root);
    for (std::size_t i = 7; i < steps.size(); i += 23)
        expect_changes_add_up(*store.kernel, steps[i / 2].at, steps[i].at);
}

std::vector<unsigned> seeds() {
    const char* wanted = std::getenv("SHANHAI_SEED");
    if (wanted != nullptr) return {static_cast<unsigned>(std::strtoul(wanted, nullptr, 10))};
    return {20240301, 7};
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyHistory, ::testing::ValuesIn(seeds()));

} // namespace
} // namespace shanhai::kernel
