#include "modules/press/entrances/draft_text.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <filesystem>
#include <fstream>

namespace shanhai::press {
namespace {

using namespace std::string_literals;

std::string code(const Result<std::string>& result) { return result ? "" : result.error().code; }

// A .docx of one entry.
std::string archive(const std::string& name, const std::string& content) {
    const auto path =
        std::filesystem::temp_directory_path() / ("shanhai-press-" + std::to_string(::getpid()) + ".docx");
    zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    zip_file_add(zip, name.c_str(), zip_source_buffer(zip, content.data(), content.size(), 0), 0);
    zip_close(zip);
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(path);
    return bytes;
}

std::string document(const std::string& body) {
    return archive("word/document.xml",
                   "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>" +
                       body + "</w:body></w:document>");
}

// One page that shows `text`, ASCII.
std::string pdf(const std::string& text) {
    const std::string stream = "BT /F1 12 Tf 20 100 Td (" + text + ") Tj ET";
    std::string file = "%PDF-1.4\n";
    std::vector<std::size_t> at;
    const auto object = [&](const std::string& body) {
        at.push_back(file.size());
        file += std::to_string(at.size()) + " 0 obj\n" + body + "\nendobj\n";
    };
    object("<</Type/Catalog/Pages 2 0 R>>");
    object("<</Type/Pages/Kids[3 0 R]/Count 1>>");
    object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>");
    object("<</Length " + std::to_string(stream.size()) + ">>stream\n" + stream + "\nendstream");
    object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    const auto table = file.size();
    file += "xref\n0 6\n0000000000 65535 f \n";
    for (const auto offset : at) {
        auto digits = std::to_string(offset);
        file += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
    }
    return file + "trailer<</Size 6/Root 1 0 R>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

TEST(DraftText, plain_text_in_the_encodings_of_offices) {
    EXPECT_EQ(draft_text("投入3亿元").value(), "投入3亿元");
    EXPECT_EQ(draft_text("\xEF\xBB\xBF投入").value(), "投入");
    EXPECT_EQ(draft_text("\xCD\xB6\xC8\xEB\x33\xD2\xDA\xD4\xAA").value(), "投入3亿元"); // GB18030
    EXPECT_EQ(draft_text("\xFF\xFE\x95\x62\x65\x51"s).value(), "投入");                 // UTF-16
}

TEST(DraftText, what_is_no_text_is_refused_by_name) {
    EXPECT_EQ(code(draft_text("")), "press.empty");
    EXPECT_EQ(code(draft_text(" \n\t")), "press.empty");
    EXPECT_EQ(code(draft_text("a\0b"s)), "press.not_text");
    EXPECT_EQ(code(draft_text("\xFF\xFF\xFF")), "press.not_text");
    EXPECT_EQ(code(draft_text(std::string(most_bytes + 1, 'a'))), "press.too_large");
    EXPECT_EQ(code(draft_text("PK\x03\x04...")), "press.broken_docx");
    EXPECT_EQ(code(draft_text("%PDF-1.7 nothing more")), "press.broken_pdf");
}

TEST(DraftText, paragraphs_of_a_docx_are_lines_and_what_was_deleted_is_gone) {
    EXPECT_EQ(
        draft_text(
            document("<w:p><w:r><w:t>投入</w:t></w:r><w:r><w:t>3亿元</w:t></w:r></w:p>"
                     "<w:p><w:del><w:r><w:delText>4亿元</w:delText></w:r></w:del><w:r><w:t>完成</w:t></w:r></w:p>"))
            .value(),
        "投入3亿元\n完成\n");
}

TEST(DraftText, a_docx_cannot_grow_inside) {
    const std::string bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><d>&b;</d>";
    EXPECT_EQ(code(draft_text(archive("word/document.xml", bomb))), "press.broken_docx");
    EXPECT_EQ(code(draft_text(archive("other.xml", "<d/>"))), "press.broken_docx");
    std::string deep;
    for (int i = 0; i < 400; ++i) deep += "<a>";
    EXPECT_EQ(code(draft_text(archive("word/document.xml", deep))), "press.broken_docx");
    EXPECT_EQ(code(draft_text(archive("word/document.xml", std::string(70U << 20, ' ')))), "press.too_large");
}

TEST(DraftText, the_text_layer_of_a_pdf) {
    const auto text = draft_text(pdf("In 2024, 44.8 million yuan"));
    ASSERT_TRUE(text) << text.error().code;
    EXPECT_NE(text->find("44.8 million yuan"), std::string::npos);
    EXPECT_EQ(code(draft_text(pdf(""))), "press.no_text_layer");
}

TEST(DraftText, the_words_of_a_pdf_come_as_they_were_written) {
    const auto lowered = draft_text(pdf("In ) Tj -8 Ts (2024) Tj 0 Ts (, 44.8 million yuan"));
    ASSERT_TRUE(lowered) << lowered.error().code;
    EXPECT_LT(lowered->find("2024"), lowered->find(", 44.8"));
}

} // namespace
} // namespace shanhai::press
