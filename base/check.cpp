#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace shanhai {

namespace {

std::string place_and(const char* what, const std::source_location& where) {
    return std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " + what;
}

} // namespace

void check_or_abort(bool holds, const char* what, std::source_location where) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", place_and(what, where).c_str());
    std::abort();
}

void throw_broken(const char* what, std::source_location where) { throw BrokenInvariant(place_and(what, where)); }

} // namespace shanhai
