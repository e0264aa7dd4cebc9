#include "kernel/sheets/text_encoding.h"

#include "base/text.h"
#include "base/utf16.h"

#include <iconv.h>

#include <array>
#include <cerrno>

namespace shanhai::kernel {

namespace {

// A descriptor of the C library's converter.
class Converter {
public:
    explicit Converter(const char* from) : handle_(iconv_open("UTF-8", from)) {}
    ~Converter() {
        if (works()) iconv_close(handle_);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    bool works() const { return handle_ != reinterpret_cast<iconv_t>(-1); } // NOLINT(performance-no-int-to-ptr)
    // nullopt when the bytes are not of that encoding.
    std::optional<std::string> convert(std::string& bytes) {
        std::string text;
        std::array<char, std::size_t{64} << 10> piece{};
        char* in = bytes.data();
        std::size_t left = bytes.size();
        while (left > 0) {
            char* out = piece.data();
            std::size_t room = piece.size();
            const auto status = iconv(handle_, &in, &left, &out, &room);
            text.append(piece.data(), piece.size() - room);
            if (status == static_cast<std::size_t>(-1) && errno != E2BIG) return std::nullopt;
        }
        return text;
    }

private:
    iconv_t handle_;
};

} // namespace

Result<std::string> utf8_of_file(std::string bytes) {
    if (bytes.starts_with("\xFF\xFE")) return utf8_of_utf16(std::string_view(bytes).substr(2), false);
    if (bytes.starts_with("\xFE\xFF")) return utf8_of_utf16(std::string_view(bytes).substr(2), true);
    if (is_utf8(bytes)) {
        if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
        return bytes;
    }
    Converter converter("GB18030");
    if (!converter.works()) return refuse("csv.encoding");
    auto text = converter.convert(bytes);
    if (!text) return refuse("csv.encoding");
    return *std::move(text);
}

} // namespace shanhai::kernel
