#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::ecology::mqtt {

// What a topic says of a message.
struct TopicMatch {
    std::string_view station, code; // empty where the pattern does not name them
};

// A family of topics: "gauges/{station}/{code}". A level is a word, {station}, {code}, or + for any.
class TopicPattern {
public:
    // Nothing when it names a thing twice, or has a level that is none of these.
    static std::optional<TopicPattern> parse(std::string_view text);

    std::string filter() const; // as brokers want it: "gauges/+/+"
    std::optional<TopicMatch> match(std::string_view topic) const;
    bool names_station() const { return names_station_; }
    bool names_code() const { return names_code_; }

private:
    std::vector<std::string> levels_;
    bool names_station_ = false, names_code_ = false;
};

} // namespace shanhai::ecology::mqtt
