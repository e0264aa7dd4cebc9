#pragma once

#include "kernel/engine/reader_pool.h"
#include "kernel/readings.h"
#include "kernel/rights/record_gate.h"

#include <atomic>
#include <functional>
#include <set>
#include <unordered_map>

namespace shanhai::kernel {

class StoredReadings final : public Readings {
public:
    // What the kernel does for it.
    struct Doors {
        std::function<Done(std::function<Done(Connection&)>)> write; // what is refused is taken back
        std::function<std::shared_ptr<const Rights>(const Principal&, Connection&)> rights;
        std::function<void(const Principal&, Refusal)> refused; // for want of rights
        std::function<Result<Reply>(Request)> execute;
    };
    StoredReadings(const Schema& schema, ReaderPool& readers, Clock clock, Doors doors)
        : schema_(schema), readers_(readers), clock_(std::move(clock)), doors_(std::move(doors)) {}

    Result<AppendReport> append(const Principal& who, const std::string& series,
                                std::span<const ReadingGiven> batch) override;
    Result<CorrectionsShown> correct(const Principal& who, const CorrectionGiven& correction) override;
    Result<ReadingsShown> readings(const Principal& who, const ReadingsQuery& query) override;
    Result<RollUpsShown> roll_ups(const Principal& who, const ReadingsQuery& query, SeriesStep step) override;
    Result<CorrectionsShown> corrections(const Principal& who, const ReadingsQuery& query) override;
    std::uint64_t version() const override { return version_; }
    Result<TendedReadings> tend(const std::atomic<bool>& stopping) override;
    Result<ClosedDays> close_days(const std::atomic<bool>& stopping) override;

private:
    using Ids = std::unordered_map<std::string, std::int64_t>; // by the name that was given

    // "record.not_found" also for what may not be read; that refusal is noted.
    Result<std::int64_t> find_station(const Principal& who, RecordGate& gate, Connection& reader,
                                      const RecordType& type, const std::string& name);
    Done check_writable(const Principal& who, RecordGate& gate, Connection& reader, const RecordType& type,
                        std::int64_t id);
    Result<Ids> writable_stations(const Principal& who, const RecordType& type, std::span<const ReadingGiven> batch);
    template <class Answer, class Ask>
    Result<Answer> ask(const Principal& who, const ReadingsQuery& query, Ask put);
    Done close_day(const DeclaredSeries& series, const MovedDay& day, ClosedDays& closed);
    Result<std::size_t> compact(const DeclaredSeries& series, Moment until, const std::atomic<bool>& stopping);

    const Schema& schema_;
    ReaderPool& readers_;
    Clock clock_;
    Doors doors_;
    std::atomic<std::uint64_t> version_ = 1;
};

} // namespace shanhai::kernel
