#pragma once

#include "base/result.h"
#include "kernel/sheets/xml_events.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct zip;

namespace shanhai::kernel {

// What a file may cost its reader.
struct TableLimits {
    std::uint64_t file_bytes = std::uint64_t{256} << 20;
    std::uint64_t unpacked_bytes = std::uint64_t{1} << 30; // of all parts that are read
    std::uint64_t unpacked_ratio =
        250; // of one part to what is stored, once it exceeds 16 MiB; deflate itself ends at 1,032
    std::uint64_t cells = 20'000'000;                    // of one sheet
    std::uint64_t area = 50'000'000;                     // rows × columns of one sheet
    std::uint64_t text_bytes = std::uint64_t{128} << 20; // of the shared texts together
    std::uint64_t cell_bytes = std::uint64_t{1} << 20;   // of one text; spreadsheets end at 32,767 characters
};

// The parts of an Office Open XML file (ECMA-376 part 2) by name, whatever its case.
class Package {
public:
    // The bytes must outlive it. "table.damaged" when it is no zip file that can be read.
    static Result<Package> open(std::string_view bytes, const TableLimits& limits);

    bool has(std::string_view name) const { return places_.contains(key_of(name)); }
    // Feeds the part to `events` as it is unpacked. "table.part_missing", "table.encrypted", "table.damaged", "table.bomb",
    // "table.doctype", "table.xml".
    Done read_xml(std::string_view name, XmlEvents& events);

    struct Relationship {
        std::string id;
        std::string type;   // the last word of its address: "worksheet"; the same in the strict form
        std::string target; // the name of a part; empty when it lies outside
    };
    // Of the part; "" for the package. None when there are none.
    Result<std::vector<Relationship>> relationships_of(std::string_view part);

private:
    struct Closing {
        void operator()(zip* archive) const;
    };
    static std::string key_of(std::string_view name);

    std::unique_ptr<zip, Closing> archive_;
    std::map<std::string, std::uint64_t> places_;
    TableLimits limits_;
    std::uint64_t unpacked_ = 0;
};

} // namespace shanhai::kernel
