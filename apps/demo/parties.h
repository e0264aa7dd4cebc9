#pragma once

#include "apps/demo/inputs.h"
#include "apps/demo/prng.h"
#include "apps/demo/script.h"

namespace shanhai::demo {

// An organisation with its name, which vouchers print.
struct Organisation {
    Handle record;
    std::string name;
};

// The organisations and people of the demo, made when they are first asked for.
class Parties {
public:
    Parties(Script& script, const Inputs& inputs) : script_(script), inputs_(inputs) {}

    // An office of a place: "白朗县" + "教育局". `kind` as in organisation.kind.
    const Organisation& office(const Place& place, const std::string& office, const std::string& kind);
    // One of the firms that work for a programme in a place: kind builder, designer, supervisor, supplier or service.
    const Organisation& firm(const std::string& kind, const Place& place, Prng& random);
    // A firm that invests by itself, in the place with that code.
    const Organisation& investor(const std::string& name, const std::string& division);
    // A seconded cadre of a giver in a region.
    Handle cadre(const std::string& giver, const std::string& region, Prng& random);
    // All that were asked for, and so many as a group has at least.
    const std::vector<Handle>& cadres(const std::string& giver, const std::string& region);

private:
    const std::vector<Handle>& cadres(const std::string& giver, const std::string& region, Prng& random);
    const Organisation& made(const std::string& name, const std::string& kind, const std::string& division, char rank);

    Script& script_;
    const Inputs& inputs_;
    std::map<std::string, Organisation> organisations_; // by name
    std::map<std::string, std::vector<Handle>> cadres_; // by giver and region
    int serial_ = 0;
};

} // namespace shanhai::demo
