#include "modules/funds/audit_checks.h"

#include "base/text.h"
#include "modules/funds/idle_money.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <span>
#include <tuple>
#include <utility>

namespace shanhai::funds {

std::string yuan(Money amount) {
    constexpr std::int64_t fen_of_100 = 10'000;
    const auto fen = amount.in_fen();
    if (fen < fen_of_10_000 || fen % fen_of_100 != 0) return amount.plain() + "元";
    return without_idle_zeros(fmt::format("{}.{:02}", fen / fen_of_10_000, fen % fen_of_10_000 / fen_of_100)) + "万元";
}

bool is_refund(const PaymentSeen& payment) { return payment.kind == "refund"; }
Money net(const PaymentSeen& payment) { return is_refund(payment) ? -payment.amount : payment.amount; }

namespace {

template <class Records>
std::string numbers_of(const Records& records) {
    std::string numbers;
    for (const auto* record : records) numbers += (numbers.empty() ? "" : "、") + record->number;
    return numbers;
}

// Payments but for refunds, in groups of the same key, each in the order of dates.
template <class Key>
auto grouped(const std::vector<PaymentSeen>& payments, const Key& key) {
    std::map<decltype(key(payments.front())), std::vector<const PaymentSeen*>> groups;
    for (const auto& payment : payments)
        if (!is_refund(payment)) groups[key(payment)].push_back(&payment);
    for (auto& [_, group] : groups)
        std::ranges::sort(group, {}, [](const PaymentSeen* one) { return std::pair(one->date, one->number); });
    return groups;
}

std::int64_t tender_from_fen(const std::string& kind) {
    if (kind == "works") return 400 * fen_of_10_000;
    return kind == "goods" ? 200 * fen_of_10_000 : 100 * fen_of_10_000;
}

bool was_tendered(const ContractSeen& contract) {
    return contract.procurement == "open_tender" || contract.procurement == "invited_tender";
}

} // namespace

std::vector<Doubt> split_contracts(const Books& books) {
    constexpr int within_days = 60;
    std::map<std::array<std::string, 3>, std::vector<const ContractSeen*>> groups;
    for (const auto& contract : books.contracts)
        if (!was_tendered(contract) && contract.amount.in_fen() < tender_from_fen(contract.kind))
            groups[{contract.project, contract.supplier, contract.kind}].push_back(&contract);
    std::vector<Doubt> doubts;
    for (auto& [key, group] : groups) {
        std::ranges::sort(group, {}, [](const ContractSeen* one) { return std::pair(one->signed_on, one->number); });
        for (std::size_t from = 0; from + 1 < group.size();) {
            std::size_t until = from;
            Money sum = Money::fen(0);
            while (until < group.size() && group[until]->signed_on - group[from]->signed_on <= within_days)
                sum += group[until++]->amount;
            const std::span together(group.data() + from, until - from);
            if (together.size() > 1 && sum.in_fen() >= tender_from_fen(key[2])) {
                doubts.push_back({.check = "split_contract",
                                  .project = key[0],
                                  .amount = sum,
                                  .records = numbers_of(together),
                                  .evidence = fmt::format(
                                      "{} 天内与{}签了 {} 份未招标的合同，每份都低于须招标的 {}，合计 {}。",
                                      group[until - 1]->signed_on - group[from]->signed_on, group[from]->supplier_name,
                                      together.size(), yuan(Money::fen(tender_from_fen(key[2]))), yuan(sum)),
                                  .mark = "split_contract/" + group[from]->number});
                from = until;
            } else {
                ++from;
            }
        }
    }
    return doubts;
}

std::vector<Doubt> paid_before_contract(const Books& books) {
    std::map<std::string, const ContractSeen*, std::less<>> contracts;
    for (const auto& contract : books.contracts) contracts.emplace(contract.id, &contract);
    std::vector<Doubt> doubts;
    for (const auto& payment : books.payments) {
        const auto contract = contracts.find(payment.contract);
        if (contract == contracts.end() || payment.date >= contract->second->signed_on) continue;
        doubts.push_back({.check = "paid_before_contract",
                          .project = payment.project,
                          .amount = payment.amount,
                          .records = payment.number + "、" + contract->second->number,
                          .evidence = fmt::format("{} 支付 {}，合同 {} 才签订。", payment.date.iso(),
                                                  yuan(payment.amount), contract->second->signed_on.iso()),
                          .mark = "paid_before_contract/" + payment.number});
    }
    return doubts;
}

std::vector<Doubt> paid_over_contract(const Books& books) {
    std::map<std::string, Money, std::less<>> paid;
    for (const auto& payment : books.payments)
        if (!payment.contract.empty()) paid.try_emplace(payment.contract, Money::fen(0)).first->second += net(payment);
    std::vector<Doubt> doubts;
    for (const auto& contract : books.contracts) {
        const auto sum = paid.find(contract.id);
        if (sum == paid.end() || sum->second <= contract.amount) continue;
        doubts.push_back({.check = "paid_over_contract",
                          .project = contract.project,
                          .amount = sum->second - contract.amount,
                          .records = contract.number,
                          .evidence = fmt::format("合同金额 {}，已支付 {}，超出 {}。", yuan(contract.amount),
                                                  yuan(sum->second), yuan(sum->second - contract.amount)),
                          .mark = "paid_over_contract/" + contract.number});
    }
    return doubts;
}

std::vector<Doubt> paid_before_acceptance(const Books& books) {
    std::vector<Doubt> doubts;
    for (const auto& payment : books.payments) {
        if (payment.kind != "final" && payment.kind != "retention") continue;
        const auto project = books.projects.find(payment.project);
        if (project == books.projects.end()) continue;
        const auto& accepted = project->second.accepted_on;
        if (accepted && *accepted <= payment.date) continue;
        doubts.push_back({.check = "paid_before_acceptance",
                          .project = payment.project,
                          .amount = payment.amount,
                          .records = payment.number,
                          .evidence = fmt::format("{} 支付{} {}，项目{}。", payment.date.iso(),
                                                  payment.kind == "final" ? "结算款" : "质保金", yuan(payment.amount),
                                                  accepted ? accepted->iso() + " 才验收" : std::string("没有验收")),
                          .mark = "paid_before_acceptance/" + payment.number});
    }
    return doubts;
}

std::vector<Doubt> vouchers_used_twice(const Books& books) {
    std::vector<Doubt> doubts;
    for (const auto& [voucher, group] : grouped(books.payments, [](const PaymentSeen& one) { return one.voucher; })) {
        if (voucher.empty() || group.size() < 2) continue;
        Money sum = Money::fen(0);
        for (const auto* payment : group) sum += payment->amount;
        doubts.push_back({.check = "voucher_twice",
                          .project = group.back()->project,
                          .amount = sum - group.front()->amount,
                          .records = numbers_of(group),
                          .evidence = fmt::format("同一份凭证（{}…）用于 {} 笔支付，合计 {}。", voucher.substr(0, 12),
                                                  group.size(), yuan(sum)),
                          .mark = "voucher_twice/" + voucher});
    }
    return doubts;
}

std::vector<Doubt> paid_twice(const Books& books) {
    constexpr int within_days = 7;
    using Same = std::tuple<std::string, std::string, std::int64_t>;
    std::vector<Doubt> doubts;
    for (const auto& [same, group] : grouped(books.payments, [](const PaymentSeen& one) {
             return Same(one.project, one.payee, one.amount.in_fen());
         })) {
        if (std::get<1>(same).empty()) continue;
        for (std::size_t i = 1; i < group.size(); ++i) {
            const auto &first = *group[i - 1], &second = *group[i];
            if (second.date - first.date > within_days) continue;
            doubts.push_back({.check = "paid_twice",
                              .project = second.project,
                              .amount = second.amount,
                              .records = first.number + "、" + second.number,
                              .evidence = fmt::format("{} 和 {} 各向{}支付 {}。", first.date.iso(), second.date.iso(),
                                                      second.payee_name, yuan(second.amount)),
                              .mark = "paid_twice/" + first.number + "/" + second.number});
        }
    }
    return doubts;
}

std::vector<Doubt> paid_at_weekends(const Books& books) {
    std::vector<Doubt> doubts;
    for (const auto& payment : books.payments) {
        constexpr int saturday = 5;
        const int weekday = payment.date.weekday();
        if (weekday < saturday) continue;
        doubts.push_back({.check = "weekend",
                          .project = payment.project,
                          .amount = payment.amount,
                          .records = payment.number,
                          .evidence = fmt::format("支付日期 {} 是{}。", payment.date.iso(),
                                                  weekday == saturday ? "星期六" : "星期日"),
                          .mark = "weekend/" + payment.number});
    }
    return doubts;
}

std::vector<Doubt> round_sums(const Books& books) {
    constexpr std::size_t least = 8;
    std::vector<Doubt> doubts;
    for (const auto& [project, group] : grouped(books.payments, [](const PaymentSeen& one) { return one.project; })) {
        std::vector<const PaymentSeen*> round;
        std::ranges::copy_if(group, std::back_inserter(round),
                             [](const PaymentSeen* one) { return one->amount.in_fen() % fen_of_10_000 == 0; });
        if (group.size() < least || round.size() * 10 < group.size() * 9) continue;
        Money sum = Money::fen(0);
        for (const auto* payment : round) sum += payment->amount;
        doubts.push_back({.check = "round_sums",
                          .project = project,
                          .amount = sum,
                          .records = round.front()->number + "–" + round.back()->number,
                          .evidence = fmt::format("{} 笔支付中有 {} 笔是整万元。", group.size(), round.size()),
                          .mark = "round_sums/" + project + "/" + std::to_string(group.back()->date.year())});
    }
    return doubts;
}

std::vector<Doubt> odd_first_digits(const Books& books) {
    constexpr std::size_t least = 300;
    constexpr double nonconforming = 0.015;
    std::vector<Doubt> doubts;
    const auto place_and_year = [&](const PaymentSeen& one) {
        const auto project = books.projects.find(one.project);
        return std::pair(project == books.projects.end() ? std::string() : project->second.region, one.date.year());
    };
    for (const auto& [key, group] : grouped(books.payments, place_and_year)) {
        if (key.first.empty() || group.size() < least) continue;
        std::array<double, 10> seen{};
        Money sum = Money::fen(0);
        for (const auto* payment : group) {
            auto digit = payment->amount.in_fen();
            while (digit >= 10) digit /= 10;
            seen[static_cast<std::size_t>(digit)] += 1.0 / static_cast<double>(group.size());
            sum += payment->amount;
        }
        double deviation = 0;
        for (int digit = 1; digit <= 9; ++digit)
            deviation += std::abs(seen[static_cast<std::size_t>(digit)] - std::log10(1 + 1.0 / digit)) / 9;
        if (deviation <= nonconforming) continue;
        doubts.push_back(
            {.check = "first_digits",
             .region = key.first,
             .amount = sum,
             .records = fmt::format("{} 年的 {} 笔支付", key.second, group.size()),
             .evidence = fmt::format("{} 年 {} 笔支付的首位数字偏离本福特定律：平均绝对偏差 {:.3f}，高于 {}。",
                                     key.second, group.size(), deviation, nonconforming),
             .mark = fmt::format("first_digits/{}/{}", key.first, key.second)});
    }
    return doubts;
}

std::vector<Doubt> doubts_in(const Books& books, Date today) {
    std::vector<Doubt> all;
    for (auto& some : {split_contracts(books), paid_before_contract(books), paid_over_contract(books),
                       paid_before_acceptance(books), vouchers_used_twice(books), paid_twice(books),
                       paid_at_weekends(books), round_sums(books), odd_first_digits(books), idle_money(books, today)})
        all.insert(all.end(), some.begin(), some.end());
    std::ranges::sort(all, {}, [](const Doubt& doubt) {
        return std::tuple(-doubt.amount.value_or(Money::fen(0)).in_fen(), !doubt.since, doubt.since, doubt.mark);
    });
    return all;
}

} // namespace shanhai::funds
