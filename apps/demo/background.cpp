#include "apps/demo/background.h"

#include "apps/demo/follow_up.h"
#include "apps/demo/prng.h"
#include "apps/demo/workdays.h"
#include "base/text.h"

#include <algorithm>

namespace shanhai::demo {

namespace {

// 第十批, 第十一批: up to 99.
std::string ordinal_words(std::size_t number) {
    constexpr std::string_view digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    std::string words = "第";
    if (number >= 20) words += digits[number / 10];
    if (number >= 10) words += "十";
    return words + std::string(digits[number % 10]) + "批";
}

class Writer {
public:
    Writer(Script& script, const Inputs& inputs) : script_(script), inputs_(inputs) {}

    Background run() {
        programmes();
        for (const auto& series : inputs_.terms) terms(series);
        for (const auto& series : inputs_.work_groups) work_groups(series);
        plans();
        meetings_and_agreements();
        for (const auto& group : inputs_.pairings) pairings(group);
        gifts();
        std::ranges::sort(background_.groups, {},
                          [](const Background::Group& g) { return std::pair(g.began, g.record.index); });
        return std::move(background_);
    }

private:
    void programmes() {
        for (const auto& programme : inputs_.programmes) {
            json::object fields{{"code", programme.code},
                                {"name", programme.name},
                                {"kind", programme.kind},
                                {"giver", programme.giver},
                                {"since", programme.since.iso()}};
            if (!programme.region.empty()) fields["region"] = programme.region;
            script_.create(day(1990, 1, 1), Stage::party, "programme", std::move(fields));
        }
        for (const auto& part : inputs_.participations)
            script_.create(part.since, Stage::project, "participation",
                           {{"programme", part.programme},
                            {"role", part.role},
                            {"tier", part.tier},
                            {"giver", part.giver},
                            {"region", part.region},
                            {"since", part.since.iso()}});
    }

    // What terms and groups share. Each ends on the day before the next begins; the last is still there.
    static json::object turn(const Series& series, const std::vector<Date>& began, std::size_t i, const Pair& pair) {
        json::object fields{{"programme", series.programme},
                            {"giver", pair.first},
                            {"region", pair.second},
                            {"ordinal", i + 1},
                            {"starts_on", began[i].iso()}};
        if (i + 1 < began.size()) fields["ends_on"] = (began[i + 1] + -1).iso();
        return fields;
    }

    void terms(const Series& series) {
        for (std::size_t i = 0; i < series.began.size(); ++i) {
            auto fields = turn(series, series.began, i, series.pairs.front());
            fields["name"] = "山东省" + ordinal_words(i + 1) + series.name + "干部人才";
            terms_.push_back({series.programme, series.began[i],
                              script_.create(series.began[i], Stage::project, "term", std::move(fields))});
        }
    }

    void work_groups(const Series& series) {
        for (const auto& pair : series.pairs) {
            const auto exception = series.exceptions.find(pair.first);
            const auto& began = exception == series.exceptions.end() ? series.began : exception->second;
            for (std::size_t i = 0; i < began.size(); ++i) {
                auto fields = turn(series, began, i, pair);
                fields["name"] = inputs_.place(pair.second).name + ordinal_words(i + 1) + series.name + "工作组";
                const auto record = script_.create(began[i], Stage::appraisal, "work_group", std::move(fields),
                                                   {{"term", term_on(series.programme, began[i])}});
                background_.groups.push_back({pair.first, pair.second, began[i], record});
            }
        }
    }

    Handle term_on(const std::string& programme, Date date) const {
        Handle found;
        for (const auto& term : terms_) {
            if (term.programme == programme && term.began <= date) found = term.record;
        }
        return found;
    }

    void plans() {
        for (const auto& plan : inputs_.plans) {
            const auto written = workday_from(plan.from + 10);
            const auto record = script_.create(written, Stage::project, "plan",
                                               {{"name", plan.name},
                                                {"programme", plan.programme},
                                                {"kind", plan.kind},
                                                {"giver", plan.giver},
                                                {"region", plan.region},
                                                {"starts_on", plan.from.iso()},
                                                {"ends_on", plan.until.iso()},
                                                {"target_projects", plan.projects},
                                                {"target_money", plain(plan.money)}});
            script_.advance(workday_from(written + 20), Stage::approval, record, "approve");
            if (script_.within(plan.until))
                script_.advance(workday_from(plan.until + 20), Stage::completion, record, "close");
            if (plan.kind == "three_year")
                background_.key_lists.push_back({plan.giver, plan.region, written, plan.until, record});
        }
    }

    void meetings_and_agreements() {
        std::map<Date, Handle> signing;
        for (const auto& meeting : inputs_.meetings) {
            const auto record = script_.create(meeting.on, Stage::project, "joint_meeting",
                                               {{"name", meeting.name},
                                                {"programme", meeting.programme},
                                                {"kind", meeting.kind},
                                                {"giver", meeting.giver},
                                                {"region", meeting.region},
                                                {"held_on", meeting.on.iso()}});
            if (meeting.signs) signing[meeting.on] = record;
        }
        int number = 0;
        for (const auto& agreement : inputs_.agreements) {
            const auto at = signing.find(agreement.on);
            const auto record = script_.create(agreement.on, Stage::contract, "agreement",
                                               {{"name", agreement.name},
                                                {"programme", agreement.programme},
                                                {"theme", agreement.theme},
                                                {"giver", agreement.giver},
                                                {"region", agreement.region},
                                                {"amount", plain(agreement.amount)},
                                                {"signed_on", agreement.on.iso()}},
                                               {{"meeting", at == signing.end() ? Handle{} : at->second}});
            follow_signature(script_, record, agreement.on, agreement.amount, ++number);
        }
    }

    void pairings(const PairingGroup& group) {
        auto random = Prng::named("pairings " + group.programme + group.kind + group.from.iso());
        for (int i = 0; i < group.count; ++i) {
            const auto& [giver, region] = group.pairs[static_cast<std::size_t>(i) % group.pairs.size()];
            const auto since = workday_between(random, group.from, group.until);
            const auto number = i / static_cast<int>(group.pairs.size()) + 1;
            const auto record =
                script_.create(since, Stage::project, "pairing",
                               {{"programme", group.programme},
                                {"kind", group.kind},
                                {"giver", giver},
                                {"giver_unit", inputs_.givers.at(giver) + unit(group.kind, number, {})},
                                {"region", region},
                                {"region_unit", inputs_.place(region).name +
                                                    unit(group.kind, number, inputs_.place(region).townships)},
                                {"since", since.iso()}});
            if (group.ended_on)
                script_.advance(*group.ended_on, Stage::completion, record, "end", {{"until", group.ended_on->iso()}});
            else if (number == 1)
                keep_pair_busy(script_, record, since, group.kind);
        }
    }

    std::string unit(const std::string& kind, int number, const std::vector<std::string>& townships) const {
        const auto& patterns = inputs_.pairing_units.at(kind);
        auto name = patterns[static_cast<std::size_t>(number) % patterns.size()];
        const auto township = townships.empty() ? "第" + std::to_string(number) + "镇"
                                                : townships[static_cast<std::size_t>(number) % townships.size()];
        name = replace_all(std::move(name), "{township}", township);
        return replace_all(std::move(name), "{n}", std::to_string(number));
    }

    void gifts() {
        for (const auto& gift : inputs_.gifts) {
            json::object fields{{"programme", gift.programme}, {"giver", gift.giver},       {"region", gift.region},
                                {"date", gift.on.iso()},       {"donor", gift.donor},       {"purpose", gift.purpose},
                                {"goods", gift.goods},         {"worth", plain(gift.worth)}};
            if (gift.pieces > 0) fields["quantity"] = gift.pieces;
            script_.create(gift.on, Stage::money_granted, "gift", std::move(fields));
        }
        for (const auto& matching : inputs_.matchings)
            script_.create(matching.on, Stage::money_granted, "matching",
                           {{"programme", matching.programme},
                            {"giver", matching.giver},
                            {"region", matching.region},
                            {"date", matching.on.iso()},
                            {"source", matching.source},
                            {"amount", plain(matching.amount)},
                            {"what", matching.what}});
    }

    struct Term {
        std::string programme;
        Date began;
        Handle record;
    };

    Script& script_;
    const Inputs& inputs_;
    Background background_;
    std::vector<Term> terms_;
};

} // namespace

Handle Background::group_on(Date date, const std::string& giver, const std::string& region) const {
    Handle found;
    for (const auto& group : groups) {
        if (group.began <= date && group.giver == giver && region.starts_with(group.region)) found = group.record;
    }
    return found;
}

Handle Background::key_list_on(Date date, const std::string& giver, const std::string& region) const {
    for (const auto& list : key_lists) {
        if (list.from <= date && date <= list.until && list.giver == giver && region.starts_with(list.region))
            return list.record;
    }
    return {};
}

Background write_background(Script& script, const Inputs& inputs) { return Writer(script, inputs).run(); }

} // namespace shanhai::demo
