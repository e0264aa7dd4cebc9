#pragma once

#include "base/result.h"
#include "kernel/kernel.h"
#include "modules/ecology/quality/reading_quality.h"
#include "modules/ecology/reception/records_moved.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace shanhai::ecology {

// Which value of a message of HJ 212 is the reading: Rtd, Avg, or Rtd and, of spans without one, Avg.
enum class Taken { either, present, mean };
enum class Lengths { longer, standard, any }; // hj212::LengthRule, as a station declares it

struct SeriesInBook {
    std::string name; // "ecology.level"
    int decimals = 0;
    std::optional<int> keep_days;
};

// One sensor record, ready for use: what it measures, and which of its readings are believed.
struct SensorInBook {
    std::int64_t id = 0;
    std::string code;       // in messages: "w01018", "Z"
    std::size_t series = 0; // place in StationBook::series
    Taken taken = Taken::either;
    double multiply_by = 1, add = 0;
    std::int64_t from = 0, until = 0; // seconds since 1970: [from, until) it is installed
    QualityLimits limits;
    std::int64_t agrees_with = 0; // another sensor's id; 0: none
    double agrees_within = 0;

    // What was sent, in the unit of the series; and as the store keeps it, nothing when it cannot.
    double value_of(double sent) const { return sent * multiply_by + add; }
    std::optional<std::int64_t> scaled(double sent, int decimals) const;
};

struct StationInBook {
    std::int64_t id = 0;
    std::string code, password;
    Lengths lengths = Lengths::longer;
    bool sets_clock = false, stays_connected = false, in_maintenance = false;
    std::vector<SensorInBook> sensors;

    // The sensor of that code at that time, or nullptr.
    const SensorInBook* sensor(std::string_view code, std::int64_t at) const;
};

// The stations and sensors as the records stood when it was made.
class StationBook {
public:
    static Result<std::shared_ptr<const StationBook>> read(kernel::Kernel& kernel);

    const StationInBook* station(std::string_view code) const;

    std::vector<SeriesInBook> series;

    // For trials without a store.
    void add(StationInBook station);

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    Done read_stations(kernel::Kernel& kernel);
    Done read_sensors(kernel::Kernel& kernel);

    std::unordered_map<std::string, StationInBook, Hash, std::equal_to<>> stations_;
};

// The book, made anew when records of stations or sensors moved. For one thread.
class KeptBook {
public:
    explicit KeptBook(kernel::Kernel& kernel) : kernel_(kernel), moved_(kernel, {"station", "sensor"}) {}

    // What cannot be read leaves the book as it is.
    Result<std::shared_ptr<const StationBook>> now();

private:
    kernel::Kernel& kernel_;
    RecordsMoved moved_;
    std::shared_ptr<const StationBook> book_;
};

} // namespace shanhai::ecology
