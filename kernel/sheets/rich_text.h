#pragma once

#include <string>
#include <string_view>

namespace shanhai::kernel {

// Gathers the text of an <si> or <is>: its own <t> or those of its runs, without the phonetic ones.
class RichText {
public:
    void begin() { *this = RichText{}; }
    void start(std::string_view name);
    void end(std::string_view name);
    // False once the text exceeds `most_bytes`.
    bool text(std::string_view piece, std::size_t most_bytes);
    // Gathered so far, escapes resolved.
    std::string take();

private:
    std::string text_;
    bool inside_ = false;
    int phonetic_ = 0;
};

// _x000D_ stands for U+000D in the texts of workbooks (ECMA-376 part 1, 22.9.2.19), _x005F_ for the underscore.
std::string without_escapes(std::string text);

} // namespace shanhai::kernel
