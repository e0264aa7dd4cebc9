#pragma once

#include "modules/energy/sun/clear_sky.h"
#include "modules/energy/sun/sun_position.h"

// What reaches a tilted plane.
namespace shanhai::energy {

// In degrees: tilt 0 lies flat; azimuth 180 faces south.
struct Plane {
    double tilt = 0, azimuth = 180;
};

struct OnPlane {
    double beam = 0, sky = 0, ground = 0; // W/m² of the plane
    double total() const { return beam + sky + ground; }
};

// Whether the sky is equally bright everywhere (Liu and Jordan), or brighter around the sun (Hay and Davies 1980).
enum class SkyModel { isotropic, hay_davies };

// Of the angle between the sun and the plane's normal; negative when the sun stands behind it.
double cos_incidence(const Plane& plane, const SunPosition& sun);

// From the sky, without the ground.
double sky_diffuse(SkyModel model, const Plane& plane, const SunPosition& sun, const Irradiance& level,
                   double extraterrestrial);

OnPlane on_plane(SkyModel model, const Plane& plane, const SunPosition& sun, const Irradiance& level,
                 double extraterrestrial, double albedo);

} // namespace shanhai::energy
