#include "modules/ecology/sensorthings/question.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace shanhai::ecology::sensorthings {

namespace {

constexpr std::size_t longest_expand = 2000, most_selected = 40, most_orders = 5, longest_id = 40;

// At commas or semicolons that stand neither in brackets nor in quotes.
std::vector<std::string_view> cut_outside(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'') quoted = !quoted;
        if (quoted) continue;
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        if (text[i] != at || depth > 0) continue;
        parts.push_back(trim(text.substr(begin, i - begin)));
        begin = i + 1;
    }
    parts.push_back(trim(text.substr(begin)));
    return parts;
}

Result<std::size_t> number_in(const std::string& name, const std::string& value) {
    std::size_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    if (read.ec != std::errc() || read.ptr != value.data() + value.size() || number > 1'000'000'000)
        return refuse("sensorthings.number", "/" + name, {{"name", name}, {"value", value}});
    return number;
}

class Reader {
public:
    Result<Options> options(const std::vector<std::pair<std::string, std::string>>& query, std::size_t depth) {
        Options options;
        std::vector<std::string> seen;
        for (const auto& [name, value] : query) {
            if (std::ranges::find(seen, name) != seen.end()) return unknown(name);
            seen.push_back(name);
            TRY_DO(take(options, name, value, depth));
        }
        return options;
    }

private:
    static std::unexpected<Problem> unknown(const std::string& name) {
        return refuse("sensorthings.option", "/" + name,
                      {{"name", name}, {"known", "$filter, $orderby, $top, $skip, $count, $select, $expand"}});
    }

    Done take(Options& options, const std::string& name, const std::string& value, std::size_t depth) {
        if (name == "$filter") {
            options.filter = TRY(parse_filter(value));
        } else if (name == "$orderby") {
            return take_order(options, value);
        } else if (name == "$top") {
            options.top = TRY(number_in(name, value));
        } else if (name == "$skip") {
            options.skip = TRY(number_in(name, value));
        } else if (name == "$count") {
            if (value != "true" && value != "false") return refuse_value(name, value);
            options.count = value == "true";
        } else if (name == "$select") {
            for (const auto one : cut_outside(value, ',')) options.select.emplace_back(one);
            if (options.select.size() > most_selected) return refuse_value(name, value);
        } else if (name == "$expand") {
            return take_expands(options, value, depth);
        } else {
            return unknown(name);
        }
        return {};
    }

    static std::unexpected<Problem> refuse_value(const std::string& name, const std::string& value) {
        return refuse("sensorthings.number", "/" + name, {{"name", name}, {"value", value}});
    }

    static Done take_order(Options& options, const std::string& value) {
        const auto parts = cut_outside(value, ',');
        if (parts.size() > most_orders) return refuse_value("$orderby", value);
        for (auto part : parts) {
            OrderBy order;
            if (part.ends_with(" desc")) {
                order.descending = true;
                part.remove_suffix(5);
            } else if (part.ends_with(" asc")) {
                part.remove_suffix(4);
            }
            order.by = TRY(parse_filter(trim(part)));
            options.order.push_back(std::move(order));
        }
        return {};
    }

    Done take_expands(Options& options, const std::string& value, std::size_t depth) {
        const auto bad = [&] { return refuse("sensorthings.expand", "/$expand", {{"text", value}}); };
        if (value.size() > longest_expand || depth >= deepest_expand) return bad();
        for (const auto part : cut_outside(value, ',')) {
            if (++expands_ > most_expands) return bad();
            const auto open = part.find('(');
            if (open != std::string_view::npos && !part.ends_with(')')) return bad();
            std::vector<std::pair<std::string, std::string>> own;
            if (open != std::string_view::npos)
                for (const auto one : cut_outside(part.substr(open + 1, part.size() - open - 2), ';')) {
                    const auto equals = one.find('=');
                    if (equals == std::string_view::npos) return bad();
                    own.emplace_back(trim(one.substr(0, equals)), trim(one.substr(equals + 1)));
                }
            auto names = split(part.substr(0, open), '/');
            if (names.size() + depth > deepest_expand) return bad();
            TRY_DO(put(options.expand, names, own, depth));
        }
        return {};
    }

    // "Datastreams/Sensor" is an expand within an expand.
    Done put(std::vector<Expand>& into, std::span<const std::string_view> names,
             const std::vector<std::pair<std::string, std::string>>& own, std::size_t depth) {
        auto found = std::ranges::find(into, names.front(), &Expand::name);
        if (found == into.end()) {
            into.push_back({std::string(names.front()), {}});
            found = into.end() - 1;
        }
        if (names.size() > 1) return put(found->options.expand, names.subspan(1), own, depth + 1);
        auto inner = std::move(found->options.expand);
        found->options = TRY(options(own, depth + 1));
        for (auto& one : inner) found->options.expand.push_back(std::move(one));
        return {};
    }

    std::size_t expands_ = 0;
};

} // namespace

Result<Options> read_options(const std::vector<std::pair<std::string, std::string>>& query) {
    return Reader().options(query, 0);
}

Result<Segment> read_segment(std::string_view text) {
    const auto bad = [&] { return refuse("sensorthings.path", {}, {{"text", std::string(text)}}); };
    const auto open = text.find('(');
    Segment segment{std::string(text.substr(0, open)), {}};
    if (segment.name.empty()) return bad();
    if (open == std::string_view::npos) return segment;
    if (!text.ends_with(')')) return bad();
    auto id = text.substr(open + 1, text.size() - open - 2);
    if (id.size() >= 2 && id.front() == '\'' && id.back() == '\'') id = id.substr(1, id.size() - 2);
    if (id.empty() || id.size() > longest_id) return bad();
    segment.id = std::string(id);
    return segment;
}

} // namespace shanhai::ecology::sensorthings
