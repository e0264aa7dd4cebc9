#pragma once

#include "base/money.h"

#include <optional>

// 挣值: what should have been done, what has been done, what has been paid, all in money of the budget.
namespace shanhai::projects {

// A share in millionths, so that money never meets a floating-point number.
struct Millionths {
    std::int64_t value = 0;
    static Millionths of(double share); // outside of 0 to 1 it is 0 or 1
};

struct EarnedValue {
    Money planned = Money::fen(0); // PV 计划价值: the budget × what the curve expects by now
    Money earned = Money::fen(0);  // EV 挣值: the budget × what is done
    Money paid = Money::fen(0);    // AC 实际支付
    // In thousandths. SPI = EV ÷ PV: under 1000 less is done than should be; nothing when nothing should be done yet.
    // CPI = EV ÷ AC: under 1000 more is paid than done; nothing when nothing is paid.
    std::optional<std::int64_t> schedule_index, cost_index;
};

EarnedValue earned_value(Money budget, Millionths expected, Millionths done, Money paid);

} // namespace shanhai::projects
