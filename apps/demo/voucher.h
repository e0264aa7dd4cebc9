#pragma once

#include "base/date.h"

#include <cstdint>
#include <string>

namespace shanhai::demo {

struct Voucher {
    std::string number;
    Date date = Date::from_days(0);
    std::string payee, purpose;
    std::int64_t fen = 0;
};

// A small drawing (SVG, UTF-8) of a receipt that says what it is: 合成演示凭证. No two vouchers are alike, as their numbers differ.
std::string drawn(const Voucher& voucher);

} // namespace shanhai::demo
