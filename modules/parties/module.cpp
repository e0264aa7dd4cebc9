#include "kernel/module/module.h"

#include "base/codes.h"

namespace shanhai {

namespace {

// GB 32100: a mistyped code names another organisation, and payments would follow it there.
Done check_organisation_code(std::string_view code) {
    if (is_organisation_code(code)) return {};
    return refuse("parties.organisation_code", {}, {{"code", std::string(code)}});
}

} // namespace

void register_parties(kernel::Registrar& to) { to.rule("organisation", "code", check_organisation_code); }

} // namespace shanhai
