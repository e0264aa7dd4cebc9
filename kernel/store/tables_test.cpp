#include "kernel/schema/trial_module_test.h"
#include "kernel/store/tables.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

namespace shanhai::kernel {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class Tables : public ::testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_);
        writer_->execute("BEGIN");
        create_system_tables(*writer_);
        writer_->execute("COMMIT");
    }
    void TearDown() override {
        writer_.reset();
        std::filesystem::remove_all(folder_);
    }

    // The trial module with one text in one of its files replaced by another.
    static std::unique_ptr<Schema> schema(const std::string& from = {}, const std::string& to = {}) {
        auto files = trial_module();
        for (auto& file : files) {
            if (!from.empty()) file.text = replace_all(file.text, from, to);
        }
        return trial_schema_of(files);
    }

    Result<std::vector<int>> bring(const Schema& schema) {
        writer_->execute("BEGIN IMMEDIATE");
        auto fresh = bring_tables_to(*writer_, schema);
        writer_->execute(fresh ? "COMMIT" : "ROLLBACK");
        return fresh;
    }

    std::string refusal(const std::string& from, const std::string& to) {
        const auto fresh = bring(*schema(from, to));
        return fresh ? "accepted" : fresh.error().code;
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-tables-" + std::to_string(::getpid()));
    std::unique_ptr<Store> store_ = (std::filesystem::create_directories(folder_), open_sqlite(folder_ / "store.db"));
    std::unique_ptr<Connection> writer_ = store_->connect_writer();
};

TEST_F(Tables, the_tables_are_made_once_and_every_measure_is_fresh_once) {
    const auto first = bring(*schema());
    ASSERT_TRUE(first.has_value());
    EXPECT_THAT(*first, SizeIs(3));
    const auto again = bring(*schema());
    ASSERT_TRUE(again.has_value());
    EXPECT_THAT(*again, IsEmpty());
    const auto grown =
        bring(*schema("  trial.heads: {", "  trial.many: {count: true, unit: payment, on: date}\n  trial.heads: {"));
    ASSERT_TRUE(grown.has_value());
    EXPECT_THAT(*grown, SizeIs(1));
}

TEST_F(Tables, a_field_that_joins_gets_its_column) {
    ASSERT_TRUE(bring(*schema()).has_value());
    ASSERT_TRUE(bring(*schema("  urgent: {is: boolean}", "  urgent: {is: boolean}\n  later: {is: date}")).has_value());
    writer_->execute("SELECT later FROM payment");
}

TEST_F(Tables, an_expression_that_no_database_reads_is_found_at_the_start) {
    for (const std::string wrong : {"amount >", "amount amount", "coalesce()", "case when amount",
                                    "cast(amount as amount)", "1.2.3 < amount", "= amount"}) {
        const auto fresh = bring(*schema("amount > 0\"", wrong + "\""));
        ASSERT_FALSE(fresh.has_value()) << wrong;
        EXPECT_EQ(fresh.error().code, "schema.expression");
        EXPECT_EQ(fresh.error().field, "modules/trial/schema/payment.yaml:17");
    }
    EXPECT_EQ(refusal("guard: \"amount < 100000\"", "guard: \"amount <\""), "schema.expression");
    EXPECT_EQ(refusal("sum: amount", "sum: amount -"), "schema.expression");
    EXPECT_EQ(refusal("on: date", "on: date -"), "schema.expression");
}

TEST_F(Tables, meta_is_remembered) {
    EXPECT_EQ(meta(*writer_, "colour"), "");
    set_meta(*writer_, "colour", "red");
    set_meta(*writer_, "colour", "blue");
    EXPECT_EQ(meta(*writer_, "colour"), "blue");
}

} // namespace
} // namespace shanhai::kernel
