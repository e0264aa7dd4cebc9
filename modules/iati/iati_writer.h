#pragma once

#include "modules/iati/xml_node.h"

#include <string>
#include <string_view>
#include <vector>

namespace shanhai::iati {

// The parts of an IATI 2.03 file, to be written one after the other.
std::string document_begin(std::string_view generated); // xsd:dateTime, as in "2024-01-01T00:00:00Z"
std::string activity_text(const XmlNode& activity);
std::string document_end();

std::string document_of(const std::vector<XmlNode>& activities, std::string_view generated);

} // namespace shanhai::iati
