#pragma once

#include "kernel/store/connection.h"

#include <memory>
#include <mutex>
#include <vector>

namespace shanhai::kernel {

// Connections that see one committed state for as long as they are lent.
class ReaderPool {
public:
    explicit ReaderPool(Store& store) : store_(store) {}

    // A read transaction. Give it back soon: while it lives, the store keeps the past for it.
    class Lease {
    public:
        Lease(ReaderPool& pool, std::unique_ptr<Connection> connection)
            : pool_(pool), connection_(std::move(connection)) {
            connection_->execute("BEGIN");
        }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease() {
            try {
                connection_->execute("ROLLBACK");
                pool_.give_back(std::move(connection_));
            } catch (const StoreError&) { // a connection that cannot end its transaction is not lent again
            }
        }
        Connection& operator*() const { return *connection_; }

    private:
        ReaderPool& pool_;
        std::unique_ptr<Connection> connection_;
    };

    Lease lend() {
        {
            const std::scoped_lock lock(guard_);
            if (!idle_.empty()) {
                auto connection = std::move(idle_.back());
                idle_.pop_back();
                return Lease(*this, std::move(connection));
            }
        }
        return Lease(*this, store_.connect_reader());
    }

private:
    static constexpr std::size_t most_idle = 8;

    void give_back(std::unique_ptr<Connection> connection) {
        const std::scoped_lock lock(guard_);
        if (idle_.size() < most_idle) idle_.push_back(std::move(connection));
    }

    Store& store_;
    std::mutex guard_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

} // namespace shanhai::kernel
