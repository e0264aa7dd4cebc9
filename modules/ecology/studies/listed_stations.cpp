#include "modules/ecology/studies/listed_stations.h"

#include "kernel/module/asked.h"

namespace shanhai::ecology {

namespace {

constexpr std::size_t most_stations = 300;
constexpr std::int64_t micros = 1'000'000;

} // namespace

Result<ListedStations> listed_stations(kernel::Kernel& kernel, const kernel::Principal& who,
                                       const json::object& asked) {
    kernel::ListQuery query;
    query.filters = {{"ended_on", "null", ""}};
    if (const auto name = TRY(kernel::asked_text(asked, "river")); name && !name->empty())
        query.filters.push_back({"river", "under", "#" + kernel::text_of(TRY(kernel.get(who, "river", *name)), "id")});
    query.limit = most_stations;
    query.order = {"code"};
    auto page = TRY(kernel.list(who, "station", query));
    ListedStations listed{.records = {}, .more = page.next.has_value()};
    for (auto& item : page.items) {
        auto id = kernel::text_of(item.as_object(), "id");
        listed.records[std::move(id)] = std::move(item.as_object());
    }
    return listed;
}

std::int64_t usual_moment(std::int64_t now, std::int64_t last_told) {
    return last_told > 0 && last_told + two_days < now ? last_told : now;
}

std::int64_t second_now(kernel::Kernel& kernel) { return kernel.now().micros / micros; }

} // namespace shanhai::ecology
