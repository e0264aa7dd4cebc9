#include "kernel/engine/erasure.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/journal/journal.h"

#include <algorithm>

// Files that nothing refers to any more, and what is done with them.
namespace shanhai::kernel {

namespace {

constexpr std::int64_t day_micros = std::int64_t{24} * 3600 * 1'000'000;

// What records and entries say of one file.
struct Mentions {
    bool current = false; // a record that counts names it
    Moment last;          // when it was last said, or taken back
    int years = 0;        // the longest that any field that named it keeps its files
};

class MentionReader {
public:
    MentionReader(const Schema& schema, const PersonKeys& keys, Connection& reader, int usual_years)
        : schema_(schema), keys_(keys), reader_(reader), usual_years_(usual_years) {}

    std::map<std::string, Mentions> run() {
        for (const auto& type : schema_.types) {
            if (std::ranges::none_of(type->fields, is_file)) continue;
            read_rows(*type);
            read_entries(*type);
        }
        return std::move(mentions_);
    }

private:
    static bool is_file(const Field& field) { return field.kind == FieldKind::file; }

    // The file behind what a field says, sealed or not; nothing when it cannot be read.
    std::optional<std::string> file_in(const RecordType& type, std::int64_t record, const Field& field,
                                       const json::value& said) {
        json::value plain = said;
        if (field.is_personal() && said.is_string()) {
            const auto envelope = Envelope::parse(std::string_view(said.get_string()));
            const auto text =
                envelope ? open_sealed(keys_, reader_, *envelope, place_of(type, record, field)) : std::nullopt;
            if (!text) return std::nullopt;
            plain = parse_own_json(*text);
        }
        const auto* sha = plain.is_object() ? plain.get_object().if_contains("sha256") : nullptr;
        if (sha == nullptr || !sha->is_string()) return std::nullopt;
        return std::string(sha->get_string());
    }

    void note(const RecordType& type, std::int64_t record, const Field& field, const json::value& said, Moment at,
              bool current) {
        const auto sha = file_in(type, record, field, said);
        if (!sha) return;
        auto& mentions = mentions_[*sha];
        mentions.current = mentions.current || current;
        mentions.last = std::max(mentions.last, at);
        mentions.years = std::max(mentions.years, field.retention_years > 0 ? field.retention_years : usual_years_);
    }

    void read_rows(const RecordType& type) {
        auto statement = reader_.prepare("SELECT " + record_columns(type, "r.") + " FROM \"" + type.name + "\" AS r");
        while (statement->step()) {
            const auto row = take_row(type, *statement);
            const auto at = Moment::parse(row.updated_at);
            for (std::size_t i = 0; i < type.fields.size(); ++i) {
                if (is_file(type.fields[i]) && !is_null(row.values[i]))
                    note(type, row.id, type.fields[i], field_json(type.fields[i], row.values[i]), at.value_or(Moment{}),
                         !row.voided);
            }
        }
    }

    void read_entries(const RecordType& type) {
        auto statement = reader_.prepare("SELECT body FROM sys_entry WHERE type = ?");
        statement->bind(type.name);
        while (statement->step()) {
            const auto entry = parse_entry_body(statement->text(0));
            for (const auto* part : {&entry.set, &entry.was}) {
                for (const auto& [name, said] : *part) {
                    const auto* field = type.journal_field(name);
                    if (field != nullptr && is_file(*field)) note(type, entry.record, *field, said, entry.at, false);
                }
            }
        }
    }

    const Schema& schema_;
    const PersonKeys& keys_;
    Connection& reader_;
    int usual_years_;
    std::map<std::string, Mentions> mentions_;
};

// Why a file may go; empty when it must stay.
std::string why_collected(const std::map<std::string, Mentions>& mentions, const std::string& sha, Moment stored,
                          Moment now, int grace_days) {
    if (now.micros - stored.micros < grace_days * day_micros) return "";
    const auto found = mentions.find(sha);
    if (found == mentions.end()) return "unnamed";
    const auto& said = found->second;
    if (said.current) return "";
    const auto kept_days = std::int64_t{said.years} * 36525 / 100 + grace_days;
    return now.micros - said.last.micros > kept_days * day_micros ? "expired" : "";
}

} // namespace

Result<TidyReport> KernelImpl::tidy_files(bool dry_run) {
    return guarded([&]() -> Result<TidyReport> {
        if (!writer_ && !dry_run) return refuse("store.read_only");
        // Whose files the sealed fields name could not be told.
        if (person_keys_.locked()) return refuse("personal.locked");
        TidyReport report;
        report.dry_run = dry_run;
        std::set<std::string> known;
        {
            const auto reader = readers_.lend();
            const auto mentions = MentionReader(*schema_, person_keys_, *reader, options_.files.retention_years).run();
            auto& statement = (*reader).prepared("SELECT sha256, name, size, at FROM sys_file ORDER BY sha256");
            while (statement.step()) {
                const std::string sha(statement.text(0));
                known.insert(sha);
                auto because =
                    why_collected(mentions, sha, Moment{statement.integer(3)}, now(), options_.files.grace_days);
                if (because.empty())
                    ++report.kept;
                else
                    report.collected.push_back(
                        {sha, std::string(statement.text(1)), statement.integer(2), std::move(because)});
            }
        }
        // What a crash left behind between the file and its row.
        for (const auto& sha : files_.all()) {
            const auto age = files_.age_days(sha);
            if (!known.contains(sha) && age >= options_.files.grace_days)
                report.collected.push_back({sha, "", files_.size(sha), "stray"});
        }
        if (dry_run || report.collected.empty()) return report;
        TRY_DO(write_chore([&](Connection& writer) {
            for (const auto& gone : report.collected) doom_file(writer, gone.sha256);
        }));
        finish_erasures();
        return report;
    });
}

} // namespace shanhai::kernel
