#pragma once

#include "base/json.h"

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

// What the tests of this folder read: tests/data/iati, see SOURCE.txt there.
namespace shanhai::iati {

struct Sample {
    std::string file;
    std::string xml;
};

inline std::string file_text(std::string_view name) {
    std::ifstream file(std::string(SHANHAI_SOURCE_DIR "/tests/data/iati/") + std::string(name));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

inline std::vector<Sample> samples(std::string_view name) {
    std::vector<Sample> read;
    std::stringstream lines(file_text(name));
    for (std::string line; std::getline(lines, line);) {
        const json::value sample = parse_json(line).value();
        read.push_back({std::string(sample.at("file").as_string()), std::string(sample.at("xml").as_string())});
    }
    return read;
}

// The smallest valid file, with `body` where the schema wants descriptions (before participants) or, for anything else,
// at the end of its one activity.
inline std::string activity_file(std::string_view body, std::string_view attributes = "") {
    const bool is_description = body.starts_with("<description");
    std::string xml = "<?xml version=\"1.0\"?>\n<iati-activities version=\"2.03\">\n<iati-activity ";
    xml.append(attributes).append("><iati-identifier>XX-1</iati-identifier>");
    xml += R"(<reporting-org ref="XX" type="10"><narrative>Reporter</narrative></reporting-org>)";
    xml += "<title><narrative>Title</narrative></title>";
    xml += is_description ? std::string(body) : "<description><narrative>Words</narrative></description>";
    xml += R"(<participating-org role="4" ref="YY"/><activity-status code="2"/>)";
    xml += R"(<activity-date type="2" iso-date="2023-05-01"/>)";
    if (!is_description) xml += body;
    return xml + "</iati-activity>\n</iati-activities>\n";
}

} // namespace shanhai::iati
