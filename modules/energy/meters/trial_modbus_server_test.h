#pragma once

#include <arpa/inet.h>
#include <modbus.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace shanhai::energy {

// A real Modbus TCP server of libmodbus on a free port of this machine, with 100 registers of each kind.
class TrialModbusServer {
public:
    TrialModbusServer() {
        listening_ = modbus_tcp_listen(modbus_, 4);
        if (mapping_ == nullptr || listening_ < 0) throw std::runtime_error("no Modbus server");
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    ~TrialModbusServer() {
        thread_.request_stop();
        ::shutdown(listening_, SHUT_RDWR);
        if (const int open = talking_; open >= 0) ::shutdown(open, SHUT_RDWR);
        thread_.join();
        ::close(listening_);
        modbus_mapping_free(mapping_);
        modbus_free(modbus_);
    }
    TrialModbusServer(const TrialModbusServer&) = delete;
    TrialModbusServer& operator=(const TrialModbusServer&) = delete;

    int port() const { return port_; }
    // Before somebody asks.
    std::uint16_t& holding(int at) { return mapping_->tab_registers[at]; }
    std::uint16_t& input(int at) { return mapping_->tab_input_registers[at]; }
    // So long after the next question comes its answer; others come at once.
    void answer_late(std::chrono::milliseconds late) { late_ = late; }
    // The next question is answered by an exception.
    void refuse_next() { refuses_ = true; }

private:
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            int listening = listening_;
            const int open = modbus_tcp_accept(modbus_, &listening);
            if (open < 0) return;
            talking_ = open;
            std::uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
            for (int got = 0; (got = modbus_receive(modbus_, query)) >= 0;)
                if (got > 0) {
                    std::this_thread::sleep_for(late_.exchange({}));
                    if (refuses_.exchange(false))
                        modbus_reply_exception(modbus_, query, MODBUS_EXCEPTION_SLAVE_OR_SERVER_BUSY);
                    else
                        modbus_reply(modbus_, query, got, mapping_);
                }
            talking_ = -1;
            modbus_close(modbus_);
        }
    }

    modbus_t* modbus_ = modbus_new_tcp("127.0.0.1", 0);
    modbus_mapping_t* mapping_ = modbus_mapping_new(0, 0, 100, 100);
    int listening_ = -1, port_ = 0;
    std::atomic<int> talking_ = -1;
    std::atomic<std::chrono::milliseconds> late_{};
    std::atomic<bool> refuses_ = false;
    std::jthread thread_;
};

} // namespace shanhai::energy
