#pragma once

#include "base/result.h"
#include "modules/energy/meters/register_coding.h"

#include <memory>
#include <string>

namespace shanhai::energy {

struct DeviceAddress {
    std::string host; // a name or an address
    int port = 502;
    auto operator<=>(const DeviceAddress&) const = default;
};

struct RegisterAddress {
    int unit = 1;       // which device behind a gateway
    bool input = false; // function 04, else 03
    int first = 0;      // counted from 0
    Coding coding = Coding::int16;
};

// A Modbus TCP device, asked one register after the other over one connection.
class ModbusDevice {
public:
    // Waits so long for the connection, and for the whole of each answer, which may drip. "energy.meter_silent" (args: host, why).
    static Result<ModbusDevice> connect(const DeviceAddress& address, int timeout_ms);
    ~ModbusDevice();
    ModbusDevice(ModbusDevice&&) noexcept;
    ModbusDevice& operator=(ModbusDevice&&) noexcept;

    // "energy.meter_silent" also when the device answers that it has no such register, or answers to something else;
    // "energy.meter_no_number".
    Result<double> read(const RegisterAddress& address);

private:
    struct Context;
    explicit ModbusDevice(std::unique_ptr<Context> context);
    std::unique_ptr<Context> context_;
};

} // namespace shanhai::energy
