#include "kernel/module/module.h"

namespace shanhai {

void register_press(kernel::Registrar& to) { static_cast<void>(to); }

} // namespace shanhai
