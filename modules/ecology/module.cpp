#include "kernel/module/module.h"

#include "base/text.h"
#include "modules/ecology/alarms/alarm_watch.h"
#include "modules/ecology/alarms/gap_marks.h"
#include "modules/ecology/exports/asked_series.h"
#include "modules/ecology/flow/flow_days.h"
#include "modules/ecology/frames/hex_text.h"
#include "modules/ecology/frames/json_text.h"
#include "modules/ecology/hj212/frame_json.h"
#include "modules/ecology/mqtt/topic_pattern.h"
#include "modules/ecology/rating/flow_deriving.h"
#include "modules/ecology/reception/broker_link.h"
#include "modules/ecology/reception/hj212_conversation.h"
#include "modules/ecology/reception/receiver.h"
#include "modules/ecology/reception/sl651_conversation.h"
#include "modules/ecology/reception/szy206_conversation.h"
#include "modules/ecology/sensorthings/sensorthings.h"
#include "modules/ecology/sl651/message_json.h"
#include "modules/ecology/studies/health_study.h"
#include "modules/ecology/studies/now_study.h"
#include "modules/ecology/studies/rating_study.h"
#include "modules/ecology/studies/trend_study.h"
#include "modules/ecology/studies/water_class_study.h"
#include "modules/ecology/szy206/frame.h"
#include "modules/ecology/water/water_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <memory>

namespace shanhai {

namespace {

using namespace ecology;
using kernel::LineTeller;
using kernel::ToldLine;
using Options = std::map<std::string, std::string>;

Done only(const Options& given, std::initializer_list<std::string_view> known, const char* protocol) {
    for (const auto& [name, value] : given)
        if (std::ranges::find(known, name) == known.end())
            return refuse("decode.option", {}, {{"option", name}, {"protocol", protocol}});
    return {};
}

ToldLine refused(const FrameRefusal& refusal) { return {refusal_as_json(refusal), false, {}, {}}; }

Result<LineTeller> tell_hj212(const Options& options) {
    TRY_DO(only(options, {"lengths", "codes"}, "hj212"));
    auto rule = hj212::LengthRule::longer;
    if (const auto found = options.find("lengths"); found != options.end())
        rule = found->second == "standard" ? hj212::LengthRule::standard
               : found->second == "any"    ? hj212::LengthRule::unbelieved
                                           : hj212::LengthRule::longer;
    const auto codes = options.contains("codes") ? hj212::Codes::of_2017 : hj212::Codes::as_sent;
    return [rule, codes, frame = hj212::Frame{}](std::string_view line) mutable -> ToldLine {
        if (const auto read = hj212::read_frame(trim(line), frame, rule); !read) return refused(read.error());
        auto told = hj212::as_json(frame, codes);
        if (!told) return refused(told.error());
        return {.text = *std::move(told)};
    };
}

Result<LineTeller> tell_sl651(const Options& options) {
    TRY_DO(only(options, {"hex"}, "sl651"));
    return [teller = std::make_shared<sl651::Teller>(), pictures = 0](std::string_view line) mutable -> ToldLine {
        const auto bytes = bytes_of_hex(line);
        if (!bytes) return refused(bytes.error());
        auto told = teller->tell(*bytes);
        if (!told) return refused(told.error());
        ToldLine out{.text = std::move(told->json)};
        if (told->picture) {
            out.file_name = fmt::format("{}-{}.jpg", told->station, ++pictures);
            out.file = *std::move(told->picture);
        }
        return out;
    };
}

Result<LineTeller> tell_szy206(const Options& options) {
    TRY_DO(only(options, {"hex"}, "szy206"));
    return [](std::string_view line) -> ToldLine {
        const auto bytes = bytes_of_hex(line);
        if (!bytes) return refused(bytes.error());
        const auto frame = szy206::read_frame(*bytes);
        if (!frame) return refused(frame.error());
        return {.text = szy206::as_json(*frame)};
    };
}

Done classify_water(std::string_view csv, std::string_view by, std::ostream& out) {
    static const std::map<std::string_view, WaterPeriod> periods = {{"", WaterPeriod::sample},
                                                                    {"hour", WaterPeriod::hour},
                                                                    {"day", WaterPeriod::day},
                                                                    {"month", WaterPeriod::month}};
    const auto period = periods.find(by);
    if (period == periods.end()) return refuse("water.period", {}, {{"by", std::string(by)}});
    return classify_table(csv, period->second, out);
}

template <class Protocol>
kernel::ServiceDeclaration receiver_of(Text title, std::string demo_listen) {
    return {std::move(title), std::move(demo_listen), [](const kernel::ServiceStart& start) {
                return start_receiver(start, [] { return std::make_unique<Protocol>(); });
            }};
}

} // namespace

void register_ecology(kernel::Registrar& to) {
    to.frame_decoder("hj212", tell_hj212);
    to.frame_decoder("sl651", tell_sl651);
    to.frame_decoder("szy206", tell_szy206);
    to.table_classifier("water", classify_water);
    to.service("hj212",
               receiver_of<Hj212Conversation>({"接收 HJ 212 报文", "Stations that speak HJ 212"}, "127.0.0.1:9212"));
    to.service("sl651",
               receiver_of<Sl651Conversation>({"接收 SL 651 报文", "Stations that speak SL 651"}, "127.0.0.1:9651"));
    to.service("szy206", receiver_of<Szy206Conversation>({"接收 SZY 206 报文", "Stations that speak SZY 206"}, {}));
    to.service("mqtt", {.title = {"收 MQTT 消息", "Topics of an MQTT broker"},
                        .demo_listen = {},
                        .start = [](const kernel::ServiceStart& start) { return start_broker_link(start); }});
    to.rule("mqtt_feed", "topic", [](std::string_view topic) -> Done {
        if (!mqtt::TopicPattern::parse(topic)) return refuse("mqtt.topic");
        return {};
    });
    to.job_action("ecology.watch_alarms", watch_alarms);
    to.job_action("ecology.mark_gaps", mark_gaps);
    to.job_action("ecology.derive_flow", derive_flow);
    to.job_action("ecology.close_flow_days", close_flow_days);
    sensorthings::serve_sensorthings(to);
    serve_waterml(to);
    serve_csv(to);
    to.study("ecology.now", now_study());
    to.study("ecology.health", health_study());
    to.study("ecology.rating", rating_study());
    to.study("ecology.trend", trend_study());
    to.study("ecology.water_class", water_class_study());
}

} // namespace shanhai
