#include "modules/iati/iati_reader.h"

#include "base/check.h"
#include "modules/iati/xsd.h"

#include <libxml/parser.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

namespace shanhai::iati {

namespace {

constexpr int most_levels = 64;
constexpr std::size_t most_findings = 10;
constexpr std::string_view schema_folder = "shanhai-iati-xsd/";

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view{reinterpret_cast<const char*>(text)};
}

// ── the schema, read from the program's own text ────────────────────────────────────────────────────────────────────

struct OpenXsd {
    std::string_view left;
};

const XsdFile* xsd_named(std::string_view uri) {
    if (!uri.starts_with(schema_folder)) return nullptr;
    const auto found = std::ranges::find(xsd_files, uri.substr(schema_folder.size()), &XsdFile::name);
    return found == xsd_files.end() ? nullptr : &*found;
}

int read_xsd(void* context, char* buffer, int length) {
    std::string_view& left = static_cast<OpenXsd*>(context)->left;
    const std::size_t taken = std::min(left.size(), static_cast<std::size_t>(length));
    std::memcpy(buffer, left.data(), taken);
    left.remove_prefix(taken);
    return static_cast<int>(taken);
}

int close_xsd(void* context) {
    delete static_cast<OpenXsd*>(context);
    return 0;
}

// Parsed once; validation only reads it, so all threads share it.
xmlSchemaPtr schema() {
    static const xmlSchemaPtr parsed = [] {
        xmlInitParser();
        // The schema includes its parts by relative names. This handler knows them and answers for nothing else.
        const int registered = xmlRegisterInputCallbacks(
            [](const char* uri) { return xsd_named(uri) != nullptr ? 1 : 0; },
            [](const char* uri) -> void* { return new OpenXsd{xsd_named(uri)->text}; }, read_xsd, close_xsd);
        check_or_abort(registered >= 0, "libxml2 takes another input");
        const std::string first = std::string(schema_folder) + std::string(xsd_files.front().name);
        const xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(first.c_str());
        const xmlSchemaPtr result = xmlSchemaParse(parser);
        xmlSchemaFreeParserCtxt(parser);
        check_or_abort(result != nullptr, "the IATI schema in the program is a schema");
        return result;
    }();
    return parsed;
}

// ── findings ────────────────────────────────────────────────────────────────────────────────────────────────────────

struct Finding {
    int line = 0;
    std::string what;
};

struct Findings {
    std::optional<Finding> fatal; // not XML at all: nothing behind it can be read
    std::vector<Finding> of_schema;
    bool any() const { return fatal || !of_schema.empty(); }
};

std::string shortened(std::string_view message) {
    constexpr std::size_t most_bytes = 400;
    std::string what = replace_all(std::string(trim(message)), "\n", " ");
    if (what.size() > most_bytes) {
        what.resize(most_bytes);
        for (int i = 0; i < 3 && !is_utf8(what); ++i) what.pop_back(); // the cut may have gone through a character
    }
    return is_utf8(what) ? what : "bytes that are not UTF-8";
}

void note_finding(void* context, xmlErrorPtr error) {
    auto& findings = *static_cast<Findings*>(context);
    if (error->level == XML_ERR_WARNING) return;
    Finding finding{error->line, shortened(error->message == nullptr ? "" : error->message)};
    if (error->domain != XML_FROM_SCHEMASV) {
        if (!findings.fatal) findings.fatal = std::move(finding);
    } else if (findings.of_schema.size() < most_findings) {
        findings.of_schema.push_back(std::move(finding));
    }
}

Problem problem_of(const char* code, const Finding& finding) {
    return {code, {}, {{"line", std::to_string(finding.line)}, {"what", finding.what}}, std::nullopt, {}};
}

// What ended the reading comes first, then the breaches of the schema in the order of the file.
Problem problem_of(const Findings& findings) {
    std::vector<Problem> problems;
    if (findings.fatal) problems.push_back(problem_of("iati.not_well_formed", *findings.fatal));
    for (const Finding& finding : findings.of_schema) problems.push_back(problem_of("iati.not_valid", finding));
    Problem first = std::move(problems.front());
    first.also.assign(std::make_move_iterator(problems.begin() + 1), std::make_move_iterator(problems.end()));
    return first;
}

// ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

// A name as people see it: with its prefix, or with the namespace when that has no prefix.
std::string shown_name(xmlTextReaderPtr reader) {
    const std::string_view space = view(xmlTextReaderConstNamespaceUri(reader));
    const std::string_view prefix = view(xmlTextReaderConstPrefix(reader));
    std::string local(view(xmlTextReaderConstLocalName(reader)));
    if (space.empty()) return local;
    if (prefix.empty()) return "{" + std::string(space) + "}" + local;
    return std::string(prefix) + ":" + local;
}

// Elements whose text is what they say; between the others' tags stands white space only.
bool bears_text(std::string_view name) {
    constexpr std::array<std::string_view, 13> names = {
        "narrative",         "value",
        "iati-identifier",   "pos",
        "telephone",         "email",
        "website",           "channel-code",
        "forecast",          "interest-received",
        "interest-arrears",  "principal-outstanding",
        "principal-arrears",
    };
    return std::ranges::find(names, name) != names.end();
}

class Reading {
public:
    Reading(std::string_view bytes, const TakeActivity& take, bool against_schema)
        : reader_(xmlReaderForMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr,
                                     XML_PARSE_NONET | XML_PARSE_BIG_LINES)),
          take_(take) {
        check(reader_ != nullptr, "libxml2 makes a reader");
        xmlTextReaderSetStructuredErrorHandler(reader_.get(), note_finding, &findings_);
        if (against_schema) check(xmlTextReaderSetSchema(reader_.get(), schema()) == 0, "libxml2 takes the schema");
    }

    Result<ReadReport> run() {
        int more = 1;
        while ((more = xmlTextReaderRead(reader_.get())) == 1) {
            TRY_DO(step());
            if (findings_.of_schema.size() >= most_findings) break;
        }
        if (more < 0 && !findings_.fatal) findings_.fatal = {line(), "the file ends too early"};
        if (findings_.any()) return std::unexpected(problem_of(findings_));
        if (report_.root.empty()) return refuse("iati.not_iati", {}, {{"root", ""}});
        return std::move(report_);
    }

private:
    struct FreeReader {
        void operator()(xmlTextReaderPtr reader) const { xmlFreeTextReader(reader); }
    };

    // Of the current node; the parser itself has read on to the end of its buffer.
    int line() {
        const xmlNodePtr node = xmlTextReaderCurrentNode(reader_.get());
        const long of_node = node == nullptr ? 0 : xmlGetLineNo(node);
        return of_node > 0 ? static_cast<int>(of_node) : xmlTextReaderGetParserLineNumber(reader_.get());
    }

    Done step() {
        switch (xmlTextReaderNodeType(reader_.get())) {
        case XML_READER_TYPE_ELEMENT: return begin_element();
        case XML_READER_TYPE_END_ELEMENT: return end_element();
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            if (!open_.empty() && foreign_level_ == 0)
                open_.back().text += view(xmlTextReaderConstValue(reader_.get()));
            return {};
        case XML_READER_TYPE_COMMENT: count("comment()"); return {};
        case XML_READER_TYPE_PROCESSING_INSTRUCTION: count("processing-instruction()"); return {};
        case XML_READER_TYPE_DOCUMENT_TYPE:
        case XML_READER_TYPE_ENTITY_REFERENCE:
            return refuse("iati.has_doctype", {}, {{"line", std::to_string(line())}});
        default: return {};
        }
    }

    void count(const std::string& name) { ++report_.not_held[path_.empty() ? name : path_ + "/" + name]; }

    Done begin_element() {
        const bool is_empty = xmlTextReaderIsEmptyElement(reader_.get()) == 1;
        const std::string name = shown_name(reader_.get());
        const bool is_foreign = !view(xmlTextReaderConstNamespaceUri(reader_.get())).empty();
        if (lengths_.size() >= most_levels) {
            return refuse("iati.not_well_formed", {},
                          {{"line", std::to_string(line())}, {"what", "too many levels of elements"}});
        }
        if (lengths_.empty()) TRY_DO(check_root(name));
        lengths_.push_back(path_.size());
        path_ += (path_.empty() ? "" : "/") + name;
        if (foreign_level_ == 0 && (is_foreign || is_of_organisations())) foreign_level_ = lengths_.size();
        if (foreign_level_ != 0)
            ++report_.not_held[path_];
        else
            begin_held(name);
        if (is_empty) return end_element();
        return {};
    }

    bool is_of_organisations() const { return report_.root == "iati-organisations" && lengths_.size() == 2; }

    Done check_root(const std::string& name) {
        if (name != "iati-activities" && name != "iati-organisations")
            return refuse("iati.not_iati", {}, {{"root", name}});
        report_.root = name;
        return {};
    }

    void begin_held(const std::string& name) {
        const bool is_document = lengths_.size() == 1;
        if (lengths_.size() == 2) activity_line_ = line();
        XmlNode node;
        node.name = name;
        while (xmlTextReaderMoveToNextAttribute(reader_.get()) == 1) {
            if (xmlTextReaderIsNamespaceDecl(reader_.get()) == 1) continue;
            const std::string attribute = shown_name(reader_.get());
            const bool is_held = !is_document && (attribute.find(':') == std::string::npos || attribute == "xml:lang");
            if (is_held)
                node.attributes.emplace_back(attribute, view(xmlTextReaderConstValue(reader_.get())));
            else if (attribute != "version")
                count("@" + attribute);
        }
        xmlTextReaderMoveToElement(reader_.get());
        if (!is_document) open_.push_back(std::move(node));
    }

    Done end_element() {
        const std::size_t level = lengths_.size();
        path_.resize(lengths_.back());
        lengths_.pop_back();
        if (foreign_level_ != 0) {
            if (foreign_level_ == level) foreign_level_ = 0;
            return {};
        }
        if (open_.empty()) return {};
        XmlNode node = std::move(open_.back());
        open_.pop_back();
        if (!node.children.empty() || !bears_text(node.name)) node.text.clear();
        if (!open_.empty()) {
            open_.back().children.push_back(std::move(node));
            return {};
        }
        ++report_.activities;
        return take_(std::move(node), activity_line_);
    }

    std::unique_ptr<xmlTextReader, FreeReader> reader_;
    const TakeActivity& take_;
    Findings findings_;
    ReadReport report_;
    std::string path_;
    std::vector<std::size_t> lengths_; // of the path, before each open element
    std::vector<XmlNode> open_;        // held elements from the activity down
    std::size_t foreign_level_ = 0;    // of the outermost open element that is not held; 0: none
    int activity_line_ = 0;
};

// The root element and its version, or what stands in their place.
struct Root {
    std::string name;
    std::string version;
};

Root root_of(std::string_view bytes) {
    const std::unique_ptr<xmlTextReader, decltype(&xmlFreeTextReader)> reader(
        xmlReaderForMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
        xmlFreeTextReader);
    Root root;
    while (reader && xmlTextReaderRead(reader.get()) == 1) {
        const int type = xmlTextReaderNodeType(reader.get());
        if (type == XML_READER_TYPE_DOCUMENT_TYPE) break;
        if (type != XML_READER_TYPE_ELEMENT) continue;
        root.name = shown_name(reader.get());
        if (xmlTextReaderMoveToAttribute(reader.get(), reinterpret_cast<const xmlChar*>("version")) == 1)
            root.version = view(xmlTextReaderConstValue(reader.get()));
        break;
    }
    return root;
}

} // namespace

Result<ReadReport> read_iati(std::string_view bytes, const TakeActivity& take) {
    if (bytes.size() > most_file_bytes)
        return refuse("iati.too_large", {}, {{"limit", std::to_string(most_file_bytes)}});
    const Root root = root_of(bytes);
    if (root.name == "iati-activities" && root.version.starts_with("1.")) {
        return refuse("iati.old_version", {}, {{"version", root.version}});
    }
    return Reading(bytes, take, root.name == "iati-activities").run();
}

std::optional<Problem> find_invalid(std::string_view document) {
    const TakeActivity ignore = [](const XmlNode&, int) -> Done { return {}; };
    auto read = Reading(document, ignore, true).run();
    return read ? std::nullopt : std::optional(std::move(read).error());
}

} // namespace shanhai::iati
