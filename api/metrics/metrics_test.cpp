#include "api/metrics/metrics.h"

#include <gmock/gmock.h>

namespace shanhai::api {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Metrics, counts_by_route_status_and_time) {
    Metrics metrics(2);
    metrics.count(0, 200, 300us);
    metrics.count(0, 201, 2ms);
    metrics.count(0, 503, 20s);
    const std::string text = metrics.text({"GET /a", "GET /b"});
    EXPECT_THAT(text, HasSubstr("shanhai_http_requests_total{route=\"GET /a\",status=\"2xx\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("shanhai_http_requests_total{route=\"GET /a\",status=\"5xx\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("shanhai_http_request_seconds_bucket{route=\"GET /a\",le=\"0.00025\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("shanhai_http_request_seconds_bucket{route=\"GET /a\",le=\"0.0005\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("shanhai_http_request_seconds_bucket{route=\"GET /a\",le=\"5\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("shanhai_http_request_seconds_bucket{route=\"GET /a\",le=\"+Inf\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("shanhai_http_request_seconds_count{route=\"GET /a\"} 3\n"));
    EXPECT_THAT(text, Not(HasSubstr("GET /b")));
}

} // namespace
} // namespace shanhai::api
