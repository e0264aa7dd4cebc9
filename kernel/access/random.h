#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Secrets: made, and compared without telling by the time it takes.
namespace shanhai::kernel {

void start_sodium(); // before any other of its functions is called
std::string random_bytes(std::size_t count);
// 256 bits as 43 letters that need no escaping.
std::string random_token();
// 80 bits without letters that are taken for others: "k7md-4tqx-9wre-2hpn". For what people copy by hand.
std::string random_words();

bool same_bytes(std::string_view a, std::string_view b);

} // namespace shanhai::kernel
