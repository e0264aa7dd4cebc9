#include "modules/funds/idle_money.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace shanhai::funds {

namespace {

constexpr Money least_asked_for = Money::fen(5 * fen_of_10_000);
constexpr int days_at_rest = 180, days_under_way = 365;
constexpr int kept_back_days = 730;  // the longest time for which defects are warranted
constexpr int kept_back_percent = 3; // the most that may be kept back for it

struct Account {
    std::vector<const DisbursementSeen*> received;
    Money gone = Money::fen(0); // paid, less refunds, and what went back
};

std::map<std::string, Account> accounts_of(const Books& books) {
    std::map<std::string, Account> accounts;
    for (const auto& one : books.disbursements) {
        auto& account = accounts[one.project];
        if (one.amount >= Money::fen(0))
            account.received.push_back(&one);
        else
            account.gone -= one.amount;
    }
    for (const auto& payment : books.payments)
        if (const auto owner = accounts.find(payment.project); owner != accounts.end())
            owner->second.gone += net(payment);
    for (auto& [_, account] : accounts) std::ranges::sort(account.received, {}, &DisbursementSeen::date);
    return accounts;
}

// What may still be kept back for defects, by project.
std::map<std::string, Money> kept_back_of(const Books& books, Date today) {
    std::map<std::string, Money> kept;
    for (const auto& contract : books.contracts) {
        const auto project = books.projects.find(contract.project);
        if (contract.kind != "works" || project == books.projects.end()) continue;
        const auto& accepted = project->second.accepted_on;
        if (!accepted || today - *accepted > kept_back_days) continue;
        kept.try_emplace(contract.project, Money::fen(0)).first->second +=
            Money::fen(contract.amount.in_fen() / 100 * kept_back_percent);
    }
    for (const auto& payment : books.payments) {
        const auto left = kept.find(payment.project);
        if (payment.kind == "retention" && left != kept.end()) left->second -= std::min(left->second, payment.amount);
    }
    return kept;
}

struct Left {
    Date date; // when it was received
    Money amount;
};

// What is still there of each disbursement: what went out first was what came in first.
std::vector<Left> left_in(const Account& account) {
    std::vector<Left> left;
    auto gone = account.gone;
    for (const auto* one : account.received) {
        const auto of_this = std::min(one->amount, gone);
        gone -= of_this;
        if (of_this < one->amount) left.push_back({one->date, one->amount - of_this});
    }
    return left;
}

// How much has lain for more than so many days, and since when.
std::pair<Money, std::optional<Date>> lying_in(const Account& account, Date today, int after_days) {
    Money idle = Money::fen(0);
    std::optional<Date> since;
    for (const auto& one : left_in(account)) {
        if (today - one.date <= after_days) continue;
        idle += one.amount;
        if (!since) since = one.date;
    }
    return {idle, since};
}

} // namespace

std::vector<Doubt> idle_money(const Books& books, Date today) {
    auto accounts = accounts_of(books);
    const auto kept_back = kept_back_of(books, today);
    std::vector<Doubt> doubts;
    for (auto& [id, account] : accounts) {
        const auto project = books.projects.find(id);
        if (project == books.projects.end()) continue;
        const auto& seen = project->second;
        if (const auto kept = kept_back.find(id); kept != kept_back.end()) account.gone += kept->second;
        const auto after_days = seen.accepted_on || seen.at_rest ? days_at_rest : days_under_way;
        const auto [idle, since] = lying_in(account, today, after_days);
        if (!since || idle < least_asked_for) continue;
        doubts.push_back({.check = "idle_money",
                          .project = id,
                          .amount = idle,
                          .records = "",
                          .evidence = fmt::format("{} 拨付的资金中有 {} 超过 {} 天没有支付，最早的已 {} 天；项目{}。",
                                                  since->iso(), yuan(idle), after_days, today - *since,
                                                  seen.accepted_on ? seen.accepted_on->iso() + " 已验收，结余没有退回"
                                                  : seen.at_rest   ? std::string("没有在建")
                                                                   : std::string("还在建设")),
                          .mark = "idle_money/" + id + "/" + since->iso(),
                          .since = since});
    }
    return doubts;
}

IdleByAge idle_by_age(const Books& books, Date today) {
    IdleByAge idle;
    for (const int from : {0, 181, 366, 731}) idle.bands.push_back({.from_days = from});
    auto accounts = accounts_of(books);
    const auto kept_back = kept_back_of(books, today);
    for (auto& [id, account] : accounts) {
        if (const auto kept = kept_back.find(id); kept != kept_back.end()) {
            auto received = Money::fen(0);
            for (const auto* one : account.received) received += one->amount;
            const auto there = std::clamp(received - account.gone, Money::fen(0), kept->second);
            idle.kept_back += there;
            account.gone += there;
        }
        std::array<bool, 4> counted{};
        for (const auto& one : left_in(account)) {
            std::size_t band = 0;
            while (band + 1 < idle.bands.size() && today - one.date >= idle.bands[band + 1].from_days) ++band;
            idle.bands[band].amount += one.amount;
            if (!std::exchange(counted[band], true)) ++idle.bands[band].projects;
        }
    }
    return idle;
}

} // namespace shanhai::funds
