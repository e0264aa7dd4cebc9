#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

namespace shanhai {

// A broken promise inside the program. Fails the request it happened in, never the reader's fault.
class BrokenInvariant : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

// Grade 1: going on would corrupt data. Prints one line and aborts.
void check_or_abort(bool holds, const char* what, std::source_location where = std::source_location::current());

[[noreturn]] void throw_broken(const char* what, std::source_location where);

// Grade 2: this request is dead, the program lives. Throws BrokenInvariant. In the header, so that compilers and
// analysers know what holds behind it.
inline void check(bool holds, const char* what, std::source_location where = std::source_location::current()) {
    if (!holds) throw_broken(what, where);
}

} // namespace shanhai
