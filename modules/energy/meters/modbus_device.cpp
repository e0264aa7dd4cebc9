#include "modules/energy/meters/modbus_device.h"

#include "modules/energy/meters/modbus_answer.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <span>
#include <system_error>

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
    int error = ENXIO; // of a name that nobody knows
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
    std::string name;
    int timeout_ms = 0;
    int socket = -1;
    std::uint16_t transaction = 0;
    ModbusAnswers answers;

    ~Context() {
        if (socket >= 0) ::close(socket);
    }
    Context(std::string named, int timeout) : name(std::move(named)), timeout_ms(timeout) {}
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    std::unexpected<Problem> silent(std::string why) const {
        return refuse("energy.meter_silent", {}, {{"host", name}, {"why", std::move(why)}});
    }
    std::unexpected<Problem> silent(int error) const { return silent(std::generic_category().message(error)); }
};

namespace {

using Instant = std::chrono::steady_clock::time_point;

// 0, or what is wrong. However slowly the device takes and gives its bytes, no longer than until the deadline.
int wait_for(int socket, short events, Instant deadline) {
    using std::chrono::milliseconds;
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return ETIMEDOUT;
    pollfd waiting{socket, events, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready > 0) return 0;
    return ready == 0 ? ETIMEDOUT : errno;
}

int send_all(int socket, std::span<const std::uint8_t> bytes, Instant deadline) {
    while (!bytes.empty()) {
        if (const int error = wait_for(socket, POLLOUT, deadline)) return error;
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) return errno;
        if (sent > 0) bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
    return 0;
}

int hear(int socket, ModbusAnswers& answers, Instant deadline) {
    if (const int error = wait_for(socket, POLLIN, deadline)) return error;
    std::array<std::uint8_t, 512> bytes{};
    const auto got = ::recv(socket, bytes.data(), bytes.size(), 0);
    if (got == 0) return ECONNRESET;
    if (got < 0) return errno == EAGAIN || errno == EINTR ? 0 : errno;
    answers.feed(std::span(bytes).first(static_cast<std::size_t>(got)));
    return 0;
}

} // namespace

ModbusDevice::ModbusDevice(std::unique_ptr<Context> context) : context_(std::move(context)) {}
ModbusDevice::~ModbusDevice() = default;
ModbusDevice::ModbusDevice(ModbusDevice&&) noexcept = default;
ModbusDevice& ModbusDevice::operator=(ModbusDevice&&) noexcept = default;

Result<ModbusDevice> ModbusDevice::connect(const DeviceAddress& address, int timeout_ms) {
    const auto port = std::to_string(address.port);
    auto context = std::make_unique<Context>(address.host + ":" + port, timeout_ms);
    context->socket = connected_socket(address.host, port, timeout_ms);
    if (context->socket < 0) return context->silent(errno);
    return ModbusDevice(std::move(context));
}

Result<double> ModbusDevice::read(const RegisterAddress& address) {
    auto& device = *context_;
    const RegistersAsked asked{.transaction = ++device.transaction,
                               .unit = static_cast<std::uint8_t>(address.unit),
                               .input = address.input,
                               .first = static_cast<std::uint16_t>(address.first),
                               .count = static_cast<std::uint16_t>(registers_of(address.coding))};
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(device.timeout_ms);
    if (const int error = send_all(device.socket, question(asked), deadline)) return device.silent(error);
    auto answer = device.answers.to(asked);
    while (!answer && !device.answers.is_lost()) {
        if (const int error = hear(device.socket, device.answers, deadline)) return device.silent(error);
        answer = device.answers.to(asked);
    }
    if (!answer) return device.silent("what it says is not Modbus");
    if (!*answer) return device.silent(answer->error());
    const auto value = decode_registers(address.coding, **answer);
    if (!value) return refuse("energy.meter_no_number", {}, {{"host", device.name}});
    return *value;
}

} // namespace shanhai::energy
