#pragma once

#include "base/clock.h"
#include "kernel/series/reading.h"
#include "modules/ecology/reception/station_book.h"

#include <string>
#include <string_view>
#include <vector>

// What a conversation with a station needs from whoever carries its bytes.
namespace shanhai::ecology {

struct TakenReading {
    std::size_t series = 0;   // place in StationBook::series
    std::int64_t station = 0; // the record's id
    kernel::Reading reading;
    // Above 0: it stands for the seconds [at, at + span), and is kept only where these have no reading yet.
    std::int64_t span = 0;
};

struct TakenPicture {
    std::int64_t station = 0;
    std::string taken; // "2026-03-01 08:00"
    std::string jpeg;
};

// What is named in the log and counted.
enum class Complaint {
    bad_frame,       // cannot be read: check sum, length …
    unknown_station, // no station record has the code
    wrong_password,
    wrong_time,   // values of a time that cannot be, or that is no longer kept
    no_sensor,    // a value that no sensor record speaks for
    not_believed, // range, spike …: kept, and marked
    wrong_protocol,
};
constexpr std::size_t complaints = 7;
std::string_view name_of(Complaint complaint);

class Desk {
public:
    virtual ~Desk() = default;

    virtual const StationBook& book() const = 0;
    virtual Moment now() const = 0;
    // To the station, now.
    virtual void say(std::string bytes) = 0;
    // Keeps them all and says `answer` once they are durable; `otherwise` when one of them cannot be kept.
    virtual void keep(std::vector<TakenReading> readings, std::string answer, std::string otherwise) = 0;
    virtual void keep(TakenPicture picture, std::string answer) = 0;
    // How a reading of the sensor, in the unit of its series, is to be believed.
    virtual ReadingQuality judge(const SensorInBook& sensor, std::int64_t at, double value) = 0;
    virtual void complain(Complaint what, std::string_view station, std::string_view detail) = 0;
    // A frame of that station was read, whether it is known or not.
    virtual void count_frame(std::string_view station) = 0;
};

// Talks to whoever is at the other end of a connection in the protocol of its stations. Waits for nothing: a frame that is not
// whole yet is held, and what is held is bounded.
class Conversation {
public:
    virtual ~Conversation() = default;
    virtual void hear(std::string_view bytes, Desk& desk) = 0;
    // Bytes of what is not whole yet; and of them, those of a frame that has not ended.
    virtual std::size_t held() const = 0;
    virtual std::size_t unfinished() const = 0;
    // Bytes that were in no frame.
    virtual std::size_t noise() const = 0;
};

// A value as it was sent, as a reading: in the unit of the sensor's series, judged, suspect while the station is in maintenance.
// Complains of what is not believed. Nothing when it cannot be stored.
std::optional<TakenReading> taken_reading(Desk& desk, const StationInBook& station, const SensorInBook& sensor,
                                          std::int64_t at, double sent, bool doubtful);
// What should have been measured and was not.
TakenReading missing_reading(const StationInBook& station, const SensorInBook& sensor, std::int64_t at);
// Whether values of that second can be kept: not in the future, not from before what is kept.
bool is_keepable(const Desk& desk, std::int64_t at);

} // namespace shanhai::ecology
