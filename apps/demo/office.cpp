#include "apps/demo/office.h"

#include "apps/demo/demo.h"
#include "apps/demo/voucher.h"
#include "base/check.h"
#include "kernel/module/every_record.h"
#include "kernel/module/module.h"
#include "kernel/module/shown_record.h"

#include <atomic>
#include <utility>

namespace shanhai::demo {

namespace {

constexpr std::int64_t opening_micros =
    1'641'225'600'000'000; // 2022-01-04 00:00 in Shanghai, before anything was entered
std::atomic<std::int64_t> clock_micros = opening_micros;

} // namespace

Moment demo_clock() { return Moment{clock_micros}; }

ClockAt::ClockAt(Moment moment) { clock_micros = moment.micros; }
ClockAt::~ClockAt() { clock_micros = opening_micros; }

std::string id_of(const json::object& record) { return "#" + kernel::text_of(record, "id"); }

Done Office::run(const std::string& action) {
    const auto& actions = kernel_.registrar().job_actions();
    const auto found = actions.find(action);
    check(found != actions.end(), "the demo runs jobs that modules have");
    const std::atomic<bool> never = false;
    const Clock clock = [this] { return now_; };
    TRY(found->second({kernel_, now_, clock, "demo/" + action + "/" + now_.iso(), never}));
    return {};
}

Result<std::vector<json::object>> Office::records(const std::string& type, std::vector<kernel::ListFilter> filters) {
    std::vector<json::object> found;
    kernel::ListQuery query;
    query.filters = std::move(filters);
    TRY_DO(kernel::for_each_record(kernel_, kernel::Principal::administrator(), type, std::move(query),
                                   [&](json::object& record) -> Done {
                                       found.push_back(std::move(record));
                                       return {};
                                   }));
    return found;
}

Result<json::object> Office::record(const std::string& type, const std::string& name) {
    return kernel_.get(kernel::Principal::administrator(), type, name);
}

Result<json::object> Office::paper(const std::string& title) {
    const auto stored = TRY(kernel_.store_file(kernel::Principal::administrator(), {title + ".svg", {}, {}},
                                               drawn_paper(title, {"演示用，多份记录共用"})));
    return json::object{{"sha256", stored.sha256}, {"name", stored.name}};
}

kernel::Command& Office::said(std::string_view actor, kernel::Action action, std::string type) {
    kernel::Command command;
    command.action = action;
    command.actor = actor;
    command.type = std::move(type);
    commands_.push_back(std::move(command));
    return commands_.back();
}

void Office::create(std::string_view actor, std::string type, json::object fields) {
    said(actor, kernel::Action::create, std::move(type)).fields = std::move(fields);
}

void Office::advance(std::string_view actor, std::string type, std::string record, std::string transition,
                     json::object fields) {
    auto& command = said(actor, kernel::Action::advance, std::move(type));
    command.record = std::move(record);
    command.transition = std::move(transition);
    command.fields = std::move(fields);
}

void Office::amend(std::string_view actor, std::string type, std::string record, json::object fields,
                   std::string reason) {
    auto& command = said(actor, kernel::Action::amend, std::move(type));
    command.record = std::move(record);
    command.fields = std::move(fields);
    command.reason = std::move(reason);
}

Done Office::enter() {
    if (commands_.empty()) return {};
    kernel::Request request;
    request.who = kernel::Principal::administrator();
    request.show = false;
    request.commands = std::exchange(commands_, {});
    TRY_DO(kernel_.execute(std::move(request)));
    return {};
}

} // namespace shanhai::demo
