#pragma once

#include "base/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace shanhai::kernel {

struct ScanResult {
    enum class Verdict { clean, infected, unavailable } verdict = Verdict::clean;
    std::string name; // of what was found, or why nobody answered
};

// Whom to ask about a file before it is kept.
//   clamd:/run/clamav/clamd.ctl    ClamAV's daemon by its socket, command INSTREAM
//   clamd:127.0.0.1:3310           the same by TCP
//   command:/usr/local/bin/scan    a program that reads the file from its input: exit status 0 clean, 1 infected (the first
//                                  line it writes names what), anything else: cannot say
class VirusScanner {
public:
    VirusScanner() = default; // asks nobody: everything is clean
    // Empty: no scanner, and everything is clean. "file.bad_scanner".
    static Result<VirusScanner> from(const std::string& setting);

    bool is_set() const { return kind_ != Kind::none; }
    // Within a minute, whatever the other side does.
    ScanResult scan(std::string_view bytes) const;

private:
    enum class Kind { none, socket, tcp, command };
    Kind kind_ = Kind::none;
    std::string path_; // of the socket or the program; the address
    std::string port_;
};

} // namespace shanhai::kernel
