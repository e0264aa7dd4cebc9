#include "api/pages/gzip.h"

#include "base/check.h"
#include "base/text.h"

#include <zlib.h>

namespace shanhai::api {

std::string gzipped(std::string_view bytes) {
    z_stream stream{};
    check(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib does not start");
    std::string packed(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // zlib does not write to its input
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int done = deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    check(done == Z_STREAM_END, "zlib did not finish");
    packed.resize(packed.size() - stream.avail_out);
    return packed;
}

bool accepts_gzip(std::string_view accept_encoding) {
    for (const std::string_view item : split(accept_encoding, ',')) {
        const auto semicolon = item.find(';');
        const std::string name = lower_ascii(trim(item.substr(0, semicolon)));
        if (name != "gzip" && name != "*") continue;
        if (semicolon == std::string_view::npos) return true;
        const std::string_view quality = trim(item.substr(semicolon + 1));
        return quality.find_first_of("123456789") != std::string_view::npos; // q=0, q=0.000 forbid it
    }
    return false;
}

} // namespace shanhai::api
