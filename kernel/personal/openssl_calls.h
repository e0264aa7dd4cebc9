#pragma once

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

// How this folder speaks to OpenSSL's ciphers.
namespace shanhai::kernel {

inline void must(bool succeeded) {
    if (!succeeded) throw std::runtime_error("the cipher failed");
}

inline const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

struct CipherContextFreeing {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, CipherContextFreeing>;

inline CipherContext new_context() {
    CipherContext context(EVP_CIPHER_CTX_new());
    must(context != nullptr);
    return context;
}

} // namespace shanhai::kernel
