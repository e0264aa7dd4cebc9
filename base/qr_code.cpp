#include "base/qr_code.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <iterator>
#include <memory>

namespace shanhai {

std::optional<QrMatrix> qr_matrix(const std::string& text) {
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M),
                                                          QRcode_free);
    if (code == nullptr) return std::nullopt;
    const auto width = static_cast<std::size_t>(code->width);
    QrMatrix rows(width, std::vector<bool>(width));
    for (std::size_t y = 0; y < width; ++y)
        for (std::size_t x = 0; x < width; ++x) rows[y][x] = (code->data[y * width + x] & 1U) != 0;
    return rows;
}

std::string qr_svg(const QrMatrix& code, std::string_view attributes) {
    std::string svg =
        fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\"{1} "
                    "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{0}v{0}H0z\"/><path d=\"",
                    code.size() + 2 * qr_quiet_zone, attributes);
    for (std::size_t y = 0; y < code.size(); ++y)
        for (std::size_t x = 0; x < code.size(); ++x)
            if (code[y][x])
                fmt::format_to(std::back_inserter(svg), "M{} {}h1v1h-1z", x + qr_quiet_zone, y + qr_quiet_zone);
    return svg + "\"/></svg>";
}

} // namespace shanhai
