#include "kernel/bulletins/annual.h"
#include "kernel/bulletins/bulletin.h"
#include "kernel/bulletins/docx_paper.h"
#include "kernel/bulletins/evaluate.h"
#include "kernel/bulletins/form.h"
#include "kernel/bulletins/html_paper.h"
#include "kernel/engine/trial_kernel_test.h"
#include "kernel/sheets/table_file.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

// A bulletin from its first draft to a file in somebody else's hand.
namespace shanhai::kernel {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* access = R"(
roles:
  clerk: {title: 办事员}
  chief: {title: 负责人}
lies_in:
  division: everywhere
  project: {division: region}
  receipt: {division: project.region}
  payment: {division: project.region}
  bulletin: everywhere
rights:
  clerk:
    all_types: [read]
    bulletin: [create, amend]
  chief:
    all_types: [read]
    bulletin: [approve, return, freeze]
)";

class BulletinTest : public TrialKernel {
protected:
    static std::string text_of(const std::filesystem::path& file) {
        std::ifstream in(std::filesystem::path(SHANHAI_SOURCE_DIR) / file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    // The record as the module declares it.
    std::vector<SchemaFile> schema_files() const override {
        auto files = trial_schema();
        files.push_back({"modules/bulletins/module.yaml", text_of("modules/bulletins/module.yaml")});
        files.push_back({"modules/bulletins/schema/bulletin.yaml", text_of("modules/bulletins/schema/bulletin.yaml")});
        give_grants(files, access);
        return files;
    }

    void SetUp() override {
        TrialKernel::SetUp();
        if (IsSkipped() || !kernel_) return;
        for (const auto* login : {"li", "wang", "zhao"}) make("user", {{"login", login}, {"name", login}});
        make("grant", {{"user", "li"}, {"role", "clerk"}, {"scope", "whole"}});
        make("grant", {{"user", "wang"}, {"role", "chief"}, {"scope", "whole"}});
        make("grant", {{"user", "zhao"}, {"role", "chief"}, {"scope", "division"}, {"place", "540200"}});
        const auto canal = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2022-03-01"}});
        const auto school =
            make("project", {{"name", "学校"}, {"region", "650000"}, {"planned_on", "2022-03-01"}, {"level", "city"}});
        for (const auto& project : {canal, school})
            make("receipt", {{"project", project}, {"date", "2022-04-01"}, {"amount", "10亿"}});
        first_ = make("payment", {{"project", canal}, {"date", "2023-04-01"}, {"amount", "448000000"}});
        make("payment", {{"project", school}, {"date", "2023-05-01"}, {"amount", "52000000"}});
        canal_ = canal;
    }

    static json::object fields() {
        const char* content = R"({"where": {"year": 2023}, "blocks": [
            {"kind": "heading", "text": "一、支付"},
            {"kind": "text", "text": "全年支付{{trial.paid}}，其中白朗县{{trial.paid region=白朗县}}，占{{trial.county_share}}。\n第二段。"},
            {"kind": "figures", "title": "指标", "figures": ["trial.paid", {"figure": "trial.left", "where": {"year": 2022}}]},
            {"kind": "table", "title": "各地", "figures": ["trial.paid", "trial.county_share"], "by": "region"},
            {"kind": "chart", "title": "各地支付", "figure": "trial.paid", "by": "region"}]})";
        return {{"title", "2023年支付通报"},
                {"office", "示范办公室"},
                {"date", "2024-01-15"},
                {"content", parse_own_json(content)}};
    }

    Principal person(const std::string& login) { return *kernel_->principal(login); }

    std::string composed(json::object given = fields()) {
        const auto reply = compose_bulletin(*kernel_, person("li"), std::move(given));
        EXPECT_TRUE(reply.has_value()) << (reply ? "" : reply.error().code + " " + reply.error().field);
        return reply ? "#" + std::to_string(reply->outcomes.front().record.value) : "";
    }

    std::string approve(const std::string& name, const std::string& login) {
        Command advance;
        advance.action = Action::advance;
        advance.type = bulletin_type;
        advance.transition = "approve";
        advance.record = name;
        Request request;
        request.who = person(login);
        request.commands.push_back(std::move(advance));
        const auto reply = kernel_->execute(std::move(request));
        return reply ? "approved" : reply.error().code;
    }

    std::string freeze(const std::string& name, const std::string& login = "wang") {
        const auto reply = freeze_bulletin(*kernel_, person(login), name);
        return reply ? "frozen" : reply.error().code;
    }

    std::string frozen() {
        auto name = composed();
        EXPECT_EQ(approve(name, "wang"), "approved");
        EXPECT_EQ(freeze(name), "frozen");
        return name;
    }

    VerifierKey key() { return *VerifierKey::parse(kernel_->log().verifier_key().value()); }

    std::string shown(const std::string& name, const std::string& login = "li") {
        const auto bulletin = read_bulletin(*kernel_, person(login), name);
        return bulletin ? text_of_paper(*bulletin) : bulletin.error().code;
    }
    static std::string text_of_paper(const Bulletin& bulletin) {
        return printed({bulletin, {}}, PaperForm::text).value();
    }

    std::string first_, canal_;
};

TEST_F(BulletinTest, a_draft_lives_until_it_is_frozen) {
    const auto name = composed();
    EXPECT_THAT(shown(name), HasSubstr("全年支付5亿元，其中白朗县4.48亿元，占89.6%。\n第二段。"));
    make("payment", {{"project", canal_}, {"date", "2023-06-01"}, {"amount", "100000000"}});
    EXPECT_THAT(shown(name), HasSubstr("全年支付6亿元"));
    EXPECT_EQ(approve(name, "wang"), "approved");
    EXPECT_EQ(freeze(name), "frozen");
    make("payment", {{"project", canal_}, {"date", "2023-07-01"}, {"amount", "100000000"}});
    EXPECT_THAT(shown(name), HasSubstr("全年支付6亿元"));
    expect_clean();
}

TEST_F(BulletinTest, a_second_person_approves_and_nobody_freezes_before) {
    const auto name = composed();
    EXPECT_EQ(freeze(name), "bulletin.not_approved");
    EXPECT_EQ(approve(name, "li"), "access.denied");
    const auto own = make("bulletin", fields());
    Command advance{.action = Action::advance,
                    .type = "bulletin",
                    .record = own,
                    .transition = "approve",
                    .fields = {},
                    .reason = {},
                    .version = {},
                    .actor = {},
                    .at = {}};
    EXPECT_EQ(command(advance).error().code, "access.second_person");
    EXPECT_EQ(approve(own, "wang"), "approved");
}

TEST_F(BulletinTest, who_sees_a_part_does_not_freeze) {
    const auto name = composed();
    EXPECT_EQ(approve(name, "wang"), "approved");
    EXPECT_EQ(freeze(name, "zhao"), "bulletin.not_whole");
    EXPECT_EQ(freeze(name, "li"), "access.denied");
    // The draft shows everybody what is theirs.
    EXPECT_THAT(shown(name, "zhao"), HasSubstr("全年支付4.48亿元"));
}

TEST_F(BulletinTest, what_is_frozen_is_of_the_checkpoint_that_it_names) {
    const auto name = frozen();
    const auto bulletin = public_bulletin(*kernel_, name);
    ASSERT_TRUE(bulletin.has_value()) << bulletin.error().code;
    const auto checkpoint = open_checkpoint(bulletin->paper.checkpoint, key());
    ASSERT_TRUE(checkpoint.has_value());
    EXPECT_EQ(checkpoint->size, bulletin->paper.entries);
    EXPECT_EQ(bulletin->paper.approved_by, "wang");
    EXPECT_EQ(bulletin->paper.frozen_by, "wang");
    make("payment", {{"project", canal_}, {"date", "2023-07-01"}, {"amount", "1"}});
    const auto standing = standing_of(*kernel_, bulletin->paper);
    ASSERT_TRUE(standing.has_value());
    EXPECT_TRUE(standing->is_of_this_log);
    EXPECT_GT(standing->entries, bulletin->paper.entries);
    // Every number again, as of the moment that the paper says.
    for (const auto& number : bulletin->paper.numbers) {
        const auto cells =
            kernel_->figure(Principal::system(), {.figure = number.figure,
                                                  .where = number.where,
                                                  .by = {},
                                                  .as_of = Moment::parse(bulletin->paper.as_of).value()});
        ASSERT_TRUE(cells.has_value());
        EXPECT_EQ(cells->front().text, number.value) << number.figure;
    }
}

TEST_F(BulletinTest, any_change_of_what_was_signed_is_found) {
    const auto bulletin = public_bulletin(*kernel_, frozen()).value();
    ASSERT_TRUE(open_sealed(*bulletin.sealed, key()).has_value());
    auto altered = *bulletin.sealed;
    altered.document.replace(altered.document.find("448000000.00"), 12, "998000000.00");
    EXPECT_EQ(open_sealed(altered, key()).error().code, "bulletin.altered");
    auto spaced = *bulletin.sealed; // an editor's blanks change nothing that is said
    spaced.document.insert(1, "\n  ");
    EXPECT_TRUE(open_sealed(spaced, key()).has_value());
    const auto other = SigningKey::generate(SignatureKind::ed25519, key().name());
    EXPECT_EQ(open_sealed(*bulletin.sealed, other.verifier()).error().code, "note.not_signed");
    // A checkpoint of the same key is a signed note as well, and no bulletin.
    EXPECT_EQ(open_sealed({bulletin.sealed->document, bulletin.paper.checkpoint}, key()).error().code,
              "bulletin.bad_signature");
}

// Whoever may take the step could send a document of their own; it would not have the key's signature.
TEST_F(BulletinTest, a_forged_document_is_not_shown_as_frozen) {
    const auto real = public_bulletin(*kernel_, frozen()).value();
    const auto name = composed();
    EXPECT_EQ(approve(name, "wang"), "approved");
    Command advance;
    advance.action = Action::advance;
    advance.type = bulletin_type;
    advance.transition = "freeze";
    advance.record = name;
    advance.fields["frozen"] = parse_own_json(real.sealed->document);
    advance.fields["signature"] = real.sealed->signature;
    ASSERT_TRUE(command(std::move(advance)).has_value());
    EXPECT_EQ(public_bulletin(*kernel_, name).error().code, "bulletin.altered"); // signed, but another bulletin
    EXPECT_EQ(read_bulletin(*kernel_, person("li"), name).error().code, "bulletin.altered");
    EXPECT_EQ(public_bulletin(*kernel_, frozen()).value().paper.previous, real.paper.number);
}

TEST_F(BulletinTest, drafts_are_nobody_elses_business) {
    const auto name = composed();
    EXPECT_EQ(public_bulletin(*kernel_, name).error().code, "bulletin.not_public");
    EXPECT_EQ(public_bulletin(*kernel_, "#999999").error().code, "bulletin.not_public");
}

TEST_F(BulletinTest, the_next_bulletin_says_what_was_revised) {
    const auto first = public_bulletin(*kernel_, frozen()).value();
    EXPECT_TRUE(first.paper.revised.empty());
    Command amend;
    amend.action = Action::amend;
    amend.type = "payment";
    amend.record = first_;
    amend.fields["amount"] = "440000000";
    amend.reason = "多记";
    ASSERT_TRUE(command(std::move(amend)).has_value());
    const auto second = public_bulletin(*kernel_, frozen()).value();
    EXPECT_EQ(second.paper.previous, first.paper.number);
    const auto text = text_of_paper(second);
    EXPECT_THAT(text, HasSubstr("支付 · 2023：5亿元 → 4.92亿元"));
    EXPECT_THAT(text, HasSubstr("支付 · 2023 · 白朗县：4.48亿元 → 4.4亿元"));
    EXPECT_THAT(text, Not(HasSubstr("540000")));
}

TEST_F(BulletinTest, what_goes_on_is_not_revised) {
    auto given = fields();
    given["content"] = parse_own_json(R"({"blocks": [{"kind": "figures", "figures": ["trial.paid"]}]})");
    const auto name = composed(std::move(given));
    EXPECT_EQ(approve(name, "wang"), "approved");
    EXPECT_EQ(freeze(name), "frozen");
    make("payment", {{"project", canal_}, {"date", "2024-06-01"}, {"amount", "100"}});
    EXPECT_TRUE(public_bulletin(*kernel_, frozen()).value().paper.revised.empty());
}

TEST_F(BulletinTest, whole_steps_are_named_without_the_stretch_they_lie_in) {
    const auto shown_by = [&](const char* from) {
        const auto content = read_content(parse_own_json(
            std::string(R"({"where": {"from": ")") + from +
            R"(", "until": "2024-01-01"}, "blocks": [{"kind": "chart", "figure": "trial.paid", "by": "year"}]})"));
        const auto paper = evaluate(*kernel_, Principal::administrator(), content.value()).value();
        return slice_words(paper.numbers.front().slice) + " " + sentence_of(paper.numbers.front(), "zh");
    };
    EXPECT_EQ(shown_by("2022-01-01"), "2023 2023年，支付5亿元。");
    EXPECT_EQ(shown_by("2023-04-15"), "2023-04-15 · 2023 2023年4月15日，2023年，支付5200万元。");
}

TEST_F(BulletinTest, a_problem_names_its_block) {
    auto given = fields();
    given["content"] = parse_own_json(
        R"({"blocks": [{"kind": "heading", "text": "一"}, {"kind": "table", "figure": "trial.paid", "by": "colour"}]})");
    const auto reply = compose_bulletin(*kernel_, person("li"), std::move(given));
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().code, "figure.unknown_dimension");
    EXPECT_THAT(reply.error().field, testing::StartsWith("/content/blocks/1"));
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────

TEST_F(BulletinTest, the_page_and_the_document_carry_what_was_signed) {
    const auto bulletin = public_bulletin(*kernel_, frozen()).value();
    const Print print{bulletin, "https://example.org/bulletins/1/verify?f=0123456789abcdef"};
    const auto page = printed(print, PaperForm::html).value();
    const auto from_page = open_sealed(seal_in_html(page).value(), key());
    ASSERT_TRUE(from_page.has_value()) << from_page.error().code;
    EXPECT_EQ(canonical_json(as_json(from_page->paper)), bulletin.sealed->document);
    const auto document = printed(print, PaperForm::docx).value();
    ASSERT_TRUE(open_sealed(seal_in_docx(document).value(), key()).has_value());
    // The same paper is the same bytes, so a file can be compared with what is printed again.
    EXPECT_EQ(printed(print, PaperForm::docx).value(), document);
    EXPECT_EQ(printed(print, PaperForm::pdf).value(), printed(print, PaperForm::pdf).value());
}

TEST_F(BulletinTest, the_workbook_has_the_exact_numbers) {
    const auto bulletin = public_bulletin(*kernel_, frozen()).value();
    auto workbook = TableFile::of(printed({bulletin, {}}, PaperForm::xlsx).value());
    ASSERT_TRUE(workbook.has_value());
    EXPECT_EQ(workbook->sheets().size(), 2); // nothing was revised
    EXPECT_EQ(workbook->sheets().front().name, "数据");
}

TEST_F(BulletinTest, texts_of_people_cannot_break_out_of_the_page) {
    auto given = fields();
    given["title"] = "</title><script>alert(1)</script>";
    given["content"] =
        parse_own_json(R"({"blocks": [{"kind": "text", "text": "</script><img src=x onerror=alert(1)> & \"x\""}]})");
    const auto name = composed(std::move(given));
    EXPECT_EQ(approve(name, "wang"), "approved");
    EXPECT_EQ(freeze(name), "frozen");
    const auto bulletin = public_bulletin(*kernel_, name).value();
    const auto page = printed({bulletin, {}}, PaperForm::html).value();
    EXPECT_THAT(page, Not(HasSubstr("<script>")));
    EXPECT_THAT(page, Not(HasSubstr("<img")));
    EXPECT_TRUE(open_sealed(seal_in_html(page).value(), key()).has_value());
}

TEST_F(BulletinTest, the_year_is_told_by_all_figures_of_the_modules) {
    const auto fields = annual_bulletin(*kernel_, Principal::administrator(), 2023, {}, "zh");
    ASSERT_TRUE(fields.has_value()) << fields.error().code;
    const auto content = read_content(fields->at("content"));
    ASSERT_TRUE(content.has_value()) << content.error().code;
    const auto paper = evaluate(*kernel_, Principal::administrator(), *content).value();
    std::set<std::string> told;
    for (const auto& number : paper.numbers) told.insert(number.figure);
    EXPECT_EQ(told, (std::set<std::string>{"trial.county_share", "trial.left", "trial.paid", "trial.projects"}));
    EXPECT_EQ(annual_bulletin(*kernel_, Principal::administrator(), 1999, {}, "zh").error().code,
              "bulletin.empty_year");
}

} // namespace
} // namespace shanhai::kernel
