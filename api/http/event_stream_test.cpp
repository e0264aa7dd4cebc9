#include "api/http/event_stream.h"

#include <gtest/gtest.h>

namespace shanhai::api::http {
namespace {

TEST(EventStream, what_is_appended_is_taken_once_and_wakes_whoever_sends_it) {
    EventStream stream;
    int woken = 0;
    stream.attach([&] { ++woken; });
    EXPECT_TRUE(stream.append("a"));
    EXPECT_TRUE(stream.append("b"));
    EXPECT_EQ(woken, 2);
    EXPECT_EQ(stream.take(), "ab");
    EXPECT_EQ(stream.take(), "");
    stream.attach({});
    EXPECT_TRUE(stream.append("c"));
    EXPECT_EQ(woken, 2);
}

TEST(EventStream, who_does_not_read_is_dropped_and_holds_no_memory) {
    EventStream stream;
    const std::string event(1000, 'x');
    int taken = 0;
    while (stream.append(event)) ++taken;
    EXPECT_EQ(taken, static_cast<int>(EventStream::most_waiting_bytes / event.size()));
    EXPECT_TRUE(stream.is_over());
    EXPECT_EQ(stream.take(), "");
    EXPECT_FALSE(stream.append("y"));
}

TEST(EventStream, what_was_said_before_the_end_is_still_sent) {
    EventStream stream;
    stream.append("last words");
    stream.end();
    EXPECT_TRUE(stream.is_over());
    EXPECT_EQ(stream.take(), "last words");
}

} // namespace
} // namespace shanhai::api::http
