#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

// Coroutines of the server. The executor's type is fixed because the type-erased one costs an allocation and a virtual
// call at each suspension.
namespace shanhai::api::http {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

template <class T>
using awaitable = asio::awaitable<T, Executor>;

inline constexpr asio::use_awaitable_t<Executor> use_awaitable;
// Errors come back as the first element instead of being thrown: a client that goes away is not an exception.
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> as_tuple;

} // namespace shanhai::api::http
