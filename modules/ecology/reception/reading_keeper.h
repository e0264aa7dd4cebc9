#pragma once

#include "kernel/readings.h"
#include "modules/ecology/reception/desk.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace shanhai::ecology {

// What a frame brought, and what its sender is told when that is durable.
struct Delivery {
    std::uint64_t connection = 0;
    std::string answer, otherwise;
    std::vector<TakenReading> readings;
};
struct Settled {
    std::uint64_t connection = 0;
    std::string answer; // to be said; empty when none was asked for
};

struct KeeperCounters {
    std::uint64_t added = 0, repeated = 0, differing = 0;
};

// Brings readings into the store, those of many frames together: the next batch of a series is all that came while the last one
// was written. What a store that is busy or away does not take is tried again, and nobody is answered meanwhile. A reading
// that the store refuses for itself is left out, and its frame is answered as one that cannot be kept. One that stands for a span
// that has readings was told already: it is left out, and answered.
class ReadingKeeper {
public:
    struct Told {
        std::function<void(std::vector<Settled>)> settled; // on a thread of the keeper's own
        std::function<void(const std::string&)> trouble;   // for the server's log
    };
    ReadingKeeper(kernel::Kernel& kernel, std::vector<SeriesInBook> series, Told told);
    ReadingKeeper(const ReadingKeeper&) = delete;
    ReadingKeeper& operator=(const ReadingKeeper&) = delete;
    ~ReadingKeeper(); // what is not written by then was not answered

    void keep(Delivery delivery);
    // Readings that wait: whoever brings more should pause beyond `most_waiting`.
    std::size_t waiting() const;
    static constexpr std::size_t most_waiting = 400'000;
    KeeperCounters counters() const;

private:
    struct Ticket {
        Delivery of; // without its readings
        std::size_t left = 0;
        bool lost = false;
    };
    struct Waiting {
        kernel::ReadingGiven given;
        std::shared_ptr<Ticket> ticket;
        std::int64_t span = 0;
    };
    struct Lane { // of one series
        std::vector<Waiting> waiting;
        bool busy = false;
    };
    void work(const std::stop_token& stop);
    std::size_t next_lane() const;
    std::vector<Waiting> take_from(Lane& lane);
    bool write(const SeriesInBook& series, std::vector<Waiting>& batch, const std::stop_token& stop);
    bool write_run(const SeriesInBook& series, std::vector<Waiting>& batch, std::vector<std::size_t> places,
                   const std::stop_token& stop);
    bool has_readings(const SeriesInBook& series, const Waiting& mean);
    void settle(std::span<Waiting> batch);
    bool pause(const std::stop_token& stop);

    kernel::Kernel& kernel_;
    std::vector<SeriesInBook> series_;
    Told told_;
    mutable std::mutex guard_;
    std::condition_variable_any wake_;
    std::vector<Lane> lanes_;
    std::size_t waiting_ = 0, turn_ = 0;
    KeeperCounters counters_;
    std::vector<std::jthread> threads_;
};

} // namespace shanhai::ecology
