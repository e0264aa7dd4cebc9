#include "base/hash.h"
#include "base/json.h"

#include <benchmark/benchmark.h>

namespace shanhai {
namespace {

const std::string body =
    R"({"type":"payment","id":418231,"version":1,"verb":"create","by":17,"at":"2024-03-01T08:00:00.000000Z","fields":{)"
    R"("project":1211,"date":"2024-03-01","amount":"1600000.00","payee":88,"voucher":{"name":"支付凭证.pdf","size":48211,)"
    R"("sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},"note":"水渠一期"}})";

void leaf_of_300_bytes(benchmark::State& state) {
    const std::string bytes(300, 'x');
    for (auto _ : state) benchmark::DoNotOptimize(leaf_hash(bytes));
}
BENCHMARK(leaf_of_300_bytes);

void append_to_tree(benchmark::State& state) {
    const Hash leaf = leaf_hash("a");
    MerkleFrontier tree;
    for (auto _ : state) tree.append(leaf);
}
BENCHMARK(append_to_tree);

void parse_of_an_entry(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(parse_json(body));
}
BENCHMARK(parse_of_an_entry);

void canonical_text_of_an_entry(benchmark::State& state) {
    const json::value value = parse_json(body).value();
    for (auto _ : state) benchmark::DoNotOptimize(canonical_json(value));
}
BENCHMARK(canonical_text_of_an_entry);

void plain_text_of_an_entry(benchmark::State& state) { // Boost's writer, for comparison
    const json::value value = parse_json(body).value();
    for (auto _ : state) benchmark::DoNotOptimize(json::serialize(value));
}
BENCHMARK(plain_text_of_an_entry);

} // namespace
} // namespace shanhai
