#pragma once

#include "base/money.h"
#include "bench/measure.h"
#include "kernel/kernel.h"
#include "kernel/module/module.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

// The schema that the benchmarks run on: one record type whose records post to four measures and two control balances.
namespace shanhai::bench {

inline std::vector<kernel::SchemaFile> schema() {
    return {
        {"modules/bench/module.yaml", "module: bench\ntitle: bench\n"},
        {"modules/bench/schema/place.yaml", R"(
type: place
key: code
label: name
tree: parent
level: level
fields:
  code: {is: text, required: true}
  name: {is: text, required: true}
  level: {is: choice, choices: {province: 省, county: 县}}
  parent: {is: ref place}
)"},
        {"modules/bench/schema/transfer.yaml", R"(
type: transfer
fields:
  giver: {is: ref place, required: true}
  region: {is: ref place, required: true}
  level: {is: choice, required: true, choices: {province: 省, county: 县, village: 村}}
  sector: {is: choice, required: true, choices: {industry: 产业, education: 教育, health: 医疗, talent: 人才, culture: 文化}}
  date: {is: date, required: true}
  amount: {is: money, required: true, more_than: 0}
measures:
  bench.sent: {sum: amount, on: date, by: [giver, region, level, sector], per: [region]}
  bench.received: {sum: amount, on: date, by: [region, level, sector], per: [giver]}
  bench.transfers: {count: true, unit: transfer, on: date, by: [giver, region, level, sector]}
  bench.large: {sum: amount, on: date, by: [giver, sector], when: "amount > 100"}
limits:
  - {of: bench.sent, per: region, at_most: 90000000000000}
)"},
        {"modules/bench/schema/user.yaml", R"(
type: user
key: login
fields:
  login: {is: text, required: true}
  name: {is: text, required: true}
)"},
        {"modules/bench/schema/grant.yaml", R"(
type: grant
fields:
  user: {is: ref user, required: true}
  role: {is: choice, choices: roles, required: true}
  scope: {is: choice, choices: {whole: 全部, division: 地方, organisation: 单位, programme: 任务}, required: true}
  place: {is: ref place}
  since: {is: date}
  until: {is: date}
)"},
        {"modules/bench/access.yaml", R"(
users: {type: user, login: login, name: name}
grants: {type: grant, user: user, role: role, scope: scope, since: since, until: until, division: place, organisation: place, programme: place}
roles: {reader: {title: reader}}
lies_in: {place: everywhere, transfer: {division: [region, giver]}}
rights: {reader: {place: [read], transfer: [read]}}
)"},
        {"modules/bench/figures/bench.yaml", R"(
bench.sent: {unit: CNY, formula: bench.sent}
bench.county_share: {unit: percent, formula: "bench.sent[level in (county, village)] / bench.sent"}
bench.mean: {unit: CNY_per_transfer, formula: bench.sent / bench.transfers}
bench.standing: {unit: CNY, kind: stock, formula: bench.sent}
)"},
    };
}

constexpr int givers = 16;
constexpr int regions = 60;
constexpr const char* levels[] = {"province", "county", "village"};
constexpr const char* sectors[] = {"industry", "education", "health", "talent", "culture"};
constexpr const char* password = "a password for benchmarks";

inline std::string code(int number) { return std::to_string(100000 + number); }

// Small, fast and the same everywhere (splitmix64).
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        auto z = (state_ += 0x9E3779B97F4A7C15U);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }

private:
    std::uint64_t state_;
};

struct Transfer {
    int giver, region, level, sector, day;
    std::int64_t fen;
};

inline Transfer any_transfer(Random& random) {
    return {random.below(givers), random.below(regions),        random.below(3),
            random.below(5),      18'262 + random.below(1'461), 100 + random.below(100'000'000)};
}

inline std::filesystem::path fresh_folder(const std::string& name) {
    const auto* base = std::getenv("SHANHAI_BENCH_DIR"); // on the disk that is to be measured
    auto folder =
        std::filesystem::path(base != nullptr ? base : "build") / ("bench-" + name + "-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    return folder;
}

inline kernel::OpenOptions options(const std::filesystem::path& folder, const std::string& store = {}) {
    kernel::OpenOptions options;
    options.data = folder;
    options.store = store;
    options.schema_files = schema();
    return options;
}

// A new store with the places; returns the id of giver 0 (givers and regions follow one another).
inline std::unique_ptr<kernel::Kernel> new_store(const std::filesystem::path& folder, const std::string& store = {}) {
    auto kernel = must(kernel::Kernel::create(options(folder, store), password, false));
    kernel::Request request;
    request.who = kernel::Principal::administrator();
    request.show = false;
    for (int i = 0; i < givers + regions; ++i) {
        kernel::Command place;
        place.type = "place";
        place.fields = {
            {"code", code(i)}, {"name", "place " + std::to_string(i)}, {"level", i == 0 ? "province" : "county"}};
        if (i > 0) place.fields["parent"] = code(0);
        request.commands.push_back(std::move(place));
    }
    must(kernel->execute(std::move(request)));
    return kernel;
}

inline kernel::Command command_for(const Transfer& transfer) {
    kernel::Command command;
    command.type = "transfer";
    command.fields = {{"giver", code(transfer.giver)},
                      {"region", code(givers + transfer.region)},
                      {"level", levels[transfer.level]},
                      {"sector", sectors[transfer.sector]},
                      {"date", Date::from_days(transfer.day).iso()},
                      {"amount", Money::fen(transfer.fen).plain()}};
    return command;
}

} // namespace shanhai::bench
