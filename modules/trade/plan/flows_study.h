#pragma once

#include "kernel/module/module.h"

namespace shanhai::trade::plan {

// trade.flows: what really moved between bases and warehouses, and stood in them, week by week. Asked: until (a Monday, exclusive; the
// next one), weeks (26).
kernel::Study flows_study();

// trade.plan_followed: a goods_plan beside what moved since, by lane and week. Asked: plan (its number).
kernel::Study plan_followed_study();

} // namespace shanhai::trade::plan
