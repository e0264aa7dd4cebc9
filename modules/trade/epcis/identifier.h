#pragma once

#include <string>
#include <string_view>

// The names that EPCIS gives to things, in the one form that hashes are made of.
namespace shanhai::trade {

// GS1 Digital Link in its canonical form (https://id.gs1.org/01/09506000134352/10/ABC) of an EPC URN or of a Digital Link under
// any domain; whatever else it is comes back as it is.
std::string canonical_identifier(std::string_view uri);

// https://id.gs1.org/01/<14 digits>/10/<lot>: a class of things, all boxes of a lot.
std::string lot_identifier(std::string_view gtin, std::string_view lot);

struct LotName {
    std::string gtin, lot; // as they stand in the identifier; the GTIN has 14 digits
};
// Takes apart what lot_identifier put together, in any form; both empty when it names no lot.
LotName lot_named(std::string_view uri);

} // namespace shanhai::trade
