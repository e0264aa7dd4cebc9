#include "kernel/store/postgres_dialect.h"
#include "kernel/store/store_contract_test.h"
#include "kernel/store/trial_postgres_test.h"

namespace shanhai::kernel {
namespace {

class PostgresDatabase final : public FreshDatabase {
public:
    std::unique_ptr<Store> open() override { return open_store(database_.url()); }

private:
    TrialPostgres database_;
};

// Without a server there is nothing to instantiate: tests/postgres_cluster.py starts one and says where it is.
std::vector<StoreKind> kinds() {
    if (!TrialPostgres::is_there()) return {};
    return {StoreKind{"postgres", [] { return std::make_unique<PostgresDatabase>(); }}};
}

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract, ::testing::ValuesIn(kinds()), name_of_kind);

} // namespace
} // namespace shanhai::kernel
