#pragma once

#include "modules/ecology/frames/shown_time.h"
#include "modules/ecology/hj212/frame_writer.h"
#include "modules/ecology/reception/desk.h"
#include "modules/ecology/reception/sensor_judges.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace shanhai::ecology {

// A desk without sockets and without a store: what was kept waits until the trial settles it.
class TrialDesk final : public Desk {
public:
    TrialDesk() {
        book_.series = {{"ecology.ph", 2, 1830}, {"ecology.level", 3, 1830}};
        StationInBook station;
        station.id = 7;
        station.code = "MN7";
        station.sensors = {sensor(1, "w01001", 0), sensor(2, "w01018", 1)};
        book_.add(station);
        station.id = 8;
        station.code = "0012345678";
        station.sensors = {sensor(3, "Z", 1)};
        book_.add(station);
    }
    static SensorInBook sensor(std::int64_t id, std::string code, std::size_t series) {
        SensorInBook one;
        one.id = id;
        one.code = std::move(code);
        one.series = series;
        one.until = kernel::latest_second;
        return one;
    }

    const StationBook& book() const override { return book_; }
    Moment now() const override { return Moment{LocalTime::of(2026, 3, 1, 8, 30, 0)->unix_seconds() * 1'000'000}; }
    void say(std::string bytes) override { said += bytes; }
    void keep(std::vector<TakenReading> readings, std::string answer, std::string otherwise) override {
        for (const auto& one : readings) {
            times += (times.empty() ? "" : " ") + shown_minute(one.reading.at).substr(11);
            kept += fmt::format("{}{} {}={}{}{}", kept.empty() ? "" : ", ", one.station,
                                book_.series[one.series].name.substr(8), one.reading.value,
                                one.reading.quality == kernel::Quality::good      ? ""
                                : one.reading.quality == kernel::Quality::suspect ? "?"
                                                                                  : " missing",
                                one.span == 0 ? "" : fmt::format(" of {} s", one.span));
        }
        answers.emplace_back(std::move(answer), std::move(otherwise));
    }
    void keep(TakenPicture picture, std::string answer) override {
        pictures.push_back(std::move(picture));
        answers.emplace_back(std::move(answer), "");
    }
    ReadingQuality judge(const SensorInBook& sensor, std::int64_t at, double value) override {
        return judges_.judge(sensor, at, value);
    }
    void complain(Complaint what, std::string_view station, std::string_view detail) override {
        complaints += fmt::format("{}: {} ({})\n", name_of(what), station, detail);
    }
    void count_frame(std::string_view /*station*/) override { ++frames; }

    // Everything that waits is durable, or cannot be kept.
    void settle(bool durable = true) {
        for (auto& [answer, otherwise] : std::exchange(answers, {})) said += durable ? answer : otherwise;
    }

    StationBook book_;
    std::string said, kept, times, complaints;
    std::vector<std::pair<std::string, std::string>> answers;
    std::vector<TakenPicture> pictures;
    int frames = 0;

private:
    SensorJudges judges_;
};

} // namespace shanhai::ecology
