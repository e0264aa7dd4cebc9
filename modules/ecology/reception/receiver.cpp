#include "modules/ecology/reception/receiver.h"

#include "modules/ecology/reception/complaint_log.h"
#include "modules/ecology/reception/context_run.h"
#include "modules/ecology/reception/host_and_port.h"
#include "modules/ecology/reception/picture_keeper.h"
#include "modules/ecology/reception/reading_keeper.h"
#include "modules/ecology/reception/sensor_judges.h"
#include "modules/ecology/reception/station_connection.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <thread>
#include <unordered_map>

namespace shanhai::ecology {

namespace {

using asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

// A book of a hundred thousand stations takes its time: no more of it than a sixth.
constexpr int rest_after_reading = 5;
constexpr std::chrono::minutes between_reports{10};

Result<tcp::endpoint> endpoint_of(const std::string& listen, asio::io_context& context) {
    const auto bad = [&] { return refuse("server.bad_address", {}, {{"address", listen}}); };
    const auto at = host_and_port(listen);
    if (!at) return bad();
    boost::system::error_code error;
    const auto found = tcp::resolver(context).resolve(at->host, at->port, tcp::resolver::passive, error);
    if (error || found.empty()) return bad();
    return found.begin()->endpoint();
}

class Receiver final : public kernel::Service, public StationFloor {
public:
    Receiver(const kernel::ServiceStart& start, std::function<std::unique_ptr<Conversation>()> converse,
             const ReceiverLimits& limits)
        : start_(start), converse_(std::move(converse)), limits_(limits), acceptor_(context_), sweep_(context_),
          kept_book_(start.kernel), log_([tell = start.tell](const std::string& what) { tell(true, what); }) {}

    ~Receiver() override {
        context_.stop();
        if (thread_.joinable()) thread_.join();
        readings_.reset(); // both finish what they write; their answers find nobody
        pictures_.reset();
        for (const auto& [number, connection] : std::exchange(connections_, {})) connection->close();
    }

    Done open() {
        const auto endpoint = TRY(endpoint_of(start_.listen, context_));
        boost::system::error_code error;
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(Acceptor::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(4096, error);
        if (error == asio::error::address_in_use)
            return refuse("server.address_in_use", {}, {{"address", start_.listen}});
        if (error) return refuse("server.cannot_listen", {}, {{"address", start_.listen}, {"why", error.message()}});
        book_ = TRY(kept_book_.now());
        const ReadingKeeper::Told told = {.settled = [this](auto settled) { settle(std::move(settled)); },
                                          .trouble = [this](const std::string& what) { log_.add(what, {}); }};
        readings_.emplace(start_.kernel, book_->series, told);
        pictures_.emplace(start_.kernel, told);
        accept();
        look_after();
        thread_ = std::thread([this] {
            run_whatever_fails(context_, [this](const std::exception& error) {
                start_.tell(true, fmt::format("a connection failed: {}; report this, it is a fault in the program",
                                              error.what()));
            });
        });
        return {};
    }

    std::string address() const override {
        boost::system::error_code error;
        const auto at = acceptor_.local_endpoint(error);
        return HostAndPort{at.address().to_string(), std::to_string(at.port())}.shown();
    }

    const ReceiverLimits& limits() const override { return limits_; }
    const StationBook& book() override { return *book_; }
    Moment now() const override { return start_.clock(); }
    ReadingQuality judge(const SensorInBook& sensor, std::int64_t at, double value) override {
        return judges_.judge(sensor, at, value);
    }
    void keep(std::uint64_t connection, std::vector<TakenReading> readings, std::string answer,
              std::string otherwise) override {
        readings_->keep({connection, std::move(answer), std::move(otherwise), std::move(readings)});
    }
    void keep(std::uint64_t connection, TakenPicture picture, std::string answer) override {
        pictures_->keep(std::move(picture), {connection, std::move(answer)});
    }
    bool is_behind() const override { return readings_->waiting() > ReadingKeeper::most_waiting; }
    void count_frame() override {
        ++frames_;
        refresh_book();
    }
    void complain(Complaint what, std::string_view station, std::string_view detail) override {
        ++complaints_[static_cast<std::size_t>(what)];
        add_complaint(log_, what, station, detail);
    }
    void name(const std::string& cause, const std::string& detail) override { log_.add(cause, detail); }
    char* buffer() override { return buffer_.data(); }
    std::size_t& held_by_all() override { return held_; }
    void forget(std::uint64_t connection) override { connections_.erase(connection); }

private:
    void accept() {
        acceptor_.async_accept(context_, [this](const boost::system::error_code& error, StationSocket socket) {
            if (error == asio::error::operation_aborted) return;
            accept_soon(static_cast<bool>(error)); // first: whatever this one throws, the next is accepted
            if (error)
                log_.add("cannot accept a connection", error.message());
            else if (connections_.size() >= limits_.connections)
                log_.add("more connections than are served; the newest are closed", {});
            else
                admit(std::move(socket));
        });
    }
    // Without files left, trying at once would only burn time.
    void accept_soon(bool pause) {
        if (!pause) return accept();
        auto timer = std::make_shared<Timer>(context_, std::chrono::milliseconds(200));
        timer->async_wait([this, timer](const boost::system::error_code&) { accept(); });
    }
    void admit(StationSocket socket) {
        const auto number = ++last_connection_;
        auto connection = std::make_shared<StationConnection>(*this, number, std::move(socket), converse_());
        connections_.emplace(number, connection);
        connection->begin();
    }

    void look_after() {
        sweep_.expires_after(std::chrono::seconds(1));
        sweep_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            look_after(); // first: whatever one look throws, there is another
            const auto now = std::chrono::steady_clock::now();
            std::vector<std::shared_ptr<StationConnection>> all; // a connection that ends leaves the map
            all.reserve(connections_.size());
            for (const auto& [number, connection] : connections_) all.push_back(connection);
            for (const auto& connection : all) connection->look_after(now);
            refresh_book();
            report(now);
        });
    }

    // Called before a frame is looked at: a station that was entered a moment ago is known.
    void refresh_book() {
        const auto begin = std::chrono::steady_clock::now();
        if (begin < next_book_) return;
        auto book = kept_book_.now();
        if (book && *book == book_) return;
        const auto end = std::chrono::steady_clock::now();
        next_book_ = end + rest_after_reading * (end - begin); // also when it could not be read
        if (!book) return log_.add("the stations cannot be read", book.error().code);
        book_ = *std::move(book);
    }

    void settle(std::vector<Settled> settled) {
        asio::post(context_, [this, settled = std::move(settled)]() mutable {
            std::vector<std::shared_ptr<StationConnection>> answered;
            for (const auto& one : settled) {
                const auto found = connections_.find(one.connection);
                if (found == connections_.end()) continue; // it hung up, and will send again
                if (found->second->settle(one.answer)) answered.push_back(found->second);
            }
            for (const auto& connection : answered) connection->send_settled();
        });
    }

    void report(Instant now) {
        if (now - reported_ < between_reports || frames_ == frames_reported_) return;
        const auto kept = readings_->counters();
        std::string wrong;
        for (std::size_t i = 0; i < complaints; ++i)
            if (complaints_[i] > 0)
                wrong += fmt::format("; {}: {}", name_of(static_cast<Complaint>(i)), complaints_[i]);
        start_.tell(false, fmt::format("{} connections, {} frames, {} readings kept, {} sent again, {} differing{}",
                                       connections_.size(), frames_, kept.added, kept.repeated, kept.differing, wrong));
        reported_ = now;
        frames_reported_ = frames_;
    }

    const kernel::ServiceStart start_;
    const std::function<std::unique_ptr<Conversation>()> converse_;
    const ReceiverLimits limits_;
    asio::io_context context_{1};
    Acceptor acceptor_;
    Timer sweep_;
    KeptBook kept_book_;
    std::shared_ptr<const StationBook> book_;
    Instant next_book_{}, reported_ = std::chrono::steady_clock::now();
    SensorJudges judges_;
    TroubleLog log_;
    std::unordered_map<std::uint64_t, std::shared_ptr<StationConnection>> connections_;
    std::uint64_t last_connection_ = 0, frames_ = 0, frames_reported_ = 0;
    std::array<std::uint64_t, complaints> complaints_{};
    std::size_t held_ = 0;
    std::array<char, buffer_bytes> buffer_{};
    std::optional<ReadingKeeper> readings_;
    std::optional<PictureKeeper> pictures_;
    std::thread thread_;
};

} // namespace

Result<std::unique_ptr<kernel::Service>> start_receiver(const kernel::ServiceStart& start,
                                                        std::function<std::unique_ptr<Conversation>()> converse,
                                                        const ReceiverLimits& limits) {
    auto receiver = std::make_unique<Receiver>(start, std::move(converse), limits);
    TRY_DO(receiver->open());
    return std::unique_ptr<kernel::Service>(std::move(receiver));
}

} // namespace shanhai::ecology
