#pragma once

#include <cstdint>
#include <string>
#include <vector>

// The papers that records refer to, as the kernel's callers see them.
namespace shanhai::kernel {

// A file that comes in: its name, and the field that it is for. Type and field may be empty; otherwise what the field does
// not accept is refused at once, and what it wants kept in an image is kept.
struct Upload {
    std::string name;
    std::string type, field;
};

struct FileStored {
    std::string sha256, name, media_type;
    std::int64_t size = 0;
    bool has_thumbnail = false;
    std::vector<std::string> removed; // what was taken out of an image: "location", "author", "device", "comment" …
    std::string scan;                 // "clean", "unscanned" (nobody to ask); empty where no scanner is set
};

// What the operator says of files.
struct FileSettings {
    std::int64_t store_quota_bytes = 0;                        // of all files; 0: no bound
    std::int64_t user_day_quota_bytes = std::int64_t{2} << 30; // that one user may bring in a day; 0: no bound
    std::string scanner; // "clamd:/run/clamav/clamd.ctl", "clamd:127.0.0.1:3310", "command:/path"; empty: none
    bool accept_unscanned = false; // while the scanner does not answer
    int retention_years = 10;      // kept after the last mention, where the field says nothing
    int grace_days = 30;           // kept at least, though no record ever named it
};

struct TidyReport {
    struct Collected {
        std::string sha256, name;
        std::int64_t size = 0;
        std::string because; // "unnamed": no record ever named it; "expired": its last mention is too old; "stray"
    };
    std::vector<Collected> collected;
    std::int64_t kept = 0;
    bool dry_run = false;
};

} // namespace shanhai::kernel
