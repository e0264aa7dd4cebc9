#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace shanhai::ecology::sensorthings {

struct Token {
    enum class Kind { end, word, number, text, time, open, close, comma, minus, broken } kind = Kind::end;
    std::string text; // of a text without its quotes
    std::size_t at = 0;
};

// Cuts a filter into its tokens, one after the other. Times stand without quotes, so they are known by their form.
class Tokens {
public:
    explicit Tokens(std::string_view text) : text_(text) { advance(); }
    const Token& now() const { return now_; }
    void advance();

private:
    void take_text();
    bool take_time();
    void take_number();

    std::string_view text_;
    std::size_t at_ = 0;
    Token now_;
};

} // namespace shanhai::ecology::sensorthings
