#include "modules/trade/epcis/identifier.h"
#include "modules/trade/epcis/moment_text.h"

#include <gtest/gtest.h>

namespace shanhai::trade {
namespace {

TEST(Identifier, a_lot_is_found_in_every_form_of_its_name) {
    const std::string name = lot_identifier("6901234567892", "XM-0901");
    EXPECT_EQ(name, "https://id.gs1.org/01/06901234567892/10/XM-0901");
    for (const char* form :
         {"https://id.gs1.org/01/06901234567892/10/XM-0901", "https://shop.example/gtin/6901234567892/lot/XM-0901?x=1",
          "urn:epc:class:lgtin:690123456.0789.XM-0901"}) {
        EXPECT_EQ(lot_named(form).lot, "XM-0901") << form;
    }
    EXPECT_EQ(lot_named("urn:epc:class:lgtin:6901234.056789.XM-0901").gtin, "06901234567892");
}

TEST(Identifier, what_names_no_lot_is_left_as_it_is) {
    for (const char* other : {"", "urn:epc:id:", "urn:epc:id:sgtin:", "urn:epc:id:sgtin:a.b.c", "urn:epc:id:new:1.2",
                              "geo:36.6,117.0", "https://example.com/about", "https://"}) {
        EXPECT_EQ(canonical_identifier(other), other);
        EXPECT_EQ(lot_named(other).lot, "");
    }
}

TEST(MomentText, zones_and_thousandths) {
    EXPECT_EQ(moment_in_utc("2024-03-01T00:30:00+08:00"), "2024-02-29T16:30:00.000Z");
    EXPECT_EQ(moment_in_utc("2023-12-31T23:59:59.9996Z"), "2024-01-01T00:00:00.000Z");
    for (const char* other : {"2024-03-01", "2024-03-01T00:30:00", "2024-02-30T00:30:00Z", "2024-03-01T24:30:00Z",
                              "2024-03-01T00:30:00.Z", "2024-03-01T00:30:00+15:00", "01-03-2024T00:30:00Z"})
        EXPECT_EQ(moment_in_utc(other), std::nullopt) << other;
    EXPECT_TRUE(is_zone_offset("-06:00"));
    EXPECT_FALSE(is_zone_offset("Z"));
}

} // namespace
} // namespace shanhai::trade
