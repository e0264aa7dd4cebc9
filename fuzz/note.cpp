// A note is opened only by the key that signed it; what is read as a checkpoint or key is written again as it was.
#include "base/check.h"
#include "kernel/proof/checkpoint.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using namespace shanhai::kernel;
    static const auto key = SigningKey::generate(SignatureKind::ed25519, "log.example");
    static const auto sm2 = SigningKey::generate(SignatureKind::sm2, "log.example");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto* one : {&key, &sm2})
        check_or_abort(!open_note(text, one->verifier()).has_value(), "nobody else signs for this key");
    if (const auto checkpoint = Checkpoint::parse(text)) {
        const auto again = Checkpoint::parse(checkpoint->text());
        check_or_abort(again && again->text() == checkpoint->text(), "a checkpoint is written as it was read");
    }
    if (const auto verifier = VerifierKey::parse(text))
        check_or_abort(verifier->text() == text, "a key has one spelling");
    (void)SigningKey::parse(text);
    return 0;
}
