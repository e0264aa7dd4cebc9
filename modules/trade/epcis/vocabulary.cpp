#include "modules/trade/epcis/vocabulary.h"

#include <algorithm>
#include <array>
#include <span>

namespace shanhai::trade {

namespace {

using Word = std::string_view;

constexpr std::array business_steps = std::to_array<Word>({"accepting",
                                                           "arriving",
                                                           "assembling",
                                                           "collecting",
                                                           "commissioning",
                                                           "consigning",
                                                           "creating_class_instance",
                                                           "cycle_counting",
                                                           "decommissioning",
                                                           "departing",
                                                           "destroying",
                                                           "disassembling",
                                                           "dispensing",
                                                           "encoding",
                                                           "entering_exiting",
                                                           "holding",
                                                           "inspecting",
                                                           "installing",
                                                           "killing",
                                                           "loading",
                                                           "other",
                                                           "packing",
                                                           "picking",
                                                           "receiving",
                                                           "removing",
                                                           "repackaging",
                                                           "repairing",
                                                           "replacing",
                                                           "reserving",
                                                           "retail_selling",
                                                           "sampling",
                                                           "sensor_reporting",
                                                           "shipping",
                                                           "staging_outbound",
                                                           "stock_taking",
                                                           "stocking",
                                                           "storing",
                                                           "transporting",
                                                           "unloading",
                                                           "unpacking",
                                                           "void_shipping"});
constexpr std::array dispositions = std::to_array<Word>({"active",
                                                         "available",
                                                         "completeness_inferred",
                                                         "completeness_verified",
                                                         "conformant",
                                                         "container_closed",
                                                         "container_open",
                                                         "damaged",
                                                         "destroyed",
                                                         "dispensed",
                                                         "disposed",
                                                         "encoded",
                                                         "expired",
                                                         "in_progress",
                                                         "in_transit",
                                                         "inactive",
                                                         "mismatch_class",
                                                         "mismatch_instance",
                                                         "mismatch_quantity",
                                                         "needs_replacement",
                                                         "no_pedigree_match",
                                                         "non_conformant",
                                                         "non_sellable_other",
                                                         "partially_dispensed",
                                                         "recalled",
                                                         "reserved",
                                                         "retail_sold",
                                                         "returned",
                                                         "sellable_accessible",
                                                         "sellable_not_accessible",
                                                         "stolen",
                                                         "unavailable",
                                                         "unknown"});
constexpr std::array transactions = std::to_array<Word>({"bol", "cert", "desadv", "inv", "pedigree", "po", "poc",
                                                         "prodorder", "recadv", "rma", "testprd", "testres", "upevt"});
constexpr std::array parties = std::to_array<Word>({"location", "owning_party", "possessing_party"});

struct Kind {
    std::string_view address; // before a bare word
    std::string_view urn;     // of the older form
    std::span<const Word> words;
};

Kind kind_of(Words of) {
    switch (of) {
    case Words::business_step: return {"BizStep-", "bizstep:", business_steps};
    case Words::disposition: return {"Disp-", "disp:", dispositions};
    case Words::transaction: return {"BTT-", "btt:", transactions};
    case Words::party: return {"SDT-", "sdt:", parties};
    case Words::component: break;
    }
    return {"Comp-", "comp:", {}};
}

constexpr std::string_view vocabulary = "https://ref.gs1.org/cbv/";
constexpr std::string_view urns = "urn:epcglobal:cbv:";

} // namespace

std::string word_address(Words of, std::string_view word) {
    const auto kind = kind_of(of);
    if (word.find(':') == std::string_view::npos) return std::string(vocabulary).append(kind.address).append(word);
    if (word.starts_with(urns) && word.substr(urns.size()).starts_with(kind.urn))
        return std::string(vocabulary).append(kind.address).append(word.substr(urns.size() + kind.urn.size()));
    if (word.starts_with("cbv:")) return std::string(vocabulary).append(word.substr(4));
    return std::string(word);
}

bool is_word(Words of, std::string_view word) {
    const auto kind = kind_of(of);
    if (word.find(':') == std::string_view::npos)
        return kind.words.empty() || std::ranges::find(kind.words, word) != kind.words.end();
    return word.back() != ':' && word.front() != ':';
}

} // namespace shanhai::trade
