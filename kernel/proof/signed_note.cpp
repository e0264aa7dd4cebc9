#include "kernel/proof/signed_note.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t largest_note = 1 << 20;
constexpr std::size_t most_signatures = 100;
constexpr std::string_view dash = "\xE2\x80\x94 "; // an em dash and a blank

std::string id_bytes(std::uint32_t id) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(id >> shift & 0xFFU);
    return bytes;
}

struct SignatureLine {
    std::string_view name;
    std::string bytes; // id ‖ signature
};

std::optional<SignatureLine> read_line(std::string_view line) {
    if (!line.starts_with(dash)) return std::nullopt;
    line.remove_prefix(dash.size());
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos || blank == 0 || line.substr(0, blank).contains('+')) return std::nullopt;
    auto bytes = from_base64(line.substr(blank + 1));
    if (!bytes || bytes->size() < 5) return std::nullopt;
    return SignatureLine{line.substr(0, blank), *std::move(bytes)};
}

} // namespace

std::string sign_note(std::string_view text, const SigningKey& key) {
    std::string note(text);
    note += "\n";
    note += dash;
    note += key.verifier().name() + " " + to_base64(id_bytes(key.verifier().id()) + key.sign(text)) + "\n";
    return note;
}

Result<std::string> open_note(std::string_view note, const VerifierKey& key) {
    const auto malformed = [](std::string_view why) {
        return refuse("note.malformed", {}, {{"why", std::string(why)}});
    };
    if (note.size() > largest_note) return malformed("too large");
    const bool clean = is_utf8(note) && std::ranges::none_of(note, [](char c) {
                           return (static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7F';
                       });
    if (!clean) return malformed("not a plain text");
    const auto end = note.rfind("\n\n");
    if (end == std::string_view::npos || !note.ends_with('\n')) return malformed("no signatures below a blank line");
    const auto text = note.substr(0, end + 1);
    auto lines = split(note.substr(end + 2, note.size() - end - 3), '\n');
    if (lines.size() > most_signatures) return malformed("too many signatures");
    std::optional<std::string> ours;
    for (const auto line : lines) {
        const auto signature = read_line(line);
        if (!signature) return malformed("a line below the blank line is no signature");
        if (!ours && signature->name == key.name() && signature->bytes.starts_with(id_bytes(key.id())))
            ours = signature->bytes.substr(4);
    }
    if (!ours) return refuse("note.not_signed", {}, {{"key", key.text()}});
    if (!key.verifies(text, *ours)) return refuse("note.signature_wrong", {}, {{"key", key.text()}});
    return std::string(text);
}

} // namespace shanhai::kernel
