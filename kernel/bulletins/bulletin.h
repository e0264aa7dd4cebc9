#pragma once

#include "kernel/bulletins/paper.h"
#include "kernel/bulletins/seal.h"
#include "kernel/kernel.h"

#include <optional>
#include <string>

// A bulletin's life: composed, approved by a second person, frozen at a checkpoint, signed. It is a record of the type `bulletin`
// (modules/bulletins), so who did what stands in the journal, and the workflow asks for the second person.
namespace shanhai::kernel {

constexpr const char* bulletin_type = "bulletin";

// A bulletin as it can be printed.
struct Bulletin {
    std::string id, state;
    bool is_void = false;
    Paper paper; // of a frozen one what was signed; else of now, as the reader sees it
    std::optional<Sealed> sealed;
};

// What `who` may read. "record.not_found"; of a draft whatever `evaluate` refuses; of a frozen one "bulletin.altered" …, when
// what the record holds is not what the journal's key has signed.
Result<Bulletin> read_bulletin(Kernel& kernel, const Principal& who, const std::string& name);

// Makes the record, when its numbers can be found. `fields` as of the record type.
Result<Reply> compose_bulletin(Kernel& kernel, const Principal& who, json::object fields);
// Changes a draft in the same way; `version` as of If-Match.
Result<Reply> amend_bulletin(Kernel& kernel, const Principal& who, const std::string& name, json::object fields,
                             std::optional<std::int64_t> version);

// Takes the journal's checkpoint, evaluates every number as of it, says what was revised since the bulletin before, signs,
// and advances the record. The numbers are public from then on, so whoever freezes must see all of each: "bulletin.not_whole"
// (args: name). "bulletin.not_approved", "bulletin.too_large", what `evaluate` and `seal` refuse, and the workflow.
Result<Reply> freeze_bulletin(Kernel& kernel, const Principal& who, const std::string& name);

// A frozen bulletin for anybody, without a session. "bulletin.not_public" for everything that is not frozen: a draft answers like
// one that does not exist.
Result<Bulletin> public_bulletin(Kernel& kernel, const std::string& name);

// What can be said of a frozen bulletin beside its signature, by the log at hand.
struct LogStanding {
    bool is_of_this_log = false; // the checkpoint's tree is the beginning of this journal
    std::uint64_t entries = 0;   // of the journal now
};
Result<LogStanding> standing_of(Kernel& kernel, const Paper& paper);

} // namespace shanhai::kernel
