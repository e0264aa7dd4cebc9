#include "kernel/sheets/xml_events.h"

#include <expat.h>

#include <algorithm>

namespace shanhai::kernel {

namespace {

// Workbooks nest about ten deep.
constexpr int deepest = 200;
// What one tag or comment may hold; expat keeps it in memory until it ends.
constexpr std::int64_t longest_token = std::int64_t{4} << 20;

std::string_view without_prefix(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

} // namespace

struct XmlStream::Parser {
    XML_Parser expat = nullptr;
    XmlEvents* events = nullptr;
    int depth = 0;
    int passed_over = 0; // depth of the mc:Choice that is passed over; 0: none
    std::int64_t fed = 0;
    bool doctype = false;
    bool too_deep = false;

    void stop() const { XML_StopParser(expat, XML_FALSE); }

    static void start(void* self, const XML_Char* name, const XML_Char** pairs) {
        auto& parser = *static_cast<Parser*>(self);
        if (++parser.depth > deepest) {
            parser.too_deep = true;
            return parser.stop();
        }
        const std::string_view full(name);
        if (parser.passed_over == 0 && full.ends_with(":Choice")) parser.passed_over = parser.depth;
        if (parser.passed_over != 0) return;
        parser.events->start(without_prefix(full), XmlAttributes(pairs));
        if (parser.events->stop) parser.stop();
    }
    static void end(void* self, const XML_Char* name) {
        auto& parser = *static_cast<Parser*>(self);
        const bool passed = parser.passed_over != 0;
        if (parser.depth == parser.passed_over) parser.passed_over = 0;
        --parser.depth;
        if (passed) return;
        parser.events->end(without_prefix(name));
        if (parser.events->stop) parser.stop();
    }
    static void characters(void* self, const XML_Char* text, int length) {
        auto& parser = *static_cast<Parser*>(self);
        if (parser.passed_over == 0) parser.events->text({text, static_cast<std::size_t>(length)});
    }
    static void doctype_begins(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        auto& parser = *static_cast<Parser*>(self);
        parser.doctype = true;
        parser.stop();
    }
};

std::optional<std::string_view> XmlAttributes::plain(std::string_view name) const {
    for (const char* const* pair = pairs_; *pair != nullptr; pair += 2)
        if (name == pair[0]) return pair[1];
    return std::nullopt;
}

std::optional<std::string_view> XmlAttributes::any(std::string_view name) const {
    for (const char* const* pair = pairs_; *pair != nullptr; pair += 2)
        if (name == without_prefix(pair[0])) return pair[1];
    return std::nullopt;
}

XmlStream::XmlStream(XmlEvents& events, std::string part) : part_(std::move(part)), parser_(new Parser) {
    parser_->events = &events;
    parser_->expat = XML_ParserCreate(nullptr);
    XML_SetUserData(parser_->expat, parser_);
    XML_SetElementHandler(parser_->expat, &Parser::start, &Parser::end);
    XML_SetCharacterDataHandler(parser_->expat, &Parser::characters);
    XML_SetStartDoctypeDeclHandler(parser_->expat, &Parser::doctype_begins);
}

XmlStream::~XmlStream() {
    XML_ParserFree(parser_->expat);
    delete parser_;
}

Done XmlStream::check(int status) {
    if (parser_->events->stop) return std::unexpected(*parser_->events->stop);
    if (parser_->doctype) return refuse("table.doctype", {}, {{"part", part_}});
    if (status == XML_STATUS_OK) return {};
    std::string why = XML_ErrorString(XML_GetErrorCode(parser_->expat));
    if (parser_->too_deep) why = "nested too deeply";
    return refuse("table.xml", {},
                  {{"part", part_}, {"line", std::to_string(XML_GetCurrentLineNumber(parser_->expat))}, {"why", why}});
}

Done XmlStream::feed(std::string_view bytes) {
    constexpr std::size_t step = std::size_t{64} << 10;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        const auto piece = bytes.substr(at, step);
        TRY_DO(check(XML_Parse(parser_->expat, piece.data(), static_cast<int>(piece.size()), XML_FALSE)));
        parser_->fed += static_cast<std::int64_t>(piece.size());
        const auto reached = XML_GetCurrentByteIndex(parser_->expat);
        if (reached >= 0 && parser_->fed - reached > longest_token)
            return refuse("table.xml", {},
                          {{"part", part_},
                           {"line", std::to_string(XML_GetCurrentLineNumber(parser_->expat))},
                           {"why", "a tag without end"}});
    }
    return {};
}

Done XmlStream::finish() { return check(XML_Parse(parser_->expat, "", 0, XML_TRUE)); }

} // namespace shanhai::kernel
