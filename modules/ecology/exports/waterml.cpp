#include "base/markup.h"
#include "base/money.h"
#include "base/text.h"
#include "kernel/module/shown_record.h"
#include "kernel/series/reading_text.h"
#include "modules/ecology/exports/asked_series.h"
#include "modules/ecology/exports/ucum.h"

#include <fmt/format.h>

namespace shanhai::ecology {

namespace {

using kernel::Quality;
using kernel::second_text;
using kernel::text_of;

// The code list of WaterML: what it has no word of its own for is an estimate, as somebody corrected it.
std::string_view quality_code(Quality quality) {
    switch (quality) {
    case Quality::suspect: return "suspect";
    case Quality::missing: return "missing";
    case Quality::corrected: return "estimate";
    default: return "good";
    }
}

// A word of one of WaterML's lists, with the title that the standard asks for.
std::string word(std::string_view element, std::string_view list, std::string_view name) {
    return fmt::format(R"(<wml2:{0} xlink:href="http://www.opengis.net/def/waterml/2.0/{1}/{2}" xlink:title="{2}"/>)",
                       element, list, name);
}

std::string head(const AskedSeries& wanted, const std::string& made) {
    return fmt::format(
        R"(<?xml version="1.0" encoding="UTF-8"?>
<wml2:Collection gml:id="collection" xmlns:wml2="http://www.opengis.net/waterml/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:om="http://www.opengis.net/om/2.0" xmlns:sa="http://www.opengis.net/sampling/2.0" xmlns:sams="http://www.opengis.net/samplingSpatial/2.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/waterml/2.0 http://schemas.opengis.net/waterml/2.0/waterml2.xsd">
<wml2:metadata><wml2:DocumentMetadata gml:id="metadata"><wml2:generationDate>{}</wml2:generationDate><wml2:generationSystem>Shanhai</wml2:generationSystem></wml2:DocumentMetadata></wml2:metadata>
<wml2:observationMember><om:OM_Observation gml:id="observation">
<om:phenomenonTime><gml:TimePeriod gml:id="time"><gml:beginPosition>{}</gml:beginPosition><gml:endPosition>{}</gml:endPosition></gml:TimePeriod></om:phenomenonTime>
<om:resultTime><gml:TimeInstant gml:id="result-time"><gml:timePosition>{}</gml:timePosition></gml:TimeInstant></om:resultTime>
<om:procedure><wml2:ObservationProcess gml:id="process">{}</wml2:ObservationProcess></om:procedure>
<om:observedProperty xlink:href="urn:shanhai:series:{}" xlink:title="{}"/>
)",
        made, second_text(wanted.query.from), second_text(wanted.query.until), made,
        word("processType", "processType", wanted.series->name == "ecology.rated_flow" ? "Algorithm" : "Sensor"),
        wanted.series->name, escaped_xml(wanted.series->title.en));
}

std::string monitoring_point(const json::object& station) {
    auto text = fmt::format(
        R"(<om:featureOfInterest><wml2:MonitoringPoint gml:id="station"><gml:identifier codeSpace="urn:shanhai:station">{}</gml:identifier><gml:name>{}</gml:name>)",
        escaped_xml(text_of(station, "code")), escaped_xml(text_of(station, "name")));
    const auto river = kernel::reference_text(station, "river", "label");
    text += river.empty() ? R"(<sa:sampledFeature nilReason="unknown"/>)"
                          : fmt::format(R"(<sa:sampledFeature xlink:title="{}"/>)", escaped_xml(river));
    const auto longitude = text_of(station, "longitude"), latitude = text_of(station, "latitude");
    // The order of axes in EPSG 4326 is latitude, longitude. A point always has its shape, and be it none.
    if (longitude.empty() || latitude.empty())
        text += R"(<sams:shape nilReason="unknown"/>)";
    else
        text += fmt::format(
            R"(<sams:shape><gml:Point gml:id="point"><gml:pos srsName="http://www.opengis.net/def/crs/EPSG/0/4326">{} {}</gml:pos></gml:Point></sams:shape>)",
            latitude, longitude);
    return text +
           "<wml2:timeZone><wml2:TimeZone><wml2:zoneOffset>+08:00</wml2:zoneOffset></wml2:TimeZone></wml2:timeZone>"
           "</wml2:MonitoringPoint></om:featureOfInterest>\n";
}

void put_point(std::string& text, const kernel::Reading& reading, int decimals) {
    text += "<wml2:point><wml2:MeasurementTVP><wml2:time>" + second_text(reading.at) + "</wml2:time>";
    if (reading.quality == Quality::missing)
        text += R"(<wml2:value xsi:nil="true"/>)";
    else
        text += "<wml2:value>" + scaled_text(reading.value, decimals) + "</wml2:value>";
    if (reading.quality != Quality::good) {
        text += "<wml2:metadata><wml2:TVPMeasurementMetadata>";
        text += word("quality", "quality", quality_code(reading.quality));
        // Why there is no value stands here, not at the value.
        if (reading.quality == Quality::missing)
            text +=
                R"(<wml2:nilReason xlink:href="http://www.opengis.net/def/nil/OGC/0/missing" xlink:title="missing"/>)";
        text += "</wml2:TVPMeasurementMetadata></wml2:metadata>";
    }
    text += "</wml2:MeasurementTVP></wml2:point>\n";
}

Result<kernel::InterfaceAnswer> waterml(kernel::Kernel& kernel, const kernel::Principal& who,
                                        const kernel::InterfaceAsked& asked) {
    const auto wanted = TRY(asked_series(kernel, who, asked));
    auto text = head(wanted, second_text(kernel.now().micros / 1'000'000)) + monitoring_point(wanted.station);
    text += fmt::format(
        R"(<om:result><wml2:MeasurementTimeseries gml:id="series"><wml2:defaultPointMetadata><wml2:DefaultTVPMeasurementMetadata>{}<wml2:uom code="{}"/>{}</wml2:DefaultTVPMeasurementMetadata></wml2:defaultPointMetadata>
)",
        word("quality", "quality", "good"), escaped_xml(std::string(ucum_code(wanted.series->unit))),
        word("interpolationType", "interpolationType",
             wanted.series->name == "ecology.rain" ? "TotalPrec" : "Continuous"));
    for (const auto& one : wanted.readings) put_point(text, one, wanted.series->decimals);
    text +=
        "</wml2:MeasurementTimeseries></om:result>\n</om:OM_Observation></wml2:observationMember>\n</wml2:Collection>\n";
    return kernel::InterfaceAnswer{"application/xml", std::move(text), wanted.file_name + ".xml"};
}

} // namespace

void serve_waterml(kernel::Registrar& to) { to.interface("waterml", waterml); }

} // namespace shanhai::ecology
