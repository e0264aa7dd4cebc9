#include "modules/ecology/reception/picture_keeper.h"

#include <fmt/format.h>

namespace shanhai::ecology {

PictureKeeper::PictureKeeper(kernel::Kernel& kernel, ReadingKeeper::Told told)
    : kernel_(kernel), told_(std::move(told)), thread_([this](const std::stop_token& stop) { work(stop); }) {}

void PictureKeeper::keep(TakenPicture picture, Settled when_kept) {
    {
        const std::lock_guard lock(guard_);
        if (queue_.size() < most_waiting) {
            queue_.emplace_back(std::move(picture), std::move(when_kept));
            return wake_.notify_one();
        }
    }
    told_.trouble("too many pictures at once: some were not answered");
    told_.settled({{when_kept.connection, {}}});
}

Done PictureKeeper::write(const TakenPicture& picture) {
    const auto who = kernel::Principal::system();
    const auto name = "station-" + std::to_string(picture.station) + ".jpg";
    const auto file =
        TRY(kernel_.store_file(who, {.name = name, .type = "station_photo", .field = "photo"}, picture.jpeg));
    kernel::Command command;
    command.type = "station_photo";
    command.fields = {{"station", "#" + std::to_string(picture.station)},
                      {"day", picture.taken.substr(0, 10)},
                      {"taken", picture.taken},
                      {"photo", json::object{{"sha256", file.sha256}, {"name", file.name}}}};
    kernel::Request request;
    request.who = who;
    // Sent again, it is there once.
    request.idempotency_key = fmt::format("picture {} {} {}", picture.station, picture.taken, file.sha256);
    request.show = false;
    request.commands.push_back(std::move(command));
    TRY_DO(kernel_.execute(std::move(request)));
    return {};
}

void PictureKeeper::work(const std::stop_token& stop) {
    std::unique_lock lock(guard_);
    while (true) {
        wake_.wait(lock, stop, [this] { return !queue_.empty(); });
        if (stop.stop_requested()) return;
        auto [picture, settled] = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        if (const auto done = write(picture); !done) {
            told_.trouble(fmt::format("a picture of station #{} was not kept: {}", picture.station, done.error().code));
            settled.answer.clear();
        }
        told_.settled({std::move(settled)});
        lock.lock();
    }
}

} // namespace shanhai::ecology
