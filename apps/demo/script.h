#pragma once

#include "apps/demo/office.h"
#include "base/date.h"
#include "base/money.h"
#include "kernel/kernel.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace shanhai::demo {

// An amount as a record's field has it: "12.30".
inline json::string plain(std::int64_t fen) { return json::string(Money::fen(fen).plain()); }

// A record that the script will make.
struct Handle {
    int index = -1;
    explicit operator bool() const { return index >= 0; }
};

// A field that refers to a record of the script.
struct Reference {
    std::string field;
    Handle to;
};

// What has to come before what on one day.
enum class Stage {
    party,
    project,
    appraisal,
    design,
    review,
    approval,
    money_planned,
    money_granted,
    money_allocated,
    contract,
    start,
    money_disbursed,
    works,
    progress,
    payment,
    completion,
    acceptance,
    handover,
    correction,
};

// The commands of the demo, written in any order and played in the order of their days, as people would have entered them.
class Script {
public:
    // Nothing is entered after the last day. What happened before the first day is entered on it, in the order of its days,
    // as an old ledger is taken over.
    Script(Date first_day, Date last_day) : first_day_(first_day), last_day_(last_day) {}

    Handle create(Date day, Stage stage, std::string type, json::object fields, std::vector<Reference> references = {});
    // Answers the step's place in the script, for `attach_to_step`.
    std::size_t advance(Date day, Stage stage, Handle record, std::string transition, json::object fields = {},
                        std::vector<Reference> references = {});
    void amend(Date day, Stage stage, Handle record, json::object fields, std::string reason);
    void withdraw(Date day, Stage stage, Handle record, std::string reason);

    // The vouchers: a file that is stored before the record that names it is made. A name stands for one content.
    void attach(Handle record, std::string field, std::string file_name, std::string bytes);
    void attach_to_step(std::size_t step, std::string field, std::string file_name, std::string bytes);

    bool within(Date day) const { return day <= last_day_; }

    // What jobs and people do between the lines: everything before the moment is entered, nothing after it.
    using Deed = std::function<Done(Office&)>;
    void meanwhile(Moment at, Deed deed);
    void run_meanwhile(Moment at, std::string job);
    // The record, once it was made: "#4711".
    std::string id_of(Handle record) const;

    // Stores the files and executes the commands. A refusal is a fault of the demo and ends it: its problem carries the
    // command's type and fields.
    Done play(kernel::Kernel& kernel, const kernel::Progress& progress);

private:
    struct Line {
        Date day = Date::from_days(0);
        Stage stage = Stage::party;
        std::size_t written = 0; // place in the script, which decides between lines of one day and stage
        kernel::Command command;
        Handle made;    // of create
        Handle changes; // of the others
        std::vector<Reference> references;
    };
    struct File {
        std::vector<std::size_t> lines; // by Line::written
        std::string field, name, bytes;
    };

    void order();
    void name_second_persons(const kernel::Schema& schema);
    Done store_files(kernel::Kernel& kernel);
    void set_moments();
    Done enter(kernel::Kernel& kernel, std::size_t first, std::size_t end, const std::vector<std::size_t>& line_of);
    static Done do_meanwhile(kernel::Kernel& kernel, Moment at, const Deed& deed);
    kernel::Command command_for(const Line& line, std::size_t first, const std::vector<std::size_t>& line_of) const;

    Date first_day_, last_day_;
    std::vector<Line> lines_;
    std::vector<File> files_;
    std::multimap<Moment, Deed> meanwhiles_;
    std::map<std::string, std::size_t> file_named_;
    std::vector<std::size_t> made_by_; // by handle: Line::written of its creation
    std::vector<std::int64_t> ids_;    // by handle; 0 until made
};

} // namespace shanhai::demo
