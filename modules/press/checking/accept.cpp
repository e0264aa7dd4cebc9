#include "modules/press/checking/accept.h"

#include "base/code_point_starts.h"
#include "base/hash.h"
#include "base/text.h"
#include "modules/press/checking/record_text.h"
#include "modules/press/checking/stored_claims.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace shanhai::press {

namespace {

constexpr std::size_t words_around = 30; // code points of a quote on each side

// Values of numbers as claims keep them: decimals without an exponent.
std::string decimal(const json::value& value) {
    if (value.is_int64()) return std::to_string(value.as_int64());
    return without_idle_zeros(std::to_string(value.to_number<double>()));
}

// The number with the words of its sentence around it, on one line.
std::string quote_of(std::string_view text, const std::vector<std::size_t>& starts, std::size_t begin,
                     std::size_t end) {
    const auto is_end = [&](std::size_t i) {
        const auto c = text.substr(starts[i], starts[i + 1] - starts[i]);
        return c == "。" || c == "！" || c == "？" || c == "；";
    };
    std::size_t from = begin, until = end;
    while (from > 0 && begin - from < words_around && !is_end(from - 1)) --from;
    while (until + 1 < starts.size() && until - end < words_around && !is_end(until)) ++until;
    std::string quote(text.substr(starts[from], starts[until] - starts[from]));
    std::erase_if(quote, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
    return std::string(trim(quote));
}

Done not_accepted_before(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& digest) {
    kernel::ListQuery query;
    query.filters = {{.path = "digest", .operation = "eq", .value = digest}};
    query.limit = 1;
    const auto page = TRY(kernel.list(who, "article", query));
    if (page.items.empty()) return {};
    return refuse("press.accepted_already", {}, {{"number", text_in(page.items.front().as_object(), "number")}});
}

Result<std::vector<std::size_t>> chosen(const json::array& quantities, const json::object& body) {
    const auto is_kept = [&](std::size_t i) {
        const auto& quantity = quantities[i].as_object();
        return quantity.at("kind").as_string() == "quantity" && !quantity.at("value").is_null() &&
               !quantity.at("unit").is_null();
    };
    std::vector<std::size_t> result;
    if (const auto* keep = body.if_contains("keep"); keep && !keep->is_null()) {
        if (!keep->is_array()) return refuse("press.bad_choice", "/keep");
        std::set<std::size_t> once;
        for (const auto& item : keep->as_array()) {
            if (!item.is_int64() || item.as_int64() < 0 ||
                item.as_int64() >= static_cast<std::int64_t>(quantities.size()) ||
                !is_kept(static_cast<std::size_t>(item.as_int64())))
                return refuse("press.bad_choice", "/keep");
            once.insert(static_cast<std::size_t>(item.as_int64()));
        }
        result.assign(once.begin(), once.end());
    } else {
        for (std::size_t i = 0; i < quantities.size(); ++i)
            if (is_kept(i)) result.push_back(i);
    }
    if (result.empty()) return refuse("press.nothing_to_keep");
    return result;
}

kernel::Command claim(const json::object& quantity, const std::string& quote, const std::string& date) {
    kernel::Command command;
    command.type = "claim";
    auto& fields = command.fields;
    fields = {{"article", "$1"},
              {"date", date},
              {"quote", quote},
              {"amount", decimal(quantity.at("value"))},
              {"unit", quantity.at("unit")},
              {"qualifier", quantity.at("qualifier")},
              {"verdict", quantity.at("verdict")}};
    if (quantity.at("precision").is_string()) {
        auto precision = std::string(quantity.at("precision").as_string());
        precision.erase(precision.find_last_not_of('0') + 1);
        if (precision.ends_with('.')) precision.pop_back();
        fields["precision"] = precision;
    }
    for (const char* name : {"counted", "period", "figure", "expected", "subject"})
        if (quantity.at(name).is_string()) fields[name] = quantity.at(name);
    for (const auto& [field, name] : {std::pair("giver", "giver_code"), std::pair("region", "receiver_code")})
        if (quantity.at(name).is_string()) fields[field] = quantity.at(name);
    if (quantity.at("where").is_object()) {
        kernel::Where slice;
        for (const auto& [name, value] : quantity.at("where").as_object())
            slice.emplace_back(name, std::string(value.as_string()));
        fields["slice"] = text_of_slice(slice);
    }
    return command;
}

} // namespace

Result<kernel::Request> acceptance(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& checked,
                                   const json::object& body) {
    const auto given = [&](const char* name) { return std::string(trim(text_in(body, name))); };
    const std::string title = given("title"), date = given("published_on");
    if (title.empty()) return refuse("record.field_required", "/title", {{"field", "title"}});
    if (date.empty()) return refuse("record.field_required", "/published_on", {{"field", "published_on"}});
    const std::string text(checked.at("text").as_string());
    const std::string digest = hex(sha256(text));
    if (const auto fresh = not_accepted_before(kernel, who, digest); !fresh) return std::unexpected(fresh.error());
    const auto& quantities = checked.at("quantities").as_array();
    const auto kept = TRY(chosen(quantities, body));

    kernel::Request request;
    request.who = who;
    kernel::Command article;
    article.type = "article";
    article.fields = {{"title", title}, {"published_on", date}, {"digest", digest}};
    for (const char* name : {"outlet", "web"})
        if (const auto value = given(name); !value.empty()) article.fields[name] = value;
    request.commands.push_back(std::move(article));
    const auto starts = code_point_starts(text);
    for (const auto i : kept) {
        const auto& quantity = quantities[i].as_object();
        const auto quote = quote_of(text, starts, quantity.at("start").to_number<std::size_t>(),
                                    quantity.at("end").to_number<std::size_t>());
        request.commands.push_back(claim(quantity, quote, date));
    }
    return request;
}

} // namespace shanhai::press
