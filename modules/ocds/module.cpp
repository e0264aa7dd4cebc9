#include "kernel/module/module.h"

#include "modules/ocds/export_file.h"

namespace shanhai {

void register_ocds(kernel::Registrar& to) {
    to.exporter("ocds", ocds::export_records);
    to.exporter("ocds-releases", ocds::export_releases);
}

} // namespace shanhai
