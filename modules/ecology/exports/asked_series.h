#pragma once

#include "kernel/module/module.h"
#include "kernel/readings.h"
#include "kernel/schema/model.h"

#include <string>

namespace shanhai::ecology {

// A station's series between two moments, as `?station=…&series=…&from=…&to=…` asks for it.
struct AskedSeries {
    const kernel::DeclaredSeries* series = nullptr;
    json::object station; // the record
    kernel::ReadingsQuery query;
    std::vector<kernel::Reading> readings;
    std::string file_name; // without its ending
};

// At most 100,000 readings, usually those of the last ten days. "record.field_required", "series.unknown", "record.not_found",
// "moment.unreadable", "series.too_many", "served.parameter" (args: name, known).
Result<AskedSeries> asked_series(kernel::Kernel& kernel, const kernel::Principal& who,
                                 const kernel::InterfaceAsked& asked);

// A station's readings as a table: at (UTC), value, quality.
void serve_csv(kernel::Registrar& to);
// The same as WaterML 2.0 (OGC 10-126r4): one OM_Observation with a MeasurementTimeseries.
void serve_waterml(kernel::Registrar& to);

} // namespace shanhai::ecology
