#pragma once

#include <zip.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai::kernel {

// A workbook made for a test, part by part.
class TrialWorkbook {
public:
    // Adds a sheet whose <sheetData> holds this.
    TrialWorkbook& sheet(std::string_view data, std::string name = "Sheet", std::string state = "",
                         std::string dimension = "") {
        sheets_.push_back({std::string(data), std::move(name), std::move(state), std::move(dimension)});
        return *this;
    }
    // Adds the style of the next index, from 1; its code when it is not built in.
    TrialWorkbook& style(int format, std::string code = "") {
        styles_.emplace_back(format, std::move(code));
        return *this;
    }
    TrialWorkbook& from_1904() {
        from_1904_ = true;
        return *this;
    }
    TrialWorkbook& without(std::string part) {
        left_out_.insert(std::move(part));
        return *this;
    }

    std::string bytes() const {
        std::string rels = relationship("w", "styles", "styles.xml");
        std::string list;
        std::vector<std::pair<std::string, std::string>> parts;
        for (std::size_t i = 0; i < sheets_.size(); ++i) {
            const std::string number = std::to_string(i + 1);
            rels += relationship("rId" + number, "worksheet", "worksheets/sheet" + number + ".xml");
            list.append("<sheet name=\"").append(sheets_[i].name).append("\" sheetId=\"").append(number);
            list.append("\" r:id=\"rId").append(number).append("\"");
            list += sheets_[i].state.empty() ? "/>" : " state=\"" + sheets_[i].state + "\"/>";
            std::string xml = "<worksheet>";
            if (!sheets_[i].dimension.empty()) xml += "<dimension ref=\"" + sheets_[i].dimension + "\"/>";
            parts.emplace_back("xl/worksheets/sheet" + number + ".xml",
                               xml + "<sheetData>" + sheets_[i].data + "</sheetData></worksheet>");
        }
        parts.emplace_back("_rels/.rels", relationships(relationship("r", "officeDocument", "xl/workbook.xml")));
        parts.emplace_back("xl/_rels/workbook.xml.rels", relationships(rels));
        parts.emplace_back("xl/workbook.xml", std::string("<workbook xmlns:r=\"r\">") +
                                                  (from_1904_ ? "<workbookPr date1904=\"1\"/>" : "") + "<sheets>" +
                                                  list + "</sheets></workbook>");
        parts.emplace_back("xl/styles.xml", styles());
        return zipped(parts);
    }

private:
    struct Sheet {
        std::string data, name, state, dimension;
    };

    static std::string relationship(const std::string& id, const std::string& type, const std::string& target) {
        return "<Relationship Id=\"" + id +
               "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + type +
               "\" Target=\"" + target + "\"/>";
    }
    static std::string relationships(const std::string& all) { return "<Relationships>" + all + "</Relationships>"; }

    std::string styles() const {
        std::string formats;
        std::string xfs = "<xf numFmtId=\"0\"/>";
        for (const auto& [id, code] : styles_) {
            std::string escaped;
            for (const char c : code) escaped += c == '"' ? std::string("&quot;") : std::string(1, c);
            const std::string number = "numFmtId=\"" + std::to_string(id) + "\"";
            if (!code.empty())
                formats.append("<numFmt ").append(number).append(" formatCode=\"").append(escaped).append("\"/>");
            xfs += "<xf " + number + "/>";
        }
        return "<styleSheet><numFmts>" + formats + "</numFmts><cellXfs>" + xfs + "</cellXfs></styleSheet>";
    }

    std::string zipped(const std::vector<std::pair<std::string, std::string>>& parts) const {
        zip_error_t error;
        zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
        zip_source_keep(target);
        zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
        for (const auto& [name, text] : parts) {
            if (left_out_.contains(name)) continue;
            zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
        }
        zip_close(archive);
        zip_source_open(target);
        zip_source_seek(target, 0, SEEK_END);
        std::string bytes(static_cast<std::size_t>(zip_source_tell(target)), '\0');
        zip_source_seek(target, 0, SEEK_SET);
        zip_source_read(target, bytes.data(), bytes.size());
        zip_source_close(target);
        zip_source_free(target);
        return bytes;
    }

    std::vector<Sheet> sheets_;
    std::vector<std::pair<int, std::string>> styles_;
    bool from_1904_ = false;
    std::set<std::string> left_out_;
};

} // namespace shanhai::kernel
