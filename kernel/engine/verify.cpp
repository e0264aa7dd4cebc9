#include "base/money.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/engine/store_audit.h"
#include "kernel/postings/measure_sql.h"
#include "kernel/search/index_audit.h"
#include "kernel/series/series_audit.h"
#include "kernel/store/tables.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <future>
#include <set>
#include <unordered_map>
#include <unordered_set>

// Proof that the store is what its journal says. Every check compares two independent tellings of the same facts:
//   bodies    against their leaves, leaves against the sealed root;
//   entries   against the records they left behind, field by field;
//   records   against the postings, by computing every measure anew;
//   postings  against the balances that limits look at;
//   records   against the search index;
//   readings  against the numbers of their hours and days.
// The tellings are compared as sums of keyed hashes: adding what one says and taking away what the other says leaves
// zero, in any order, in one pass and in constant memory. Only when something is left over does a second pass ask where.
namespace shanhai::kernel {

namespace {

constexpr std::size_t most_findings = 20;

struct Sum {
    std::uint64_t low = 0, high = 0;
    void add(const Sum& other, std::uint64_t times) {
        low += other.low * times;
        high += other.high * times;
    }
    bool is_zero() const { return low == 0 && high == 0; }
};

// SipHash-2-4 with 128 bits under a key of this run, so that nobody can prepare bytes that cancel out.
class KeyedHash {
public:
    KeyedHash() { randombytes_buf(key_, sizeof key_); }

    Sum of(std::string_view bytes) const {
        unsigned char out[crypto_shorthash_siphashx24_BYTES];
        crypto_shorthash_siphashx24(out, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), key_);
        Sum sum;
        std::memcpy(&sum.low, out, 8);
        std::memcpy(&sum.high, out + 8, 8);
        return sum;
    }

private:
    unsigned char key_[crypto_shorthash_siphashx24_KEYBYTES];
};

// A byte string built from numbers and texts without ambiguity.
class Key {
public:
    Key& number(std::int64_t value) {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    Key& text(std::string_view value) {
        number(static_cast<std::int64_t>(value.size()));
        bytes_ += value;
        return *this;
    }
    Key& clear() {
        bytes_.clear();
        return *this;
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

// The sums of one comparison: one for all, or one for each place where something may be wrong.
class Tally {
public:
    explicit Tally(bool by_place) : by_place_(by_place) {}
    void add(std::int64_t place, const Sum& sum, std::uint64_t times) {
        if (by_place_)
            places_[place].add(sum, times);
        else
            total_.add(sum, times);
    }
    bool is_zero() const { return total_.is_zero(); }
    std::vector<std::int64_t> wrong() const {
        std::vector<std::int64_t> result;
        for (const auto& [place, sum] : places_) {
            if (!sum.is_zero()) result.push_back(place);
        }
        std::sort(result.begin(), result.end());
        return result;
    }

private:
    bool by_place_;
    Sum total_;
    std::unordered_map<std::int64_t, Sum> places_;
};

void add_json(Key& key, const json::value& value) {
    if (value.is_string())
        key.number('s').text(std::string_view(value.get_string()));
    else if (value.is_int64())
        key.number('i').number(value.get_int64());
    else if (value.is_bool())
        key.number('b').number(value.get_bool() ? 1 : 0);
    else
        key.number('j').text(canonical_json(value));
}

void add_value(Key& key, const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
        key.number('i').number(*number);
    else if (const auto* text = std::get_if<std::string>(&value))
        key.number('s').text(*text);
    else
        key.number('n');
}

class Verifier {
public:
    Verifier(const Schema& schema, Connection& reader, const FileStore& files, const PersonKeys& keys,
             const std::filesystem::path& data, const Progress& progress)
        : schema_(schema), reader_(reader), files_(files), keys_(keys), progress_(progress),
          audit_(reader, schema, data, [this](std::int64_t entry, std::string text) {
              if (entry > 0)
                  broken_entry(entry, std::move(text));
              else
                  finding(std::move(text));
          }) {}

    // What the journal says, and the records that its entries left behind.
    VerifyReport check_journal() {
        step([&] {
            count_entries();
            Tally records(false);
            read_entries(&records, true);
            read_records(records);
            if (!records.is_zero()) locate_records();
        });
        step([&] { audit_.check_tiles(completed_); });
        step([&] { audit_.check_meta(); });
        step([&] { audit_.check_counters(); });
        step([&] { audit_.check_kinds(); });
        step([&] { audit_.check_truths(); });
        step([&] { check_files(); });
        step([&] { check_file_uses(); });
        step([&] { check_keys(); });
        report_.entries = total_;
        return std::move(report_);
    }

    // What the records post, and what the balances make of it.
    VerifyReport check_postings() {
        step([&] {
            Tally postings(false), balances(false);
            read_postings(postings, balances);
            read_balances(balances);
            audit_.finish_postings();
            if (!postings.is_zero()) locate_postings();
            if (!balances.is_zero()) locate_balances();
        });
        step([&] { audit_search_index(reader_, schema_, [&](std::string text) { finding(std::move(text)); }); });
        step([&] { audit_series(reader_, [&](std::string text) { finding(std::move(text)); }); });
        step([&] { check_stations(); });
        step([&] { audit_.check_names(); });
        step([&] { audit_.check_database(); });
        return std::move(report_);
    }

private:
    // A changed byte may make our own texts unreadable: that is a finding, and the other checks go on.
    template <class Work>
    void step(const Work& work) {
        try {
            work();
        } catch (const std::exception& error) {
            finding(std::string("the store cannot be read: ") + error.what());
        }
    }

    void finding(std::string text) {
        if (report_.findings.size() < most_findings) report_.findings.push_back(std::move(text));
    }

    void broken_entry(std::int64_t seq, std::string text) {
        const auto place = static_cast<std::uint64_t>(seq);
        if (!report_.first_broken || *report_.first_broken > place) report_.first_broken = place;
        finding("entry " + std::to_string(seq) + ": " + std::move(text));
    }

    void count_entries() {
        auto& statement = reader_.prepared("SELECT count(*) FROM sys_entry");
        const Resetting done(statement);
        if (statement.step()) total_ = static_cast<std::uint64_t>(statement.integer(0));
    }

    // Rehashes the journal; adds what its entries say of the records.
    void read_entries(Tally* records, bool rehash) {
        const auto algorithm = read_hash_algorithm(reader_);
        MerkleFrontier tree(algorithm);
        std::int64_t expected = 0;
        Moment last;
        auto& statement =
            reader_.prepared("SELECT seq, at, actor, type, record, action, body, leaf FROM sys_entry ORDER BY seq");
        while (statement.step()) {
            const auto seq = statement.integer(0);
            if (rehash && seq != ++expected) {
                broken_entry(expected, "missing; the journal jumps to " + std::to_string(seq));
                expected = seq;
            }
            const auto body = statement.text(6);
            if (rehash) {
                const auto leaf = leaf_hash(body, algorithm);
                if (statement.bytes(7) != bytes_of(leaf)) broken_entry(seq, "its body does not hash to its leaf");
                tree.append(leaf, &completed_);
                if (progress_ && expected % 65'536 == 0) progress_(static_cast<std::uint64_t>(expected), total_);
            }
            try {
                const auto entry = parse_entry_body(body);
                const bool same = entry.at.micros == statement.integer(1) && entry.actor == statement.text(2) &&
                                  entry.type == statement.text(3) && entry.record == statement.integer(4) &&
                                  entry.action == statement.text(5);
                if (rehash && !same) broken_entry(seq, "its columns do not say what its body says");
                if (rehash && entry.at < last) broken_entry(seq, "it is older than the entry before it");
                last = entry.at;
                add_entry(entry, seq, *records);
                if (rehash) note_file_uses(entry);
            } catch (const std::exception& error) {
                if (rehash) broken_entry(seq, std::string("its body cannot be read: ") + error.what());
            }
        }
        if (!rehash) return;
        report_.root = hex(tree.root());
        const auto sealed = meta(reader_, "tree");
        if (sealed.empty() ? tree.size() != 0 : sealed != to_hex(tree.save())) {
            finding("root: the entries do not hash to the sealed root of the tree");
        }
    }

    // What an entry gave a record (`times` 1) or took from it; the table's rows say the opposite, row by row.
    struct Change {
        std::int64_t record = 0, entry = 0;
    };

    void field(Tally& tally, const Change& change, std::string_view name, const json::value& value,
               std::uint64_t times) {
        if (value.is_null()) return;
        key_.clear().number(change.record).number(change.entry).text(name);
        add_json(key_, value);
        tally.add(change.record, hash_.of(key_.bytes()), times);
    }

    void text_field(Tally& tally, const Change& change, std::string_view name, std::string_view value,
                    std::uint64_t times) {
        if (value.empty()) return;
        key_.clear().number(change.record).number(change.entry).text(name).text(value);
        tally.add(change.record, hash_.of(key_.bytes()), times);
    }

    static constexpr auto less = static_cast<std::uint64_t>(-1);

    void add_entry(const Entry& entry, std::int64_t seq, Tally& tally) {
        if (entry.type.empty()) return; // of the store, not of a record
        const auto* type = schema_.type(entry.type);
        const auto now = [&](std::string_view written) -> std::string_view { // what the field is called today
            const auto* field = type == nullptr ? nullptr : type->journal_field(written);
            return field == nullptr ? written : std::string_view(field->name);
        };
        const Change change{entry.record, seq};
        // A field that was given up stands in no row: what entries set and took away must be nothing in the end.
        const auto given = [&](std::string_view written) {
            return type != nullptr && type->journal_index(written) >= 0 ? change : Change{entry.record, 0};
        };
        for (const auto& [name, value] : entry.set) field(tally, given(name), now(name), value, 1);
        for (const auto& [name, value] : entry.was) field(tally, given(name), now(name), value, less);
        text_field(tally, change, " state", entry.state, 1);
        text_field(tally, change, " state", entry.state_was, less);
        text_field(tally, change, " deadline", entry.deadline, 1);
        text_field(tally, change, " deadline", entry.deadline_was, less);
        text_field(tally, change, " escalated", entry.escalated, 1);
        text_field(tally, change, " escalated", entry.escalated_was, less);
        if (entry.action == "void") text_field(tally, change, " void", "1", 1);
        text_field(tally, change, " at", entry.at.iso(), 1);
        text_field(tally, change, " type", entry.type, 1);
        if (entry.action != "create") return;
        text_field(tally, change, " number", entry.number, 1);
        text_field(tally, change, " created_at", entry.at.iso(), 1);
        text_field(tally, change, " created_by", entry.actor, 1);
        if (entry.record != seq) broken_entry(seq, "it makes a record of another number");
    }

    // Every row that a record had, the present one last: each must differ from the one before it by just what the entry
    // says that made it.
    void read_records(Tally& tally) {
        for (const auto& type : schema_.types) {
            const auto columns = record_columns(*type);
            auto statement =
                reader_.prepare(fmt::format("SELECT {0}, sys_until FROM {1} UNION ALL SELECT {0}, 0 FROM \"{2}\" "
                                            "ORDER BY id, version",
                                            columns, past_table(*type), type->name));
            const int last_column = statement->columns() - 1;
            RecordRow before;
            std::int64_t expected = 0; // the version that the row before says comes next
            while (statement->step()) {
                auto row = take_row(*type, *statement);
                if (row.id != before.id) {
                    if (expected != 0) torn(*type, before.id);
                    before = RecordRow{};
                    before.values.resize(type->fields.size());
                    expected = row.id;
                }
                if (row.version != expected) torn(*type, row.id);
                expected = statement->integer(last_column);
                add_difference(*type, before, row, tally);
                for (std::size_t i = 0; i < type->fields.size(); ++i) note_person(type->fields[i], row.values[i]);
                before = std::move(row);
            }
            if (expected != 0) torn(*type, before.id);
        }
    }

    void torn(const RecordType& type, std::int64_t record) {
        finding(type.name + " " + std::to_string(record) + ": its rows of the past do not follow each other");
    }

    void add_difference(const RecordType& type, const RecordRow& before, const RecordRow& row, Tally& tally) {
        const Change change{row.id, row.version};
        const auto text = [&](std::string_view name, const std::string& was, const std::string& is) {
            if (was == is) return;
            text_field(tally, change, name, is, less);
            text_field(tally, change, name, was, 1);
        };
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
            if (row.values[i] == before.values[i]) continue;
            const auto& declared = type.fields[i];
            field(tally, change, declared.name, field_json(declared, row.values[i]), less);
            field(tally, change, declared.name, field_json(declared, before.values[i]), 1);
        }
        text(" state", before.state, row.state);
        text(" deadline", before.deadline, row.deadline);
        text(" escalated", before.escalated, row.escalated);
        text(" number", before.number, row.number);
        text(" created_at", before.created_at, row.created_at);
        text(" created_by", before.created_by, row.created_by);
        text(" void", before.voided ? "1" : "", row.voided ? "1" : "");
        text_field(tally, change, " at", row.updated_at, less);
        text_field(tally, change, " type", type.name, less);
    }

    // Postings as stored, less the measures computed anew; and what both say of the balances.
    void read_postings(Tally& postings, Tally& balances) {
        load_coordinates();
        std::map<std::int64_t, const Measure*> stored;
        auto& known = reader_.prepared("SELECT id, name FROM sys_measure");
        while (known.step()) stored[known.integer(0)] = schema_.measure(known.text(1));
        auto& statement = reader_.prepared("SELECT measure, coordinate, day, entry, record, value FROM sys_posting");
        while (statement.step()) {
            audit_.see_posting(statement);
            const auto measure = stored.find(statement.integer(0));
            if (measure == stored.end() || measure->second == nullptr) continue; // of a module that is not here now
            const auto coordinate = coordinates_.find(statement.integer(1));
            if (coordinate == coordinates_.end()) {
                finding("posting of record " + std::to_string(statement.integer(4)) +
                        ": its coordinate does not exist");
                continue;
            }
            add_posting(postings, measure->second->number, coordinate->second, statement.integer(2),
                        statement.integer(4), static_cast<std::uint64_t>(statement.integer(5)));
        }
        for (const auto& measure : schema_.measures) {
            MeasureSql(measure, schema_).of_all(reader_, [&](Posted& posted) {
                key_.clear();
                for (const auto& value : posted.coordinates) add_value(key_, value);
                const auto coordinate = hash_.of(key_.bytes());
                add_posting(postings, measure.number, coordinate, posted.day, posted.record,
                            less * static_cast<std::uint64_t>(posted.value));
                for (std::size_t per = 0; per < posted.keys.size(); ++per) {
                    if (const auto key = balance_key(measure, posted, per))
                        add_balance(balances, measure.name, measure.per[per].name, *key,
                                    static_cast<std::uint64_t>(posted.value));
                }
            });
        }
    }

    void load_coordinates() {
        if (!coordinates_.empty()) return;
        auto& statement = reader_.prepared("SELECT id, key FROM sys_coordinate");
        while (statement.step()) {
            key_.clear();
            const auto values = parse_own_json(statement.text(1));
            for (const auto& value : values.as_array()) {
                if (value.is_int64())
                    add_value(key_, value.get_int64());
                else if (value.is_string())
                    add_value(key_, std::string(value.get_string()));
                else
                    add_value(key_, std::monostate{});
            }
            coordinates_[statement.integer(0)] = hash_.of(key_.bytes());
        }
    }

    void add_posting(Tally& tally, int measure, const Sum& coordinate, std::int64_t day, std::int64_t record,
                     std::uint64_t value) {
        key_.clear()
            .number(measure)
            .number(static_cast<std::int64_t>(coordinate.low))
            .number(static_cast<std::int64_t>(coordinate.high))
            .number(day)
            .number(record);
        tally.add(record, hash_.of(key_.bytes()), value);
    }

    void add_balance(Tally& tally, std::string_view measure, std::string_view per, std::string_view key,
                     std::uint64_t value) {
        key_.clear().text(measure).text(per).text(key);
        tally.add(0, hash_.of(key_.bytes()), value);
    }

    void read_balances(Tally& tally) {
        auto& statement = reader_.prepared(
            "SELECT m.name, b.per, b.key, b.value FROM sys_balance b JOIN sys_measure m ON m.id = b.measure");
        while (statement.step()) {
            if (schema_.measure(statement.text(0)) == nullptr) continue;
            add_balance(tally, statement.text(0), statement.text(1), statement.text(2),
                        static_cast<std::uint64_t>(-statement.integer(3)));
        }
    }

    void locate_records() {
        Tally tally(true);
        read_entries(&tally, false);
        read_records(tally);
        for (const auto record : tally.wrong()) broken_record(record, "the table does not say what its entries say");
    }

    void locate_postings() {
        Tally tally(true), balances(true);
        read_postings(tally, balances);
        for (const auto record : tally.wrong()) broken_record(record, "its postings are not what its fields post");
    }

    // A balance that differs, by its measure and key, and who made the record that the key begins with.
    void locate_balances() {
        std::map<std::string, std::uint64_t> sums;
        const auto add = [&](std::string_view measure, std::string_view per, std::string_view key,
                             std::uint64_t value) {
            sums[std::string(measure) + " per " + std::string(per) + " " + std::string(key)] += value;
        };
        for (const auto& measure : schema_.measures) {
            MeasureSql(measure, schema_).of_all(reader_, [&](Posted& posted) {
                for (std::size_t per = 0; per < posted.keys.size(); ++per) {
                    if (const auto key = balance_key(measure, posted, per))
                        add(measure.name, measure.per[per].name, *key, static_cast<std::uint64_t>(posted.value));
                }
            });
        }
        const auto rows = reader_.prepare(
            "SELECT m.name, b.per, b.key, b.value FROM sys_balance b JOIN sys_measure m ON m.id = b.measure");
        while (rows->step())
            add(rows->text(0), rows->text(1), rows->text(2), static_cast<std::uint64_t>(-rows->integer(3)));
        for (const auto& [name, sum] : sums) {
            if (sum != 0) finding("balance of " + name + ": it is not the sum of the postings");
        }
    }

    void broken_record(std::int64_t record, const std::string& text) {
        const auto place = static_cast<std::uint64_t>(record); // the entry that made it
        if (!report_.first_broken || *report_.first_broken > place) report_.first_broken = place;
        finding("record " + std::to_string(record) + ": " + text);
    }

    void check_files() {
        auto& statement = reader_.prepared("SELECT sha256, name FROM sys_file");
        while (statement.step()) {
            const auto file = files_.get(std::string(statement.text(0)));
            if (!file)
                finding("file " + std::string(statement.text(0)) + " (" + std::string(statement.text(1)) +
                        "): " + file.error().code + named_by(statement.text(0)));
        }
        check_named_files();
    }

    // The first entries that name a file; looked for only when it is broken.
    std::string named_by(std::string_view sha) {
        auto statement = reader_.prepare("SELECT type, record FROM sys_entry WHERE body LIKE ? ORDER BY seq LIMIT 3");
        const auto pattern = "%" + std::string(sha) + "%";
        statement->bind(pattern);
        std::string text;
        while (statement->step()) {
            text += (text.empty() ? "; named by " : ", ") + std::string(statement->text(0)) + " #" +
                    std::to_string(statement->integer(1));
        }
        return text;
    }

    // Every file that a record names is known to the store.
    void check_named_files() {
        std::set<std::string, std::less<>> known;
        auto& files = reader_.prepared("SELECT sha256 FROM sys_file");
        while (files.step()) known.emplace(files.text(0));
        for (const auto& type : schema_.types) {
            for (const auto& field : type->fields) {
                if (field.kind != FieldKind::file || field.is_personal()) continue;
                auto statement = reader_.prepare("SELECT id, \"" + field.name + "\" FROM \"" + type->name +
                                                 "\" WHERE void = 0 AND \"" + field.name + "\" IS NOT NULL");
                while (statement->step()) {
                    const auto named = parse_own_json(statement->text(1));
                    const auto* sha = named.is_object() ? named.get_object().if_contains("sha256") : nullptr;
                    if (sha == nullptr || !sha->is_string() || !known.contains(std::string_view(sha->get_string())))
                        finding(type->name + " #" + std::to_string(statement->integer(0)) +
                                ": the store does not know the file in " + field.name);
                }
            }
        }
    }

    std::uint64_t use_of(std::string_view sha, std::int64_t record, std::string_view field) {
        key_.clear().text(sha).number(record).text(field);
        return hash_.of(key_.bytes()).low;
    }

    // Which files an entry gives to which fields. What is sealed cannot be told.
    void note_file_uses(const Entry& entry) {
        const auto* type = entry.type.empty() ? nullptr : schema_.type(entry.type);
        if (type == nullptr) return;
        for (const auto& [name, value] : entry.set) {
            const auto* field = type->journal_field(name);
            if (field == nullptr || field->kind != FieldKind::file || field->is_personal() || !value.is_object())
                continue;
            file_uses_.insert(use_of(value.get_object().at("sha256").as_string(), entry.record, field->name));
        }
    }

    // The table that decides who may have a file says what the journal says.
    void check_file_uses() {
        std::unordered_set<std::uint64_t> told;
        const auto rows = reader_.prepare("SELECT sha256, record, field, type FROM sys_file_use");
        while (rows->step()) {
            const auto* type = schema_.type(rows->text(3));
            const auto* field = type == nullptr ? nullptr : type->journal_field(rows->text(2));
            if (field != nullptr && field->is_personal()) continue;
            const auto use = field == nullptr ? 0 : use_of(rows->text(0), rows->integer(1), field->name);
            if (field != nullptr && file_uses_.contains(use))
                told.insert(use);
            else
                finding("file " + std::string(rows->text(0)) + ": no entry gives it to " + std::string(rows->text(3)) +
                        " #" + std::to_string(rows->integer(1)));
        }
        if (told.size() != file_uses_.size())
            finding("sys_file_use: " + std::to_string(file_uses_.size() - told.size()) +
                    " uses of files that entries tell are missing");
    }

    // Readings are those of records of the declared type.
    void check_stations() {
        for (const auto& series : schema_.series) {
            const auto row =
                reader_.prepare("SELECT station FROM sys_series_station WHERE series = ? AND station NOT IN "
                                "(SELECT id FROM \"" +
                                series.station + "\") ORDER BY station");
            row->bind(series.name);
            while (row->step())
                finding("series " + series.name + ": there is no " + series.station + " #" +
                        std::to_string(row->integer(0)) + ", of which it has readings");
        }
    }

    void note_person(const Field& field, const Value& value) {
        const auto* text = field.is_personal() ? std::get_if<std::string>(&value) : nullptr;
        if (text == nullptr) return;
        const auto envelope = Envelope::parse(*text);
        if (envelope)
            persons_.insert(envelope->person);
        else
            finding("personal field " + field.name + ": it is not sealed");
    }

    // Every person of whom something is kept has a key that opens, or was erased.
    void check_keys() {
        if (keys_.locked()) return; // without the master key there is nothing to be said
        for (const auto person : persons_) {
            const bool gone = is_erased(reader_, person);
            try {
                const bool there = keys_.find(reader_, person).has_value();
                if (gone && there)
                    finding("person " + std::to_string(person) + ": erased, but the key is still there");
                else if (!gone && !there)
                    finding("person " + std::to_string(person) +
                            ": the key is missing; restore sys_person_key from a backup");
            } catch (const StoreError& error) {
                finding(error.what());
            }
        }
    }

    const Schema& schema_;
    Connection& reader_;
    const FileStore& files_;
    const PersonKeys& keys_;
    std::set<std::int64_t> persons_;              // of whom something is sealed
    std::unordered_set<std::uint64_t> file_uses_; // what the journal says of files in open fields, hashed
    const Progress progress_;
    KeyedHash hash_;
    Key key_;
    std::unordered_map<std::int64_t, Sum> coordinates_;
    VerifyReport report_;
    std::uint64_t total_ = 0;
    std::vector<Subtree> completed_;
    StoreAudit audit_;
};

void take_over(VerifyReport& report, VerifyReport other) {
    for (auto& finding : other.findings) {
        if (report.findings.size() < most_findings) report.findings.push_back(std::move(finding));
    }
    if (other.first_broken && (!report.first_broken || *report.first_broken > *other.first_broken))
        report.first_broken = other.first_broken;
}

} // namespace

// Two checks at once, each with a connection of its own. Both must see the same moment: somebody may be writing.
Result<VerifyReport> KernelImpl::verify(const Progress& progress) {
    const auto started = std::chrono::steady_clock::now();
    VerifyReport report;
    try {
        for (;;) {
            const auto first = readers_.lend();
            const auto entries = current_tree(*first).size();
            const auto second = readers_.lend();
            if (current_tree(*second).size() != entries) continue;
            auto postings = std::async(std::launch::async, [&] {
                return Verifier(*schema_, *second, files_, person_keys_, options_.data, {}).check_postings();
            });
            report = Verifier(*schema_, *first, files_, person_keys_, options_.data, progress).check_journal();
            take_over(report, postings.get());
            break;
        }
    } catch (const std::exception& error) { // also what a changed byte makes of our own texts
        report.findings.emplace_back(std::string("the store cannot be read: ") + error.what());
    }
    report.ok = report.findings.empty();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return report;
}

} // namespace shanhai::kernel
