#include "modules/ecology/reception/feed_book.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"

#include <algorithm>

namespace shanhai::ecology {

namespace {

using kernel::text_of;

void set_where_told(std::string& path, const json::object& record, std::string_view field) {
    if (auto told = text_of(record, field); !told.empty()) path = std::move(told);
}

// Nothing, when its topic cannot be used with its messages.
std::optional<mqtt::Feed> feed_of(const json::object& record) {
    auto topic = mqtt::TopicPattern::parse(text_of(record, "topic"));
    if (!topic) return {};
    mqtt::Feed feed{.name = text_of(record, "name"), .topic = *std::move(topic)};
    if (text_of(record, "payload") == "number") feed.form = mqtt::PayloadForm::number;
    if (feed.form == mqtt::PayloadForm::number && !(feed.topic.names_station() && feed.topic.names_code())) return {};
    set_where_told(feed.station_at, record, "station_at");
    set_where_told(feed.time_at, record, "time_at");
    set_where_told(feed.value_at, record, "value_at");
    set_where_told(feed.values_at, record, "values_at");
    return feed;
}

} // namespace

Result<bool> FeedBook::refresh(const std::function<void(const std::string&)>& trouble) {
    if (read_ && !TRY(moved_.look())) return false;
    const auto entry = kernel_.last_entry();
    std::vector<mqtt::Feed> feeds;
    TRY_DO(kernel::for_each_record(kernel_, kernel::Principal::system(), "mqtt_feed", {},
                                   [&](json::object& record) -> Done {
                                       if (!text_of(record, "ended_on").empty()) return {};
                                       if (auto feed = feed_of(record))
                                           feeds.push_back(*std::move(feed));
                                       else
                                           trouble("a topic that cannot be used: " + text_of(record, "topic"));
                                       return {};
                                   }));
    feeds_ = std::move(feeds);
    read_ = true;
    moved_.settle(entry);
    return true;
}

std::vector<std::string> FeedBook::filters() const {
    std::vector<std::string> filters;
    for (const auto& feed : feeds_) filters.push_back(feed.topic.filter());
    std::ranges::sort(filters);
    const auto twice = std::ranges::unique(filters);
    filters.erase(twice.begin(), twice.end());
    return filters;
}

} // namespace shanhai::ecology
