#include "apps/shanhai/services.h"

#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "base/text.h"
#include "kernel/module/module.h"
#include "kernel/schema/yaml_mapping.h"

#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>

namespace shanhai::apps {

namespace {

constexpr std::string_view off = "off";

using Declared = std::map<std::string, kernel::ServiceDeclaration>;

Result<ServiceAddresses> addresses_in(const std::filesystem::path& file, const Declared& declared) {
    ServiceAddresses addresses;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return addresses; // there need not be one
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    kernel::Findings findings;
    if (const auto node = kernel::parse_yaml_mapping(file.string(), text, findings)) {
        kernel::YamlMapping from(*node, file.string(), findings);
        for (const auto& [name, service] : declared)
            if (from.has(name)) addresses[name] = from.text(name);
    }
    if (!findings.empty()) return std::unexpected(findings.as_problem());
    return addresses;
}

} // namespace

Result<ServiceAddresses> service_addresses(const kernel::Kernel& kernel, const std::string& data,
                                           const std::vector<std::string>& asked) {
    const auto& declared = kernel.registrar().services();
    auto addresses = TRY(addresses_in(std::filesystem::path(data) / "services.yaml", declared));
    for (const auto& one : asked) {
        const auto equals = one.find('=');
        const std::string name = one.substr(0, equals);
        if (equals == std::string::npos || !declared.contains(name))
            return refuse("service.unknown", {}, {{"name", name}, {"known", join_keys(declared, ", ")}});
        addresses[name] = one.substr(equals + 1);
    }
    if (kernel.is_demo())
        for (const auto& [name, service] : declared)
            if (!service.demo_listen.empty()) addresses.try_emplace(name, service.demo_listen);
    std::erase_if(addresses, [](const auto& one) { return one.second == off; });
    return addresses;
}

Result<std::vector<std::unique_ptr<kernel::Service>>> start_services(kernel::Kernel& kernel, const Clock& clock,
                                                                     const ServiceAddresses& addresses) {
    std::vector<std::unique_ptr<kernel::Service>> running;
    for (const auto& [name, address] : addresses) {
        const auto& declared = kernel.registrar().services().at(name);
        const auto tell = [name](bool trouble, const std::string& what) {
            spdlog::log(trouble ? spdlog::level::warn : spdlog::level::info, "{}: {}", name, what);
        };
        auto started = declared.start({.kernel = kernel, .clock = clock, .listen = address, .tell = tell});
        if (!started && kernel.is_demo() && address == declared.demo_listen) {
            spdlog::warn("{} is left out: {}", name, sentence_of(started.error()));
            continue;
        }
        running.push_back(TRY(std::move(started)));
        spdlog::info("{} ({}) listens on {}", name, declared.title.in(language()), running.back()->address());
    }
    return running;
}

} // namespace shanhai::apps
