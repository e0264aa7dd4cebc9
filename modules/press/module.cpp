#include "kernel/module/module.h"

#include "modules/press/checking/knowledge.h"
#include "modules/press/entrances/draft_text.h"

namespace shanhai {

void register_press(kernel::Registrar& to) {
    auto knowledge = std::make_shared<press::KeptKnowledge>();
    to.text_checker(
        [knowledge](kernel::Kernel& kernel, const kernel::Principal& who, std::string_view bytes) -> Result<json::object> {
            const auto text = TRY(press::draft_text(bytes));
            auto answer = press::check_text(kernel, who, knowledge->of(kernel, who), text);
            answer["text"] = text;
            return answer;
        });
}

} // namespace shanhai
