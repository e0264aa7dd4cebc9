#include "modules/ecology/sensorthings/filter_functions.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/text.h"
#include "kernel/series/reading.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

namespace shanhai::ecology::sensorthings {

namespace {

using Parts = std::vector<Value>;
using Function = Value (*)(const Parts& parts);

constexpr std::int64_t second = 1'000'000;

template <class Kind>
const Kind* part(const Parts& parts, std::size_t index) {
    return std::get_if<Kind>(&parts[index]);
}

// A time as such, or the text of one, as entities have it.
std::optional<Time> time_in(const Parts& parts) {
    if (const auto* time = part<Time>(parts, 0)) return *time;
    const auto* written = part<std::string>(parts, 0);
    return written == nullptr ? std::nullopt : time_of(*written);
}

// Of one part of a kind, two texts, or a time; null of anything else.
template <class Kind, class Work>
Value with(const Parts& parts, Work work) {
    const auto* own = part<Kind>(parts, 0);
    return own == nullptr ? Value() : Value(work(*own));
}

template <class Work>
Value with_texts(const Parts& parts, Work work) {
    const auto *first = part<std::string>(parts, 0), *other = part<std::string>(parts, 1);
    return first == nullptr || other == nullptr ? Value() : Value(work(*first, *other));
}

template <class Work>
Value with_time(const Parts& parts, Work work) {
    const auto time = time_in(parts);
    if (!time) return {};
    const auto at = std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(time->begin));
    const auto day = std::chrono::floor<std::chrono::days>(at);
    return static_cast<double>(work(Date::from_days(static_cast<int>(day.count())), (at - day).count()));
}

std::string cased(std::string text, char from, char until, int by) {
    for (auto& c : text)
        if (c >= from && c <= until) c = static_cast<char>(c + by);
    return text;
}

Value part_of(const Parts& parts) {
    const auto* own = part<std::string>(parts, 0);
    const auto* from = part<double>(parts, 1);
    if (own == nullptr || from == nullptr || !(*from >= 0)) return {};
    const auto begin = static_cast<std::size_t>(std::min(*from, static_cast<double>(own->size())));
    if (parts.size() < 3) return own->substr(begin);
    const auto* length = part<double>(parts, 2);
    if (length == nullptr || !(*length >= 0)) return {};
    return own->substr(begin, static_cast<std::size_t>(std::min(*length, static_cast<double>(own->size()))));
}

Value index_in(const Parts& parts) {
    return with_texts(parts, [](const std::string& whole, const std::string& part) {
        const auto at = whole.find(part);
        return at == std::string::npos ? -1.0 : static_cast<double>(at);
    });
}

struct Known {
    std::size_t least, most;
    Function function;
};

// In UTC, as the standard's examples are.
const std::map<std::string_view, Known>& known() {
    static const std::map<std::string_view, Known> functions = {
        {"substringof",
         {2, 2,
          [](const Parts& p) {
              return with_texts(p, [](auto& part, auto& whole) { return whole.find(part) != std::string::npos; });
          }}},
        {"contains",
         {2, 2,
          [](const Parts& p) {
              return with_texts(p, [](auto& whole, auto& part) { return whole.find(part) != std::string::npos; });
          }}},
        {"startswith",
         {2, 2,
          [](const Parts& p) {
              return with_texts(p, [](auto& whole, auto& part) { return whole.starts_with(part); });
          }}},
        {"endswith",
         {2, 2,
          [](const Parts& p) { return with_texts(p, [](auto& whole, auto& part) { return whole.ends_with(part); }); }}},
        {"concat",
         {2, 2, [](const Parts& p) { return with_texts(p, [](auto& left, auto& right) { return left + right; }); }}},
        {"indexof", {2, 2, index_in}},
        {"substring", {2, 3, part_of}},
        {"length",
         {1, 1,
          [](const Parts& p) {
              return with<std::string>(p, [](auto& own) { return static_cast<double>(own.size()); });
          }}},
        {"tolower",
         {1, 1,
          [](const Parts& p) { return with<std::string>(p, [](auto& own) { return cased(own, 'A', 'Z', 32); }); }}},
        {"toupper",
         {1, 1,
          [](const Parts& p) { return with<std::string>(p, [](auto& own) { return cased(own, 'a', 'z', -32); }); }}},
        {"trim",
         {1, 1, [](const Parts& p) { return with<std::string>(p, [](auto& own) { return std::string(trim(own)); }); }}},
        {"round", {1, 1, [](const Parts& p) { return with<double>(p, [](double own) { return std::round(own); }); }}},
        {"floor", {1, 1, [](const Parts& p) { return with<double>(p, [](double own) { return std::floor(own); }); }}},
        {"ceiling", {1, 1, [](const Parts& p) { return with<double>(p, [](double own) { return std::ceil(own); }); }}},
        {"year", {1, 1, [](const Parts& p) { return with_time(p, [](Date day, auto) { return day.year(); }); }}},
        {"month", {1, 1, [](const Parts& p) { return with_time(p, [](Date day, auto) { return day.month(); }); }}},
        {"day", {1, 1, [](const Parts& p) { return with_time(p, [](Date day, auto) { return day.day(); }); }}},
        {"hour", {1, 1, [](const Parts& p) { return with_time(p, [](Date, auto rest) { return rest / 3600; }); }}},
        {"minute", {1, 1, [](const Parts& p) { return with_time(p, [](Date, auto rest) { return rest / 60 % 60; }); }}},
        {"second", {1, 1, [](const Parts& p) { return with_time(p, [](Date, auto rest) { return rest % 60; }); }}},
        {"now",
         {0, 0,
          [](const Parts&) {
              const auto at = system_now().micros;
              return Value(Time{at, at});
          }}},
        {"mindatetime", {0, 0, [](const Parts&) { return Value(Time{0, 0}); }}},
        {"maxdatetime",
         {0, 0,
          [](const Parts&) {
              constexpr std::int64_t at = kernel::latest_second * second;
              return Value(Time{at, at});
          }}},
    };
    return functions;
}

} // namespace

std::optional<std::pair<std::size_t, std::size_t>> function_parts(std::string_view name) {
    const auto found = known().find(name);
    if (found == known().end()) return std::nullopt;
    return std::pair{found->second.least, found->second.most};
}

Value call_function(std::string_view name, const std::vector<Value>& parts) { return known().at(name).function(parts); }

} // namespace shanhai::ecology::sensorthings
