#include "kernel/bulletins/annual.h"

#include "kernel/bulletins/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace shanhai::kernel {

namespace {

constexpr int years_of_chart = 5;
constexpr const char* money_figure = "funds.invested"; // of the charts, where the module is present

bool has_dimension(const Figure& figure, std::string_view name) {
    return std::ranges::any_of(figure.dimensions, [&](const auto& one) { return one.name == name; });
}

json::object where_json(const Where& where) {
    json::object object;
    for (const auto& [name, value] : where) object[name] = value;
    return object;
}

class Annual {
public:
    Annual(Kernel& kernel, const Principal& who, int year, const Where& where, std::string_view language)
        : kernel_(kernel), who_(who), year_(year), where_(where), english_(language == "en") {}

    Result<json::object> fields() {
        find_giver();
        for (const auto& figure : kernel_.schema().figures) look_at(figure);
        if (told_.empty()) return refuse("bulletin.empty_year", {}, {{"year", std::to_string(year_)}});
        add_headline();
        add_money();
        for (const auto& module : kernel_.schema().modules) add_module(module);
        json::object content;
        content["language"] = english_ ? "en" : "zh";
        content["blocks"] = std::move(blocks_);
        json::object fields;
        fields["title"] = english_ ? fmt::format("{} annual report {}", subject(), year_)
                                   : fmt::format("{}{}年度帮扶协作数据通报", subject(), year_);
        fields["office"] = english_ ? "Office for paired assistance" : subject() + "对口支援工作办公室";
        fields["date"] = kernel_.now().day_in_shanghai().iso();
        fields["content"] = std::move(content);
        return fields;
    }

private:
    std::string say(std::string_view zh, std::string_view en) const { return std::string(english_ ? en : zh); }

    // Whom the report is of, in words.
    std::string subject() const {
        for (const auto& [name, value] : where_)
            if (name == "giver") return value;
        return giver_;
    }

    // The giver that gave most in that year, by its name.
    void find_giver() {
        const auto* money = kernel_.schema().figure(money_figure);
        const bool asked = std::ranges::any_of(where_, [](const auto& one) { return one.first == "giver"; });
        if (asked || money == nullptr || !has_dimension(*money, "giver")) return;
        const auto cells = kernel_.figure(
            who_,
            {.figure = money->name, .where = {{"year", std::to_string(year_)}}, .by = {"giver.province"}, .as_of = {}});
        if (!cells) return;
        std::optional<Rational> most;
        for (const auto& cell : *cells) {
            if (!cell.value || (most && compare(*cell.value, *most) <= 0) || cell.where.empty()) continue;
            most = cell.value;
            giver_ = cell.where.back().second;
        }
    }

    Where slice_of(const Figure& figure) const {
        Where where;
        where.emplace_back("year", std::to_string(year_));
        if (!giver_.empty() && has_dimension(figure, "giver")) where.emplace_back("giver", giver_);
        for (const auto& condition : where_)
            if (has_dimension(figure, condition.first)) where.push_back(condition);
        if (figure.unit == "money" && !has_currency(where)) where.emplace_back("currency", "CNY");
        return where;
    }
    static bool has_currency(const Where& where) {
        return std::ranges::any_of(where, [](const auto& one) { return one.first == "currency"; });
    }

    // Keeps it in mind when it has something to tell of the year.
    void look_at(const Figure& figure) {
        const auto cells =
            kernel_.figure(who_, {.figure = figure.name, .where = slice_of(figure), .by = {}, .as_of = {}});
        const bool tells = cells && cells->size() == 1 && cells->front().value && !cells->front().value->is_zero();
        if (tells) told_.insert(figure.name);
    }

    json::object asked(const Figure& figure) const {
        return {{"figure", figure.name}, {"where", where_json(slice_of(figure))}};
    }

    void add_heading(const std::string& words) {
        ++sections_;
        constexpr std::array<std::string_view, 21> numerals = {"",     "一",   "二",   "三",   "四",   "五",   "六",
                                                               "七",   "八",   "九",   "十",   "十一", "十二", "十三",
                                                               "十四", "十五", "十六", "十七", "十八", "十九", "二十"};
        const auto place = std::min(sections_, numerals.size() - 1);
        blocks_.push_back(json::object{{"kind", "heading"},
                                       {"level", 1},
                                       {"text", english_ ? fmt::format("{}. {}", sections_, words)
                                                         : fmt::format("{}、{}", numerals[place], words)}});
    }

    // A placeholder with its slice; values in quotation marks, since places may have blanks.
    static std::string live(const Figure& figure, const Where& where) {
        std::string text = "{{" + figure.name;
        for (const auto& [name, value] : where) text += fmt::format(" {}=\"{}\"", name, value);
        return text + "}}";
    }

    // "2024年，山东省投入援助资金{{…}}。": a sentence a figure, so that each number says what it is of.
    void add_headline() {
        std::vector<const Figure*> headline;
        for (const auto& figure : kernel_.schema().figures)
            if (figure.headline && told_.contains(figure.name)) headline.push_back(&figure);
        std::ranges::sort(headline, {}, [](const auto* figure) { return std::pair(*figure->headline, figure->name); });
        if (headline.empty()) return;
        add_heading(say("总体情况", "Overview"));
        std::string text;
        for (const auto* figure : headline) {
            const auto where = slice_of(*figure);
            std::string of;
            for (const auto& [name, value] : where)
                if (name == "giver") of = value;
            text += english_ ? fmt::format("{} in {}{}: {}. ", figure->title.en, year_, of.empty() ? "" : ", " + of,
                                           live(*figure, where))
                             : fmt::format("{}年，{}{}{}。", year_, of, figure->title.zh, live(*figure, where));
        }
        blocks_.push_back(json::object{{"kind", "text"}, {"text", text}});
    }

    void add_money() {
        const auto* money = kernel_.schema().figure(money_figure);
        if (money == nullptr || !told_.contains(money->name)) return;
        auto where = slice_of(*money);
        if (has_dimension(*money, "region"))
            blocks_.push_back(json::object{
                {"kind", "table"},
                {"title", say(fmt::format("{}年{}投向", year_, money->title.zh), money->title.in("en") + " by place")},
                {"figures", json::array{money->name}},
                {"by", "region.province"},
                {"where", where_json(where)}});
        std::erase_if(where, [](const auto& one) { return one.first == "year"; });
        where.emplace_back("from", fmt::format("{}-01-01", year_ - years_of_chart + 1));
        where.emplace_back("until", fmt::format("{}-01-01", year_ + 1));
        blocks_.push_back(json::object{{"kind", "chart"},
                                       {"title", say("各年" + money->title.zh, money->title.in("en") + " by year")},
                                       {"figure", money->name},
                                       {"by", "year"},
                                       {"where", where_json(where)}});
    }

    void add_module(const Module& module) {
        json::array figures;
        std::string without;
        for (const auto& figure : kernel_.schema().figures) {
            if (figure.module != module.name) continue;
            if (told_.contains(figure.name) && figures.size() < most_figures_of_block)
                figures.push_back(asked(figure));
            else
                without += (without.empty() ? "" : say("、", ", ")) + figure.title.in(english_ ? "en" : "zh");
        }
        if (figures.empty() && without.empty()) return;
        add_heading(module.title.in(english_ ? "en" : "zh"));
        if (!figures.empty()) blocks_.push_back(json::object{{"kind", "figures"}, {"figures", std::move(figures)}});
        if (!without.empty())
            blocks_.push_back(json::object{
                {"kind", "text"},
                {"text", say("本年没有发生的：", "Nothing to tell of in that year: ") + without + say("。", ".")}});
    }

    Kernel& kernel_;
    const Principal& who_;
    int year_;
    const Where& where_;
    bool english_;
    std::string giver_;
    std::set<std::string> told_; // figures
    std::size_t sections_ = 0;
    json::array blocks_;
};

} // namespace

Result<json::object> annual_bulletin(Kernel& kernel, const Principal& who, int year, const Where& where,
                                     std::string_view language) {
    return Annual(kernel, who, year, where, language).fields();
}

} // namespace shanhai::kernel
