#include "base/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace shanhai::yaml {

namespace {

class Parser {
public:
    explicit Parser(std::string_view text) {
        if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser() { yaml_parser_delete(&parser_); }

    void load(yaml_document_t& into) {
        if (yaml_parser_load(&parser_, &into) != 0) return;
        const std::size_t line = parser_.error == YAML_READER_ERROR ? 0 : parser_.problem_mark.line;
        throw Mistake(static_cast<int>(line) + 1, parser_.problem != nullptr ? parser_.problem : "no YAML");
    }

private:
    yaml_parser_t parser_{};
};

std::string_view bytes_of(const yaml_node_t& node) {
    const auto& scalar = node.data.scalar;
    return {reinterpret_cast<const char*>(scalar.value), scalar.length};
}

bool says_nothing(const yaml_node_t& node) {
    constexpr std::array<std::string_view, 5> nothing{"", "~", "null", "Null", "NULL"};
    return node.type == YAML_NO_NODE ||
           (node.type == YAML_SCALAR_NODE && node.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
            std::ranges::find(nothing, bytes_of(node)) != nothing.end());
}

} // namespace

class Document {
public:
    explicit Document(Parser& parser) { parser.load(document_); }
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;
    ~Document() { yaml_document_delete(&document_); }

    const yaml_node_t* root() const {
        return document_.nodes.start == document_.nodes.top ? nullptr : document_.nodes.start;
    }
    // Nodes are numbered from 1.
    const yaml_node_t* node(int number) const { return document_.nodes.start + (number - 1); }

private:
    yaml_document_t document_{};
};

Node::Node(std::shared_ptr<const Document> document, const yaml_node_s* node)
    : document_(std::move(document)), node_(node) {}

bool Node::is_null() const { return node_ != nullptr && says_nothing(*node_); }

bool Node::is_scalar() const { return node_ != nullptr && node_->type == YAML_SCALAR_NODE && !says_nothing(*node_); }

bool Node::is_sequence() const { return node_ != nullptr && node_->type == YAML_SEQUENCE_NODE; }

bool Node::is_mapping() const { return node_ != nullptr && node_->type == YAML_MAPPING_NODE; }

bool Node::is_quoted() const { return is_scalar() && node_->data.scalar.style != YAML_PLAIN_SCALAR_STYLE; }

int Node::line() const { return node_ == nullptr ? 1 : static_cast<int>(node_->start_mark.line) + 1; }

std::string Node::scalar() const { return is_scalar() ? std::string(bytes_of(*node_)) : std::string(); }

std::string Node::text() const {
    if (!is_scalar()) throw Mistake(line(), "a text is missing");
    return scalar();
}

std::int64_t Node::whole() const {
    const std::string digits = text();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size())
        throw Mistake(line(), "not a whole number: " + digits);
    return number;
}

bool Node::flag() const {
    const std::string word = text();
    if (word != "true" && word != "false") throw Mistake(line(), "neither true nor false: " + word);
    return word == "true";
}

Node Node::operator[](std::string_view key) const {
    if (!is_mapping()) return {};
    const auto& pairs = node_->data.mapping.pairs;
    for (const auto& pair : std::span(pairs.start, pairs.top)) {
        const yaml_node_t& name = *document_->node(pair.key);
        if (name.type == YAML_SCALAR_NODE && bytes_of(name) == key) return {document_, document_->node(pair.value)};
    }
    return {};
}

Node Node::operator[](std::size_t item) const {
    if (!is_sequence()) return {};
    const auto& items = node_->data.sequence.items;
    const std::span numbers(items.start, items.top);
    return item < numbers.size() ? Node(document_, document_->node(numbers[item])) : Node();
}

std::vector<Node> Node::items() const {
    std::vector<Node> found;
    if (!is_sequence()) return found;
    const auto& items = node_->data.sequence.items;
    for (const int number : std::span(items.start, items.top)) found.push_back({document_, document_->node(number)});
    return found;
}

std::vector<std::pair<Node, Node>> Node::members() const {
    std::vector<std::pair<Node, Node>> found;
    if (!is_mapping()) return found;
    const auto& pairs = node_->data.mapping.pairs;
    for (const auto& pair : std::span(pairs.start, pairs.top))
        found.emplace_back(Node(document_, document_->node(pair.key)), Node(document_, document_->node(pair.value)));
    return found;
}

Node parse(std::string_view text) {
    Parser parser(text);
    auto document = std::make_shared<const Document>(parser);
    const yaml_node_t* root = document->root();
    if (root == nullptr) return {};
    const Document behind(parser);
    if (behind.root() != nullptr)
        throw Mistake(static_cast<int>(behind.root()->start_mark.line) + 1, "more than one document");
    return {std::move(document), root};
}

} // namespace shanhai::yaml
