#pragma once

#include "base/date.h"

#include <cstdint>
#include <string>
#include <vector>

namespace shanhai::demo {

struct Voucher {
    std::string number;
    Date date = Date::from_days(0);
    std::string payee, purpose;
    std::int64_t fen = 0;
};

// A small drawing (SVG, UTF-8) of a receipt that says what it is: 合成演示凭证. No two vouchers are alike, as their numbers differ.
std::string drawn(const Voucher& voucher);

// A paper of the demo that says what it is, as drawn vouchers do: an approval, the minutes of a meeting.
std::string drawn_paper(const std::string& title, const std::vector<std::string>& lines);

} // namespace shanhai::demo
