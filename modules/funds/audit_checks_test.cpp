#include "modules/funds/idle_money.h"

#include <gmock/gmock.h>

#include <cmath>

namespace shanhai::funds {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Date day(const char* iso) { return *Date::parse(iso); }
Money yuan(std::int64_t amount) { return Money::fen(amount * 100); }

class AuditChecks : public ::testing::Test {
protected:
    AuditChecks() {
        books_.projects.emplace("1", ProjectSeen{.name = "水渠", .region = "9", .giver = "8", .programme = "7"});
    }

    ContractSeen& contract(const char* signed_on, std::int64_t amount, const char* kind = "works") {
        const auto id = std::to_string(100 + books_.contracts.size());
        books_.contracts.push_back({.id = id,
                                    .number = "HT-" + id,
                                    .project = "1",
                                    .supplier = "50",
                                    .supplier_name = "甲公司",
                                    .kind = kind,
                                    .procurement = "inquiry",
                                    .amount = yuan(amount),
                                    .signed_on = day(signed_on)});
        return books_.contracts.back();
    }
    PaymentSeen& payment(const char* date, std::int64_t amount, const char* kind = "works") {
        const auto id = std::to_string(200 + books_.payments.size());
        books_.payments.push_back({.id = id,
                                   .number = "ZF-" + id,
                                   .project = "1",
                                   .date = day(date),
                                   .amount = yuan(amount),
                                   .kind = kind,
                                   .payee = "50",
                                   .payee_name = "甲公司",
                                   .contract = "",
                                   .voucher = "sha" + id});
        return books_.payments.back();
    }
    void disbursement(const char* date, std::int64_t amount) {
        books_.disbursements.push_back({.project = "1", .date = day(date), .amount = yuan(amount)});
    }

    static std::vector<std::string> marks(const std::vector<Doubt>& doubts) {
        std::vector<std::string> marks;
        for (const auto& doubt : doubts) marks.push_back(doubt.mark);
        return marks;
    }

    Books books_;
};

TEST_F(AuditChecks, contracts_below_the_threshold_that_reach_it_together_are_shown) {
    contract("2024-03-01", 2'500'000);
    contract("2024-04-01", 1'500'000);
    const auto doubts = split_contracts(books_);
    ASSERT_THAT(marks(doubts), ElementsAre("split_contract/HT-100"));
    EXPECT_EQ(doubts[0].amount, yuan(4'000'000));
    EXPECT_EQ(doubts[0].records, "HT-100、HT-101");
}

TEST_F(AuditChecks, contracts_far_apart_tendered_or_below_the_threshold_together_are_not) {
    contract("2024-03-01", 2'500'000);
    contract("2024-05-01", 1'500'000); // 61 days later
    EXPECT_THAT(split_contracts(books_), IsEmpty());
    books_.contracts.clear();
    contract("2024-03-01", 2'500'000);
    contract("2024-03-02", 1'500'000).procurement = "open_tender";
    EXPECT_THAT(split_contracts(books_), IsEmpty());
    books_.contracts.clear();
    contract("2024-03-01", 2'500'000);
    contract("2024-03-02", 1'499'999);
    EXPECT_THAT(split_contracts(books_), IsEmpty());
    contract("2024-03-03", 900'000, "design"); // services are counted by themselves
    EXPECT_THAT(split_contracts(books_), IsEmpty());
}

TEST_F(AuditChecks, a_window_that_begins_too_early_does_not_hide_the_one_that_follows) {
    contract("2024-01-01", 100'000);
    contract("2024-02-20", 1'900'000);
    contract("2024-03-20", 2'100'000);
    EXPECT_THAT(marks(split_contracts(books_)), ElementsAre("split_contract/HT-101"));
}

TEST_F(AuditChecks, a_payment_before_its_contract_and_beyond_it_is_shown) {
    const auto id = contract("2024-03-01", 100).id;
    payment("2024-02-29", 60).contract = id;
    payment("2024-03-01", 60).contract = id;
    EXPECT_THAT(marks(paid_before_contract(books_)), ElementsAre("paid_before_contract/ZF-200"));
    ASSERT_THAT(marks(paid_over_contract(books_)), ElementsAre("paid_over_contract/HT-100"));
    EXPECT_EQ(paid_over_contract(books_)[0].amount, yuan(20));
    payment("2024-03-05", 20, "refund").contract = id;
    EXPECT_THAT(paid_over_contract(books_), IsEmpty()) << "a refund counts against it";
}

TEST_F(AuditChecks, final_payments_wait_for_acceptance) {
    payment("2024-06-01", 10, "final");
    payment("2024-06-01", 10, "works");
    EXPECT_THAT(marks(paid_before_acceptance(books_)), ElementsAre("paid_before_acceptance/ZF-200"));
    books_.projects.at("1").accepted_on = day("2024-06-02");
    EXPECT_THAT(marks(paid_before_acceptance(books_)), ElementsAre("paid_before_acceptance/ZF-200"));
    books_.projects.at("1").accepted_on = day("2024-06-01");
    EXPECT_THAT(paid_before_acceptance(books_), IsEmpty());
}

TEST_F(AuditChecks, a_voucher_belongs_to_one_payment) {
    payment("2024-06-01", 10);
    payment("2024-07-01", 30).voucher = "sha200";
    payment("2024-07-02", 30, "refund").voucher = "sha200"; // refunds carry what they refund
    const auto doubts = vouchers_used_twice(books_);
    ASSERT_THAT(marks(doubts), ElementsAre("voucher_twice/sha200"));
    EXPECT_EQ(doubts[0].amount, yuan(30));
}

TEST_F(AuditChecks, the_same_amount_within_a_week_is_perhaps_paid_twice) {
    payment("2024-06-03", 10);
    payment("2024-06-10", 10);
    payment("2024-06-18", 10); // eight days later
    payment("2024-06-18", 11);
    EXPECT_THAT(marks(paid_twice(books_)), ElementsAre("paid_twice/ZF-200/ZF-201"));
}

TEST_F(AuditChecks, saturdays_and_sundays_are_shown_and_fridays_and_mondays_not) {
    for (const char* date : {"2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"}) payment(date, 10);
    EXPECT_THAT(marks(paid_at_weekends(books_)), ElementsAre("weekend/ZF-201", "weekend/ZF-202"));
}

TEST_F(AuditChecks, sums_that_are_nearly_all_round_are_shown) {
    for (int i = 0; i < 9; ++i) payment("2024-03-01", std::int64_t{10'000} * (i + 1));
    payment("2024-03-01", 12'345);
    EXPECT_THAT(marks(round_sums(books_)), ElementsAre("round_sums/1/2024"));
    payment("2024-03-01", 12'346);
    EXPECT_THAT(round_sums(books_), IsEmpty());
}

TEST_F(AuditChecks, first_digits_of_invented_sums_are_shown_and_those_of_growing_ones_not) {
    for (int i = 0; i < 300; ++i) payment("2024-03-01", 500 + i % 400); // fives to eights only
    EXPECT_THAT(marks(odd_first_digits(books_)), ElementsAre("first_digits/9/2024"));
    books_.payments.clear();
    for (int i = 0; i < 400; ++i) payment("2024-03-01", static_cast<std::int64_t>(1000 * std::pow(10.0, i / 100.0)));
    EXPECT_THAT(odd_first_digits(books_), IsEmpty());
}

TEST_F(AuditChecks, what_came_first_is_paid_out_first) {
    books_.projects.at("1").accepted_on = day("2023-12-31"); // of services: nothing is kept back
    disbursement("2024-01-01", 1'000'000);
    disbursement("2024-06-01", 1'000'000);
    payment("2024-03-01", 900'000);
    EXPECT_THAT(idle_money(books_, day("2024-06-29")), IsEmpty()) << "180 days";
    const auto first = idle_money(books_, day("2024-06-30"));
    ASSERT_THAT(marks(first), ElementsAre("idle_money/1/2024-01-01"));
    EXPECT_EQ(first[0].amount, yuan(100'000));
    EXPECT_EQ(first[0].since, day("2024-01-01"));
    payment("2024-07-01", 100'000);
    EXPECT_THAT(idle_money(books_, day("2024-11-28")), IsEmpty());
    EXPECT_EQ(idle_money(books_, day("2024-11-29"))[0].amount, yuan(1'000'000));
    disbursement("2024-12-01", -1'000'000); // went back
    EXPECT_THAT(idle_money(books_, day("2024-12-31")), IsEmpty());
}

TEST_F(AuditChecks, money_of_works_under_way_may_lie_for_a_winter_and_of_works_at_rest_not) {
    disbursement("2024-01-01", 100'000);
    EXPECT_THAT(idle_money(books_, day("2024-12-31")), IsEmpty()) << "365 days";
    EXPECT_THAT(marks(idle_money(books_, day("2025-01-01"))), ElementsAre("idle_money/1/2024-01-01"));
    books_.projects.at("1").at_rest = true;
    EXPECT_THAT(marks(idle_money(books_, day("2024-06-30"))), ElementsAre("idle_money/1/2024-01-01"));
}

TEST_F(AuditChecks, what_is_kept_back_for_defects_is_not_idle) {
    contract("2024-01-01", 10'000'000);
    books_.projects.at("1").accepted_on = day("2024-06-01");
    disbursement("2024-01-01", 10'000'000);
    payment("2024-06-05", 9'660'000);
    EXPECT_THAT(idle_money(books_, day("2025-06-01")), IsEmpty()) << "300,000 kept back, and 40,000 are too little";
    const auto after_two_years = idle_money(books_, day("2026-06-02"));
    ASSERT_THAT(marks(after_two_years), ElementsAre("idle_money/1/2024-01-01"));
    EXPECT_EQ(after_two_years[0].amount, yuan(340'000));
    payment("2025-06-02", 200'000, "retention"); // the rest is kept back no longer than the whole
    EXPECT_THAT(idle_money(books_, day("2025-06-03")), IsEmpty());
    payment("2025-06-03", 100'000, "retention");
    payment("2025-06-04", 20'000, "refund");
    ASSERT_THAT(idle_money(books_, day("2025-06-05")), SizeIs(1));
    EXPECT_EQ(idle_money(books_, day("2025-06-05"))[0].amount, yuan(60'000));
}

TEST_F(AuditChecks, the_largest_amount_comes_first_and_of_equal_ones_the_oldest) {
    for (const char* id : {"2", "3", "4"}) books_.projects.emplace(id, books_.projects.at("1"));
    for (auto& [_, project] : books_.projects) project.at_rest = true;
    disbursement("2024-02-01", 60'000);
    disbursement("2024-02-01", 90'000);
    disbursement("2024-01-01", 70'000);
    disbursement("2023-01-01", 70'000);
    for (std::size_t i = 0; i < 4; ++i) books_.disbursements[i].project = std::to_string(i + 1);
    EXPECT_THAT(marks(doubts_in(books_, day("2024-12-01"))),
                ElementsAre("idle_money/2/2024-02-01", "idle_money/4/2023-01-01", "idle_money/3/2024-01-01",
                            "idle_money/1/2024-02-01"));
}

TEST_F(AuditChecks, all_that_lies_is_told_by_age_and_what_is_kept_back_apart) {
    contract("2023-01-01", 1'000'000);
    books_.projects.at("1").accepted_on = day("2024-06-01");
    disbursement("2022-01-01", 500'000);
    disbursement("2023-06-01", 400'000);
    disbursement("2024-05-01", 200'000);
    payment("2022-02-01", 600'000);
    const auto idle = idle_by_age(books_, day("2024-06-30"));
    EXPECT_EQ(idle.kept_back, yuan(30'000));
    ASSERT_THAT(idle.bands, SizeIs(4));
    EXPECT_EQ(idle.bands[0].amount, yuan(200'000)); // 60 days
    EXPECT_EQ(idle.bands[1].amount, yuan(0));
    EXPECT_EQ(idle.bands[2].amount, yuan(270'000)); // of the 400,000: what was paid and is kept back came first
    EXPECT_EQ(idle.bands[2].projects, 1U);
    EXPECT_EQ(idle.bands[3].amount, yuan(0));
    EXPECT_EQ(idle_by_age(books_, day("2023-12-29")).bands[1].amount, yuan(270'000)) << "more than 180 days";
}

TEST_F(AuditChecks, clean_books_raise_no_doubt) {
    const auto id = contract("2024-03-01", 100'000).id;
    disbursement("2024-03-01", 100'000);
    payment("2024-03-04", 54'321).contract = id;
    EXPECT_THAT(doubts_in(books_, day("2024-04-01")), IsEmpty());
}

} // namespace
} // namespace shanhai::funds
