// Bytes that come back from a provider of OpenID Connect: a token, and keys to check it with. Whatever they are, the answer
// is a refusal: nothing here is signed by anybody.
#include "api/provider/id_token.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace shanhai;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto line = bytes.find('\n');
    const auto keys = parse_json(line == std::string_view::npos ? std::string_view("{}") : bytes.substr(line + 1));
    const api::IdTokenExpectation expected{
        .issuer = "https://login.example", .client_id = "shanhai", .nonce = "n", .now = {1'700'000'000'000'000}};
    const auto claims = api::verify_id_token(bytes.substr(0, line), keys ? *keys : json::value(nullptr), expected);
    // The seeds' signatures are made up; a key and a signature that fit each other would need the claims to fit as well.
    if (claims && !claims->contains("sub")) std::abort();
    return 0;
}
