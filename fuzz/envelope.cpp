// An envelope is read as one or as none, in one spelling, and only what was sealed here opens.
#include "base/check.h"
#include "kernel/personal/cipher.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using namespace shanhai::kernel;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const auto key = SecretKey::random();
    if (const auto envelope = Envelope::parse(text)) {
        check_or_abort(envelope->text() == text, "one spelling");
        check_or_abort(!open(envelope->cipher, key, "place", envelope->sealed), "nobody sealed it");
    }
    for (const auto cipher : {Cipher::aes_gcm, Cipher::sm4_hmac}) {
        check_or_abort(!open(cipher, key, "place", text), "nobody sealed it");
        const auto sealed = seal(cipher, key, "place", text);
        check_or_abort(open(cipher, key, "place", sealed) == text, "what was sealed opens");
    }
    return 0;
}
