#pragma once

#include "kernel/kernel.h"
#include "kernel/module/service.h"

#include <atomic>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

// The one doorway between a domain and the rest: what a module's C++ may offer.
namespace shanhai::kernel {

// Refuses a value of a field, or accepts it. Called for non-empty text values after the kind's own checks.
using FieldRule = std::function<Done(std::string_view value)>;

// Reads one file into records. `report` is printed by the command line as it stands.
struct ImportResult {
    json::object report;
};
using Importer =
    std::function<Result<ImportResult>(Kernel& kernel, const Principal& who, const std::string& file, const Progress&)>;
// Writes everything that `who` may read to `out`.
using Exporter =
    std::function<Result<json::object>(Kernel& kernel, const Principal& who, std::ostream& out, const Progress&)>;
// A file in a standard of the world outside, which tells of several types at once.
struct StandardExport {
    Text title;
    std::string ending; // ".json"
    std::string media_type;
    std::vector<std::string> types; // of the records that it tells of: lists of them offer it
    Exporter write;
};

// Judges every number in a text: bytes of a file in, what POST /api/v1/check answers out.
using TextChecker = std::function<Result<json::object>(Kernel& kernel, const Principal& who, std::string_view bytes)>;

// The commands that keep the numbers of a text as published. `about`: where and when; the body of POST /api/v1/check/accept.
using TextKeeper = std::function<Result<Request>(Kernel& kernel, const Principal& who, std::string_view bytes,
                                                 const json::object& about)>;

// What a job is called with.
struct JobCall {
    Kernel& kernel;
    Moment due;         // the time it was due, which may lie behind
    const Clock& clock; // what time it is now
    // For Request::idempotency_key: the same when an interrupted run is begun again, so that what it wrote is not written
    // twice.
    std::string key;
    const std::atomic<bool>& stopping; // the server wants to end; long work should, too
};
// What a job did. Commands are written as Principal::system().
struct JobOutcome {
    Text said;                     // a sentence for the history
    std::vector<EntrySeq> entries; // the journal's entries that it wrote; the first thousand are kept
    bool nothing = false;          // there was nothing to do: the history keeps only the latest of such runs
};
using JobAction = std::function<Result<JobOutcome>(const JobCall&)>;

// What one line of text became. `text` is printed on a line of its own, also when the line was refused.
struct ToldLine {
    std::string text;
    bool accepted = true;
    std::string file_name, file; // what became whole with this line, such as a picture; empty when nothing did
};
using LineTeller = std::function<ToldLine(std::string_view line)>;
// Opens a teller for one input, which may keep what spans lines: `shanhai decode NAME`, frames of a protocol, one a line. Works
// without a store. The options are those that were given, by their names; refuses those it does not know.
using FrameDecoder = std::function<Result<LineTeller>(const std::map<std::string, std::string>& options)>;
// Judges the rows of a table in csv, in UTF-8: `shanhai classify NAME FILE`. Works without a store. `by`: over what rows are
// put together, empty for each by itself.
using TableClassifier = std::function<Done(std::string_view csv, std::string_view by, std::ostream& out)>;

// A question that a domain reasons about: what is asked and what is answered are JSON objects. Asked as whoever wants to know,
// and nothing is changed by it: POST /api/v1/studies/NAME, `shanhai study NAME`. The answer may take its time.
struct Study {
    Text title;
    // Refuses what it is not asked for ("study.unknown_member") and what it cannot answer.
    std::function<Result<json::object>(Kernel& kernel, const Principal& who, const json::object& asked,
                                       const Progress&)>
        answer;
    // The answer as people read it on a command line; without it, it is printed member by member.
    std::function<void(const json::object& answer, std::ostream& out)> tell;
};

// What anybody may ask without an account, by a code that is printed on a thing: GET /api/v1/public/NAME?code=CODE. Nobody's rights
// are asked, so the answer holds nothing but what is meant for everybody.
using PublicAnswer = std::function<Result<json::object>(Kernel& kernel, const std::string& code)>;

// An interface in a form of the world outside, only to be read: GET /api/v1/served/NAME, with parts of a path of its own behind
// it. Asked as whoever wants to know.
struct InterfaceAsked {
    std::string address;           // of the interface itself, as the asker sees it: "https://host/api/v1/served/NAME"
    std::vector<std::string> path; // the parts behind it, decoded; at most four
    std::vector<std::pair<std::string, std::string>> query; // in its order
};
struct InterfaceAnswer {
    std::string_view media_type; // a literal: "application/json"
    std::string body;
    std::string file_name; // to keep it under; empty: it is shown
};
using Interface =
    std::function<Result<InterfaceAnswer>(Kernel& kernel, const Principal& who, const InterfaceAsked& asked)>;

class Registrar {
public:
    // Another check on a text field, e.g. a check digit.
    void rule(std::string type, std::string field, FieldRule check) {
        rules_[{std::move(type), std::move(field)}].push_back(std::move(check));
    }
    // `shanhai import NAME FILE…`; `shanhai export NAME --out FILE` and GET /api/v1/exports/NAME.
    void importer(std::string name, Importer importer) { importers_[std::move(name)] = std::move(importer); }
    void exporter(std::string name, StandardExport exporter) { exporters_[std::move(name)] = std::move(exporter); }

    // `shanhai check FILE` and POST /api/v1/check; one module has it.
    void text_checker(TextChecker checker) { text_checker_ = std::move(checker); }
    const TextChecker& text_checker() const { return text_checker_; }
    void text_keeper(TextKeeper keeper) { text_keeper_ = std::move(keeper); }
    const TextKeeper& text_keeper() const { return text_keeper_; }

    // What jobs mean by `does: NAME` (docs/jobs.md).
    void job_action(std::string name, JobAction action) { job_actions_[std::move(name)] = std::move(action); }
    const std::map<std::string, JobAction>& job_actions() const { return job_actions_; }

    void study(std::string name, Study study) { studies_[std::move(name)] = std::move(study); }
    const std::map<std::string, Study>& studies() const { return studies_; }

    void interface(std::string name, Interface serve) { interfaces_[std::move(name)] = std::move(serve); }
    const std::map<std::string, Interface>& interfaces() const { return interfaces_; }

    void public_answer(std::string name, PublicAnswer answer) { public_answers_[std::move(name)] = std::move(answer); }
    const std::map<std::string, PublicAnswer>& public_answers() const { return public_answers_; }

    // What runs beside the server on an address of its own: `shanhai serve --service NAME=HOST:PORT`.
    void service(std::string name, ServiceDeclaration service) { services_[std::move(name)] = std::move(service); }
    const std::map<std::string, ServiceDeclaration>& services() const { return services_; }

    void frame_decoder(std::string name, FrameDecoder decoder) {
        frame_decoders_[std::move(name)] = std::move(decoder);
    }
    const std::map<std::string, FrameDecoder>& frame_decoders() const { return frame_decoders_; }
    void table_classifier(std::string name, TableClassifier classifier) {
        table_classifiers_[std::move(name)] = std::move(classifier);
    }
    const std::map<std::string, TableClassifier>& table_classifiers() const { return table_classifiers_; }

    const std::vector<FieldRule>* rules(const std::string& type, const std::string& field) const {
        auto found = rules_.find({type, field});
        return found == rules_.end() ? nullptr : &found->second;
    }
    const std::map<std::string, Importer>& importers() const { return importers_; }
    const std::map<std::string, StandardExport>& exporters() const { return exporters_; }

private:
    std::map<std::pair<std::string, std::string>, std::vector<FieldRule>> rules_;
    std::map<std::string, Importer> importers_;
    std::map<std::string, StandardExport> exporters_;
    std::map<std::string, JobAction> job_actions_;
    std::map<std::string, Study> studies_;
    std::map<std::string, ServiceDeclaration> services_;
    std::map<std::string, Interface> interfaces_;
    std::map<std::string, PublicAnswer> public_answers_;
    std::map<std::string, FrameDecoder> frame_decoders_;
    std::map<std::string, TableClassifier> table_classifiers_;
    TextChecker text_checker_;
    TextKeeper text_keeper_;
};

} // namespace shanhai::kernel
