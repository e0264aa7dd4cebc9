#pragma once

#include "base/date.h"
#include "base/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What data/demo/*.yaml says, read into structures. Money in fen, places by their codes.
namespace shanhai::demo {

struct Place {
    std::string code, name;
    int altitude = 0; // metres
    std::vector<std::string> grows, townships;
    std::vector<std::string> divisions; // codes of the townships, where the store knows them
};

struct Theme {
    std::string name, sector, line, action, asset, owner;
    bool works = false; // built in the building season; otherwise services and goods
    int weight = 1;     // how dear such a project is beside others
    std::vector<std::string> things;
};

struct Season {
    int above = 0; // metres
    int from = 1, until = 12;
};

// Parts of which names of firms, people and remarks are put together.
struct Words {
    std::vector<std::string> firms;
    std::map<std::string, std::string> firm_patterns; // builder → "{word}建设…"
    std::vector<std::string> surnames, given, suspensions, cancellations, corrections, findings, answers;
    std::string epidemic;
};

using Pair = std::pair<std::string, std::string>; // giver, receiver

struct Portfolio {
    std::string id, programme;
    std::vector<Pair> pairs;
    int year = 0;
    int projects = 0;
    std::int64_t money = 0;
    std::map<std::string, int> mix; // theme → weight
    std::string level;              // empty: by `levels`
    std::map<std::string, int> levels;
    std::int64_t unfinished = 0;     // left of the year's plan for the next year
    std::int64_t disbursed_late = 0; // reaches the owners in the next year
    Date from = Date::from_days(0), until = Date::from_days(0), allocated_by = Date::from_days(0);
    bool brief = false; // from before the books were kept here: fewer records a project
    int border_percent = 0;
    int stopped = 0, surveys = 0, main_structures = 0, medical = 0, schools = 0;
    std::optional<int> accepted; // how many are accepted within the year; the rest follow in the next
    std::optional<Date> handed_over_on;
    int handed_over = 0;
};

struct SpecialAsset {
    std::string kind, name;
    int quantity = 1;
    int area = 0; // square metres
    Date handed_over_on = Date::from_days(0);
};

struct Special {
    std::string id, programme, giver, region, level, theme, name;
    Date planned_on = Date::from_days(0);
    std::int64_t money = 0;
    bool carries_on = false; // the works take a year and a half
    bool urgent = false;
    std::optional<Date> accepted_on, handed_over_on;
    std::vector<SpecialAsset> assets;
};

struct Programme {
    std::string code, name, kind, giver, region;
    Date since = Date::from_days(0);
};

struct Participation {
    std::string programme, role, tier, giver, region;
    Date since = Date::from_days(0);
};

struct Series { // terms or groups that follow each other
    std::string programme, name;
    std::vector<Pair> pairs;
    std::vector<Date> began;
    std::map<std::string, std::vector<Date>> exceptions; // by giver
};

struct Meeting {
    std::string programme, kind, name, giver, region;
    Date on = Date::from_days(0);
    bool signs = false; // agreements of that day were signed at it
};

struct Agreement {
    Date on = Date::from_days(0);
    std::string programme, giver, region, theme;
    std::int64_t amount = 0;
    std::string name;
};

struct PlanInput {
    std::string kind, programme, giver, region;
    Date from = Date::from_days(0), until = Date::from_days(0);
    int projects = 0;
    std::int64_t money = 0;
    std::string name;
};

struct PairingGroup {
    std::string programme, kind;
    std::vector<Pair> pairs;
    int count = 0;
    Date from = Date::from_days(0), until = Date::from_days(0);
    std::optional<Date> ended_on;
};

struct Gift {
    Date on = Date::from_days(0);
    std::string programme, giver, region, donor, purpose, goods;
    int pieces = 0;
    std::int64_t worth = 0;
};

struct Matching {
    Date on = Date::from_days(0);
    std::string programme, giver, region, source;
    std::int64_t amount = 0;
    std::string what;
};

// A group of the province itself.
struct ProvinceGroup {
    std::string programme, giver, region, name;
    int ordinal = 1;
    Date from = Date::from_days(0);
    std::optional<Date> until;
};

// Records of one kind that a group kept within a time.
struct Kept {
    std::string what; // "regulation", "meeting" …
    std::string giver, region;
    Date from = Date::from_days(0), until = Date::from_days(0);
    int count = 0;
    std::string kind;
    std::int64_t in_all = 0; // articles, people or kilometres of all of them together
};

struct OfficialGrade {
    std::string programme;
    int year = 0;
    std::string grade;
    Date published_on = Date::from_days(0);
    std::string kind; // "annual", "mid_term"
};

// Self-assessments of some years under a scheme of their own.
struct AssessmentInput {
    struct Indicator {
        std::string name;
        int points = 0;
        std::string figure, rule;
        int full_at = 0, zero_at = 0;
    };
    struct Year {
        int year = 0;
        std::vector<std::string>
            scores; // of the indicators in their order; fewer than there are in a year that is not over
    };
    std::string scheme, programme, region;
    std::vector<Indicator> indicators;
    std::vector<Year> years;
};

struct Inputs {
    std::map<std::string, Place> places;
    std::map<std::string, Theme> themes;
    std::vector<Season> seasons; // highest first
    Words words;
    std::vector<Portfolio> portfolios; // one a year
    std::vector<Special> specials;
    std::map<std::string, std::string> givers; // code → name
    std::vector<Programme> programmes;
    std::vector<Participation> participations;
    std::vector<Series> terms, work_groups;
    std::vector<Meeting> meetings;
    std::vector<Agreement> agreements;
    std::vector<PlanInput> plans;
    std::vector<PairingGroup> pairings;
    std::map<std::string, std::vector<std::string>> pairing_units; // kind → patterns of names
    std::vector<Gift> gifts;
    std::vector<Matching> matchings;
    std::vector<ProvinceGroup> province_groups;
    std::vector<Kept> kept;
    AssessmentInput assessment;
    std::vector<OfficialGrade> grades; // of a programme from the first year on, without a gap

    // The place of a code: of a township, its county.
    const Place& place(const std::string& code) const;
};

// `text_of` gives the text of a file such as "data/demo/themes.yaml". "demo.inputs" (args: file, what) when one cannot
// be read.
Result<Inputs> read_inputs(const std::function<std::string(std::string_view path)>& text_of);

} // namespace shanhai::demo
