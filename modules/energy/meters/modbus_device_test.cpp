#include "modules/energy/meters/modbus_device.h"
#include "modules/energy/meters/trial_modbus_server_test.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>

namespace shanhai::energy {
namespace {

std::vector<std::uint16_t> words(std::uint32_t bits) {
    return {static_cast<std::uint16_t>(bits >> 16), static_cast<std::uint16_t>(bits)};
}

TEST(RegisterCoding, reads_what_devices_write) {
    using enum Coding;
    EXPECT_EQ(decode_registers(int16, std::vector<std::uint16_t>{0xFFFE}), -2);
    EXPECT_EQ(decode_registers(uint16, std::vector<std::uint16_t>{0xFFFE}), 65534);
    EXPECT_EQ(decode_registers(int32, words(0xFFFFFFF0U)), -16);
    EXPECT_EQ(decode_registers(uint32, words(0xFFFFFFF0U)), 4294967280.0);
    EXPECT_EQ(decode_registers(float32, words(std::bit_cast<std::uint32_t>(43.75F))), 43.75);
    const std::vector<std::uint16_t> swapped{0x0001, 0x8000};
    EXPECT_EQ(decode_registers(uint32_swapped, swapped), 0x80000001U);
    EXPECT_EQ(decode_registers(int32_swapped, swapped), -2147483647.0);
    EXPECT_EQ(decode_registers(float32_swapped, std::vector<std::uint16_t>{0, 0x3F80}), 1);
    EXPECT_FALSE(decode_registers(float32, std::vector<std::uint16_t>{0x7FC0, 0}).has_value());
    EXPECT_FALSE(decode_registers(float32, std::vector<std::uint16_t>{0x7F80, 0}).has_value());
    EXPECT_EQ(coding_named("float32_swapped"), float32_swapped);
    EXPECT_FALSE(coding_named("float64").has_value());
}

TEST(ModbusDevice, a_real_server_is_read) {
    TrialModbusServer server;
    server.holding(10) = static_cast<std::uint16_t>(-1234);
    server.input(20) = 0x422F; // 43.75 as a float
    server.input(21) = 0x0000;
    server.input(30) = 0x7FC0; // no number
    auto device = ModbusDevice::connect({"127.0.0.1", server.port()}, 2000);
    ASSERT_TRUE(device.has_value());
    EXPECT_EQ(device->read({.first = 10}), -1234);
    EXPECT_EQ(device->read({.unit = 7, .input = true, .first = 20, .coding = Coding::float32}), 43.75);
    EXPECT_EQ(device->read({.input = true, .first = 30, .coding = Coding::float32}).error().code,
              "energy.meter_no_number");
    // There is no register 99 and 100 together: the device says so, and the connection still serves.
    const auto beyond = device->read({.first = 99, .coding = Coding::int32});
    ASSERT_FALSE(beyond.has_value());
    EXPECT_EQ(beyond.error().code, "energy.meter_silent");
    EXPECT_EQ(beyond.error().args[1].second, "it has no such register");
    EXPECT_EQ(device->read({.first = 10}), -1234);
}

TEST(ModbusDevice, an_answer_that_came_too_late_is_not_taken_for_the_next) {
    TrialModbusServer server;
    server.holding(10) = 1;
    server.holding(11) = 2;
    auto device = ModbusDevice::connect({"127.0.0.1", server.port()}, 200);
    ASSERT_TRUE(device.has_value());
    server.answer_late(std::chrono::milliseconds(400));
    ASSERT_FALSE(device->read({.first = 10}).has_value());
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    EXPECT_EQ(device->read({.first = 11}), 2);
}

// As on a server with a thousand connections: select() would end the program.
// One connection of somebody who says what he is told to, a byte after the other.
class Dripping {
public:
    Dripping(std::vector<std::uint8_t> bytes, std::chrono::milliseconds between) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listening_, 1) != 0)
            throw std::runtime_error("no port");
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this, bytes = std::move(bytes), between](const std::stop_token& stop) {
            const int line = ::accept(listening_, nullptr, nullptr);
            std::uint8_t asked[12];
            if (::recv(line, asked, sizeof asked, MSG_WAITALL) == sizeof asked)
                for (const auto& byte : bytes) {
                    if (stop.stop_requested() || ::send(line, &byte, 1, MSG_NOSIGNAL) != 1) break;
                    std::this_thread::sleep_for(between);
                }
            ::close(line);
        });
    }
    ~Dripping() {
        thread_.request_stop();
        ::shutdown(listening_, SHUT_RDWR);
        thread_.join();
        ::close(listening_);
    }
    Dripping(const Dripping&) = delete;
    Dripping& operator=(const Dripping&) = delete;
    int port() const { return port_; }

private:
    int listening_ = ::socket(AF_INET, SOCK_STREAM, 0), port_ = 0;
    std::jthread thread_;
};

TEST(ModbusDevice, an_answer_that_drips_is_read_and_one_that_never_ends_is_not_waited_for) {
    const Dripping slow({0, 1, 0, 0, 0, 5, 1, 3, 2, 0x12, 0x34}, std::chrono::milliseconds(5));
    auto device = ModbusDevice::connect({"127.0.0.1", slow.port()}, 5000);
    ASSERT_TRUE(device.has_value());
    EXPECT_EQ(device->read({.first = 0}), 0x1234);
    std::vector<std::uint8_t> endless(250, 0);
    endless[1] = 1;
    endless[5] = 200; // so much is still to come, it says
    const Dripping never(endless, std::chrono::milliseconds(50));
    auto other = ModbusDevice::connect({"127.0.0.1", never.port()}, 300);
    ASSERT_TRUE(other.has_value());
    const auto read = other->read({.first = 0});
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().args[1].second, std::generic_category().message(ETIMEDOUT)) << "not when it hangs up";
}

TEST(ModbusDevice, beyond_a_thousand_open_files_it_is_read_all_the_same) {
    const Dripping server({0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 5},
                          std::chrono::milliseconds(0)); // libmodbus itself could not take the line
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit wide = before;
    wide.rlim_cur = std::max<rlim_t>(wide.rlim_cur, FD_SETSIZE + 64);
    if (::setrlimit(RLIMIT_NOFILE, &wide) != 0) GTEST_SKIP() << "no more files are allowed here";
    std::vector<int> files;
    do files.push_back(::dup(STDIN_FILENO));
    while (files.back() >= 0 && files.back() < FD_SETSIZE);
    auto device = ModbusDevice::connect({"127.0.0.1", server.port()}, 2000);
    for (const int file : files) ::close(file);
    ::setrlimit(RLIMIT_NOFILE, &before);
    ASSERT_TRUE(device.has_value());
    EXPECT_EQ(device->read({.first = 10}), 5);
}

TEST(ModbusDevice, who_speaks_something_else_is_told_apart) {
    const Dripping web({'H', 'T', 'T', 'P', '/', '1', '.', '1'}, std::chrono::milliseconds(0));
    auto device = ModbusDevice::connect({"127.0.0.1", web.port()}, 3000);
    ASSERT_TRUE(device.has_value());
    const auto read = device->read({.first = 0});
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().args[1].second, "what it says is not Modbus");
    EXPECT_FALSE(device->read({.first = 0}).has_value());
}

TEST(ModbusDevice, nobody_there_is_said_so) {
    const auto device = ModbusDevice::connect({"127.0.0.1", 1}, 500);
    ASSERT_FALSE(device.has_value());
    EXPECT_EQ(device.error().code, "energy.meter_silent");
}

} // namespace
} // namespace shanhai::energy
