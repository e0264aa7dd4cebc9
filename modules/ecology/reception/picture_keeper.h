#pragma once

#include "kernel/kernel.h"
#include "modules/ecology/reception/desk.h"
#include "modules/ecology/reception/reading_keeper.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>

namespace shanhai::ecology {

// Makes records of the pictures that stations send, one after the other. Its queue is short: a picture that finds it full is not
// answered and comes again.
class PictureKeeper {
public:
    PictureKeeper(kernel::Kernel& kernel, ReadingKeeper::Told told);

    void keep(TakenPicture picture, Settled when_kept);
    static constexpr std::size_t most_waiting = 16;

private:
    void work(const std::stop_token& stop);
    Done write(const TakenPicture& picture);

    kernel::Kernel& kernel_;
    ReadingKeeper::Told told_;
    std::mutex guard_;
    std::condition_variable_any wake_;
    std::deque<std::pair<TakenPicture, Settled>> queue_;
    std::jthread thread_;
};

} // namespace shanhai::ecology
