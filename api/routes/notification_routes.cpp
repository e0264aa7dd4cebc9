#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "kernel/jobs/notices.h"

#include <algorithm>
#include <charconv>

// What people are told, and by which ways.
namespace shanhai::api {

namespace {

using http::Method;

constexpr std::size_t usual_notices = 30, most_notices = 100, shown_deliveries = 20, most_ids = 500;

// Looked up now, with the rights of now: what may not be read any more has no label.
json::value record_of(Context& context, const Call& call, const kernel::Notice& notice) {
    if (notice.record == 0) return nullptr;
    const auto id = std::to_string(notice.record);
    const auto record = context.kernel.get(call.who(), notice.type, id);
    if (!record) return nullptr;
    return json::object{{"type", notice.type},
                        {"id", id},
                        {"number", record->at("number")},
                        {"label", record->at("label")},
                        {"deadline", record->at("deadline")}};
}

json::object shown(Context& context, const Call& call, const kernel::Notice& notice) {
    auto record = record_of(context, call, notice);
    const bool out_of_reach = notice.record != 0 && record.is_null();
    return {{"id", std::to_string(notice.id)},
            {"kind", notice.kind},
            {"title", as_json(context.kernel.notices().title_of(notice))},
            {"link", out_of_reach ? json::value(nullptr) : json::value(kernel::Notices::path_of(notice))},
            {"record", std::move(record)},
            {"at", notice.at.iso()},
            {"seen", notice.seen ? json::value(notice.seen->iso()) : json::value(nullptr)}};
}

Answer list_notices(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto before = static_cast<std::int64_t>(TRY(query.number("before")).value_or(0) & 0x7fffffffffffffffU);
    const std::size_t limit = TRY(limit_in(query, usual_notices, most_notices));
    auto& notices = context.kernel.notices();
    auto found = notices.list(call.who().user(), before, limit + 1, query.text("unseen") == "1");
    const bool more = found.size() > limit;
    if (more) found.resize(limit);
    json::array items;
    for (const auto& notice : found) items.push_back(shown(context, call, notice));
    return json_answer(
        json::object{{"unseen", notices.unseen(call.who().user())},
                     {"items", std::move(items)},
                     {"next", more ? json::value(std::to_string(found.back().id)) : json::value(nullptr)}});
}

std::optional<std::int64_t> id_in(const json::value& value) {
    if (!value.is_string()) return std::nullopt;
    const std::string_view text = value.get_string();
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc() && end == text.data() + text.size() && id > 0 ? std::optional(id) : std::nullopt;
}

std::unexpected<Problem> wrong_kind(const std::string& field, const std::string& kind) {
    return refuse("record.wrong_kind", "/" + field, {{"kind", kind}});
}

// {"ids":["1","2"]} or {"until":"7"}
Answer mark_seen(Context& context, Call& call) {
    const json::object body = TRY(object_in(call.request));
    std::vector<std::int64_t> ids;
    std::int64_t until = 0;
    if (const auto* given = body.if_contains("ids")) {
        if (!given->is_array() || given->get_array().empty() || given->get_array().size() > most_ids)
            return wrong_kind("ids", "text");
        for (const auto& one : given->get_array()) {
            const auto id = id_in(one);
            if (!id) return wrong_kind("ids", "text");
            ids.push_back(*id);
        }
    } else {
        const auto* last = body.if_contains("until");
        const auto id = last ? id_in(*last) : std::nullopt;
        if (!id) return wrong_kind("until", "text");
        until = *id;
    }
    auto& notices = context.kernel.notices();
    TRY_DO(notices.mark_seen(call.who().user(), ids, until));
    return json_answer(json::object{{"unseen", notices.unseen(call.who().user())}});
}

// ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

json::array names_of(const std::set<std::string>& kinds) {
    json::array names;
    for (const auto& kind : kinds) names.emplace_back(kind);
    return names;
}

json::object shown(const kernel::Delivery& delivery) {
    return {{"id", std::to_string(delivery.id)},
            {"notification", std::to_string(delivery.notice)},
            {"channel", delivery.channel},
            {"state", delivery.state},
            {"tries", delivery.tries},
            {"error", or_null(delivery.error)},
            {"due", delivery.due.iso()},
            {"ended", delivery.ended ? json::value(delivery.ended->iso()) : json::value(nullptr)}};
}

json::object settings_of(Context& context, const Call& call) {
    auto& notices = context.kernel.notices();
    const auto channels = notices.channels(call.who().user());
    const auto channel = [&](const char* name, const char* target) -> json::object {
        const auto found = std::ranges::find(channels, name, &kernel::Channel::name);
        if (found != channels.end()) return {{target, found->target}, {"kinds", names_of(found->kinds)}};
        json::array all;
        for (const auto kind : kernel::notice_kinds) all.emplace_back(kind);
        return {{target, nullptr}, {"kinds", std::move(all)}};
    };
    json::array deliveries;
    for (const auto& one : notices.deliveries(call.who().user(), shown_deliveries)) deliveries.push_back(shown(one));
    return {{"can_mail", notices.can_mail()},
            {"mail", channel("mail", "address")},
            {"webhook", channel("webhook", "url")},
            {"deliveries", std::move(deliveries)}};
}

Result<kernel::Channel> channel_in(const json::object& body, const std::string& name, const char* target) {
    kernel::Channel channel;
    channel.name = name;
    const auto* said = body.if_contains(name);
    if (said == nullptr || !said->is_object()) return wrong_kind(name, "object");
    const auto& object = said->get_object();
    if (const auto* to = object.if_contains(target); to != nullptr && !to->is_null()) {
        if (!to->is_string()) return wrong_kind(name + "/" + target, "text");
        channel.target = to->get_string();
    }
    const auto* kinds = object.if_contains("kinds");
    if (kinds == nullptr) {
        channel.kinds = {kernel::notice_kinds.begin(), kernel::notice_kinds.end()};
        return channel;
    }
    if (!kinds->is_array() || kinds->get_array().size() > kernel::notice_kinds.size())
        return wrong_kind(name + "/kinds", "text");
    for (const auto& kind : kinds->get_array()) {
        if (!kind.is_string()) return wrong_kind(name + "/kinds", "text");
        channel.kinds.emplace(kind.get_string());
    }
    return channel;
}

// {"mail":{"address","kinds"}} or {"webhook":{"url","kinds"}}, or both; null takes a channel away.
Answer change_settings(Context& context, Call& call) {
    const json::object body = TRY(object_in(call.request));
    auto& notices = context.kernel.notices();
    std::string secret;
    if (!body.contains("mail") && !body.contains("webhook")) return wrong_kind("mail", "object");
    if (body.contains("mail")) TRY(notices.set_channel(call.who().user(), TRY(channel_in(body, "mail", "address"))));
    if (body.contains("webhook"))
        secret = TRY(notices.set_channel(call.who().user(), TRY(channel_in(body, "webhook", "url")))).secret;
    auto answer = settings_of(context, call);
    if (!secret.empty()) answer["secret"] = secret;
    return json_answer(answer);
}

Answer send_test(Context& context, Call& call) {
    TRY_DO(context.kernel.notices().send_test(call.who().user()));
    return json_answer(settings_of(context, call), 202);
}

void add_settings_routes(Router& router, Context& context) {
    router.add({.method = Method::get,
                .path = "/api/v1/notifications/settings",
                .name = "get_notification_settings",
                .summary = "By which ways the caller is told, and what became of the last deliveries.",
                .access = Access::person,
                .replies = {{200, "The settings.", "NotificationSettings"}},
                .handler = Slow{[&context](Call& call) { return json_answer(settings_of(context, call)); }}});
    router.add({.method = Method::put,
                .path = "/api/v1/notifications/settings",
                .name = "set_notification_settings",
                .summary = "Sets an e-mail address or a webhook, or takes it away with null.",
                .access = Access::person,
                .body = Body::json,
                .body_schema = "NotificationChannels",
                .replies = {{200, "The settings; `secret` once, when the webhook goes somewhere new.",
                             "NotificationSettings"}},
                .handler = Slow{[&context](Call& call) { return change_settings(context, call); }}});
    router.add({.method = Method::post,
                .path = "/api/v1/notifications/test",
                .name = "send_test_notification",
                .summary = "A notification to the caller by every way that is set.",
                .access = Access::person,
                .replies = {{202, "The settings, with what is on its way.", "NotificationSettings"}},
                .handler = Slow{[&context](Call& call) { return send_test(context, call); }}});
}

} // namespace

void add_notification_routes(Router& router, Context& context) {
    router.add({.method = Method::get,
                .path = "/api/v1/notifications",
                .name = "list_notifications",
                .summary = "What the caller was told, the latest first.",
                .parameters = {{.name = "before", .about = "An id: older ones.", .schema = {{"type", "integer"}}},
                               {.name = "unseen", .about = "1: only what was not seen yet."},
                               {.name = "limit",
                                .about = "",
                                .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", most_notices}}}},
                .replies = {{200, "Notifications, and how many were not seen yet.", "Notifications"}},
                .handler = Slow{[&context](Call& call) { return list_notices(context, call); }}});
    router.add({.method = Method::post,
                .path = "/api/v1/notifications/seen",
                .name = "mark_notifications_seen",
                .summary = "Marks notifications as seen: those named, or all up to one.",
                .body = Body::json,
                .body_schema = "NotificationsSeen",
                .replies = {{200, "How many were not seen yet.", "UnseenCount"}},
                .handler = Slow{[&context](Call& call) { return mark_seen(context, call); }}});
    add_settings_routes(router, context);
}

} // namespace shanhai::api
