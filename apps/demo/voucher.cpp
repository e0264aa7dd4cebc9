#include "apps/demo/voucher.h"

#include "base/markup.h"
#include "base/money.h"

namespace shanhai::demo {

namespace {

// 1600000.00 → 1,600,000.00
std::string grouped(std::string plain) {
    for (auto at = plain.find('.'); at > 3 && at != std::string::npos; at -= 3) plain.insert(at - 3, ",");
    return plain;
}

} // namespace

std::string drawn(const Voucher& voucher) {
    std::string svg =
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 260" font-family="sans-serif" font-size="15">
<rect x="4" y="4" width="512" height="252" fill="#fffdf5" stroke="#8a6d3b"/>
<text x="260" y="40" font-size="22" text-anchor="middle">合成演示凭证</text>
<text x="260" y="62" font-size="12" text-anchor="middle" fill="#8a6d3b">数据为演示而合成，不是真实付款</text>
)";
    int y = 100;
    const auto row = [&](const char* name, const std::string& value) {
        svg += "<text x=\"30\" y=\"" + std::to_string(y) + "\">" + name + "</text><text x=\"120\" y=\"" +
               std::to_string(y) + "\">" + escaped_xml(value) + "</text>\n";
        y += 32;
    };
    row("编号", voucher.number);
    row("日期", voucher.date.iso());
    row("收款单位", voucher.payee);
    row("用途", voucher.purpose);
    row("金额", "CNY " + grouped(Money::fen(voucher.fen).plain()));
    return svg + "</svg>\n";
}

std::string drawn_paper(const std::string& title, const std::vector<std::string>& lines) {
    std::string svg =
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 260" font-family="sans-serif" font-size="15">
<rect x="4" y="4" width="512" height="252" fill="#ffffff" stroke="#8a6d3b"/>
<text x="260" y="62" font-size="12" text-anchor="middle" fill="#8a6d3b">为演示而合成，不是真实文件</text>
)";
    svg += "<text x=\"260\" y=\"40\" font-size=\"20\" text-anchor=\"middle\">" + escaped_xml(title) + "</text>\n";
    int y = 100;
    for (const auto& line : lines) {
        svg += "<text x=\"30\" y=\"" + std::to_string(y) + "\">" + escaped_xml(line) + "</text>\n";
        y += 32;
    }
    return svg + "</svg>\n";
}

} // namespace shanhai::demo
