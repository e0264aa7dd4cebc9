#include "api/routing/router.h"
#include "base/check.h"

#include <gtest/gtest.h>

namespace shanhai::api {
namespace {

using http::Method;

Router small_router() {
    Router router;
    const auto add = [&](Method method, const char* path) {
        router.add(Route{.method = method, .path = path, .name = path});
    };
    add(Method::get, "/api/v1/{type}/{id}");
    add(Method::patch, "/api/v1/{type}/{id}");
    add(Method::get, "/api/v1/{type}");
    add(Method::post, "/api/v1/{type}/{id}/{transition}");
    add(Method::post, "/api/v1/{type}/{id}/void");
    add(Method::get, "/api/v1/{type}/{id}/history");
    add(Method::get, "/api/v1/figures/{name}");
    add(Method::get, "/api/v1/schema");
    router.finish();
    return router;
}

struct Found {
    std::string path, allowed;
    std::array<std::string, 4> parameters;
};

Found found(Method method, std::string_view path) {
    static const Router router = small_router();
    Found found;
    const auto match = router.find(method, path, found.parameters);
    if (match.route) found.path = match.route->path;
    found.allowed = match.allowed;
    return found;
}

TEST(Router, fixed_parts_go_before_placeholders) {
    EXPECT_EQ(found(Method::get, "/api/v1/schema").path, "/api/v1/schema");
    EXPECT_EQ(found(Method::get, "/api/v1/payment").path, "/api/v1/{type}");
    EXPECT_EQ(found(Method::get, "/api/v1/figures/funds.paid").path, "/api/v1/figures/{name}");
    EXPECT_EQ(found(Method::post, "/api/v1/payment/12/void").path, "/api/v1/{type}/{id}/void");
    EXPECT_EQ(found(Method::post, "/api/v1/payment/12/approve").path, "/api/v1/{type}/{id}/{transition}");
}

TEST(Router, parts_are_decoded_after_they_are_cut) {
    const Found one = found(Method::get, "/api/v1/payment/ZF%2D2024%2F7");
    EXPECT_EQ(one.parameters[0], "payment");
    EXPECT_EQ(one.parameters[1], "ZF-2024/7");
    EXPECT_EQ(found(Method::get, "/api/v1/payment/%zz").path, "");
    EXPECT_EQ(found(Method::get, "/api/v1/payment/%00").path, "");
}

TEST(Router, head_is_get) { EXPECT_EQ(found(Method::head, "/api/v1/schema").path, "/api/v1/schema"); }

TEST(Router, a_path_without_the_method_says_which_it_has) {
    EXPECT_EQ(found(Method::delete_, "/api/v1/payment/12").allowed, "GET, PATCH");
    EXPECT_EQ(found(Method::patch, "/api/v1/figures/x").allowed, "GET"); // not taken for a record of type "figures"
    EXPECT_EQ(found(Method::other, "/api/v1/schema").allowed, "GET");
}

TEST(Router, nothing_is_found_elsewhere) {
    for (const char* path : {"/", "", "*", "/api", "/api/v1/", "/api/v1//12", "/api/v1/payment/", "/api/v1/a/b/c/d",
                             "/a/b/c/d/e/f/g/h/i/j/k", "/API/V1/schema"}) {
        EXPECT_EQ(found(Method::get, path).path, "") << path;
        EXPECT_EQ(found(Method::get, path).allowed, "") << path;
    }
}

TEST(Router, a_route_cannot_be_added_twice) {
    Router router;
    router.add(Route{.path = "/a"});
    EXPECT_THROW(router.add(Route{.path = "/a"}), BrokenInvariant);
}

} // namespace
} // namespace shanhai::api
