#include "base/text.h"
#include "kernel/engine/trial_kernel_test.h"
#include "kernel/jobs/notices.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>

#include <cstring>
#include <fstream>

namespace shanhai::kernel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<SchemaFile> schema_with_people() {
    auto files = trial_schema();
    for (auto& file : files) {
        if (file.path != "modules/trial/schema/project.yaml") continue;
        file.text = replace_all(file.text, "  started: 开工\n",
                                "  started: {zh: 开工, en: Started, within: 30 days, escalate_to: keeper}\n");
    }
    give_grants(files, R"(
roles:
  builder: {title: {zh: 建设, en: Builder}}
  keeper: {title: {zh: 监督, en: Keeper}}
  reader: {title: {zh: 读者, en: Reader}}
lies_in:
  project: {division: region}
rights:
  builder:
    project: [read, create, start, finish]
  keeper:
    project: [read]
  reader:
    project: [read]
)");
    return files;
}

class NoticesTest : public TrialKernel {
protected:
    void SetUp() override {
        TrialKernel::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        *now_ = Moment::parse("2030-03-01T02:00:00Z").value();
        settings_ = "address: https://shanhai.example.org\nmail: {host: mail.example.org, from: shanhai@example.org}\n";
        reopen();
        person("zhao", "builder", "540228"); // builds there
        person("qian", "builder", "540228");
        person("sun", "builder", "650000"); // builds elsewhere
        person("li", "reader", "540228");
        person("zhou", "keeper", "540000");
        ASSERT_TRUE(kernel_->notices().look_through().has_value()); // begins here
    }

    void reopen() {
        kernel_.reset();
        std::ofstream(folder_ / "jobs.yaml") << settings_;
        auto with = options();
        with.schema_files = schema_with_people();
        with.clock = [now = now_] { return now->micros += 1000, *now; };
        auto opened = Kernel::open(with);
        ASSERT_TRUE(opened.has_value()) << opened.error().code << " " << opened.error().field;
        kernel_ = *std::move(opened);
        kernel_->notices().carry_by({.mail = [this](const Mail& mail) -> Done {
                                         if (receiver_is_down_)
                                             return refuse("notice.undelivered", {}, {{"what", "refused"}});
                                         mails_.push_back(mail);
                                         return {};
                                     },
                                     .webhook = [this](const WebhookPost& post) -> Done {
                                         if (receiver_is_down_)
                                             return refuse("notice.undelivered", {}, {{"what", "HTTP 503"}});
                                         posts_.push_back(post);
                                         return {};
                                     }});
    }

    void person(const std::string& login, const std::string& role, const std::string& place) {
        make("user", {{"login", login}, {"name", login}});
        make("grant", {{"user", login}, {"role", role}, {"scope", "division"}, {"place", place}});
    }

    void start(const std::string& project, const std::string& by) {
        Command step;
        step.action = Action::advance;
        step.type = "project";
        step.record = project.substr(1);
        step.transition = "start";
        Request request;
        request.who = *kernel_->principal(by);
        request.commands.push_back(std::move(step));
        const auto reply = kernel_->execute(std::move(request));
        ASSERT_TRUE(reply.has_value()) << reply.error().code;
    }
    std::string project(const std::string& name = "水渠") {
        return make("project", {{"name", name}, {"region", "540228"}, {"planned_on", "2024-01-10"}});
    }
    void look() {
        for (;;) {
            const auto more = kernel_->notices().look_through();
            ASSERT_TRUE(more.has_value()) << more.error().code;
            if (!*more) return;
        }
    }
    std::vector<std::string> told(const std::string& person) {
        std::vector<std::string> result;
        for (const auto& notice : kernel_->notices().list(person, 0, 600, false)) result.push_back(notice.kind);
        return result;
    }
    std::string set(const std::string& person, const std::string& channel, const std::string& target,
                    std::set<std::string> kinds = {"todo", "overdue"}) {
        const auto result = kernel_->notices().set_channel(person, {channel, target, std::move(kinds), {}});
        return result ? result->secret : result.error().code;
    }
    std::size_t deliver() { return kernel_->notices().deliver().value(); }

    std::shared_ptr<Moment> now_ = std::make_shared<Moment>();
    std::string settings_;
    std::vector<Mail> mails_;
    std::vector<WebhookPost> posts_;
    bool receiver_is_down_ = false;
};

TEST_F(NoticesTest, who_may_take_the_next_step_is_told_and_nobody_else) {
    start(project(), "zhao");
    look();
    EXPECT_THAT(told("qian"), ElementsAre("todo"));
    EXPECT_THAT(told("zhao"), IsEmpty()); // brought it there
    EXPECT_THAT(told("sun"), IsEmpty());  // may not see it
    EXPECT_THAT(told("li"), IsEmpty());   // may only read it
    EXPECT_THAT(told("zhou"), IsEmpty());
    look();
    EXPECT_EQ(kernel_->notices().unseen("qian"), 1);
}

TEST_F(NoticesTest, a_time_that_ran_out_is_told_to_whom_it_is_escalated) {
    start(project(), "zhao");
    now_->micros += std::int64_t{32} * 86'400'000'000;
    ASSERT_EQ(kernel_->escalate_overdue().value(), 1U);
    look();
    EXPECT_THAT(told("zhou"), ElementsAre("overdue"));
    EXPECT_THAT(told("qian"), ElementsAre("todo"));
}

TEST_F(NoticesTest, what_was_looked_through_is_not_told_again_and_what_came_meanwhile_is) {
    start(project(), "zhao");
    look();
    reopen();
    start(project(), "zhao"); // while nobody looked
    reopen();
    look();
    look();
    EXPECT_THAT(told("qian"), ElementsAre("todo", "todo"));
}

TEST_F(NoticesTest, a_flood_becomes_one_line_with_its_number) {
    for (int i = 0; i < 25; ++i) start(project("水渠" + std::to_string(i)), "zhao");
    look();
    auto kinds = told("qian");
    EXPECT_EQ(std::ranges::count(kinds, "todo"), 20);
    EXPECT_EQ(std::ranges::count(kinds, "todo_more"), 1);
    const auto newest = kernel_->notices().list("qian", 0, 1, false).front();
    EXPECT_EQ(kernel_->notices().title_of(newest).en, "5 more things to do");
    ASSERT_TRUE(kernel_->notices().mark_seen("qian", {newest.id}, 0).has_value());
    EXPECT_EQ(kernel_->notices().unseen("qian"), 20);
    ASSERT_TRUE(kernel_->notices().mark_seen("sun", {}, newest.id).has_value()); // not sun's
    EXPECT_EQ(kernel_->notices().unseen("qian"), 20);
    ASSERT_TRUE(kernel_->notices().mark_seen("qian", {}, newest.id).has_value());
    EXPECT_EQ(kernel_->notices().unseen("qian"), 0);
}

TEST_F(NoticesTest, a_mail_says_what_kind_and_where_and_nothing_of_the_record) {
    EXPECT_EQ(set("qian", "mail", "qian@example.org"), "");
    const auto one = project("机密水渠");
    start(one, "zhao");
    look();
    EXPECT_EQ(deliver(), 1U);
    EXPECT_EQ(deliver(), 0U);
    ASSERT_EQ(mails_.size(), 1U);
    EXPECT_EQ(mails_[0].to, "qian@example.org");
    EXPECT_THAT(mails_[0].body, ::testing::HasSubstr("https://shanhai.example.org/records/project/" + one.substr(1)));
    EXPECT_THAT(mails_[0].body + mails_[0].subject.zh, ::testing::Not(::testing::HasSubstr("水渠")));
}

TEST_F(NoticesTest, a_receiver_that_is_down_is_tried_again_later_and_later_and_at_last_given_up) {
    const auto secret = set("qian", "webhook", "https://hook.example.org/in");
    EXPECT_EQ(secret.size(), 43U);
    start(project(), "zhao");
    look();
    receiver_is_down_ = true;
    EXPECT_EQ(deliver(), 1U);
    EXPECT_EQ(deliver(), 0U); // not yet
    now_->micros += 31'000'000;
    EXPECT_EQ(deliver(), 1U);
    now_->micros += 31'000'000;
    EXPECT_EQ(deliver(), 0U); // twice as long now
    reopen();
    receiver_is_down_ = false;
    now_->micros += 31'000'000;
    EXPECT_EQ(deliver(), 1U);
    ASSERT_EQ(posts_.size(), 1U);
    EXPECT_EQ(posts_[0].secret, secret);
    const auto done = kernel_->notices().deliveries("qian", 10).front();
    EXPECT_EQ(done.state, "sent");
    EXPECT_EQ(done.tries, 3);
    start(project(), "zhao");
    look();
    receiver_is_down_ = true;
    for (int i = 0; i < 20; ++i) {
        deliver();
        now_->micros += std::int64_t{7} * 3600 * 1'000'000;
    }
    const auto given_up = kernel_->notices().deliveries("qian", 10).front();
    EXPECT_EQ(given_up.state, "given_up");
    EXPECT_EQ(given_up.tries, 10);
    EXPECT_EQ(given_up.error, "HTTP 503");
}

TEST_F(NoticesTest, nothing_leaves_for_somebody_whose_rights_have_gone_meanwhile) {
    set("qian", "webhook", "https://hook.example.org/in");
    start(project(), "zhao");
    look();
    Command end;
    end.action = Action::void_;
    end.type = "grant";
    end.reason = "left";
    const auto grants = kernel_->list(Principal::administrator(), "grant", {.filters = {{"user.login", "eq", "qian"}}});
    ASSERT_TRUE(grants.has_value()) << grants.error().code;
    end.record = grants->items.front().as_object().at("id").as_string();
    ASSERT_TRUE(command(end).has_value());
    EXPECT_EQ(deliver(), 1U);
    EXPECT_THAT(posts_, IsEmpty());
    EXPECT_EQ(kernel_->notices().deliveries("qian", 1).front().state, "given_up");
}

TEST_F(NoticesTest, channels_are_checked) {
    EXPECT_EQ(set("qian", "mail", "qian@example.org\r\nBcc: all@example.org"), "notice.bad_mail_address");
    EXPECT_EQ(set("qian", "mail", "qian"), "notice.bad_mail_address");
    for (const char* local : {"http://127.0.0.1:80/", "https://localhost/x", "http://[::1]/", "http://[fe80::1]/",
                              "http://169.254.169.254/latest", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/"})
        EXPECT_EQ(set("qian", "webhook", local), "notice.local_url") << local;
    for (const char* bad :
         {"ftp://example.org", "https://", "https://a:b@example.org/", "https://example.org/a b", "x"})
        EXPECT_EQ(set("qian", "webhook", bad), "notice.bad_url") << bad;
    EXPECT_EQ(set("qian", "webhook", "https://example.org", {"todo", "weather"}), "notice.unknown_kind");
    const auto secret = set("qian", "webhook", "https://example.org/a");
    EXPECT_EQ(set("qian", "webhook", "https://example.org/a", {"todo"}), ""); // the same place: the same secret
    EXPECT_NE(set("qian", "webhook", "https://example.org/b"), secret);
    EXPECT_EQ(set("qian", "webhook", ""), "");
    EXPECT_THAT(kernel_->notices().channels("qian"), IsEmpty());
}

TEST_F(NoticesTest, old_notices_are_forgotten_and_new_ones_kept) {
    start(project(), "zhao");
    start(project(), "zhao");
    look();
    ASSERT_TRUE(kernel_->notices().mark_seen("qian", {}, 1'000'000).has_value());
    now_->micros += std::int64_t{100} * 86'400'000'000;
    start(project(), "zhao");
    look();
    EXPECT_EQ(kernel_->notices().forget_old().value(), 2);
    EXPECT_THAT(told("qian"), ElementsAre("todo"));
}

TEST(Carriers, a_mail_is_ascii_with_short_lines_and_its_headers_cannot_be_broken_out_of) {
    const auto text =
        mail_text({.to = "li@example.org",
                   .id = "shanhai-1-2",
                   .subject = {std::string(60, 'x') + "【山海】待办：项目进展很长的标题很长的标题很长的标题", "To do"},
                   .body = "正文\n",
                   .at = Moment::parse("2026-03-02T00:30:00Z").value()},
                  "shanhai@example.org");
    for (const auto line : split(text, '\n')) EXPECT_LE(line.size(), 78U) << line;
    EXPECT_TRUE(std::ranges::all_of(text, [](unsigned char c) { return c < 127; }));
    EXPECT_THAT(text, ::testing::HasSubstr("Date: Mon, 02 Mar 2026 08:30:00 +0800\r\n"));
    EXPECT_THAT(text, ::testing::HasSubstr("\r\n\r\n" + to_base64("正文\n")));
}

TEST(Carriers, a_signature_is_the_hmac_of_time_and_body) {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    EXPECT_EQ(signature_of("key", "1700000000", "{}"),
              "sha256=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae");
    EXPECT_NE(signature_of("key", "1700000000", "{}"), signature_of("key", "1700000001", "{}"));
    EXPECT_NE(signature_of("key", "1700000000", "{}"), signature_of("kex", "1700000000", "{}"));
}

TEST(Carriers, places_on_this_machine_and_its_link_are_told_from_others) {
    const auto v4 = [](const char* text) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        inet_pton(AF_INET, text, &address.sin_addr);
        sockaddr plain{};
        std::memcpy(&plain, &address, sizeof plain);
        return is_local_address(plain);
    };
    for (const char* local : {"127.0.0.1", "127.9.9.9", "0.0.0.0", "169.254.1.1", "224.0.0.1", "255.255.255.255"})
        EXPECT_TRUE(v4(local)) << local;
    for (const char* other : {"8.8.8.8", "10.0.0.1", "192.168.1.1", "128.0.0.1", "169.253.1.1"})
        EXPECT_FALSE(v4(other)) << other;
}

TEST(JobSettings, everything_that_is_said_is_read_and_nonsense_refused) {
    const auto read = [](const char* text) { return parse_job_settings("jobs.yaml", text); };
    const auto settings =
        read("address: https://a.example/\noff: [system.verify]\nbackup: {to: copies}\n"
             "mail: {host: m.example, from: a@b.example, security: starttls}\nwebhooks: {local: true}\n");
    ASSERT_TRUE(settings.has_value()) << settings.error().code;
    EXPECT_EQ(settings->address, "https://a.example");
    EXPECT_EQ(settings->mail->port, 587);
    EXPECT_TRUE(settings->local_webhooks);
    EXPECT_EQ(settings->off, std::set<std::string>{"system.verify"});
    for (const char* wrong : {"address: ftp://x", "mail: {host: m, from: nobody}", "mail: {host: \"m m\", from: a@b}",
                              "mail: {host: m, from: a@b, security: rot13}", "mail: {host: m, from: a@b, port: 70000}",
                              "retries: {most: 0}", "retries: {first_seconds: 0}", "colour: red", "mail: {host: m}"})
        EXPECT_FALSE(read(wrong).has_value()) << wrong;
}

} // namespace
} // namespace shanhai::kernel
