#pragma once

#include "api/http/limits.h"

#include <atomic>
#include <cstddef>
#include <utility>

namespace shanhai::api::http {

// Memory that all connections share for large bodies. Who cannot get any is told to come back later, instead of the
// machine running out of it.
class Budget {
public:
    explicit Budget(std::size_t bytes) : free_(static_cast<std::ptrdiff_t>(bytes)) {}

    // Gives its bytes back when it goes.
    class Lease {
    public:
        Lease() = default;
        Lease(Lease&& other) noexcept
            : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
        Lease& operator=(Lease&& other) noexcept {
            std::swap(budget_, other.budget_);
            std::swap(bytes_, other.bytes_);
            other.release();
            return *this;
        }
        ~Lease() { release(); }

        // Grows to `bytes`. False, with nothing changed, when there is not that much left.
        bool cover(Budget& budget, std::size_t bytes) {
            if (bytes <= small_body_bytes || bytes <= bytes_) return true;
            const auto more = static_cast<std::ptrdiff_t>(bytes - bytes_);
            if (budget.free_.fetch_sub(more, std::memory_order_relaxed) < more) {
                budget.free_.fetch_add(more, std::memory_order_relaxed);
                return false;
            }
            budget_ = &budget;
            bytes_ = bytes;
            return true;
        }

    private:
        void release() {
            if (budget_) budget_->free_.fetch_add(static_cast<std::ptrdiff_t>(bytes_), std::memory_order_relaxed);
            budget_ = nullptr;
            bytes_ = 0;
        }
        Budget* budget_ = nullptr;
        std::size_t bytes_ = 0;
    };

private:
    std::atomic<std::ptrdiff_t> free_;
};

} // namespace shanhai::api::http
