#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// What modules do by themselves for as long as a server runs, such as listening to machines.
namespace shanhai::kernel {

class Kernel;

// Runs from its making to its end of life; its destructor waits for what it has begun to write.
class Service {
public:
    Service() = default;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    virtual ~Service() = default;

    virtual std::string address() const = 0; // where it listens: "127.0.0.1:9212"
};

struct ServiceStart {
    Kernel& kernel;
    Clock clock;
    std::string listen; // "host:port", "[::1]:9212"; port 0: any free one
    // A line of the server's log; `trouble`: somebody should look.
    std::function<void(bool trouble, const std::string& what)> tell;
};

struct ServiceDeclaration {
    Text title;
    std::string demo_listen; // where it listens in a demo unless told otherwise; elsewhere it is off until asked for
    std::function<Result<std::unique_ptr<Service>>(const ServiceStart& start)> start;
};

} // namespace shanhai::kernel
