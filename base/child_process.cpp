#include "base/child_process.h"

#include <sys/wait.h>

#include <csignal>
#include <thread>

namespace shanhai {

std::optional<int> exit_status_of(pid_t child, std::chrono::steady_clock::time_point until) {
    int status = 0;
    while (std::chrono::steady_clock::now() < until) {
        const auto ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child) return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
        if (ended < 0) return std::nullopt; // where SIGCHLD is ignored there is nothing to wait for
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return std::nullopt;
}

} // namespace shanhai
