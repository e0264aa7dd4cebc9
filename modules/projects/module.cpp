#include "kernel/module/module.h"

#include "modules/projects/studies.h"

namespace shanhai {

void register_projects(kernel::Registrar& to) {
    to.study("projects.outlook",
             {{"完工展望：进度、挣值、预测和滞后原因", "Outlook: progress, earned value, forecasts, and why works lag"},
              projects::outlook,
              projects::tell_outlook});
    to.study("projects.backtest",
             {{"预测回测：往年的预测对不对", "Back-test: whether forecasts of past years came true"},
              projects::forecasts_of_the_past,
              projects::tell_back_test});
}

} // namespace shanhai
