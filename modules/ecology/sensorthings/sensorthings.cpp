#include "modules/ecology/sensorthings/sensorthings.h"

#include "modules/ecology/sensorthings/answer.h"
#include "modules/ecology/sensorthings/store_world.h"

namespace shanhai::ecology::sensorthings {

namespace {

constexpr std::string_view version = "v1.1";

Result<kernel::InterfaceAnswer> tell(kernel::Kernel& kernel, const kernel::Principal& who,
                                     const kernel::InterfaceAsked& asked) {
    if (asked.path.empty() || asked.path.front() != version)
        return refuse("sensorthings.path", {}, {{"text", asked.path.empty() ? "" : asked.path.front()}});
    const auto store = TRY(StoreWorld::load(kernel, who));
    auto told = TRY(
        answer(store->world(),
               {asked.address + "/" + std::string(version), {asked.path.begin() + 1, asked.path.end()}, asked.query}));
    if (!told.object) return kernel::InterfaceAnswer{"text/plain; charset=utf-8", std::move(told.text), {}};
    return kernel::InterfaceAnswer{"application/json", json::serialize(*told.object), {}};
}

} // namespace

void serve_sensorthings(kernel::Registrar& to) { to.interface("sensorthings", tell); }

} // namespace shanhai::ecology::sensorthings
