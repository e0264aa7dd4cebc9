#pragma once

#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>

namespace shanhai::ecology {

// Until the context is stopped or has nothing left: what a handler throws is told, and ends no more than that handler.
inline void run_whatever_fails(boost::asio::io_context& context,
                               const std::function<void(const std::exception&)>& failed) {
    for (;;) {
        try {
            context.run();
            return;
        } catch (const std::exception& error) {
            failed(error);
        }
    }
}

} // namespace shanhai::ecology
