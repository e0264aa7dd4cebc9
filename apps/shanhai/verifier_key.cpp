#include "apps/shanhai/verifier_key.h"

#include "apps/shanhai/input_file.h"
#include "base/text.h"

namespace shanhai::apps {

namespace {

constexpr std::size_t largest_key = 1 << 20;

} // namespace

Result<kernel::VerifierKey> key_for(const Program& program, const std::string& given) {
    auto text = given;
    if (given.empty())
        text = TRY(TRY(program.open_for_reading())->log().verifier_key());
    else if (!given.contains('+'))
        text = TRY(bytes_of(given, largest_key));
    const auto key = kernel::VerifierKey::parse(trim(text));
    if (!key) return refuse("log.bad_key", {}, {{"text", given}});
    return *key;
}

} // namespace shanhai::apps
