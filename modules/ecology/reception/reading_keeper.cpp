#include "modules/ecology/reception/reading_keeper.h"

#include "kernel/series/series_store.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <iterator>
#include <map>

namespace shanhai::ecology {

namespace {

// What is given to the one writer at the same time is committed together: as many series share the wait for the disk.
constexpr int hands = 8;
constexpr std::chrono::milliseconds patience{200};

// "/17/at" → 17: which reading of the batch the store does not want.
std::optional<std::size_t> place_in(const std::string& field) {
    std::size_t place = 0;
    if (!field.starts_with('/')) return {};
    const auto [end, error] = std::from_chars(field.data() + 1, field.data() + field.size(), place);
    if (error != std::errc() || end == field.data() + 1) return {};
    return place;
}

} // namespace

ReadingKeeper::ReadingKeeper(kernel::Kernel& kernel, std::vector<SeriesInBook> series, Told told)
    : kernel_(kernel), series_(std::move(series)), told_(std::move(told)), lanes_(series_.size()) {
    for (int i = 0; i < hands; ++i) threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

ReadingKeeper::~ReadingKeeper() {
    for (auto& thread : threads_) thread.request_stop();
    wake_.notify_all();
}

void ReadingKeeper::keep(Delivery delivery) {
    const auto readings = std::move(delivery.readings);
    delivery.readings.clear();
    auto ticket = std::make_shared<Ticket>(Ticket{.of = std::move(delivery), .left = readings.size()});
    {
        const std::lock_guard lock(guard_);
        for (const auto& one : readings)
            lanes_[one.series].waiting.push_back({{"#" + std::to_string(one.station), one.reading}, ticket, one.span});
        waiting_ += readings.size();
    }
    wake_.notify_one();
}

std::size_t ReadingKeeper::waiting() const {
    const std::lock_guard lock(guard_);
    return waiting_;
}

KeeperCounters ReadingKeeper::counters() const {
    const std::lock_guard lock(guard_);
    return counters_;
}

// In turns, so that no series starves another.
std::size_t ReadingKeeper::next_lane() const {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const std::size_t lane = (turn_ + i) % lanes_.size();
        if (!lanes_[lane].busy && !lanes_[lane].waiting.empty()) return lane;
    }
    return lanes_.size();
}

std::vector<ReadingKeeper::Waiting> ReadingKeeper::take_from(Lane& lane) {
    constexpr auto most = kernel::SeriesStore::most_at_once;
    if (lane.waiting.size() <= most) return std::exchange(lane.waiting, {});
    const auto cut = lane.waiting.begin() + static_cast<std::ptrdiff_t>(most);
    std::vector<Waiting> batch(std::make_move_iterator(lane.waiting.begin()), std::make_move_iterator(cut));
    lane.waiting.erase(lane.waiting.begin(), cut);
    return batch;
}

void ReadingKeeper::work(const std::stop_token& stop) {
    std::unique_lock lock(guard_);
    while (true) {
        wake_.wait(lock, stop, [this] { return next_lane() < lanes_.size(); });
        if (stop.stop_requested()) return;
        const auto lane = next_lane();
        turn_ = lane + 1;
        lanes_[lane].busy = true;
        auto batch = take_from(lanes_[lane]);
        const auto size = batch.size();
        lock.unlock();
        const bool written = write(series_[lane], batch, stop);
        if (written) settle(batch);
        lock.lock();
        lanes_[lane].busy = false;
        waiting_ -= size;
        if (!written) return; // the end: nobody was answered
        wake_.notify_one();
    }
}

bool ReadingKeeper::pause(const std::stop_token& stop) {
    std::unique_lock lock(guard_);
    std::condition_variable_any never;
    never.wait_for(lock, stop, patience, [] { return false; });
    return !stop.stop_requested();
}

// False when the end came before the store took it. Shorter spans first: the mean of an hour gives way to those of its minutes.
bool ReadingKeeper::write(const SeriesInBook& series, std::vector<Waiting>& batch, const std::stop_token& stop) {
    std::map<std::int64_t, std::vector<std::size_t>> runs; // places in the batch, by span
    for (std::size_t i = 0; i < batch.size(); ++i) runs[batch[i].span].push_back(i);
    for (auto& [span, places] : runs) {
        if (span > 0) std::erase_if(places, [&](std::size_t place) { return has_readings(series, batch[place]); });
        if (!write_run(series, batch, std::move(places), stop)) return false;
    }
    return true;
}

bool ReadingKeeper::has_readings(const SeriesInBook& series, const Waiting& mean) {
    const auto at = mean.given.reading.at;
    const auto shown =
        kernel_.readings().readings(kernel::Principal::system(), {series.name, mean.given.station, at, at + mean.span});
    // What cannot be looked at is rather kept than lost.
    return shown ? !shown->readings.empty() : shown.error().code == "series.too_many";
}

bool ReadingKeeper::write_run(const SeriesInBook& series, std::vector<Waiting>& batch, std::vector<std::size_t> places,
                              const std::stop_token& stop) {
    std::vector<kernel::ReadingGiven> given;
    given.reserve(places.size());
    for (const auto place : places) given.push_back(std::move(batch[place].given));
    while (!given.empty()) {
        const auto report = kernel_.readings().append(kernel::Principal::system(), series.name, given);
        if (report) {
            if (report->differing > 0)
                told_.trouble(fmt::format("{}: {} readings differ from what was told before and were not taken",
                                          series.name, report->differing));
            const std::lock_guard lock(guard_);
            counters_.added += report->added;
            counters_.repeated += report->repeated;
            counters_.differing += report->differing;
            return true;
        }
        const auto place = place_in(report.error().field);
        if (place && *place < given.size()) {
            told_.trouble(fmt::format("{}: a reading of station {} was refused: {}", series.name, given[*place].station,
                                      report.error().code));
            // Under the guard: tickets are shared between series.
            const std::lock_guard lock(guard_);
            batch[places[*place]].ticket->lost = true;
            given.erase(given.begin() + static_cast<std::ptrdiff_t>(*place));
            places.erase(places.begin() + static_cast<std::ptrdiff_t>(*place));
            continue;
        }
        told_.trouble(
            fmt::format("{}: {} readings wait, the store says {}", series.name, given.size(), report.error().code));
        if (!pause(stop)) return false;
    }
    return true;
}

void ReadingKeeper::settle(std::span<Waiting> batch) {
    std::vector<Settled> settled;
    {
        const std::lock_guard lock(guard_);
        for (auto& one : batch) {
            auto& ticket = *one.ticket;
            if (--ticket.left > 0) continue;
            settled.push_back({ticket.of.connection, std::move(ticket.lost ? ticket.of.otherwise : ticket.of.answer)});
        }
    }
    told_.settled(std::move(settled));
}

} // namespace shanhai::ecology
