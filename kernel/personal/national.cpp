#include "kernel/personal/national.h"

#include "kernel/personal/openssl_calls.h"

namespace shanhai::kernel {

namespace {

struct Freeing {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

} // namespace

std::string hmac_sm3(std::string_view key, std::initializer_list<std::string_view> parts) {
    const std::unique_ptr<EVP_MAC, Freeing> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    must(mac != nullptr);
    const std::unique_ptr<EVP_MAC_CTX, Freeing> context(EVP_MAC_CTX_new(mac.get()));
    must(context != nullptr);
    char digest[] = "SM3";
    const OSSL_PARAM options[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
    must(EVP_MAC_init(context.get(), bytes_of(key), key.size(), options) == 1);
    for (const auto part : parts) must(EVP_MAC_update(context.get(), bytes_of(part), part.size()) == 1);
    std::string code(sm3_digest, '\0');
    std::size_t written = 0;
    must(EVP_MAC_final(context.get(), bytes_of(code), &written, code.size()) == 1 && written == sm3_digest);
    return code;
}

std::string sm4_cbc(bool encrypt, std::string_view key, std::string_view iv, std::string_view text, bool& good) {
    must(key.size() >= sm4_key && iv.size() == sm4_block);
    const auto context = new_context();
    must(EVP_CipherInit_ex(context.get(), EVP_sm4_cbc(), nullptr, bytes_of(key), bytes_of(iv), encrypt ? 1 : 0) == 1);
    std::string out(text.size() + sm4_block, '\0');
    int count = 0, rest = 0;
    must(EVP_CipherUpdate(context.get(), bytes_of(out), &count, bytes_of(text), static_cast<int>(text.size())) == 1);
    good = EVP_CipherFinal_ex(context.get(), bytes_of(out) + count, &rest) == 1;
    out.resize(static_cast<std::size_t>(count) + static_cast<std::size_t>(good ? rest : 0));
    return out;
}

} // namespace shanhai::kernel
