#include "modules/energy/meters/modbus_device.h"

#include <modbus.h>

#include <array>
#include <cerrno>

namespace shanhai::energy {

struct ModbusDevice::Context {
    modbus_t* modbus = nullptr;
    std::string name;
    Context(modbus_t* opened, std::string named) : modbus(opened), name(std::move(named)) {}
    ~Context() {
        if (modbus == nullptr) return;
        modbus_close(modbus);
        modbus_free(modbus);
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    std::unexpected<Problem> silent(int error) const {
        return refuse("energy.meter_silent", {}, {{"host", name}, {"why", modbus_strerror(error)}});
    }
};

ModbusDevice::ModbusDevice(std::unique_ptr<Context> context) : context_(std::move(context)) {}
ModbusDevice::~ModbusDevice() = default;
ModbusDevice::ModbusDevice(ModbusDevice&&) noexcept = default;
ModbusDevice& ModbusDevice::operator=(ModbusDevice&&) noexcept = default;

Result<ModbusDevice> ModbusDevice::connect(const DeviceAddress& address, int timeout_ms) {
    const auto port = std::to_string(address.port);
    auto context =
        std::make_unique<Context>(modbus_new_tcp_pi(address.host.c_str(), port.c_str()), address.host + ":" + port);
    if (context->modbus == nullptr) return context->silent(errno);
    const auto seconds = static_cast<std::uint32_t>(timeout_ms / 1000);
    const auto micros = static_cast<std::uint32_t>(timeout_ms % 1000 * 1000);
    modbus_set_response_timeout(context->modbus, seconds, micros);
    modbus_set_byte_timeout(context->modbus, seconds, micros);
    if (modbus_connect(context->modbus) != 0) return context->silent(errno);
    return ModbusDevice(std::move(context));
}

Result<double> ModbusDevice::read(const RegisterAddress& address) {
    std::array<std::uint16_t, 2> registers{};
    const auto count = static_cast<int>(registers_of(address.coding));
    if (modbus_set_slave(context_->modbus, address.unit) != 0) return context_->silent(errno);
    const int got = address.input
                        ? modbus_read_input_registers(context_->modbus, address.first, count, registers.data())
                        : modbus_read_registers(context_->modbus, address.first, count, registers.data());
    if (got != count) return context_->silent(errno);
    const auto value = decode_registers(address.coding, registers);
    if (!value) return refuse("energy.meter_no_number", {}, {{"host", context_->name}});
    return *value;
}

} // namespace shanhai::energy
