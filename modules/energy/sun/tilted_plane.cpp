#include "modules/energy/sun/tilted_plane.h"

#include "modules/energy/sun/angles.h"

#include <algorithm>

namespace shanhai::energy {

namespace {

constexpr double least_cos_zenith = 0.01745; // of 89°: a sun at the horizon would make the ratio boundless

} // namespace

double cos_incidence(const Plane& plane, const SunPosition& sun) {
    const double cosine = cos_deg(plane.tilt) * cos_deg(sun.zenith) +
                          sin_deg(plane.tilt) * sin_deg(sun.zenith) * cos_deg(sun.azimuth - plane.azimuth);
    return std::clamp(cosine, -1.0, 1.0);
}

double sky_diffuse(SkyModel model, const Plane& plane, const SunPosition& sun, const Irradiance& level,
                   double extraterrestrial) {
    const double even = (1 + cos_deg(plane.tilt)) / 2;
    if (model == SkyModel::isotropic) return level.diffuse * even;
    const double ratio = std::max(cos_incidence(plane, sun), 0.0) / std::max(cos_deg(sun.zenith), least_cos_zenith);
    const double around_sun = level.beam / extraterrestrial;
    return std::max(level.diffuse * (around_sun * ratio + (1 - around_sun) * even), 0.0);
}

OnPlane on_plane(SkyModel model, const Plane& plane, const SunPosition& sun, const Irradiance& level,
                 double extraterrestrial, double albedo) {
    return {level.beam * std::max(cos_incidence(plane, sun), 0.0),
            sky_diffuse(model, plane, sun, level, extraterrestrial),
            level.global * albedo * (1 - cos_deg(plane.tilt)) / 2};
}

} // namespace shanhai::energy
