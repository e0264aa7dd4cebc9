#include "modules/energy/meters/modbus_device.h"

#include <fcntl.h>
#include <modbus.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace shanhai::energy {

namespace {

// 0, or what is wrong.
int wait_until_connected(int socket, int timeout_ms) {
    pollfd waiting{socket, POLLOUT, 0};
    const int ready = ::poll(&waiting, 1, timeout_ms);
    if (ready <= 0) return ready == 0 ? ETIMEDOUT : errno;
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

int connect_to(int socket, const addrinfo& to, int timeout_ms) {
    // libmodbus waits with select(), which ends the program at a file beyond its set. A server with a thousand connections has such.
    if (socket >= FD_SETSIZE) return EMFILE;
    const int at_once = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    if (::connect(socket, to.ai_addr, to.ai_addrlen) == 0) return 0;
    return errno == EINPROGRESS ? wait_until_connected(socket, timeout_ms) : errno;
}

// A socket, or -1 and errno. The first of the host's addresses that answers.
int connected_socket(const std::string& host, const std::string& port, int timeout_ms) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    int error = ECONNREFUSED; // as libmodbus says it of a name that nobody knows
    if (::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0) found = nullptr;
    int connected = -1;
    for (const auto* to = found; to != nullptr && connected < 0; to = to->ai_next) {
        const int socket = ::socket(to->ai_family, to->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, to->ai_protocol);
        error = socket < 0 ? errno : connect_to(socket, *to, timeout_ms);
        if (error == 0)
            connected = socket;
        else if (socket >= 0)
            ::close(socket);
    }
    if (found != nullptr) ::freeaddrinfo(found);
    errno = error;
    return connected;
}

} // namespace

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
    const int socket = connected_socket(address.host, port, timeout_ms);
    if (socket < 0) return context->silent(errno);
    modbus_set_socket(context->modbus, socket);
    return ModbusDevice(std::move(context));
}

Result<double> ModbusDevice::read(const RegisterAddress& address) {
    std::array<std::uint16_t, 2> registers{};
    const auto count = static_cast<int>(registers_of(address.coding));
    modbus_flush(context_->modbus); // an answer that came too late is none to the next question
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
