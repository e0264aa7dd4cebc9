#include "apps/shanhai/assignments.h"

#include <gtest/gtest.h>

namespace shanhai::apps {
namespace {

kernel::RecordType small_type() {
    kernel::RecordType type;
    const auto add = [&](const char* name, kernel::FieldKind kind) {
        kernel::Field& field = type.fields.emplace_back();
        field.name = name;
        field.kind = kind;
    };
    add("name", kernel::FieldKind::text);
    add("seats", kernel::FieldKind::integer);
    add("amount", kernel::FieldKind::money);
    add("open", kernel::FieldKind::boolean);
    add("voucher", kernel::FieldKind::file);
    add("lines", kernel::FieldKind::json);
    return type;
}

Result<json::object> read(const std::vector<std::string>& assignments) {
    const kernel::RecordType type = small_type();
    return fields_of(type, assignments,
                     [](const std::string& path) -> Result<json::value> { return json::object{{"name", path}}; });
}

TEST(Assignments, are_read_by_the_kind_of_the_field) {
    const auto fields =
        read({"name=a=b", "seats=30", "amount=160万", "open=是", "voucher=@./receipt.pdf", "lines=[1]", "other=5"});
    ASSERT_TRUE(fields);
    EXPECT_EQ(
        json::serialize(*fields),
        R"({"name":"a=b","seats":30,"amount":"160万","open":true,"voucher":{"name":"./receipt.pdf"},"lines":[1],"other":"5"})");
}

TEST(Assignments, nothing_empties_a_field) { EXPECT_TRUE(read({"amount="})->at("amount").is_null()); }

TEST(Assignments, what_cannot_be_read_is_refused) {
    EXPECT_EQ(read({"amount"}).error().code, "command.bad_assignment");
    EXPECT_EQ(read({"=5"}).error().code, "command.bad_assignment");
    EXPECT_EQ(read({"seats=many"}).error().code, "record.wrong_kind");
    EXPECT_EQ(read({"seats=many"}).error().field, "/seats");
    EXPECT_EQ(read({"open=perhaps"}).error().code, "record.wrong_kind");
    EXPECT_EQ(read({"lines={"}).error().code, "json.malformed");
}

} // namespace
} // namespace shanhai::apps
