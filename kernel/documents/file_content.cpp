#include "kernel/documents/file_content.h"

#include "base/json.h"
#include "base/text.h"
#include "kernel/documents/container_form.h"

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t looked_at_bytes = 1024;      // where a text says what it is
constexpr std::size_t most_parsed_bytes = 1 << 20; // of texts that are parsed to tell them apart

const FileForm& named(std::string_view name) { return *file_form(name); }

struct Magic {
    std::string_view start;
    std::string_view form;
};
constexpr std::array magics = {Magic{"%PDF-"sv, "pdf"sv},
                               Magic{"\x89PNG\r\n\x1a\n"sv, "png"sv},
                               Magic{"\xFF\xD8\xFF"sv, "jpeg"sv},
                               Magic{"GIF87a"sv, "gif"sv},
                               Magic{"GIF89a"sv, "gif"sv},
                               Magic{"II*\0"sv, "tiff"sv},
                               Magic{"MM\0*"sv, "tiff"sv},
                               Magic{"\x7f"
                                     "ELF"sv,
                                     "program"sv},
                               Magic{"\xCA\xFE\xBA\xBE"sv, "program"sv},
                               Magic{"\xCF\xFA\xED\xFE"sv, "program"sv}};

std::uint32_t little(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

bool is_bmp(std::string_view bytes) {
    constexpr std::array<std::uint32_t, 7> header_sizes = {12, 40, 52, 56, 64, 108, 124};
    return bytes.size() > 26 && bytes.starts_with("BM") && little(bytes, 2) == bytes.size() &&
           std::ranges::find(header_sizes, little(bytes, 14)) != header_sizes.end();
}

// MZ begins many texts; a program says where its second header is.
bool is_windows_program(std::string_view bytes) {
    if (!bytes.starts_with("MZ") || bytes.size() < 64) return false;
    const auto second = little(bytes, 60);
    return second < bytes.size() - 2 && (bytes.substr(second, 2) == "PE" || bytes.substr(second, 2) == "NE");
}

// ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────

bool has_controls(std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char c) {
        return c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b;
    });
}

// The structure of GB 18030-2022: one, two or four bytes a character.
bool is_gb18030(std::string_view text) {
    const auto within = [&](std::size_t at, int low, int high) {
        return at < text.size() && static_cast<unsigned char>(text[at]) >= low &&
               static_cast<unsigned char>(text[at]) <= high;
    };
    for (std::size_t i = 0; i < text.size();) {
        if (within(i, 0, 0x7f))
            i += 1;
        else if (within(i, 0x81, 0xfe) && (within(i + 1, 0x40, 0x7e) || within(i + 1, 0x80, 0xfe)))
            i += 2;
        else if (within(i, 0x81, 0xfe) && within(i + 1, 0x30, 0x39) && within(i + 2, 0x81, 0xfe) &&
                 within(i + 3, 0x30, 0x39))
            i += 4;
        else
            return false;
    }
    return true;
}

// Browsers look for these wherever a text may begin, so we do, too.
bool looks_like_html(std::string_view head) {
    constexpr std::array signs = {"<!doctype html"sv, "<html"sv,  "<head"sv, "<body"sv, "<script"sv, "<iframe"sv,
                                  "<style"sv,         "<title"sv, "<meta"sv, "<link"sv, "<object"sv, "<embed"sv,
                                  "<table"sv,         "<div"sv,   "<p>"sv,   "<br"sv,   "<a "sv,     "<img"sv,
                                  "<form"sv,          "<!--"sv};
    return std::ranges::any_of(signs, [&](std::string_view sign) { return head.starts_with(sign); });
}

bool is_json(std::string_view text) {
    if ((!text.starts_with('{') && !text.starts_with('[')) || text.size() > most_parsed_bytes) return false;
    return parse_json(text, {most_parsed_bytes, 64}).has_value();
}

// Two rows or more, each with the same number of separators outside quotes, and at least one.
bool is_table(std::string_view text, char separator) {
    std::size_t rows = 0, columns = 0, in_row = 0;
    bool quoted = false, filled = false;
    const auto end_row = [&] {
        if (!filled) return true; // an empty line
        if (rows++ == 0) columns = in_row;
        const bool same = in_row == columns && in_row > 0;
        in_row = 0;
        filled = false;
        return same;
    };
    for (const char c : text.substr(0, most_parsed_bytes)) {
        if (c == '"') quoted = !quoted;
        if (c == '\n' && !quoted) {
            if (!end_row()) return false;
            continue;
        }
        if (c == separator && !quoted) ++in_row;
        if (c != '\r') filled = true;
    }
    if (text.size() <= most_parsed_bytes && !end_row()) return false;
    return rows >= 2;
}

const FileForm& form_of_text(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    text = trim(text);
    const auto head = lower_ascii(text.substr(0, looked_at_bytes));
    if (head.starts_with("<svg") || (head.starts_with("<?xml") && head.find("<svg") != std::string::npos))
        return named("svg");
    const bool xhtml = head.starts_with("<?xml") && head.find("<html") != std::string::npos;
    if (xhtml || looks_like_html(head)) return named("html");
    if (head.starts_with("<?xml")) return named("xml");
    if (is_json(text)) return named("json");
    if (is_table(text, ',') || is_table(text, '\t') || is_table(text, ';')) return named("csv");
    return named("text");
}

// ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────

std::string_view ending_of(std::string_view name) {
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot + 1);
}

// A text may be called any kind of text, and a container by what it is made of.
bool may_be_called(const FileForm& form, const FileForm& claimed) {
    if (&form == &claimed) return true;
    if (form.family == "text" && claimed.family == "text") return true;
    if (claimed.name == "zip") return is_zip(form);
    return false;
}

} // namespace

const FileForm& form_of(std::string_view bytes) {
    for (const auto& magic : magics) {
        if (bytes.starts_with(magic.start)) return named(magic.form);
    }
    if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return named("webp");
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return form_of_zip(bytes);
    if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return form_of_ole(bytes);
    if (is_windows_program(bytes)) return named("program");
    if (is_bmp(bytes)) return named("bmp");
    return charset_of(bytes).empty() ? named("unknown") : form_of_text(bytes);
}

std::string_view charset_of(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return bytes.size() % 2 == 0 ? "utf-16" : "";
    if (has_controls(bytes)) return "";
    if (is_utf8(bytes)) return "utf-8";
    return is_gb18030(bytes) ? "gb18030" : "";
}

Done check_form(const FileForm& form, std::string_view name, std::string_view bytes) {
    if (form.name == "program") return refuse("file.program");
    if (!is_zip(form) && form.family != "text" && ends_as_zip(bytes)) return refuse("file.two_forms");
    const auto ending = ending_of(name);
    const auto* claimed = form_of_ending(ending);
    if (claimed == nullptr || may_be_called(form, *claimed)) return {};
    return refuse("file.ending_lies", {}, {{"ending", std::string(ending)}, {"form", std::string(form.name)}});
}

Done check_accepted(const Field& field, std::string_view media_type, std::int64_t size) {
    const auto at = "/" + field.name;
    if (size > field.max_bytes) {
        const auto limit = field.max_bytes % (1 << 20) == 0 ? std::to_string(field.max_bytes >> 20) + " MiB"
                                                            : std::to_string(field.max_bytes >> 10) + " KiB";
        return refuse("file.too_large", at, {{"limit", limit}});
    }
    if (field.accept.empty()) return {};
    const auto forms = file_forms();
    const auto form = std::ranges::find(forms, media_type, &FileForm::media_type);
    const bool accepted = form != forms.end() && std::ranges::any_of(field.accept, [&](const std::string& wanted) {
                              return wanted == form->name || wanted == form->family;
                          });
    if (accepted) return {};
    return refuse(
        "file.not_accepted", at,
        {{"form", form == forms.end() ? "?" : std::string(form->name)}, {"accepted", join(field.accept, ", ")}});
}

} // namespace shanhai::kernel
