#pragma once

#include "kernel/kernel.h"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::kernel {

// A list as a table: which columns, and what stands in them. What is written can be read back by an import of the type.
class ListColumns {
public:
    // The kernel is asked which names of referred records are not enough to find them again.
    ListColumns(Kernel& kernel, const Principal& who, const RecordType& type, std::string_view language);

    enum class Look { text, number, amount, date };
    struct Column {
        std::string heading;
        const Field* field = nullptr; // nullptr: the record's number, state or id
        std::string name;             // in the record as the HTTP interface shows it
        Look look = Look::text;
        int decimals = 0;
    };
    const std::vector<Column>& columns() const { return columns_; }

    // To be called before `text_of` of these records: what they refer to is asked about together.
    void look_up(std::span<const json::object> records);

    // Empty for nothing, and for what may not be seen.
    std::string text_of(const Column& column, const json::object& record);

private:
    using Keys = std::map<std::string, std::vector<std::string>>; // ids of what is called so, by the name

    void note(const json::object& reference, std::map<const RecordType*, Keys>& unsure);
    void settle(const RecordType& target, const Keys& names);
    std::set<std::string> names_of_one(const RecordType& target, const std::vector<std::string>& names) const;
    bool is_name_of_one(const RecordType& target, const std::string& name) const;
    std::string reference_text(const json::object& reference) const;
    std::string say(std::string_view zh, std::string_view en) const { return std::string(language_ == "en" ? en : zh); }

    Kernel& kernel_;
    const Principal& who_;
    const RecordType& type_;
    std::string language_;
    std::vector<Column> columns_;
    std::map<std::string, std::string> references_; // what is written for them, by id
};

} // namespace shanhai::kernel
