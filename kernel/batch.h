#pragma once

#include "kernel/access/principal.h"

#include <cstddef>
#include <string>

// Large work in parts: requests of a few commands each, between which everybody else saves.
namespace shanhai::kernel {

struct BatchAsked {
    Principal who;
    bool trial = false;      // its requests are dry runs; what earlier ones would have moved counts for later ones
    std::string about;       // why its records are voided should it be taken back: "导入：拨款.xlsx"
    std::string key;         // as Request::idempotency_key
    std::string fingerprint; // as Request::fingerprint
};

// Handed on by its requests (Request::batch). What it recorded stands once Kernel::end_batch has answered; a batch that ended in
// any other way, with the whole program too, is taken back by entries that say so.
class Batch {
public:
    virtual ~Batch() = default;
    virtual bool repeated() const = 0; // one with its key was ended before: nothing is left to be done
};

// What became of a batch that was not to stand.
struct BatchTakenBack {
    std::size_t records = 0; // voided, or as they were before
    std::size_t left = 0;    // which somebody had already built on, so that they stay
};

} // namespace shanhai::kernel
