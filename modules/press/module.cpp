#include "kernel/module/module.h"

#include "modules/press/checking/accept.h"
#include "modules/press/checking/knowledge.h"
#include "modules/press/entrances/draft_text.h"

namespace shanhai {

namespace {

class Press {
public:
    Result<json::object> check(kernel::Kernel& kernel, const kernel::Principal& who, std::string_view bytes) {
        const auto text = TRY(press::draft_text(bytes));
        auto answer = press::check_text(kernel, who, knowledge_.of(kernel, who), text);
        answer["text"] = text;
        return answer;
    }

private:
    press::KeptKnowledge knowledge_;
};

} // namespace

void register_press(kernel::Registrar& to) {
    auto press = std::make_shared<Press>();
    to.text_checker([press](kernel::Kernel& kernel, const kernel::Principal& who, std::string_view bytes) {
        return press->check(kernel, who, bytes);
    });
    to.text_keeper([press](kernel::Kernel& kernel, const kernel::Principal& who, std::string_view bytes,
                           const json::object& about) -> Result<kernel::Request> {
        const auto checked = TRY(press->check(kernel, who, bytes));
        return press::acceptance(kernel, who, checked, about);
    });
}

} // namespace shanhai
