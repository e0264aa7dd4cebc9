#pragma once

#include "base/json.h"
#include "base/result.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

// From a refusal to what people and programs see of it. The one place where codes become sentences and statuses;
// data/problems.yaml is its table.
namespace shanhai::api {

// What names stand for to people, in their language. Kinds: "field" (by JSON pointer), "type", "state", "transition".
// May be empty, or answer nothing: then the name stands for itself.
using Names = std::function<std::string(std::string_view kind, std::string_view name)>;

class ProblemTable {
public:
    // Throws std::runtime_error when the table itself is wrong: the program cannot explain itself then.
    static ProblemTable parse(const std::string& text);
    // data/problems.yaml and modules/*/problems.yaml as they are inside the program.
    static const ProblemTable& built_in();

    bool knows(std::string_view code) const { return entries_.contains(code); }
    // A declared rule's refusal is 409 unless its code is in the table; an unknown code is 500. What is not found is 422
    // when a field of the request names it.
    int status(const Problem& problem) const;
    std::string title(int status, std::string_view language) const;
    std::string sentence(const Problem& problem, std::string_view language, const Names& names = {}) const;

    // RFC 9457 (`application/problem+json`). `instance` names the request in the log.
    json::object document(const Problem& problem, std::string_view language, std::string_view instance,
                          const Names& names = {}) const;

    // {code, status, zh, en} of every problem, in order of code, for the interface's description.
    struct Entry {
        int status = 500;
        Text text;
    };
    const std::map<std::string, Entry, std::less<>>& entries() const { return entries_; }

private:
    void add(const std::string& text, const std::string& file);
    std::string fill(std::string_view pattern, const Problem& problem, std::string_view language,
                     const Names& names) const;
    std::string argument(std::string_view placeholder, const Problem& problem, std::string_view language,
                         const Names& names) const;

    std::map<std::string, Entry, std::less<>> entries_;
    std::map<int, Text> titles_;
    std::map<std::string, std::map<std::string, Text, std::less<>>, std::less<>> words_;
};

} // namespace shanhai::api
