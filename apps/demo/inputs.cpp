#include "apps/demo/inputs.h"

#include "apps/demo/workdays.h"
#include "base/check.h"
#include "base/yaml.h"

#include <stdexcept>

namespace shanhai::demo {

namespace {

std::string text(const yaml::Node& node) { return node ? node.text() : std::string{}; }
std::vector<std::string> texts(const yaml::Node& node) {
    std::vector<std::string> all;
    for (const auto& item : node.items()) all.push_back(item.text());
    return all;
}
int number(const yaml::Node& node, int otherwise = 0) { return node ? static_cast<int>(node.whole()) : otherwise; }
bool flag(const yaml::Node& node) { return node && node.flag(); }
std::int64_t yuan(const yaml::Node& node) { return node ? node.whole() * 100 : 0; }

Date date(const yaml::Node& node) {
    const auto read = Date::parse(text(node));
    if (!read) throw std::invalid_argument("not a day: " + text(node));
    return *read;
}
std::optional<Date> maybe_date(const yaml::Node& node) { return node ? std::optional(date(node)) : std::nullopt; }

std::map<std::string, int> weights(const yaml::Node& node) {
    std::map<std::string, int> all;
    for (const auto& [name, weight] : node.members()) all[name.text()] = number(weight);
    return all;
}

std::vector<Pair> pairs_of(const yaml::Node& list) {
    std::vector<Pair> pairs;
    for (const auto& item : list.items()) pairs.emplace_back(text(item[0]), text(item[1]));
    return pairs;
}

// Reads the files one after another; what later ones name stands in earlier ones.
class Reader {
public:
    explicit Reader(const std::function<std::string(std::string_view)>& text_of) : text_of_(text_of) {}

    Result<Inputs> run() {
        using Step = std::pair<const char*, void (Reader::*)(const yaml::Node&)>;
        for (const auto& [file, read] :
             {Step{"places", &Reader::places}, Step{"themes", &Reader::themes}, Step{"programmes", &Reader::programmes},
              Step{"portfolios", &Reader::portfolios}, Step{"specials", &Reader::specials},
              Step{"pairings", &Reader::pairings}, Step{"gifts", &Reader::gifts},
              Step{"governance", &Reader::governance}}) {
            const auto path = "data/demo/" + std::string(file) + ".yaml";
            try {
                const auto node = yaml::parse(text_of_(path));
                if (!node.is_mapping()) return refuse("demo.inputs", {}, {{"file", path}, {"what", "empty"}});
                (this->*read)(node);
            } catch (const std::exception& error) { // yaml::Mistake, and what is named and not there
                return refuse("demo.inputs", {}, {{"file", path}, {"what", error.what()}});
            }
        }
        return std::move(inputs_);
    }

private:
    void places(const yaml::Node& node) {
        for (const auto& item : node.members()) {
            const auto code = text(item.first);
            const auto& value = item.second;
            inputs_.places[code] = {code,
                                    text(value["name"]),
                                    number(value["altitude"]),
                                    texts(value["grows"]),
                                    texts(value["townships"]),
                                    texts(value["divisions"])};
        }
    }

    void themes(const yaml::Node& node) {
        for (const auto& item : node["themes"].members()) {
            const auto& value = item.second;
            inputs_.themes[text(item.first)] = {
                text(item.first),      text(value["sector"]),      text(value["line"]),
                text(value["action"]), text(value["asset"]),       text(value["owner"]),
                flag(value["works"]),  number(value["weight"], 1), texts(value["things"])};
        }
        for (const auto& item : node["mixes"].members()) mixes_[text(item.first)] = weights(item.second);
        for (const auto& item : node["seasons"].items())
            inputs_.seasons.push_back({number(item["above"]), number(item["from"]), number(item["until"])});
        auto& words = inputs_.words;
        for (const auto& item : node["firms"].members()) {
            if (text(item.first) == "words")
                words.firms = texts(item.second);
            else
                words.firm_patterns[text(item.first)] = text(item.second);
        }
        words.surnames = texts(node["surnames"]);
        words.given = texts(node["given"]);
        words.suspensions = texts(node["suspensions"]);
        words.cancellations = texts(node["cancellations"]);
        words.corrections = texts(node["corrections"]);
        words.findings = texts(node["findings"]);
        words.answers = texts(node["answers"]);
        words.epidemic = text(node["epidemic"]);
    }

    const std::vector<Pair>& assignment(const std::string& name) {
        const auto found = assignments_.find(name);
        if (found == assignments_.end()) throw std::invalid_argument("no assignment " + name);
        return found->second;
    }

    void programmes(const yaml::Node& node) {
        for (const auto& item : node["givers"].members()) inputs_.givers[text(item.first)] = text(item.second);
        for (const auto& item : node["assignments"].members()) assignments_[text(item.first)] = pairs_of(item.second);
        for (const auto& item : node["programmes"].members()) {
            const auto& value = item.second;
            inputs_.programmes.push_back({text(item.first), text(value["name"]), text(value["kind"]),
                                          text(value["giver"]), text(value["region"]), date(value["since"])});
        }
        participations(node);
        for (const auto& item : node["terms"].items())
            inputs_.terms.push_back({text(item["programme"]),
                                     text(item["name"]),
                                     {{"370000", text(item["region"])}},
                                     days(item["began"]),
                                     {}});
        for (const auto& item : node["work_groups"].items()) {
            Series series{text(item["programme"]),
                          text(item["name"]),
                          assignment(text(item["assignments"])),
                          days(item["began"]),
                          {}};
            for (const auto& exception : item["exceptions"].members())
                series.exceptions[text(exception.first)] = days(exception.second);
            inputs_.work_groups.push_back(std::move(series));
        }
        for (const auto& item : node["meetings"].items())
            inputs_.meetings.push_back({text(item["programme"]), text(item["kind"]), text(item["name"]),
                                        text(item["giver"]), text(item["region"]), date(item["on"]),
                                        flag(item["signs"])});
        for (const auto& item : node["agreements"].items())
            inputs_.agreements.push_back({date(item[0]), text(item[1]), text(item[2]), text(item[3]), text(item[4]),
                                          yuan(item[5]), text(item[6])});
        for (const auto& item : node["plans"].items())
            inputs_.plans.push_back({text(item[0]), text(item[1]), text(item[2]), text(item[3]), date(item[4]),
                                     date(item[5]), number(item[6]), yuan(item[7]), text(item[8])});
    }

    void participations(const yaml::Node& node) {
        auto& all = inputs_.participations;
        for (const auto& item : node["participations"].items())
            all.push_back({text(item[0]), text(item[1]), text(item[2]), text(item[3]), text(item[4]), date(item[5])});
        for (const auto& item : node["provinces"].members()) {
            for (const auto& giver : texts(item.second["givers"]))
                all.push_back({text(item.first), "giver", "province", giver, text(item.second["region"]),
                               date(item.second["since"])});
        }
        for (const auto& item : node["joined"].items()) {
            const auto programme = text(item["programme"]);
            const auto since = date(item["since"]);
            for (const auto& [giver, receiver] : assignment(text(item["assignments"]))) {
                all.push_back({programme, "receiver", "county", giver, receiver, since});
                // A city takes part once, however many counties it has.
                if (item["region"]) all.push_back({programme, "giver", "city", giver, text(item["region"]), since});
            }
        }
    }

    static std::vector<Date> days(const yaml::Node& list) {
        std::vector<Date> result;
        for (const auto& item : list.items()) result.push_back(date(item));
        return result;
    }

    void portfolios(const yaml::Node& node) {
        for (const auto& item : node.members()) {
            const auto& value = item.second;
            if (!value["years"]) {
                inputs_.portfolios.push_back(portfolio(text(item.first), value, number(value["year"]),
                                                       number(value["projects"]), yuan(value["money"])));
                continue;
            }
            for (const auto& year : value["years"].members())
                inputs_.portfolios.push_back(portfolio(text(item.first) + "-" + text(year.first), value,
                                                       number(year.first), number(year.second[0]),
                                                       yuan(year.second[1])));
        }
    }

    Portfolio portfolio(const std::string& id, const yaml::Node& value, int year, int projects, std::int64_t money) {
        Portfolio p;
        p.id = id;
        p.programme = text(value["programme"]);
        p.pairs = value["pairs"].is_scalar() ? assignment(text(value["pairs"])) : pairs_of(value["pairs"]);
        p.year = year;
        p.projects = projects;
        p.money = money;
        p.mix = mixes_.at(text(value["mix"]));
        for (const auto& theme : texts(value["without"])) p.mix.erase(theme);
        p.level = text(value["level"]);
        p.levels = value["levels"] ? weights(value["levels"])
                                   : std::map<std::string, int>{{"county", 3}, {"township", 3}, {"village", 4}};
        const auto part = [&](const char* key) { return money / 100 * (100 - number(value[key], 100)); };
        p.unfinished = value["unfinished"] ? yuan(value["unfinished"]) : part("done");
        p.disbursed_late = part("disbursed");
        p.from = day_in(year, value["from"] ? text(value["from"]) : "01-08");
        p.until = day_in(year, value["until"] ? text(value["until"]) : "03-15");
        p.allocated_by = day_in(year, value["allocated_by"] ? text(value["allocated_by"]) : "12-10");
        p.brief = text(value["detail"]) == "brief";
        p.border_percent = number(value["border"]);
        p.stopped = number(value["stopped"]);
        p.surveys = number(value["surveys"]);
        p.main_structures = number(value["main_structures"]);
        p.medical = number(value["medical"]);
        for (const auto& with_school : value["schools"].items()) p.schools += number(with_school) == year;
        if (value["accepted"]) p.accepted = number(value["accepted"]);
        if (value["handed_over"]) {
            p.handed_over_on = date(value["handed_over"]["on"]);
            p.handed_over = number(value["handed_over"]["count"]);
        }
        return p;
    }

    void specials(const yaml::Node& node) {
        for (const auto& item : node.members()) {
            const auto& value = item.second;
            Special special;
            special.id = text(item.first);
            special.programme = text(value["programme"]);
            special.giver = text(value["giver"]);
            special.region = text(value["region"]);
            special.level = value["level"] ? text(value["level"]) : "county";
            special.theme = text(value["theme"]);
            special.name = text(value["name"]);
            special.planned_on = date(value["planned_on"]);
            special.money = yuan(value["money"]);
            special.carries_on = flag(value["carries_on"]);
            special.urgent = flag(value["urgent"]);
            special.accepted_on = maybe_date(value["accepted_on"]);
            special.handed_over_on = maybe_date(value["handed_over_on"]);
            for (const auto& asset : value["assets"].items())
                special.assets.push_back(
                    {text(asset[0]), text(asset[1]), number(asset[2]), number(asset[3]), date(asset[4])});
            inputs_.specials.push_back(std::move(special));
        }
    }

    void pairings(const yaml::Node& node) {
        for (const auto* list : {"pairings", "ended"}) {
            for (const auto& item : node[list].items())
                inputs_.pairings.push_back({text(item[0]), text(item[2]), assignment(text(item[1])), number(item[3]),
                                            date(item[4]), date(item[5]), maybe_date(item[6])});
        }
        for (const auto& item : node["units"].members()) inputs_.pairing_units[text(item.first)] = texts(item.second);
    }

    void gifts(const yaml::Node& node) {
        for (const auto& item : node["gifts"].items())
            inputs_.gifts.push_back({date(item[0]), text(item[1]), text(item[2]), text(item[3]), text(item[4]),
                                     text(item[5]), text(item[6]), number(item[7]), yuan(item[8])});
        for (const auto& item : node["matching"].items())
            inputs_.matchings.push_back({date(item[0]), text(item[1]), text(item[2]), text(item[3]), text(item[4]),
                                         yuan(item[5]), text(item[6])});
    }

    void governance(const yaml::Node& node) {
        for (const auto& item : node["groups"].items())
            inputs_.province_groups.push_back({text(item["programme"]), text(item["giver"]), text(item["region"]),
                                               text(item["name"]), number(item["ordinal"]), date(item["from"]),
                                               maybe_date(item["until"])});
        for (const auto& item : node["kept"].items())
            inputs_.kept.push_back({text(item[0]), text(item[1]), text(item[2]), date(item[3]), date(item[4]),
                                    number(item[5]), text(item[6]), number(item[7])});
        const auto& given = node["assessment"];
        inputs_.assessment = {text(given["scheme"]), text(given["programme"]), text(given["region"]), {}, {}};
        for (const auto& item : given["indicators"].items())
            inputs_.assessment.indicators.push_back(
                {text(item[0]), number(item[1]), text(item[2]), text(item[3]), number(item[4]), number(item[5])});
        for (const auto& item : given["years"].items())
            inputs_.assessment.years.push_back({number(item[0]), texts(item[1])});
        for (const auto& item : node["grades"].items())
            inputs_.grades.push_back({text(item[0]), number(item[1]), text(item[2]), date(item[3]), text(item[4])});
    }

    const std::function<std::string(std::string_view)>& text_of_;
    Inputs inputs_;
    std::map<std::string, std::map<std::string, int>> mixes_;
    std::map<std::string, std::vector<Pair>> assignments_;
};

} // namespace

const Place& Inputs::place(const std::string& code) const {
    auto found = places.find(code);
    if (found == places.end()) found = places.find(code.substr(0, 6));
    check(found != places.end(), "every place of the demo stands in places.yaml");
    return found->second;
}

Result<Inputs> read_inputs(const std::function<std::string(std::string_view)>& text_of) {
    return Reader(text_of).run();
}

} // namespace shanhai::demo
