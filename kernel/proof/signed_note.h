#pragma once

#include "kernel/proof/signing_key.h"

#include <string>
#include <string_view>

// Texts with signatures below a blank line, C2SP signed-note.
namespace shanhai::kernel {

// `text` ends with a newline and has no blank line at its end.
std::string sign_note(std::string_view text, const SigningKey& key);

// The text of a note that `key` has signed, its last newline included. Signatures of others are left unread.
// "note.malformed", "note.not_signed" (by this key), "note.signature_wrong".
Result<std::string> open_note(std::string_view note, const VerifierKey& key);

} // namespace shanhai::kernel
