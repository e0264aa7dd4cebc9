#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct yaml_node_s;

namespace shanhai::yaml {

// A text that is no YAML, or a node of another shape than its reader asks for. Caught where the file is known and told as
// a refusal of that reader.
class Mistake : public std::runtime_error {
public:
    Mistake(int line, const std::string& what) : std::runtime_error(what), line_(line) {}
    int line() const { return line_; } // from 1

private:
    int line_;
};

class Document;

// One node of a document, which it keeps alive; or none, when nothing stands where it was looked for.
class Node {
public:
    Node() = default;

    explicit operator bool() const { return node_ != nullptr; }
    // Nothing is written there, or `~` or `null` without quotation marks. It is no scalar.
    bool is_null() const;
    bool is_scalar() const;
    bool is_sequence() const;
    bool is_mapping() const;
    bool is_quoted() const;
    int line() const; // from 1; 1 for none

    // What stands in a scalar; empty for everything else.
    std::string scalar() const;
    // The same for readers that know what must stand there; Mistake when it does not.
    std::string text() const;
    std::int64_t whole() const; // in decimal digits
    bool flag() const;          // true or false

    // The value of the first member of that name, the item of that number; none where there is none.
    Node operator[](std::string_view key) const;
    Node operator[](std::size_t item) const;
    // In the order of the file; empty for nodes of another shape.
    std::vector<Node> items() const;
    std::vector<std::pair<Node, Node>> members() const;

private:
    friend Node parse(std::string_view text);
    Node(std::shared_ptr<const Document> document, const yaml_node_s* node);

    std::shared_ptr<const Document> document_;
    const yaml_node_s* node_ = nullptr;
};

// The one document of a text in UTF-8; none when it is empty. Mistake when it is no YAML, or holds a second document.
// Aliases name the node they stand for, even one they lie in: whoever walks a document from outside counts its steps.
Node parse(std::string_view text);

} // namespace shanhai::yaml
