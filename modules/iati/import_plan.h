#pragma once

#include "kernel/kernel.h"
#include "modules/iati/held_record.h"

#include <cstdint>
#include <string>
#include <vector>

namespace shanhai::iati {

// A record of the store, with the records that refer to it as their enclosing one, in the order of their positions.
struct StoredRecord {
    std::string id;
    std::int64_t position = 0;
    HeldRecord record; // its fields only; `record.children` is empty
    std::vector<StoredRecord> children;
};

// The commands that bring the store to what a file says, collected activity by activity.
// Among the records of one enclosing element, first those that are equal belong together, then those known by the same
// name or reference, then the others in their order; what is left over is created or voided. So a transaction that was
// inserted into a list without references does not amend all that follow it.
class ImportPlan {
public:
    // `source` names the file, for the reasons of what is voided.
    explicit ImportPlan(const std::string& source);

    void create_activity(const HeldRecord& activity, const std::string& code);
    void change_activity(const StoredRecord& stored, const HeldRecord& activity);

    std::vector<kernel::Command> take_commands() { return std::move(commands_); }
    std::uint64_t created() const { return created_; }
    std::uint64_t amended() const { return amended_; }
    std::uint64_t voided() const { return voided_; }

private:
    void create(const HeldRecord& record, json::object fields);
    void create_child(const HeldRecord& record, const std::string& parent, std::int64_t position);
    void change(const StoredRecord& stored, const HeldRecord& fresh);
    void change_children(const StoredRecord& stored, const HeldRecord& fresh, std::string_view record_type);
    void remove(const StoredRecord& stored);
    kernel::Command command(kernel::Action action, std::string_view record_type) const;

    std::string reason_, amended_reason_;
    std::vector<kernel::Command> commands_;
    std::uint64_t created_ = 0;
    std::uint64_t amended_ = 0;
    std::uint64_t voided_ = 0;
};

} // namespace shanhai::iati
