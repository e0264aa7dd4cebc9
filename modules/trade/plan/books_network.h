#pragma once

#include "modules/trade/plan/books.h"
#include "modules/trade/plan/demand.h"
#include "modules/trade/plan/network.h"

// The network that the records describe.
namespace shanhai::trade::plan {

// What is asked of a product over the whole plan, tonnes.
struct ProductDemand {
    DemandMethod method = DemandMethod::level;
    std::size_t known_weeks = 0;
    double expected = 0;
    double low = 0, high = 0; // nine in ten weeks lie between, added up
};

struct BooksNetwork {
    Network network;
    std::vector<std::string> site_ids, product_ids; // of the records, in the order of the network
    std::vector<ProductDemand> demand;              // by product
    std::vector<Text> notes;                        // what the records do not say and was assumed instead
};

// `weeks`: 1 to 104. Refused: "trade.nothing_to_plan" when there is no warehouse with room, no product, or nobody to whom
// anything was handed (args: what: the records that are missing).
Result<BooksNetwork> network_of(const Books& books, std::size_t weeks);

} // namespace shanhai::trade::plan
