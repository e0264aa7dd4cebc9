#pragma once

#include "kernel/module/service.h"

#include <chrono>
#include <memory>

namespace shanhai::ecology {

struct BrokerLimits {
    std::chrono::milliseconds first_pause{1'000},
        longest_pause{60'000};           // between attempts to reach the broker: each twice the last
    std::chrono::seconds keep_alive{30}; // so often we are heard, also with nothing to say
    std::chrono::seconds silence{75};    // of the broker; beyond it the line is dead
    double messages_a_second = 500;      // of one station (moments, in messages of many); beyond, they are let go
    double burst_messages = 10'000;      // so many at once after a pause: an outage held them back
};

// Listens to the topics of an MQTT broker that records declare (mqtt_feed). A message is acknowledged when its readings are durable, or
// when it is refused and named: it would only come again. One that is not acknowledged comes again when the line is back, and the
// store takes a reading once. `listen`: "[mqtts://][USER:PASSWORD@]HOST:PORT[/CLIENT][?ca=FILE]", the broker's address, the name that
// the broker keeps our session by, and whom we believe that it is the broker. "server.bad_address", "mqtt.no_certificates"; a broker
// that cannot be reached, or is not believed, is no refusal, as it is tried again.
Result<std::unique_ptr<kernel::Service>> start_broker_link(const kernel::ServiceStart& start,
                                                           const BrokerLimits& limits = {});

} // namespace shanhai::ecology
