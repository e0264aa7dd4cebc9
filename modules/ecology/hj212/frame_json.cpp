#include "modules/ecology/hj212/frame_json.h"

#include "base/result.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/hj212/factors.h"

#include <algorithm>
#include <ranges>

namespace shanhai::ecology::hj212 {

namespace {

// Digits that count nothing: 20210412153300 is a time, 007 may be somebody's number.
bool is_text(const Item& item) {
    const std::string_view field = item.field();
    if (!field.empty()) return field.ends_with("Flag") || field.ends_with("Time") || field == "Info" || field == "SN";
    return item.name.ends_with("Time") || item.name.ends_with("Id") || item.name.ends_with("ID") ||
           item.name.ends_with("PW") || item.name.ends_with("SN");
}

// Few stations send more than a hundred items, so looking at each pair beats a table.
bool comes_again(const Frame& frame, std::size_t place) {
    const auto name = frame.items[place].name;
    return std::ranges::any_of(frame.items | std::views::drop(place + 1),
                               [&](const Item& later) { return later.name == name; });
}

void append_name(std::string& to, const Item& item, Codes codes) {
    const Factor* factor = codes == Codes::of_2017 && !item.field().empty() ? factor_of_2005(item.factor()) : nullptr;
    if (factor)
        append_json_string(to, factor->code + "-" + std::string(item.field()));
    else
        append_json_string(to, item.name);
}

void append_values(std::string& to, const Frame& frame, Codes codes) {
    bool first = true;
    for (std::size_t i = 0; i < frame.items.size(); ++i) {
        const Item& item = frame.items[i];
        if (item.name == "DataTime" || comes_again(frame, i)) continue;
        if (!first) to += ',';
        first = false;
        append_name(to, item, codes);
        to += ':';
        if (!is_text(item) && is_decimal(item.value))
            append_json_number(to, item.value);
        else
            append_json_string(to, item.value);
    }
}

} // namespace

Read<std::string> as_json(const Frame& frame, Codes codes) {
    const auto time = TRY(time_of(frame));
    std::string line = R"({"ok":true,"station":)";
    append_json_string(line, frame.station);
    line += R"(,"command":)";
    append_json_string(line, frame.command);
    line += R"(,"time":)";
    if (time) {
        line += '"';
        time->append_iso(line);
        line += '"';
    } else {
        line += "null";
    }
    line += R"(,"values":{)";
    append_values(line, frame, codes);
    line += "}}";
    return line;
}

} // namespace shanhai::ecology::hj212
