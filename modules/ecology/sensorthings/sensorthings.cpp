#include "modules/ecology/sensorthings/sensorthings.h"

#include "modules/ecology/sensorthings/answer.h"
#include "modules/ecology/sensorthings/store_world.h"

namespace shanhai::ecology::sensorthings {

namespace {

constexpr std::string_view version = "v1.1";

Result<kernel::ServedAnswer> tell(kernel::Kernel& kernel, const kernel::Principal& who,
                                  const kernel::ServedAsked& asked) {
    if (asked.path.empty() || asked.path.front() != version)
        return refuse("sensorthings.path", {}, {{"text", asked.path.empty() ? "" : asked.path.front()}});
    const auto store = TRY(StoreWorld::load(kernel, who));
    auto told = TRY(
        answer(store->world(),
               {asked.address + "/" + std::string(version), {asked.path.begin() + 1, asked.path.end()}, asked.query}));
    if (!told.object) return kernel::ServedAnswer{"text/plain; charset=utf-8", std::move(told.text), {}};
    return kernel::ServedAnswer{"application/json", json::serialize(*told.object), {}};
}

} // namespace

void serve_sensorthings(kernel::Registrar& to) {
    kernel::serve(to, "sensorthings", {"OGC SensorThings 1.1", "OGC SensorThings 1.1"}, tell);
}

} // namespace shanhai::ecology::sensorthings
