#include "kernel/module/module.h"

#include "modules/iati/export_file.h"
#include "modules/iati/import_file.h"

namespace shanhai {

void register_iati(kernel::Registrar& to) {
    to.importer("iati", iati::import_file);
    to.exporter("iati", {.title = {"IATI 活动", "IATI activities"},
                         .ending = ".xml",
                         .media_type = "application/xml",
                         .types = {"iati_activity", "project"},
                         .write = iati::export_file});
}

} // namespace shanhai
