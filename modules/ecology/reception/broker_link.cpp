#include "modules/ecology/reception/broker_link.h"

#include "modules/ecology/frames/shown_time.h"
#include "modules/ecology/reception/broker_line.h"
#include "modules/ecology/reception/complaint_log.h"
#include "modules/ecology/reception/context_run.h"
#include "modules/ecology/reception/desk.h"
#include "modules/ecology/reception/feed_book.h"
#include "modules/ecology/reception/reading_keeper.h"
#include "modules/ecology/reception/sensor_judges.h"
#include "modules/ecology/reception/station_pace.h"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <thread>

namespace shanhai::ecology {

namespace {

constexpr std::size_t most_filters = 1'000;

class BrokerLink final : public kernel::Service, public Desk {
public:
    BrokerLink(const kernel::ServiceStart& start, BrokerAddress broker, std::shared_ptr<asio::ssl::context> trusted,
               const BrokerLimits& limits)
        : start_(start), line_(context_, std::move(broker), std::move(trusted), limits,
                               {.greeted = [this] { take_greeting(); },
                                .packet = [this](const mqtt::Packet& packet) { take(packet); },
                                .lost = [this](const std::string& why) { log_.add("the broker is not reached", why); },
                                .is_behind = [this] { return readings_->waiting() > ReadingKeeper::most_waiting; }}),
          kept_book_(start.kernel), feeds_(start.kernel),
          log_([tell = start.tell](const std::string& what) { tell(true, what); }),
          pace_(limits.messages_a_second, limits.burst_messages) {}

    ~BrokerLink() override {
        context_.stop();
        if (thread_.joinable()) thread_.join();
        readings_.reset(); // finishes what it writes; nobody is told, and it comes again
    }

    Done open() {
        book_ = TRY(kept_book_.now());
        TRY(feeds_.refresh([this](const std::string& what) { log_.add(what, {}); }));
        readings_.emplace(start_.kernel, book_->series,
                          ReadingKeeper::Told{.settled = [this](auto settled) { settle(std::move(settled)); },
                                              .trouble = [this](const std::string& what) { log_.add(what, {}); }});
        line_.reach();
        look_after();
        thread_ = std::thread([this] {
            run_whatever_fails(context_, [this](const std::exception& error) {
                start_.tell(true,
                            fmt::format("the line to the broker failed: {}; report this, it is a fault in the program",
                                        error.what()));
                line_.lose("a fault in the program");
            });
        });
        return {};
    }

    std::string address() const override { return line_.shown(); }

    const StationBook& book() const override { return *book_; }
    Moment now() const override { return start_.clock(); }
    void say(std::string bytes) override {
        line_.add(bytes);
        line_.flush();
    }
    void keep(std::vector<TakenReading> readings, std::string answer, std::string otherwise) override {
        readings_->keep({line_.session(), std::move(answer), std::move(otherwise), std::move(readings)});
    }
    void keep(TakenPicture /*picture*/, std::string /*answer*/) override {} // no topic has any
    ReadingQuality judge(const SensorInBook& sensor, std::int64_t at, double value) override {
        return judges_.judge(sensor, at, value);
    }
    void complain(Complaint what, std::string_view station, std::string_view detail) override {
        add_complaint(log_, what, station, detail);
    }
    void count_frame(std::string_view /*station*/) override {}

private:
    void look_after() {
        sweep_.expires_after(std::chrono::seconds(1));
        sweep_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            look_after(); // first: whatever one look throws, there is another
            refresh_books();
            line_.look_after();
        });
    }

    // A book of a hundred thousand stations takes its time: no more of it than a sixth.
    void refresh_books() {
        const auto begin = std::chrono::steady_clock::now();
        if (begin < next_books_) return;
        read_books();
        const auto end = std::chrono::steady_clock::now();
        next_books_ = end + 5 * (end - begin);
    }

    void read_books() {
        if (auto book = kept_book_.now())
            book_ = *std::move(book);
        else
            log_.add("the stations cannot be read", book.error().code);
        const auto anew = feeds_.refresh([this](const std::string& what) { log_.add(what, {}); });
        if (!anew) log_.add("the topics cannot be read", anew.error().code);
        if (anew && *anew && line_.is_greeted()) subscribe();
    }

    // ── what comes ───────────────────────────────────────────────────────────────────────────────────────────────

    void take(const mqtt::Packet& packet) {
        if (packet.kind == mqtt::Kind::subscribed && mqtt::refused_topics(packet) > 0)
            log_.add("the broker refuses topics", std::to_string(mqtt::refused_topics(packet)));
        if (packet.kind != mqtt::Kind::publish) return;
        const auto published = mqtt::read_publish(packet);
        if (!published) return line_.lose(published.error().reason);
        if (!packet.cut) return take_message(*published);
        complain(Complaint::bad_frame, published->topic,
                 fmt::format("length: more than {} bytes", mqtt::most_packet_bytes));
        if (published->number) line_.add(mqtt::acknowledge(*published->number));
    }

    void take_greeting() {
        start_.tell(false, fmt::format("the broker {} is reached", line_.shown()));
        subscribed_.clear();
        subscribe();
    }

    void subscribe() {
        auto wanted = feeds_.filters();
        if (wanted.size() > most_filters) {
            log_.add("more topics than are listened to", {});
            wanted.resize(most_filters);
        }
        std::vector<std::string> gone;
        std::ranges::set_difference(subscribed_, wanted, std::back_inserter(gone));
        if (!gone.empty()) line_.add(mqtt::unsubscribe(1, gone));
        if (!wanted.empty()) line_.add(mqtt::subscribe(2, wanted));
        line_.flush();
        subscribed_ = std::move(wanted);
    }

    void take_message(const mqtt::Published& message) {
        const std::string answer = message.number ? mqtt::acknowledge(*message.number) : std::string();
        auto readings = readings_of(message);
        if (readings.empty())
            line_.add(answer); // refused and named, or nothing in it: it need not come again
        else
            keep(std::move(readings), answer, answer);
    }

    std::vector<TakenReading> readings_of(const mqtt::Published& message) {
        for (const auto& feed : feeds_.feeds()) {
            const auto match = feed.topic.match(message.topic);
            if (!match) continue;
            // An old value without a time of its own is none of now.
            if (message.retained && feed.form == mqtt::PayloadForm::number) return {};
            if (feed.topic.names_station() && !may_bring(match->station)) return {};
            const auto measured = mqtt::read_payload(feed, *match, message.payload, now().micros / 1'000'000);
            if (measured) return taken(*measured, feed);
            complain(Complaint::bad_frame, message.topic, measured.error().reason);
            return {};
        }
        log_.add(fmt::format("a topic that nobody declared: {}", message.topic.substr(0, 80)), {});
        return {};
    }

    // Before the message is looked into: who floods shall cost little.
    bool may_bring(std::string_view code) {
        const auto* station = book_->station(code);
        if (station == nullptr) {
            complain(Complaint::unknown_station, code, "MQTT");
            return false;
        }
        if (pace_.take(station->id, std::chrono::steady_clock::now())) return true;
        log_.add(fmt::format("too many messages a second, the rest is let go: {}", code), {});
        return false;
    }

    std::vector<TakenReading> taken(const std::vector<mqtt::Measured>& measured, const mqtt::Feed& feed) {
        std::vector<TakenReading> readings;
        const mqtt::Measured* before = nullptr;
        bool may = true;
        for (const auto& one : measured) {
            // What a station says of one moment counts once, however many values it has.
            const bool goes_on = before != nullptr && before->station == one.station && before->at == one.at;
            if (!feed.topic.names_station() && !goes_on) may = may_bring(one.station);
            before = &one;
            if (!may) continue;
            const auto* station = book_->station(one.station);
            if (station == nullptr) continue; // named already
            const auto* sensor = station->sensor(one.code, one.at);
            if (!is_keepable(*this, one.at))
                complain(Complaint::wrong_time, station->code, shown_minute(one.at));
            else if (sensor == nullptr)
                complain(Complaint::no_sensor, station->code, one.code);
            else
                readings.push_back(
                    (one.value ? taken_reading(*this, *station, *sensor, one.at, *one.value, false) : std::nullopt)
                        .value_or(missing_reading(*station, *sensor, one.at)));
        }
        return readings;
    }

    void settle(std::vector<Settled> settled) {
        asio::post(context_, [this, settled = std::move(settled)] {
            for (const auto& one : settled)
                if (one.connection == line_.session()) line_.add(one.answer);
            if (!line_.is_greeted()) return;
            line_.flush();
            line_.read();
        });
    }

    const kernel::ServiceStart start_;
    asio::io_context context_{1};
    BrokerLine line_;
    asio::basic_waitable_timer<std::chrono::steady_clock> sweep_{context_};
    KeptBook kept_book_;
    std::shared_ptr<const StationBook> book_;
    FeedBook feeds_;
    SensorJudges judges_;
    TroubleLog log_;
    StationPace pace_;
    std::chrono::steady_clock::time_point next_books_;
    std::vector<std::string> subscribed_; // in order
    std::optional<ReadingKeeper> readings_;
    std::thread thread_;
};

} // namespace

Result<std::unique_ptr<kernel::Service>> start_broker_link(const kernel::ServiceStart& start,
                                                           const BrokerLimits& limits) {
    auto broker = broker_address(start.listen);
    if (!broker)
        return refuse("server.bad_address", {}, {{"address", start.listen.substr(start.listen.rfind('@') + 1)}});
    auto trusted = TRY(trusted_by(*broker));
    auto link = std::make_unique<BrokerLink>(start, *std::move(broker), std::move(trusted), limits);
    TRY_DO(link->open());
    return std::unique_ptr<kernel::Service>(std::move(link));
}

} // namespace shanhai::ecology
