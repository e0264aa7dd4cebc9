#include "apps/demo/parties.h"

#include "apps/demo/workdays.h"
#include "base/check.h"
#include "base/codes.h"
#include "base/text.h"

#include <array>
#include <cstdio>

namespace shanhai::demo {

namespace {

constexpr std::size_t cadres_a_group = 3;

// Whoever takes part stands in the books from their first day.
Date listed_on() { return day(1990, 1, 1); }

// The check character of an organisation's own nine (GB 11714): weights 3 7 9 10 5 8 4 2, modulo 11.
char subject_check(std::string_view first_8) {
    constexpr std::array weights = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const char c = first_8[i];
        sum += weights[i] * (c <= '9' ? c - '0' : c - 'A' + 10);
    }
    const int check = 11 - sum % 11;
    return check == 10 ? 'X' : static_cast<char>('0' + check % 11);
}

// A unified social credit code that is well formed and belongs to nobody: rank (1 offices, 9 firms), division, "YN" and a
// serial number, check characters.
std::string credit_code(char rank, const std::string& division, int serial) {
    char subject[16];
    std::snprintf(subject, sizeof subject, "YN%06d", serial);
    std::string code = std::string(1, rank) + "1" + division.substr(0, 6) + subject;
    code += subject_check(subject);
    return code + organisation_check(code);
}

} // namespace

const Organisation& Parties::made(const std::string& name, const std::string& kind, const std::string& division,
                                  char rank) {
    const auto [found, fresh] = organisations_.try_emplace(name);
    if (fresh) {
        found->second.name = name;
        found->second.record = script_.create(listed_on(), Stage::party, "organisation",
                                              {{"code", credit_code(rank, division, ++serial_)},
                                               {"name", name},
                                               {"kind", kind},
                                               {"division", division.substr(0, 6)},
                                               {"listed_on", "2022-01-04"}});
    }
    return found->second;
}

const Organisation& Parties::office(const Place& place, const std::string& office, const std::string& kind) {
    return made(place.name + office, kind, place.code, '1');
}

const Organisation& Parties::firm(const std::string& kind, const Place& place, Prng& random) {
    const auto& pattern = inputs_.words.firm_patterns.at(kind);
    const auto record_kind = kind == "service" ? std::string("supplier") : kind;
    return made(replace_all(pattern, "{word}", random.pick(inputs_.words.firms)), record_kind, place.code, '9');
}

const Organisation& Parties::investor(const std::string& name, const std::string& division) {
    return made(name, "enterprise", division, '9');
}

const std::vector<Handle>& Parties::cadres(const std::string& giver, const std::string& region, Prng& random) {
    auto& group = cadres_[giver + " " + region];
    if (group.size() >= cadres_a_group) return group;
    // They serve in the receiving place, where their team reads who they are.
    const auto& serves_in = office(inputs_.place(region), "援派工作队", "government");
    while (group.size() < cadres_a_group) {
        auto name = random.pick(inputs_.words.surnames);
        name += random.pick(inputs_.words.given) + "（演示）";
        group.push_back(script_.create(listed_on(), Stage::party, "person",
                                       {{"name", name}, {"role", "cadre"}, {"consented_on", "2022-01-04"}},
                                       {{"organisation", serves_in.record}}));
    }
    return group;
}

Handle Parties::cadre(const std::string& giver, const std::string& region, Prng& random) {
    return random.pick(cadres(giver, region, random));
}

const std::vector<Handle>& Parties::cadres(const std::string& giver, const std::string& region) {
    auto random = Prng::named("cadres " + giver + region);
    return cadres(giver, region, random);
}

} // namespace shanhai::demo
