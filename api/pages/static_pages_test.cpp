#include "api/pages/gzip.h"
#include "api/pages/static_pages.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace shanhai::api {
namespace {

std::string unpacked(const std::string& packed, std::size_t size) {
    std::string bytes(size, '\0');
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(size);
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    return bytes;
}

http::Request request_for(std::string target, const std::vector<std::pair<std::string, std::string>>& fields = {}) {
    http::Request request;
    request.method = http::Method::get;
    request.target = std::move(target);
    for (const auto& [name, value] : fields) request.add_field(name, value);
    return request;
}

TEST(Gzip, comes_back_whole) {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += "山海 " + std::to_string(i);
    const std::string packed = gzipped(text);
    EXPECT_LT(packed.size(), text.size() / 2);
    EXPECT_EQ(unpacked(packed, text.size()), text);
    EXPECT_EQ(unpacked(gzipped(""), 0), "");
}

TEST(Gzip, is_used_only_when_wanted) {
    EXPECT_TRUE(accepts_gzip("gzip, deflate, br"));
    EXPECT_TRUE(accepts_gzip("br;q=1.0, GZIP;q=0.5"));
    EXPECT_TRUE(accepts_gzip("*"));
    EXPECT_FALSE(accepts_gzip("gzip;q=0"));
    EXPECT_FALSE(accepts_gzip("gzip; q=0.0, br"));
    EXPECT_FALSE(accepts_gzip("identity"));
    EXPECT_FALSE(accepts_gzip(""));
}

TEST(LastingText, is_compressed_for_those_who_can_and_not_sent_twice) {
    const std::string text(5000, 'x');
    const LastingText page(text, "text/css", "Cache-Control: no-cache\r\n");
    const auto plain = page.answer(request_for("/a.css"));
    EXPECT_EQ(plain.content(), text);
    const auto packed = page.answer(request_for("/a.css", {{"Accept-Encoding", "gzip"}}));
    EXPECT_NE(packed.fields.find("Content-Encoding: gzip\r\n"), std::string::npos);
    EXPECT_LT(packed.content().size(), 200u);
    const auto at = packed.fields.find("ETag: ") + 6;
    const std::string etag = packed.fields.substr(at, packed.fields.find("\r\n", at) - at);
    const auto known = page.answer(request_for("/a.css", {{"Accept-Encoding", "gzip"}, {"If-None-Match", etag}}));
    EXPECT_EQ(known.status, 304);
    EXPECT_EQ(known.content(), "");
    // The other form is another text to a cache.
    EXPECT_EQ(page.answer(request_for("/a.css", {{"If-None-Match", etag}})).status, 200);
}

TEST(StaticPages, index_answers_for_addresses_of_pages_but_not_for_missing_files) {
    const StaticPages pages;
    ASSERT_TRUE(pages.find(request_for("/")));
    EXPECT_EQ(pages.find(request_for("/"))->content_type, "text/html; charset=utf-8");
    ASSERT_TRUE(pages.find(request_for("/project/12?tab=history")));
    ASSERT_TRUE(pages.find(request_for("/figures/%E5%B1%B1")));
    ASSERT_TRUE(pages.find(request_for("/figures/funds.disbursed"))) << "a figure's name has a dot";
    EXPECT_FALSE(pages.find(request_for("/missing.js")));
    EXPECT_FALSE(pages.find(request_for("/assets/missing.unknown")));
    EXPECT_FALSE(pages.find(request_for("/assets/../../etc/passwd.txt")));
    EXPECT_FALSE(pages.find(request_for("/%2e%2e/%2e%2e/etc/shadow.txt")));
    EXPECT_FALSE(pages.find(request_for("/%zz")));
}

} // namespace
} // namespace shanhai::api
