#pragma once

#include <string>
#include <string_view>

// The words of the Core Business Vocabulary 2.0 that stand bare in JSON.
namespace shanhai::trade {

enum class Words { business_step, disposition, transaction, party, component };

// A bare word becomes its address (shipping → https://ref.gs1.org/cbv/BizStep-shipping), the words of the older URNs, too;
// other addresses come back as they are.
std::string word_address(Words of, std::string_view word);

// Whether a word is one of the standard's, or an address of somebody's own.
bool is_word(Words of, std::string_view word);

} // namespace shanhai::trade
