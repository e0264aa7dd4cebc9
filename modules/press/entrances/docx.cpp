#include "modules/press/entrances/draft_text.h"

#include <expat.h>
#include <zip.h>

#include <memory>
#include <type_traits>

namespace shanhai::press {

namespace {

constexpr std::size_t most_xml_bytes = 64U << 20;
constexpr std::size_t most_depth = 256;

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

// What a paragraph of word/document.xml says; deleted text (w:delText) is left out.
struct DocumentText {
    XML_Parser parser = nullptr;
    std::string text;
    std::size_t depth = 0;
    bool in_text = false;
};

std::string_view local(const XML_Char* name) {
    const std::string_view whole(name);
    const auto colon = whole.rfind(':');
    return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

void begin_element(void* user, const XML_Char* name, const XML_Char** /*attributes*/) {
    auto& document = *static_cast<DocumentText*>(user);
    if (++document.depth > most_depth) XML_StopParser(document.parser, XML_FALSE);
    const auto element = local(name);
    if (element == "t")
        document.in_text = true;
    else if (element == "tab")
        document.text += ' ';
    else if (element == "br" || element == "cr")
        document.text += '\n';
}

void end_element(void* user, const XML_Char* name) {
    auto& document = *static_cast<DocumentText*>(user);
    --document.depth;
    const auto element = local(name);
    if (element == "t")
        document.in_text = false;
    else if (element == "p")
        document.text += '\n';
}

void characters(void* user, const XML_Char* text, int length) {
    auto& document = *static_cast<DocumentText*>(user);
    if (document.in_text) document.text.append(text, static_cast<std::size_t>(length));
}

// An entity could stand for any amount of text; documents of this kind have none.
void refuse_doctype(void* user, const XML_Char* /*name*/, const XML_Char* /*system*/, const XML_Char* /*public*/,
                    int /*internal*/) {
    XML_StopParser(static_cast<DocumentText*>(user)->parser, XML_FALSE);
}

std::unexpected<Problem> broken() { return refuse("press.broken_docx"); }

Result<std::string> document_xml(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (!source) return broken();
    const std::unique_ptr<zip_t, Discard> archive(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!archive) {
        zip_source_free(source);
        return broken();
    }
    zip_stat_t about;
    if (zip_stat(archive.get(), "word/document.xml", 0, &about) != 0 || !(about.valid & ZIP_STAT_SIZE)) return broken();
    if (about.size > most_xml_bytes) return refuse("press.too_large", {}, {{"limit", std::to_string(most_bytes)}});
    const std::unique_ptr<zip_file_t, Discard> file(zip_fopen(archive.get(), "word/document.xml", 0));
    if (!file) return broken();
    std::string xml(static_cast<std::size_t>(about.size), '\0');
    if (zip_fread(file.get(), xml.data(), xml.size()) != static_cast<zip_int64_t>(xml.size())) return broken();
    return xml;
}

} // namespace

Result<std::string> docx_text(std::string_view bytes) {
    const auto xml = TRY(document_xml(bytes));
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(
        XML_ParserCreate(nullptr), &XML_ParserFree);
    DocumentText document;
    document.parser = parser.get();
    XML_SetUserData(parser.get(), &document);
    XML_SetElementHandler(parser.get(), begin_element, end_element);
    XML_SetCharacterDataHandler(parser.get(), characters);
    XML_SetStartDoctypeDeclHandler(parser.get(), refuse_doctype);
    if (XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE) != XML_STATUS_OK) return broken();
    return std::move(document.text);
}

} // namespace shanhai::press
