#include "modules/ecology/exports/ucum.h"

namespace shanhai::ecology {

std::string_view ucum_code(std::string_view unit) {
    if (unit == "m³/s") return "m3/s";
    if (unit == "℃") return "Cel";
    if (unit == "µS/cm") return "uS/cm";
    if (unit == "NTU") return "[NTU]";
    return unit == "1" ? "[pH]" : unit;
}

} // namespace shanhai::ecology
