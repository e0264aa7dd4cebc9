#pragma once

#include "kernel/store/connection.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

// What every database behind kernel/store must do. A second store instantiates the suite in a test file of its own:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, ::testing::Values(StoreKind{"sqlite", …}), name_of_kind);
namespace shanhai::kernel {

// An empty database; gone when this is.
class FreshDatabase {
public:
    virtual ~FreshDatabase() = default;
    virtual std::unique_ptr<Store> open() = 0; // again after the one before is gone: the same database
};

struct StoreKind {
    std::string name;
    std::function<std::unique_ptr<FreshDatabase>()> make;
};

inline std::string name_of_kind(const ::testing::TestParamInfo<StoreKind>& info) { return info.param.name; }

class StoreContract : public ::testing::TestWithParam<StoreKind> {
protected:
    void SetUp() override {
        database_ = GetParam().make();
        reopen();
        writer_->execute("CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT UNIQUE, amount BIGINT NOT NULL)");
    }

    void reopen() {
        writer_.reset();
        store_.reset();
        store_ = database_->open();
        writer_ = store_->connect_writer();
    }

    void add(std::int64_t id, std::string_view name, std::int64_t amount) {
        writer_->prepared("INSERT INTO account (id, name, amount) VALUES (?, ?, ?)")
            .bind(id)
            .bind(name)
            .bind(amount)
            .run();
    }

    // The one number that a query yields.
    static std::int64_t number(Connection& connection, std::string_view sql) {
        const auto statement = connection.prepare(sql);
        EXPECT_TRUE(statement->step()) << sql;
        return statement->integer(0);
    }

    static std::int64_t accounts(Connection& connection) { return number(connection, "SELECT count(*) FROM account"); }

    std::unique_ptr<FreshDatabase> database_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Connection> writer_;
};

} // namespace shanhai::kernel
