#pragma once

#include "kernel/module/module.h"

namespace shanhai::ecology::sensorthings {

// OGC SensorThings API 1.1, sensing, to be read: GET /api/v1/served/sensorthings/v1.1/…, see docs/rivers.md.
void serve_sensorthings(kernel::Registrar& to);

} // namespace shanhai::ecology::sensorthings
