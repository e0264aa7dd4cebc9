#include "api/routes/qr_code.h"

#include "base/check.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <iterator>
#include <memory>

namespace shanhai::api {

std::string qr_code_svg(const std::string& text) {
    constexpr int quiet = 4;
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M),
                                                          QRcode_free);
    check(code != nullptr, "an address fits a QR code");
    const int width = code->width;
    std::string svg =
        fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" "
                    "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{0}v{0}H0z\"/><path d=\"",
                    width + 2 * quiet);
    for (int y = 0; y < width; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool dark = (code->data[y * width + x] & 1U) != 0;
            if (dark) fmt::format_to(std::back_inserter(svg), "M{} {}h1v1h-1z", x + quiet, y + quiet);
        }
    }
    return svg + "\"/></svg>";
}

} // namespace shanhai::api
