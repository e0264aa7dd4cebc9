#include "kernel/module/module.h"

#include "modules/ocds/export_file.h"

namespace shanhai {

void register_ocds(kernel::Registrar& to) {
    const auto file = [](const char* zh, const char* en, kernel::Exporter write) {
        return kernel::StandardExport{
            {zh, en}, ".json", "application/json", {"project", "contract", "payment"}, std::move(write)};
    };
    to.exporter("ocds", file("OCDS 合同记录", "OCDS records", ocds::export_records));
    to.exporter("ocds-releases", file("OCDS 合同发布", "OCDS releases", ocds::export_releases));
}

} // namespace shanhai
