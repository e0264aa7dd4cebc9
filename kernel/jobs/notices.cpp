#include "kernel/jobs/notices.h"

#include "base/json.h"
#include "base/text_json.h"
#include "kernel/access/random.h"
#include "kernel/jobs/audience.h"
#include "kernel/journal/journal.h"
#include "kernel/store/one_number.h"
#include "kernel/store/tables.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t entries_at_once = 256;
constexpr std::int64_t deliveries_at_once = 20;
constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t hour_micros = 3600 * micros_per_second;
constexpr std::int64_t day_micros = 24 * hour_micros;
constexpr std::int64_t longest_pause_micros = 6 * hour_micros;
constexpr std::int64_t seen_kept_days = 90, unseen_kept_days = 365;
constexpr const char* looked_through = "noticed"; // in sys_meta: the last entry that people were told of
constexpr const char* administrator = "admin";
constexpr std::string_view notice_columns = "id, person, key, kind, type, record, entry, detail, at, seen";

Notice take_notice(const Statement& row, int first = 0) {
    Notice notice;
    notice.id = row.integer(first);
    notice.person = row.text(first + 1);
    notice.key = row.text(first + 2);
    notice.kind = row.text(first + 3);
    notice.type = row.text(first + 4);
    notice.record = row.integer(first + 5);
    notice.entry = row.integer(first + 6);
    notice.detail = parse_own_json(row.text(first + 7)).as_object();
    notice.at = {row.integer(first + 8)};
    if (row.integer(first + 9) != 0) notice.seen = Moment{row.integer(first + 9)};
    return notice;
}

std::set<std::string> kinds_in(std::string_view text) {
    std::set<std::string> kinds;
    for (const auto kind : split(text, ' '))
        if (!kind.empty()) kinds.emplace(kind);
    return kinds;
}

std::string text_of(const std::set<std::string>& kinds) {
    return join(std::vector<std::string>(kinds.begin(), kinds.end()), " ");
}

// By which choice of kinds a notification is told: the rest of the records to do goes with them, and a test with anything.
bool wants(const std::set<std::string>& kinds, const std::string& kind) {
    return kind == "test" || kinds.contains(kind == "todo_more" ? "todo" : kind);
}

// The channels of a person, as text of the table.
std::vector<Channel> read_channels(Connection& connection, const std::string& person) {
    auto& statement =
        connection.prepared("SELECT channel, target, kinds, secret FROM sys_channel WHERE person = ? ORDER BY channel");
    statement.bind(person);
    const Resetting done(statement);
    std::vector<Channel> channels;
    while (statement.step())
        channels.push_back({std::string(statement.text(0)), std::string(statement.text(1)), kinds_in(statement.text(2)),
                            std::string(statement.text(3))});
    return channels;
}

// Why a delivery is not even begun; empty when it is.
std::string why_not(Connection& writer, const std::string& person, const std::string& channel, Moment now) {
    if (one_number(writer.prepared("SELECT count(*) FROM sys_delivery WHERE state = 'waiting'")) >=
        Notices::most_waiting)
        return "queue full";
    if (channel != "mail") return {};
    auto& statement =
        writer.prepared("SELECT count(*) FROM sys_delivery AS d JOIN sys_notice AS n ON n.id = d.notice "
                        "WHERE d.person = ? AND d.channel = 'mail' AND d.state <> 'given_up' AND n.at > ?");
    statement.bind(person).bind(now.micros - hour_micros);
    return one_number(statement) >= Notices::most_mails_an_hour ? "too many within an hour" : "";
}

void add_delivery(Connection& writer, const Notice& notice, const std::string& channel, Moment now) {
    const auto because = why_not(writer, notice.person, channel, now);
    const auto id = one_number(writer.prepared("SELECT max(id) FROM sys_delivery")) + 1;
    writer
        .prepared("INSERT INTO sys_delivery (id, notice, person, channel, tries, due, state, error, ended) "
                  "VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)")
        .bind(id)
        .bind(notice.id)
        .bind(notice.person)
        .bind(channel)
        .bind(now.micros)
        .bind(because.empty() ? "waiting" : "given_up")
        .bind(because)
        .bind(because.empty() ? 0 : now.micros)
        .run();
}

} // namespace

Notices::Notices(StoreDoors doors, Clock clock, const Schema& schema, JobSettings settings, People people)
    : doors_(std::move(doors)), clock_(std::move(clock)), schema_(schema), settings_(std::move(settings)),
      people_(std::move(people)), carriers_(curl_carriers(settings_)) {}

// ── the inbox ────────────────────────────────────────────────────────────────────────────────────────────────────────

std::vector<Notice> Notices::list(const std::string& person, std::int64_t before, std::size_t limit, bool unseen_only) {
    std::vector<Notice> notices;
    doors_.read([&](Connection& reader) {
        auto& statement =
            reader.prepared("SELECT " + std::string(notice_columns) + " FROM sys_notice WHERE person = ? AND id < ?" +
                            (unseen_only ? " AND seen = 0" : "") + " ORDER BY id DESC LIMIT ?");
        statement.bind(person).bind(before <= 0 ? INT64_MAX : before).bind(static_cast<std::int64_t>(limit));
        const Resetting done(statement);
        while (statement.step()) notices.push_back(take_notice(statement));
    });
    return notices;
}

std::int64_t Notices::unseen(const std::string& person) {
    std::int64_t count = 0;
    doors_.read([&](Connection& reader) {
        auto& statement = reader.prepared("SELECT count(*) FROM sys_notice WHERE person = ? AND seen = 0");
        statement.bind(person);
        count = one_number(statement);
    });
    return count;
}

Done Notices::mark_seen(const std::string& person, const std::vector<std::int64_t>& ids, std::int64_t until) {
    const auto now = clock_();
    TRY_DO(doors_.write([&](Connection& writer) {
        if (ids.empty())
            writer.prepared("UPDATE sys_notice SET seen = ? WHERE person = ? AND seen = 0 AND id <= ?")
                .bind(now.micros)
                .bind(person)
                .bind(until)
                .run();
        for (const auto id : ids)
            writer.prepared("UPDATE sys_notice SET seen = ? WHERE person = ? AND seen = 0 AND id = ?")
                .bind(now.micros)
                .bind(person)
                .bind(id)
                .run();
    }));
    moved();
    return {};
}

Text Notices::title_of(const Notice& notice) const {
    const auto* type = schema_.type(notice.type);
    const auto title = type == nullptr ? Text{} : type->title;
    const auto said = [&](const char* name) {
        const auto* value = notice.detail.if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
    };
    if (notice.kind == "todo") return {"待办：" + title.zh, "To do: " + title.in("en")};
    if (notice.kind == "todo_more") return {"另有 " + said("count") + " 项待办", said("count") + " more things to do"};
    if (notice.kind == "overdue") return {"逾期督办：" + title.zh, "Overdue: " + title.in("en")};
    if (notice.kind == "job_failed") return {"任务未完成：" + said("job"), "A job did not succeed: " + said("job")};
    return {"测试通知", "A test notification"};
}

std::string Notices::path_of(const Notice& notice) {
    if (notice.kind == "job_failed") return "/jobs";
    if (notice.kind == "todo_more") return "/todo";
    if (notice.record == 0) return "/notifications";
    return "/records/" + notice.type + "/" + std::to_string(notice.record);
}

// ── channels ─────────────────────────────────────────────────────────────────────────────────────────────────────────

std::vector<Channel> Notices::channels(const std::string& person) {
    std::vector<Channel> channels;
    doors_.read([&](Connection& reader) { channels = read_channels(reader, person); });
    return channels;
}

namespace {

Done check_channel(const Channel& channel, const JobSettings& settings) {
    for (const auto& kind : channel.kinds)
        if (std::ranges::find(notice_kinds, kind) == notice_kinds.end())
            return refuse("notice.unknown_kind", "/" + channel.name + "/kinds", {{"name", kind}});
    if (channel.target.empty()) return {};
    const auto field = "/" + channel.name + (channel.name == "mail" ? "/address" : "/url");
    if (channel.name == "mail") {
        if (!settings.mail) return refuse("notice.no_mail_server", field);
        if (!is_mail_address(channel.target)) return refuse("notice.bad_mail_address", field);
        return {};
    }
    if (!is_web_address(channel.target)) return refuse("notice.bad_url", field);
    if (!settings.local_webhooks && names_local_host(channel.target)) return refuse("notice.local_url", field);
    return {};
}

} // namespace

Result<Channel> Notices::set_channel(const std::string& person, Channel channel) {
    TRY_DO(check_channel(channel, settings_));
    const auto kinds = text_of(channel.kinds);
    const auto fresh = channel.name == "webhook" ? random_token() : std::string{};
    TRY_DO(doors_.write([&](Connection& writer) {
        const auto before = read_channels(writer, person);
        const auto known = std::ranges::find(before, channel.name, &Channel::name);
        const bool moves = known == before.end() || known->target != channel.target;
        const auto secret = moves ? fresh : known->secret;
        channel.secret = moves ? fresh : std::string{};
        writer.prepared("DELETE FROM sys_channel WHERE person = ? AND channel = ?")
            .bind(person)
            .bind(channel.name)
            .run();
        if (channel.target.empty()) {
            channel.secret.clear();
            return;
        }
        writer.prepared("INSERT INTO sys_channel (person, channel, target, kinds, secret) VALUES (?, ?, ?, ?, ?)")
            .bind(person)
            .bind(channel.name)
            .bind(channel.target)
            .bind(kinds)
            .bind(secret)
            .run();
    }));
    return channel;
}

std::vector<Delivery> Notices::deliveries(const std::string& person, std::size_t limit) {
    std::vector<Delivery> deliveries;
    doors_.read([&](Connection& reader) {
        auto& statement =
            reader.prepared("SELECT id, notice, channel, tries, state, error, due, ended FROM sys_delivery "
                            "WHERE person = ? ORDER BY id DESC LIMIT ?");
        statement.bind(person).bind(static_cast<std::int64_t>(limit));
        const Resetting done(statement);
        while (statement.step()) {
            Delivery one;
            one.id = statement.integer(0);
            one.notice = statement.integer(1);
            one.channel = statement.text(2);
            one.tries = statement.integer(3);
            one.state = statement.text(4);
            one.error = statement.text(5);
            one.due = {statement.integer(6)};
            if (statement.integer(7) != 0) one.ended = Moment{statement.integer(7)};
            deliveries.push_back(std::move(one));
        }
    });
    return deliveries;
}

Done Notices::send_test(const std::string& person) {
    Notice notice;
    notice.person = person;
    notice.kind = "test";
    notice.at = clock_();
    notice.key = "test:" + std::to_string(notice.at.micros);
    TRY_DO(doors_.write([&](Connection& writer) { add(writer, notice); }));
    moved();
    return {};
}

// ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────────

void Notices::add(Connection& writer, Notice notice) {
    auto& known = writer.prepared("SELECT 1 FROM sys_notice WHERE person = ? AND key = ?");
    known.bind(notice.person).bind(notice.key);
    const bool told = known.step();
    known.reset();
    auto& unseen = writer.prepared("SELECT count(*) FROM sys_notice WHERE person = ? AND seen = 0");
    unseen.bind(notice.person);
    if (told || one_number(unseen) >= most_unseen) return;
    notice.id = one_number(writer.prepared("SELECT max(id) FROM sys_notice")) + 1;
    const auto detail = json::serialize(notice.detail);
    writer
        .prepared("INSERT INTO sys_notice (id, person, key, kind, type, record, entry, detail, at, seen) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)")
        .bind(notice.id)
        .bind(notice.person)
        .bind(notice.key)
        .bind(notice.kind)
        .bind(notice.type)
        .bind(notice.record)
        .bind(notice.entry)
        .bind(detail)
        .bind(notice.at.micros)
        .run();
    const auto now = clock_();
    for (const auto& channel : read_channels(writer, notice.person))
        if (wants(channel.kinds, notice.kind)) add_delivery(writer, notice, channel.name, now);
}

void Notices::add_job_failure(Connection& writer, const JobRun& run) {
    Notice notice;
    notice.person = administrator;
    notice.kind = "job_failed";
    notice.key = "job:" + run.job + ":" + std::to_string(run.due.micros) + ":" + std::to_string(run.attempt);
    notice.detail = {{"job", run.job}, {"due", run.due.micros}};
    notice.at = clock_();
    add(writer, std::move(notice));
}

namespace {

// At most so many of one kind to one person; the others become one that says how many they are.
std::vector<Notice> without_flood(std::vector<Notice> notices, std::int64_t until) {
    std::map<std::string, std::size_t> told;
    std::map<std::string, Notice> more;
    std::vector<Notice> kept;
    for (auto& notice : notices) {
        if (notice.kind != "todo" || told[notice.person]++ < Notices::most_of_a_kind) {
            kept.push_back(std::move(notice));
            continue;
        }
        auto& rest = more[notice.person];
        rest.person = notice.person;
        rest.kind = "todo_more";
        rest.key = "more:" + std::to_string(until);
        rest.detail["count"] = std::to_string(told[notice.person] - Notices::most_of_a_kind);
        rest.at = notice.at;
    }
    for (auto& [person, rest] : more) kept.push_back(std::move(rest));
    return kept;
}

std::vector<Entry> next_entries(Connection& reader, std::int64_t after) {
    auto& statement = reader.prepared("SELECT seq, body FROM sys_entry WHERE seq > ? AND action IN "
                                      "('create', 'advance', 'undo', 'escalate') ORDER BY seq LIMIT " +
                                      std::to_string(entries_at_once));
    statement.bind(after);
    const Resetting done(statement);
    std::vector<Entry> entries;
    while (statement.step()) {
        auto entry = parse_entry_body(statement.text(1));
        entry.seq = statement.integer(0);
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace

Result<bool> Notices::look_through() {
    std::vector<Notice> notices;
    std::int64_t from = 0, until = 0;
    bool more = false, begun = true;
    doors_.read([&](Connection& reader) {
        const auto mark = meta(reader, looked_through);
        const auto head = one_number(reader.prepared("SELECT max(seq) FROM sys_entry"));
        begun = !mark.empty();
        from = begun ? std::stoll(mark) : head;
        until = head;
        if (from == head) return;
        const auto entries = next_entries(reader, from);
        more = entries.size() == entries_at_once;
        if (more) until = entries.back().seq;
        Audience audience(reader, schema_, people_);
        for (const auto& entry : entries)
            for (auto& notice : audience.of(entry)) notices.push_back(std::move(notice));
    });
    if (from == until && begun) return false;
    notices = without_flood(std::move(notices), until);
    TRY_DO(doors_.write([&](Connection& writer) {
        for (const auto& notice : notices) add(writer, notice);
        set_meta(writer, looked_through, std::to_string(until));
    }));
    if (!notices.empty()) moved();
    return more;
}

// ── out of the house ─────────────────────────────────────────────────────────────────────────────────────────────────

struct Notices::Due {
    std::int64_t id = 0, tries = 0;
    Notice notice;
    std::string channel, target, secret;
};

std::vector<Notices::Due> Notices::due_deliveries() {
    std::vector<Due> result;
    doors_.read([&](Connection& reader) {
        auto& statement = reader.prepared(
            "SELECT d.id, d.tries, d.channel, c.target, c.secret, n.id, n.person, n.key, n.kind, n.type, n.record, n.entry, "
            "n.detail, n.at, n.seen FROM sys_delivery AS d JOIN sys_notice AS n ON n.id = d.notice "
            "LEFT JOIN sys_channel AS c ON c.person = d.person AND c.channel = d.channel "
            "WHERE d.state = 'waiting' AND d.due <= ? ORDER BY d.due, d.id LIMIT " +
            std::to_string(deliveries_at_once));
        statement.bind(clock_().micros);
        const Resetting done(statement);
        while (statement.step()) {
            Due due;
            due.id = statement.integer(0);
            due.tries = statement.integer(1);
            due.channel = statement.text(2);
            if (!statement.is_null(3)) due.target = statement.text(3);
            if (!statement.is_null(4)) due.secret = statement.text(4);
            due.notice = take_notice(statement, 5);
            result.push_back(std::move(due));
        }
    });
    return result;
}

Result<std::size_t> Notices::deliver() {
    std::set<std::pair<std::string, std::string>> silent; // receivers that did not answer keep no other waiting
    std::size_t tried = 0;
    for (const auto& due : due_deliveries()) {
        const std::pair receiver(due.notice.person, due.channel);
        if (silent.contains(receiver)) continue;
        const auto sent = try_one(due);
        if (!sent) silent.insert(receiver);
        TRY_DO(settle(due, sent));
        ++tried;
    }
    return tried;
}

// Rights may have gone between the cause and the next try.
bool Notices::may_still_know(const Due& due) {
    if (due.notice.person == administrator) return true;
    bool may = false;
    doors_.read([&](Connection& reader) {
        if (due.notice.record != 0) {
            may = Audience(reader, schema_, people_).may_read(due.notice.person, due.notice.type, due.notice.record);
            return;
        }
        may = std::ranges::any_of(people_.everybody(reader),
                                  [&](const Principal& one) { return one.user() == due.notice.person; });
    });
    return may;
}

Done Notices::try_one(const Due& due) {
    if (due.target.empty()) return refuse("notice.gone", {}, {{"what", "the channel was removed"}});
    if (!may_still_know(due)) return refuse("notice.gone", {}, {{"what", "may not be known any more"}});
    const auto id = "shanhai-" + std::to_string(due.id) + "-" + std::to_string(due.notice.at.micros);
    const auto title = title_of(due.notice);
    const auto link = settings_.address.empty() ? std::string{} : settings_.address + path_of(due.notice);
    if (due.channel == "mail") {
        const auto body = title.zh + "\n" + title.en + "\n\n" + (link.empty() ? "" : link + "\n");
        return carriers_.mail({due.target, id, {"【山海】" + title.zh, title.en}, body, due.notice.at});
    }
    const json::object body{{"id", id},
                            {"kind", due.notice.kind},
                            {"title", as_json(title)},
                            {"link", link.empty() ? json::value(nullptr) : json::value(link)},
                            {"at", due.notice.at.iso()}};
    return carriers_.webhook({due.target, due.secret, id, json::serialize(body), clock_()});
}

Done Notices::settle(const Due& due, const Done& sent) {
    const auto now = clock_();
    const auto tries = due.tries + 1;
    const bool gone = !sent && sent.error().code == "notice.gone";
    const bool over = sent.has_value() || gone || tries >= settings_.most_tries;
    const auto pause = std::min(longest_pause_micros, (settings_.first_retry_seconds * micros_per_second)
                                                          << std::min<std::int64_t>(tries - 1, 15));
    std::string error;
    if (!sent) error = sent.error().args.empty() ? sent.error().code : sent.error().args.front().second;
    return doors_.write([&](Connection& writer) {
        writer.prepared("UPDATE sys_delivery SET tries = ?, state = ?, error = ?, due = ?, ended = ? WHERE id = ?")
            .bind(tries)
            .bind(sent   ? "sent"
                  : over ? "given_up"
                         : "waiting")
            .bind(error)
            .bind(over ? now.micros : now.micros + pause)
            .bind(over ? now.micros : 0)
            .bind(due.id)
            .run();
    });
}

Result<std::int64_t> Notices::forget_old() {
    const auto now = clock_().micros;
    std::int64_t forgotten = 0;
    TRY_DO(doors_.write([&](Connection& writer) {
        // The newest keeps its place, so that no number is given twice.
        const std::string old = " FROM sys_notice WHERE ((seen > 0 AND at < ?) OR at < ?) AND id < "
                                "(SELECT max(id) FROM sys_notice)";
        const auto bound = [&](Statement& statement) -> Statement& {
            return statement.bind(now - seen_kept_days * day_micros).bind(now - unseen_kept_days * day_micros);
        };
        forgotten = one_number(bound(writer.prepared("SELECT count(*)" + old)));
        bound(writer.prepared("DELETE FROM sys_delivery WHERE notice IN (SELECT id" + old + ")")).run();
        bound(writer.prepared("DELETE" + old)).run();
    }));
    return forgotten;
}

} // namespace shanhai::kernel
