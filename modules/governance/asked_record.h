#pragma once

#include "kernel/module/asked.h"

#include <string>
#include <string_view>

namespace shanhai::governance {

// The record that a study is asked about, by its number or id. "study.bad_member" with some of the type when none is named.
inline Result<std::string> asked_record(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                                        std::string_view member, const std::string& type) {
    auto name = TRY(kernel::asked_text(asked, member)).value_or("");
    if (name.empty()) return kernel::bad_member(member, kernel::some_of(kernel, who, type, "number"));
    return name;
}

} // namespace shanhai::governance
