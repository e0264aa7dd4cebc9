#pragma once

#include "kernel/records/record_rows.h"
#include "kernel/schema/model.h"

#include <map>
#include <string>
#include <vector>

// Which texts of a record can be found. What is personal or secret is not among them, and stands in no index.
namespace shanhai::kernel {

struct SearchedField {
    std::string name;  // "number" for the record's number
    int index = -1;    // in RecordType::fields; −1: the number
    bool file = false; // what is searched is the file's name
    Sensitivity sensitivity = Sensitivity::public_;
    bool title = false;   // people know the record by it: its label, key, number, and what it is looked up by
    bool spelled = false; // also found as it is spelled
};

struct SearchedType {
    const RecordType* type = nullptr;
    bool place = false; // its names have ranks: 县, 市 …
    std::vector<SearchedField> fields;

    bool has(std::string_view field_name) const; // a change of this field changes what is found
};

class SearchedTypes {
public:
    explicit SearchedTypes(const Schema& schema);

    const SearchedType& of(const RecordType& type) const { return types_.at(type.name); }
    const std::map<std::string, SearchedType>& all() const { return types_; }
    // Changes with everything that what is indexed depends on; an index of another one has to be made anew.
    const std::string& fingerprint() const { return fingerprint_; }

private:
    std::map<std::string, SearchedType> types_;
    std::string fingerprint_;
};

// Empty when there is none.
std::string text_of(const SearchedField& field, const RecordRow& row);

} // namespace shanhai::kernel
