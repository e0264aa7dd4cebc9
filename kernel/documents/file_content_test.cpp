#include "kernel/documents/file_content.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <initializer_list>
#include <utility>
#include <vector>

namespace shanhai::kernel {
namespace {

using namespace std::string_view_literals;

std::string zip_of(std::initializer_list<std::pair<std::string, std::string>> parts) {
    zip_error_t error;
    zip_source_t* out = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* archive = zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, &error);
    zip_source_keep(out);
    for (const auto& [name, content] : parts)
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), 0);
    zip_close(archive);
    zip_source_open(out);
    zip_stat_t status;
    zip_source_stat(out, &status);
    std::string bytes(status.size, '\0');
    zip_source_read(out, bytes.data(), bytes.size());
    zip_source_close(out);
    zip_source_free(out);
    return bytes;
}

// A compound file of three sectors: header, allocation table, directory with the given names.
std::string ole_of(const std::vector<std::string>& names) {
    std::string bytes(3 * 512, '\0');
    bytes.replace(0, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    bytes[30] = 9;
    bytes[48] = 1;                                 // the directory is sector 1
    bytes[76] = 0;                                 // the table is sector 0
    bytes.replace(512 + 4, 4, "\xFE\xFF\xFF\xFF"); // sector 1 ends its chain
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto at = 1024 + 128 * i;
        for (std::size_t c = 0; c < names[i].size(); ++c) bytes[at + 2 * c] = names[i][c];
        bytes[at + 64] = static_cast<char>(2 * names[i].size() + 2);
    }
    return bytes;
}

std::string docx() {
    return zip_of({{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", "<r/>"}, {"word/document.xml", "<d/>"}});
}

std::string_view form(std::string_view bytes) { return form_of(bytes).name; }

TEST(FileContent, bytes_are_judged_by_themselves) {
    EXPECT_EQ(form("%PDF-1.7\n"), "pdf");
    EXPECT_EQ(form("\x89PNG\r\n\x1a\n...."), "png");
    EXPECT_EQ(form("\xFF\xD8\xFF\xE0"), "jpeg");
    EXPECT_EQ(form("RIFF\x10\0\0\0WEBPVP8 "sv), "webp");
    EXPECT_EQ(form("GIF89a..."), "gif");
    EXPECT_EQ(form("II*\0\x08\0\0\0"sv), "tiff");
    EXPECT_EQ(form("PK\x03\x04"), "zip");
    EXPECT_EQ(form("\x7f"
                   "ELF\x02"),
              "program");
    EXPECT_EQ(form("a\0b"sv), "unknown");
    EXPECT_EQ(form("\xC3\x28"), "unknown");
    std::string program(70, '\0');
    program.replace(0, 2, "MZ");
    program[60] = 64;
    program.replace(64, 2, "PE");
    EXPECT_EQ(form(program), "program");
    EXPECT_EQ(form("MZ is how a letter may begin"), "text");
}

TEST(FileContent, texts_are_told_apart) {
    EXPECT_EQ(form("山海"), "text");
    EXPECT_EQ(form("\xC9\xBD\xBA\xA3\xD6\xAE\xBC\xE4"), "text") << "GB18030";
    EXPECT_EQ(charset_of("\xC9\xBD\xBA\xA3"), "gb18030");
    EXPECT_EQ(charset_of("\xFF\xFE\x71\x5C"), "utf-16");
    EXPECT_EQ(form("<svg xmlns=''>"), "svg");
    EXPECT_EQ(form("  <?xml version='1.0'?>\n<svg>"), "svg");
    EXPECT_EQ(form("<?xml version='1.0'?><a/>"), "xml");
    EXPECT_EQ(form("\xEF\xBB\xBF<!DOCTYPE HTML><p>"), "html");
    EXPECT_EQ(form("\n <Script>alert(1)</script>"), "html");
    EXPECT_EQ(form("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>"), "html");
    EXPECT_EQ(form("{\"a\":[1]}"), "json");
    EXPECT_EQ(form("{not json"), "text");
    EXPECT_EQ(form("name,amount\r\n水渠,\"1,600\"\r\n"), "csv");
    EXPECT_EQ(form("a\tb\nc\td"), "csv");
    EXPECT_EQ(form("one, two\nthree\n"), "text");
}

TEST(FileContent, containers_are_judged_by_what_lies_in_them) {
    EXPECT_EQ(form(docx()), "docx");
    EXPECT_EQ(form(zip_of({{"[Content_Types].xml", ""}, {"_rels/.rels", ""}, {"xl/workbook.xml", ""}})), "xlsx");
    EXPECT_EQ(form(zip_of({{"[Content_Types].xml", ""}, {"_rels/.rels", ""}, {"ppt/presentation.xml", ""}})), "pptx");
    EXPECT_EQ(form(zip_of({{"OFD.xml", "<ofd:OFD/>"}, {"Doc_0/Document.xml", ""}})), "ofd");
    EXPECT_EQ(form(zip_of({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", ""}})), "odt");
    EXPECT_EQ(form(zip_of({{"word/document.xml", "alone"}})), "zip") << "no document without its list of parts";
    EXPECT_EQ(form(zip_of({{"photo.jpg", "x"}})), "zip");
    EXPECT_EQ(form(docx().substr(0, 100)), "zip") << "cut off";
    EXPECT_EQ(form(ole_of({"Root Entry", "WordDocument"})), "doc");
    EXPECT_EQ(form(ole_of({"Root Entry", "Workbook"})), "xls");
    EXPECT_EQ(form(ole_of({"Root Entry", "PowerPoint Document"})), "ppt");
    EXPECT_EQ(form(ole_of({"Root Entry", "EncryptedPackage"})), "ole");
    EXPECT_EQ(form(ole_of({"Root Entry"}).substr(0, 600)), "ole");
    auto circle = ole_of({"Root Entry"});
    circle.replace(512 + 4, 4, "\x01\0\0\0"sv);
    EXPECT_EQ(form(circle), "ole") << "a chain that bites its tail ends";
}

std::string refusal(std::string_view name, std::string_view bytes) {
    const auto done = check_form(form_of(bytes), name, bytes);
    return done ? "" : done.error().code;
}

TEST(FileContent, a_name_that_lies_is_refused) {
    EXPECT_EQ(refusal("凭证.pdf", "%PDF-1.7"), "");
    EXPECT_EQ(refusal("凭证.PDF", "%PDF-1.7"), "");
    EXPECT_EQ(refusal("photo.jpeg", "\xFF\xD8\xFF\xE0"), "");
    EXPECT_EQ(refusal("photo.pdf", "\xFF\xD8\xFF\xE0"), "file.ending_lies");
    EXPECT_EQ(refusal("receipt.pdf", "<script>"), "file.ending_lies");
    EXPECT_EQ(refusal("notes.txt", "<html>"), "file.ending_lies");
    EXPECT_EQ(refusal("plan.docx", zip_of({{"a", "b"}})), "file.ending_lies");
    EXPECT_EQ(refusal("plan.docx", docx()), "");
    EXPECT_EQ(refusal("plan.zip", docx()), "") << "which it is, too";
    EXPECT_EQ(refusal("table.csv", "one line"), "") << "texts may be called any text";
    EXPECT_EQ(refusal("drawing.dwg", "AC1032\0"sv), "") << "of which we know nothing";
    EXPECT_EQ(refusal("no ending", "%PDF-1.7"), "");
    EXPECT_EQ(refusal(".pdf", "山海"), "");
}

TEST(FileContent, programs_and_two_things_at_once_are_refused) {
    EXPECT_EQ(refusal("setup.exe", "\x7f"
                                   "ELF"),
              "file.program");
    EXPECT_EQ(refusal("paper", "\x7f"
                               "ELF"),
              "file.program");
    EXPECT_EQ(refusal("paper.pdf", "%PDF-1.7\n" + docx()), "file.two_forms");
    EXPECT_EQ(refusal("paper.pdf", "%PDF-1.7\nPK\x05\x06 stands in it"), "");
}

TEST(FileContent, a_field_takes_what_it_says) {
    Field field;
    field.name = "voucher";
    field.accept = {"pdf", "image"};
    field.max_bytes = 500 << 10;
    const auto refused = [&](std::string_view name, std::int64_t size) {
        const auto done = check_accepted(field, file_form(name)->media_type, size);
        return done ? "" : done.error().code + " " + done.error().field;
    };
    EXPECT_EQ(refused("pdf", 1), "");
    EXPECT_EQ(refused("webp", 500 << 10), "");
    EXPECT_EQ(refused("docx", 1), "file.not_accepted /voucher");
    EXPECT_EQ(refused("svg", 1), "file.not_accepted /voucher") << "which is no picture but a page";
    EXPECT_EQ(refused("pdf", (500 << 10) + 1), "file.too_large /voucher");
}

TEST(FileContent, short_beginnings_are_no_trap) {
    for (const std::string_view start :
         {"RIFFxxxxWEB", "%PD", "<?xml", "PK\x03", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "BM1234", "MZ"}) {
        for (std::size_t length = 0; length <= start.size(); ++length) (void)form_of(start.substr(0, length));
    }
    EXPECT_EQ(form(""), "text");
}

} // namespace
} // namespace shanhai::kernel
