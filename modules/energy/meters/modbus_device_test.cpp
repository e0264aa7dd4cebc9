#include "modules/energy/meters/modbus_device.h"
#include "modules/energy/meters/trial_modbus_server_test.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/select.h>

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

// libmodbus itself would end the program.
TEST(ModbusDevice, beyond_a_thousand_open_files_it_is_refused) {
    TrialModbusServer server;
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit wide = before;
    wide.rlim_cur = std::max<rlim_t>(wide.rlim_cur, FD_SETSIZE + 64);
    if (::setrlimit(RLIMIT_NOFILE, &wide) != 0) GTEST_SKIP() << "no more files are allowed here";
    std::vector<int> files;
    do files.push_back(::dup(STDIN_FILENO));
    while (files.back() >= 0 && files.back() < FD_SETSIZE);
    const auto device = ModbusDevice::connect({"127.0.0.1", server.port()}, 500);
    for (const int file : files) ::close(file);
    ::setrlimit(RLIMIT_NOFILE, &before);
    ASSERT_FALSE(device.has_value());
    EXPECT_EQ(device.error().code, "energy.meter_silent");
    EXPECT_TRUE(ModbusDevice::connect({"127.0.0.1", server.port()}, 500).has_value());
}

TEST(ModbusDevice, nobody_there_is_said_so) {
    const auto device = ModbusDevice::connect({"127.0.0.1", 1}, 500);
    ASSERT_FALSE(device.has_value());
    EXPECT_EQ(device.error().code, "energy.meter_silent");
}

} // namespace
} // namespace shanhai::energy
