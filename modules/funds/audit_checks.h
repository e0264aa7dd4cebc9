#pragma once

#include "base/date.h"
#include "base/money.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

// What an auditor would look for in the books: each check says what it saw, and judges nobody.
namespace shanhai::funds {

struct PaymentSeen {
    std::string id, number;
    std::string project; // id
    Date date = Date::from_days(0);
    Money amount = Money::fen(0);
    std::string kind, payee, payee_name, contract, voucher; // ids; the voucher's SHA-256
};
struct ContractSeen {
    std::string id, number;
    std::string project; // id
    std::string supplier, supplier_name, kind, procurement;
    Money amount = Money::fen(0);
    Date signed_on = Date::from_days(0);
};
struct DisbursementSeen {
    std::string project; // id
    Date date = Date::from_days(0);
    Money amount = Money::fen(0); // negative for money that went back
};
struct ProjectSeen {
    std::string name, region, giver, programme; // ids but for the name
    std::optional<Date> accepted_on;
    bool at_rest = false; // at a standstill, or not begun
};

struct Books {
    std::map<std::string, ProjectSeen, std::less<>> projects; // by id
    std::vector<ContractSeen> contracts;
    std::vector<PaymentSeen> payments; // as entered, refunds among them
    std::vector<DisbursementSeen> disbursements;
};

// Something to be explained.
struct Doubt {
    std::string check;           // "split_contract", …
    std::string project;         // id; empty: it concerns a place
    std::string region;          // id, of one without a project
    std::optional<Money> amount; // at stake
    std::string records;         // numbers of what was seen
    std::string evidence;        // in sentences
    std::string mark;            // the same when the same is seen again
    std::optional<Date> since;   // how long it has been so
};

constexpr std::int64_t fen_of_10_000 = 1'000'000; // yuan

// As offices write it, and exact: "400万元", "22.6万元", "1234.50元".
std::string yuan(Money amount);
bool is_refund(const PaymentSeen& payment);
Money net(const PaymentSeen& payment); // negative for a refund

// Contracts of one project with one supplier within 60 days that were not put out to tender and together reach the amount
// from which tendering is required: works 4 m CNY, goods 2 m, services 1 m (《必须招标的工程项目规定》, NDRC order 16 of 2018).
std::vector<Doubt> split_contracts(const Books& books);
// Paid on a contract before it was signed.
std::vector<Doubt> paid_before_contract(const Books& books);
// Paid on a contract, refunds taken off, more than it says.
std::vector<Doubt> paid_over_contract(const Books& books);
// A final account or a retention paid before the works were accepted.
std::vector<Doubt> paid_before_acceptance(const Books& books);
// One voucher behind several payments.
std::vector<Doubt> vouchers_used_twice(const Books& books);
// The same amount from the same project to the same payee within a week.
std::vector<Doubt> paid_twice(const Books& books);
// Dated on a Saturday or Sunday.
std::vector<Doubt> paid_at_weekends(const Books& books);
// Projects of eight payments and more, nine tenths of which are whole ten thousands of yuan.
std::vector<Doubt> round_sums(const Books& books);
// First digits of a place's payments of a year, 300 and more, that do not follow Benford's law: mean absolute deviation above
// 0.015, which Nigrini (2012, Benford's Law, table 7.1) calls nonconformity.
std::vector<Doubt> odd_first_digits(const Books& books);
// All of the above, and idle money: the largest amount first, of equal ones what is so for the longest time.
std::vector<Doubt> doubts_in(const Books& books, Date today);

} // namespace shanhai::funds
