#include "modules/ecology/exports/asked_series.h"

#include "base/money.h"
#include "kernel/module/shown_record.h"
#include "kernel/series/reading_text.h"

#include <map>

namespace shanhai::ecology {

namespace {

constexpr std::int64_t usual_seconds = 10 * kernel::day_seconds, micros = 1'000'000;

Result<kernel::InterfaceAnswer> csv(kernel::Kernel& kernel, const kernel::Principal& who,
                                    const kernel::InterfaceAsked& asked) {
    const auto wanted = TRY(asked_series(kernel, who, asked));
    std::string text = "at,value,quality\r\n";
    for (const auto& one : wanted.readings) {
        text += kernel::second_text(one.at) + ",";
        if (one.quality != kernel::Quality::missing) text += scaled_text(one.value, wanted.series->decimals);
        text += ",";
        text += kernel::name_of(one.quality);
        text += "\r\n";
    }
    return kernel::InterfaceAnswer{"text/csv; charset=utf-8", std::move(text), wanted.file_name + ".csv"};
}

// A plus sign that the query turned into a space is put back; a space between day and time stays.
std::string with_plus(std::string text) {
    if (const auto space = text.rfind(' '); space != std::string::npos && space > 10) text[space] = '+';
    return text;
}

} // namespace

Result<AskedSeries> asked_series(kernel::Kernel& kernel, const kernel::Principal& who,
                                 const kernel::InterfaceAsked& asked) {
    std::map<std::string, std::string> given;
    for (const auto& [name, value] : asked.query) {
        if (name != "station" && name != "series" && name != "from" && name != "to")
            return refuse("served.parameter", "/" + name, {{"name", name}, {"known", "station, series, from, to"}});
        given[name] = value;
    }
    for (const char* name : {"station", "series"})
        if (given[name].empty()) return refuse("record.field_required", std::string("/") + name);
    AskedSeries wanted;
    const bool whole = given["series"].find('.') != std::string::npos;
    wanted.series = TRY(kernel::find_series(kernel.schema(), whole ? given["series"] : "ecology." + given["series"]));
    if (wanted.series->station != "station") return refuse("series.unknown", "/series", {{"name", given["series"]}});
    wanted.station = TRY(kernel.get(who, "station", given["station"]));
    wanted.query = {wanted.series->name, "#" + kernel::text_of(wanted.station, "id"), 0, 0};
    wanted.query.until = kernel.now().micros / micros + 1;
    if (!given["to"].empty()) wanted.query.until = TRY(kernel::second_behind(with_plus(given["to"])));
    wanted.query.from = wanted.query.until - usual_seconds;
    if (!given["from"].empty()) wanted.query.from = TRY(kernel::first_second(with_plus(given["from"])));
    wanted.readings = TRY(kernel.readings().readings(who, wanted.query)).readings;
    wanted.file_name = kernel::text_of(wanted.station, "code") + "-" + wanted.series->name;
    return wanted;
}

void serve_csv(kernel::Registrar& to) { to.interface("readings", csv); }

} // namespace shanhai::ecology
