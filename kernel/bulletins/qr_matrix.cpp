#include "kernel/bulletins/qr_matrix.h"

#include <qrencode.h>

#include <memory>

namespace shanhai::kernel {

std::optional<std::vector<std::vector<bool>>> qr_matrix(const std::string& text) {
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M),
                                                          QRcode_free);
    if (code == nullptr) return std::nullopt;
    const auto width = static_cast<std::size_t>(code->width);
    std::vector<std::vector<bool>> rows(width, std::vector<bool>(width));
    for (std::size_t y = 0; y < width; ++y)
        for (std::size_t x = 0; x < width; ++x) rows[y][x] = (code->data[y * width + x] & 1U) != 0;
    return rows;
}

} // namespace shanhai::kernel
