#include "modules/ecology/mqtt/topic_pattern.h"

#include <utility>

namespace shanhai::ecology::mqtt {

namespace {

constexpr std::string_view station_level = "{station}", code_level = "{code}", any_level = "+";

std::vector<std::string_view> levels_of(std::string_view topic) {
    std::vector<std::string_view> levels;
    for (std::size_t at = 0;;) {
        const auto slash = topic.find('/', at);
        levels.push_back(topic.substr(at, slash - at));
        if (slash == std::string_view::npos) return levels;
        at = slash + 1;
    }
}

bool is_word(std::string_view level) { return level.find_first_of("+#{}") == std::string_view::npos; }

} // namespace

std::optional<TopicPattern> TopicPattern::parse(std::string_view text) {
    TopicPattern pattern;
    for (const auto level : levels_of(text)) {
        if (level == station_level || level == code_level) {
            bool& named = level == station_level ? pattern.names_station_ : pattern.names_code_;
            if (std::exchange(named, true)) return {};
        } else if (level != any_level && !is_word(level)) {
            return {};
        }
        pattern.levels_.emplace_back(level);
    }
    return pattern;
}

std::string TopicPattern::filter() const {
    std::string filter;
    for (const auto& level : levels_) {
        if (!filter.empty() || &level != &levels_.front()) filter += '/';
        filter += is_word(level) ? level : any_level;
    }
    return filter;
}

std::optional<TopicMatch> TopicPattern::match(std::string_view topic) const {
    const auto told = levels_of(topic);
    if (told.size() != levels_.size()) return {};
    TopicMatch match;
    for (std::size_t i = 0; i < told.size(); ++i) {
        if (levels_[i] == station_level)
            match.station = told[i];
        else if (levels_[i] == code_level)
            match.code = told[i];
        else if (levels_[i] != any_level && levels_[i] != told[i])
            return {};
    }
    return match;
}

} // namespace shanhai::ecology::mqtt
