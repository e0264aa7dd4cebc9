#include "modules/ecology/sensorthings/filter_tokens.h"

namespace shanhai::ecology::sensorthings {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' || c == '$'; }

constexpr std::size_t date_size = 10;

bool is_date(std::string_view text) {
    if (text.size() < date_size) return false;
    for (std::size_t i = 0; i < date_size; ++i)
        if (i == 4 || i == 7 ? text[i] != '-' : !is_digit(text[i])) return false;
    return true;
}

} // namespace

void Tokens::advance() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    now_ = {Token::Kind::end, {}, at_};
    if (at_ == text_.size()) return;
    const char c = text_[at_];
    if (c == '\'') return take_text();
    if (is_digit(c)) return take_time() ? void() : take_number();
    if (c == '(' || c == ')' || c == ',' || c == '-') {
        now_.kind = c == '('   ? Token::Kind::open
                    : c == ')' ? Token::Kind::close
                    : c == ',' ? Token::Kind::comma
                               : Token::Kind::minus;
        now_.text = c;
        ++at_;
        return;
    }
    if (!is_letter(c)) {
        now_.kind = Token::Kind::broken;
        return;
    }
    now_.kind = Token::Kind::word;
    const auto begin = at_;
    while (at_ < text_.size() &&
           (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '/' || text_[at_] == '.'))
        ++at_;
    now_.text = text_.substr(begin, at_ - begin);
}

// Quotes inside of a text stand twice.
void Tokens::take_text() {
    now_.kind = Token::Kind::broken;
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
        if (text_[i] != '\'') {
            now_.text += text_[i];
            continue;
        }
        if (i + 1 == text_.size() || text_[i + 1] != '\'') {
            now_.kind = Token::Kind::text;
            at_ = i + 1;
            return;
        }
        now_.text += text_[i++];
    }
}

bool Tokens::take_time() {
    if (!is_date(text_.substr(at_))) return false;
    auto end = at_ + date_size;
    const auto belongs = [](char c) {
        return is_digit(c) || c == 'T' || c == ':' || c == '.' || c == 'Z' || c == '+' || c == '-' || c == '/';
    };
    while (end < text_.size() && belongs(text_[end])) ++end;
    now_.kind = Token::Kind::time;
    now_.text = text_.substr(at_, end - at_);
    at_ = end;
    return true;
}

void Tokens::take_number() {
    const auto begin = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
        auto end = at_ + 1;
        if (end < text_.size() && (text_[end] == '-' || text_[end] == '+')) ++end;
        if (end < text_.size() && is_digit(text_[end])) {
            at_ = end;
            while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        }
    }
    now_.kind = Token::Kind::number;
    now_.text = text_.substr(begin, at_ - begin);
}

} // namespace shanhai::ecology::sensorthings
