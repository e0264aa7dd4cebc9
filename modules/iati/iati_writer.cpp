#include "modules/iati/iati_writer.h"

namespace shanhai::iati {

std::string document_begin(std::string_view generated) {
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iati-activities version=\"2.03\" generated-datetime=\"";
    write_escaped(generated, true, text);
    return text + "\">\n";
}

std::string activity_text(const XmlNode& activity) {
    std::string text;
    write_xml(activity, 1, text);
    return text;
}

std::string document_end() { return "</iati-activities>\n"; }

std::string document_of(const std::vector<XmlNode>& activities, std::string_view generated) {
    std::string text = document_begin(generated);
    for (const XmlNode& activity : activities) text += activity_text(activity);
    return text + document_end();
}

} // namespace shanhai::iati
