#include "modules/trade/epcis/document.h"
#include "modules/trade/epcis/event_hash.h"
#include "modules/trade/epcis/movement_event.h"

#include <gtest/gtest.h>

namespace shanhai::trade {
namespace {

const LotFacts plums{"7",          "XM-0901",    "6901234567892", "西梅", "fresh_fruit", "喀什地区", "first",
                     "2024-09-01", "2024-10-11", "3000.00",       "3"};
const LotFacts best{"8",          "XM-0901S",   "6901234567892", "西梅", "fresh_fruit", "喀什地区", "special",
                    "2024-09-01", "2024-10-11", "0.00",          "3"};
const Place orchard{"growing_base", "MG", "麦盖提枣园", "", "麦盖提县", "orchard", "", ""};
const Place jinan{"warehouse", "JN", "济南主仓", "4012345000115", "济南市", "main", "", ""};

Leg leg(std::string kind, const Place* place) {
    return {"YW-2024-000001", "2024-09-08", std::move(kind), "7", "", "2850.50", "", "TL-1", "rail", place, &jinan};
}

std::string document_of(const json::object& event) {
    return json::serialize(json::object{{"@context", own_context()},
                                        {"type", "EPCISDocument"},
                                        {"schemaVersion", "2.0"},
                                        {"creationDate", "2024-09-09T00:00:00Z"},
                                        {"epcisBody", {{"eventList", json::array{event}}}}});
}

TEST(MovementEvent, every_kind_of_movement_is_an_event_of_the_standard) {
    std::vector<json::object> events{event_of_harvest(plums, &orchard), event_of_harvest(plums, nullptr)};
    for (const char* kind : {"ship", "receive", "spoil", "gain", "lack", "return", "deliver", "grade_out"})
        events.push_back(event_of_leg(leg(kind, &jinan), plums, nullptr));
    events.push_back(event_of_leg(leg("grade_in", &jinan), best, &plums));
    events.push_back(event_of_leg(leg("lost", nullptr), plums, nullptr));
    for (const auto& event : events) {
        const auto read = read_epcis(document_of(event));
        ASSERT_TRUE(read) << json::serialize(event) << read.error().field;
        EXPECT_EQ(event_hash(read->front().event, read->front().names), event.at("eventID").as_string());
    }
}

TEST(MovementEvent, says_what_moved_where_and_by_which_waybill) {
    const auto event = event_of_leg(leg("ship", &orchard), plums, nullptr);
    EXPECT_EQ(event.at("quantityList").at(0).at("epcClass").as_string(),
              "https://id.gs1.org/01/06901234567892/10/XM-0901");
    EXPECT_EQ(event.at("quantityList").at(0).at("quantity").as_double(), 2850.5);
    EXPECT_EQ(event.at("readPoint").at("id").as_string(), "urn:shanhai:growing_base:MG");
    EXPECT_EQ(event.at("destinationList").at(0).at("destination").as_string(), "https://id.gs1.org/414/4012345000115");
    EXPECT_EQ(event.at("bizTransactionList").at(0).at("bizTransaction").as_string(), "urn:shanhai:waybill:TL-1");
}

} // namespace
} // namespace shanhai::trade
