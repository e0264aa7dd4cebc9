#include "kernel/module/module.h"

#include "kernel/bulletins/content.h"

namespace shanhai {

// By whatever way a bulletin comes in, what is stored can be read back.
void register_bulletins(kernel::Registrar& to) {
    to.rule("bulletin", "content", [](std::string_view text) -> Done {
        const auto content = kernel::read_content(TRY(parse_json(text)));
        return content ? Done{} : std::unexpected(content.error());
    });
}

} // namespace shanhai
