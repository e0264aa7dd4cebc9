#include "modules/trade/plan/forecast_study.h"

#include "kernel/module/asked.h"
#include "modules/trade/plan/books_reader.h"
#include "modules/trade/plan/demand.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <ostream>

namespace shanhai::trade::plan {

namespace {

constexpr double usual_weeks = 26, most_weeks = 104;

double rounded(double value) { return std::round(value * 1000) / 1000; }

json::object weeks_of(const std::vector<ForecastWeek>& weeks, Date begins) {
    json::array days, expected, low, high;
    for (std::size_t week = 0; week < weeks.size(); ++week) {
        days.push_back(json::string((begins + 7 * static_cast<int>(week)).iso()));
        expected.push_back(rounded(weeks[week].expected / 1000));
        low.push_back(rounded(weeks[week].low / 1000));
        high.push_back(rounded(weeks[week].high / 1000));
    }
    return {{"weeks", std::move(days)},
            {"expected_tonnes", std::move(expected)},
            {"low_tonnes", std::move(low)},
            {"high_tonnes", std::move(high)}};
}

// What history allows: a forecast of two years, a test of three.
json::object product_of(const Books& books, const BookProduct& product, std::size_t weeks) {
    const auto found = books.sold_lines.find(product.id);
    const auto sold = found == books.sold_lines.end() ? std::vector<double>{} : found->second;
    const auto history = history_before(books.begins, sold, books.events);
    json::object out{{"product", product.name}, {"known_weeks", sold.size()}};
    const auto told = forecast(history, weeks_with_events(books.events, books.begins, weeks));
    if (!told) {
        out["because"] = told.error().code;
        return out;
    }
    const auto sum = [&](auto member) {
        return std::accumulate(told->begin(), told->end(), 0.0,
                               [&](double all, const ForecastWeek& week) { return all + week.*member; });
    };
    out["expected_tonnes"] = rounded(sum(&ForecastWeek::expected) / 1000);
    out["forecast"] = weeks_of(*told, books.begins);
    if (const auto test = back_test(history))
        out["back_test"] = json::object{{"error", rounded(test->error)},
                                        {"naive_error", rounded(test->naive_error)},
                                        {"covered", rounded(test->covered)}};
    return out;
}

Result<json::object> answer(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                            const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"begins", "weeks", "product"}));
    const auto begins = TRY(asked_monday(kernel, who, asked));
    const auto weeks = static_cast<std::size_t>(TRY(kernel::asked_number(asked, "weeks", usual_weeks, 1, most_weeks)));
    const auto wanted = TRY(kernel::asked_text(asked, "product"));
    const auto books = TRY(read_sales(kernel, who, begins));
    json::array products;
    for (const auto& product : books.products)
        if (!wanted || product.gtin == *wanted) products.push_back(product_of(books, product, weeks));
    if (wanted && products.empty())
        return kernel::bad_member("product", kernel::some_of(kernel, who, "product", "gtin"));
    return json::object{{"begins", begins.iso()}, {"weeks", weeks}, {"products", std::move(products)}};
}

void tell(const json::object& answer, std::ostream& out) {
    out << answer.at("begins").as_string().c_str() << '\n';
    for (const auto& item : answer.at("products").as_array()) {
        const auto& one = item.as_object();
        out << one.at("product").as_string().c_str();
        if (const auto* because = one.if_contains("because")) {
            out << fmt::format("  {} ({} w)\n", because->as_string().c_str(), one.at("known_weeks").to_number<int>());
            continue;
        }
        out << fmt::format("  {:.1f} t", one.at("expected_tonnes").to_number<double>());
        if (const auto* test = one.if_contains("back_test")) {
            const auto percent = [&](const char* member) { return 100 * test->at(member).to_number<double>(); };
            out << fmt::format(
                "  回测 back-test: 误差 error {:.1f} %, 照搬去年 naive {:.1f} %, 区间覆盖 covered {:.0f} %",
                percent("error"), percent("naive_error"), percent("covered"));
        }
        out << '\n';
    }
}

} // namespace

kernel::Study forecast_study() { return {{"需求预测", "Demand forecast"}, answer, tell}; }

} // namespace shanhai::trade::plan
