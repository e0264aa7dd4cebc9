#pragma once

#include "base/json.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace shanhai::apps {

enum class Format { table, json, csv };

// How a column's values look in a table; JSON and CSV always carry the plain value.
enum class Look { text, number, right }; // `right`: aligned like a number, digits as they are

struct Column {
    std::string name;  // in JSON and CSV
    std::string title; // above a table
    Look look = Look::text;
};

// Rows to be printed. A cell's JSON value is its plain form; tables group digits and flatten objects.
class Sheet {
public:
    explicit Sheet(std::vector<Column> columns) : columns_(std::move(columns)) {}

    void add(std::vector<json::value> cells);
    bool empty() const { return rows_.empty(); }

    // JSON: an array with one object a line. CSV: RFC 4180 with a line of names. Table: aligned also for Chinese.
    void print(std::ostream& out, Format format) const;

private:
    void print_json(std::ostream& out) const;
    void print_csv(std::ostream& out) const;
    void print_table(std::ostream& out) const;

    std::vector<Column> columns_;
    std::vector<std::vector<json::value>> rows_;
};

// "4480000000.00" → "4,480,000,000.00"; what is no plain number stays as it is.
std::string grouped(std::string_view number);

// A moment in UTC as the clock of Shanghai shows it; anything else as it is.
std::string for_reading(std::string text);

// A value on one line: texts as they are, lists joined, {"giver": "山东省"} as "giver=山东省", references by their label.
std::string plain(const json::value& value);

} // namespace shanhai::apps
