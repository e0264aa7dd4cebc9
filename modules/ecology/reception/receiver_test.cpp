#include "kernel/module/tree_store_test.h"
#include "kernel/readings.h"
#include "modules/ecology/frames/local_time.h"
#include "modules/ecology/hj212/frame_writer.h"
#include "modules/ecology/reception/hj212_conversation.h"
#include "modules/ecology/reception/receiver.h"

#include <boost/asio.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace shanhai::ecology {
namespace {

using asio_tcp = boost::asio::ip::tcp;

// A receiver with narrow limits, on a store of its own, and stations that dial in.
class ReceiverTest : public kernel::TreeStore {
protected:
    void SetUp() override {
        TreeStore::SetUp();
        if (kernel_ == nullptr) return;
        make("division", {{"code", "540228"}, {"name", "白朗县"}, {"level", "county"}});
        make("station", {{"code", "MN7"},
                         {"name", "白朗"},
                         {"kind", "quality"},
                         {"division", "540228"},
                         {"started_on", "2020-01-01"}});
        make("sensor", {{"station", "MN7"}, {"code", "w01001"}, {"quantity", "pH"}, {"installed_on", "2020-01-01"}});
    }
    void TearDown() override {
        receiver_.reset();
        TreeStore::TearDown();
    }

    void start(
        const ReceiverLimits& limits, std::function<std::unique_ptr<Conversation>()> converse = [] {
            return std::make_unique<Hj212Conversation>();
        }) {
        auto started = start_receiver({.kernel = *kernel_,
                                       .clock = system_now,
                                       .listen = "127.0.0.1:0",
                                       .tell =
                                           [this](bool, const std::string& what) {
                                               const std::lock_guard lock(guard_);
                                               log_ += what + "\n";
                                           }},
                                      std::move(converse), limits);
        ASSERT_TRUE(started) << started.error().code;
        receiver_ = *std::move(started);
    }
    asio_tcp::socket dial() {
        const auto address = receiver_->address();
        const auto port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
        asio_tcp::socket socket(context_);
        socket.connect({boost::asio::ip::make_address("127.0.0.1"), port});
        return socket;
    }
    static std::string report(int number) {
        const auto at = system_now().micros / 1000 - 3'600'000 + number * 1000;
        const auto time = LocalTime::from_unix_millis(at)->digits();
        return hj212::frame_of("QN=" + time + "000;ST=21;CN=2011;PW=1;MN=MN7;Flag=5;CP=&&DataTime=" + time +
                               ";w01001-Rtd=7.21&&")
            .value();
    }
    // Everything until the line is closed, or so many answers have come.
    static std::size_t answers_on(asio_tcp::socket& socket, std::size_t wanted) {
        std::string heard(65536, '\0');
        std::size_t answers = 0;
        boost::system::error_code error;
        while (answers < wanted) {
            const auto bytes = socket.read_some(boost::asio::buffer(heard), error);
            if (error) break;
            answers +=
                static_cast<std::size_t>(std::count(heard.begin(), heard.begin() + static_cast<long>(bytes), '\n'));
        }
        return answers;
    }
    std::string log() {
        const std::lock_guard lock(guard_);
        return log_;
    }

    std::unique_ptr<kernel::Service> receiver_;
    boost::asio::io_context context_;
    std::mutex guard_;
    std::string log_;
};

constexpr std::size_t until_closed = 1'000'000;

TEST_F(ReceiverTest, who_drips_or_is_silent_is_closed_and_named_while_others_are_answered) {
    start({.first_frame = std::chrono::seconds(1), .whole_frame = std::chrono::seconds(1)});
    auto dripping = dial(), silent = dial(), good = dial();
    const auto frame = report(0);
    boost::asio::write(dripping, boost::asio::buffer(report(1))); // it can do better
    boost::asio::write(dripping, boost::asio::buffer(frame.substr(0, 20)));
    boost::asio::write(good, boost::asio::buffer(frame));
    EXPECT_EQ(answers_on(good, 1), 1U);
    EXPECT_EQ(answers_on(dripping, until_closed), 1U);
    EXPECT_EQ(answers_on(silent, until_closed), 0U);
    boost::asio::write(good, boost::asio::buffer(report(2)));
    EXPECT_EQ(answers_on(good, 1), 1U);
    EXPECT_NE(log().find("station MN7 from 127.0.0.1 drips"), std::string::npos) << log();
    EXPECT_NE(log().find("closed: from 127.0.0.1 says nothing"), std::string::npos) << log();
}

TEST_F(ReceiverTest, who_floods_is_slowed_down_and_loses_nothing) {
    start({.frames_a_second = 1000, .burst_frames = 50});
    auto line = dial();
    std::string flood;
    for (int i = 0; i < 1500; ++i) flood += report(i); // more than one turn reads
    std::thread sending([&] { boost::asio::write(line, boost::asio::buffer(flood)); });
    EXPECT_EQ(answers_on(line, 1500), 1500U);
    sending.join();
    EXPECT_NE(log().find("slowed down"), std::string::npos) << log();
    const auto now = system_now().micros / 1'000'000;
    const auto kept =
        kernel_->readings().readings(kernel::Principal::administrator(), {"ecology.ph", "MN7", now - 7200, now + 3600});
    ASSERT_TRUE(kept.has_value());
    EXPECT_GE(kept->readings.size(), 1490U) << "seconds may have turned while they were written down";
}

TEST_F(ReceiverTest, more_connections_than_are_served_are_closed) {
    start({.connections = 2});
    auto first = dial(), second = dial();
    boost::asio::write(first, boost::asio::buffer(report(0)));
    boost::asio::write(second, boost::asio::buffer(report(1)));
    EXPECT_EQ(answers_on(first, 1), 1U);
    EXPECT_EQ(answers_on(second, 1), 1U);
    auto third = dial();
    EXPECT_EQ(answers_on(third, until_closed), 0U);
    EXPECT_NE(log().find("more connections than are served"), std::string::npos);
}

TEST_F(ReceiverTest, who_says_no_more_still_gets_what_it_waits_for) {
    start({});
    auto line = dial();
    boost::asio::write(line, boost::asio::buffer(report(0) + report(1)));
    line.shutdown(asio_tcp::socket::shutdown_send);
    EXPECT_EQ(answers_on(line, until_closed), 2U);
}

TEST_F(ReceiverTest, a_station_that_is_no_more_is_not_answered_with_yes) {
    start({});
    auto line = dial();
    boost::asio::write(line, boost::asio::buffer(report(0)));
    EXPECT_EQ(answers_on(line, 1), 1U);
    kernel::Request request;
    request.who = kernel::Principal::administrator();
    kernel::Command command;
    command.action = kernel::Action::void_;
    command.type = "station";
    command.record = "MN7";
    command.reason = "taken down";
    request.commands.push_back(command);
    request.commands.front().type = "sensor";
    const auto sensors = kernel_->list(request.who, "sensor", {});
    request.commands.front().record = "#" + std::string(sensors->items.front().at("id").as_string());
    request.commands.push_back(command);
    const auto gone = kernel_->execute(std::move(request));
    ASSERT_TRUE(gone) << gone.error().code;
    boost::asio::write(line, boost::asio::buffer(report(5)));
    std::string heard(4096, '\0');
    heard.resize(line.read_some(boost::asio::buffer(heard)));
    EXPECT_NE(heard.find("QnRtn=4"), std::string::npos) << heard;
}

// A fault in the program, made for the trial.
class Throwing final : public Conversation {
public:
    void hear(std::string_view /*bytes*/, Desk& /*desk*/) override { throw std::runtime_error("made for the trial"); }
    std::size_t held() const override { return 0; }
    std::size_t unfinished() const override { return 0; }
    std::size_t noise() const override { return 0; }
};

TEST_F(ReceiverTest, what_one_connection_throws_closes_it_and_the_next_are_served) {
    int dialled = 0;
    start({}, [&]() -> std::unique_ptr<Conversation> {
        ++dialled;
        if (dialled == 1) throw std::runtime_error("not even a conversation");
        if (dialled == 2) return std::make_unique<Throwing>();
        return std::make_unique<Hj212Conversation>();
    });
    auto first = dial();
    EXPECT_EQ(answers_on(first, until_closed), 0U);
    auto second = dial();
    boost::asio::write(second, boost::asio::buffer(report(0)));
    EXPECT_EQ(answers_on(second, until_closed), 0U);
    auto third = dial();
    boost::asio::write(third, boost::asio::buffer(report(1)));
    EXPECT_EQ(answers_on(third, 1), 1U);
    EXPECT_NE(log().find("made for the trial"), std::string::npos) << log();
}

TEST_F(ReceiverTest, the_log_names_a_station_with_a_code_of_thousands_of_letters_in_short) {
    start({});
    auto line = dial();
    boost::asio::write(line, boost::asio::buffer(hj212::frame_of("QN=20260301080000000;ST=21;CN=2011;PW=1;MN=" +
                                                                 std::string(5000, '7') + ";Flag=5;CP=&&&&")
                                                     .value()));
    EXPECT_EQ(answers_on(line, 1), 1U);
    EXPECT_NE(log().find("an unknown station: 7777"), std::string::npos) << log();
    EXPECT_LT(log().size(), 300U) << log();
}

} // namespace
} // namespace shanhai::ecology
