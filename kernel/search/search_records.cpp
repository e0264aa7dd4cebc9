#include "kernel/search/search_records.h"

#include "base/json.h"
#include "base/text.h"
#include "kernel/schema/as_of.h"
#include "kernel/schema/sql_expression.h"
#include "kernel/search/posting_block.h"
#include "kernel/search/search_match.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_limit = 100;
constexpr std::size_t hits_of_a_type = 20, hits_of_the_type = 300; // of the one that was asked for by name
constexpr std::size_t rows_at_once = 32;
// So many that the index names are read before it is given up to go on: those whose words only looked alike, and, for a
// reader with a scope, those that may not be seen.
constexpr std::size_t most_read_in_vain = 320, most_out_of_scope = 64;
constexpr std::size_t most_in_scope = 5'000; // records of a narrow scope that are looked up one by one
constexpr SearchRank all_ranks[] = {SearchRank::whole, SearchRank::title, SearchRank::text};

struct Hit {
    SearchHit shown;
    // The best first; of the same rank those with more fields, then the youngest.
    std::tuple<int, std::int64_t, std::int64_t> order() const {
        return {static_cast<int>(shown.rank), -static_cast<std::int64_t>(shown.matches.size()), -shown.id};
    }
};

std::string allowed_text(const RecordType& type, const RecordRow& row, const std::string& name, Sensitivity level) {
    const auto* field = type.field(name);
    if (field == nullptr || field->sensitivity > std::min(level, Sensitivity::internal)) return {};
    const auto* text = std::get_if<std::string>(&row.values[static_cast<std::size_t>(type.field_index(name))]);
    return text == nullptr ? std::string() : *text;
}

SearchHit shown_hit(const RecordType& type, const RecordRow& row, Sensitivity level, FoundRecord found) {
    SearchHit hit;
    hit.type = type.name;
    hit.id = row.id;
    hit.number = row.number;
    hit.key = allowed_text(type, row, type.key, level);
    hit.title = allowed_text(type, row, type.label, level);
    if (hit.title.empty()) hit.title = row.number.empty() ? "#" + std::to_string(row.id) : row.number;
    hit.rank = found.rank;
    hit.matches = std::move(found.matches);
    return hit;
}

// The hits of one type.
class TypeSearch {
public:
    TypeSearch(Connection& reader, const Rights& rights, const SearchedType& type, const SearchWords& words,
               std::size_t wanted)
        : reader_(reader), words_(words), type_(type), wanted_(wanted),
          open_(rights.condition(*type.type, "r", "read")), level_(rights.level_sql(*type.type, "r")) {}

    // Rank after rank, until there are as many as wanted.
    void run(IndexReader& index, std::size_t place) {
        index.renew_budget();
        for (std::size_t rank = 0; rank < std::size(all_ranks); ++rank) {
            if (index.rules_out(place, rank)) continue;
            IndexReader::Stream stream(index, place, rank);
            if (!take_all(stream)) continue;
            if (open_.empty() || hits_.size() >= wanted_)
                more_ = true;
            else // much fits that the reader may not see: the other way round
                take_in_scope(stream);
        }
        more_ = more_ || index.is_spent();
    }

    std::vector<Hit>& hits() { return hits_; }
    bool more() const { return more_; }

private:
    // Whether it ended before the stream did.
    bool take_all(IndexReader::Stream& stream) {
        std::size_t in_vain = 0;
        for (;;) {
            if (hits_.size() >= wanted_) return stream.next() != 0;
            if (in_vain >= (open_.empty() ? most_read_in_vain : most_out_of_scope)) return true;
            std::vector<std::int64_t> batch;
            const auto size = std::min(rows_at_once, wanted_);
            for (std::int64_t id = 0; batch.size() < size && (id = stream.next()) != 0;)
                if (seen_.insert(id).second) batch.push_back(id);
            if (batch.empty()) return false;
            const auto before = hits_.size();
            take(batch);
            in_vain += batch.size() - (hits_.size() - before);
        }
    }

    void take_in_scope(IndexReader::Stream& stream) {
        if (!scope_) read_scope();
        if (scope_->size() > most_in_scope) more_ = true;
        stream.rewind();
        std::vector<std::int64_t> batch;
        for (const auto id : *scope_) {
            if (hits_.size() >= wanted_) {
                more_ = true;
                return;
            }
            if (!stream.has(id) || !seen_.insert(id).second) continue;
            batch.push_back(id);
            if (batch.size() == rows_at_once) take(std::exchange(batch, {}));
        }
        if (!batch.empty()) take(batch);
    }

    // Whether they are void is seen when they are read: so the database need not look beyond an index here.
    void read_scope() {
        const auto statement =
            reader_.prepare("SELECT r.id FROM " + sql_name(type_.type->name) + " AS r WHERE " + open_ +
                            " ORDER BY r.id DESC LIMIT " + std::to_string(most_in_scope + 1));
        scope_.emplace();
        while (statement->step()) scope_->push_back(statement->integer(0));
    }

    // Reads these records, as far as they are open to the reader, and keeps what fits.
    void take(const std::vector<std::int64_t>& batch) {
        auto& rows = statement();
        const auto wanted = list_of_numbers(batch);
        rows.bind(wanted);
        const int behind = static_cast<int>(system_column_count + type_.type->fields.size());
        while (rows.step()) {
            const auto row = take_row(*type_.type, rows);
            const auto level = static_cast<Sensitivity>(rows.integer(behind));
            auto found = match(words_, type_, row, level);
            if (found) hits_.push_back({shown_hit(*type_.type, row, level, *std::move(found))});
        }
    }

    Statement& statement() {
        if (rows_ == nullptr) {
            const auto sql = "SELECT " + record_columns(*type_.type, "r.") + ", " + level_ + " FROM " +
                             sql_name(type_.type->name) +
                             " AS r WHERE r.id IN (SELECT value FROM json_each(?)) AND r.void = 0" +
                             (open_.empty() ? "" : " AND " + open_) + " ORDER BY r.id DESC";
            if (open_.empty()) {
                rows_ = &reader_.prepared(sql);
            } else { // carries the reader's scope
                own_ = reader_.prepare(sql);
                rows_ = own_.get();
            }
        }
        return *rows_;
    }

    Connection& reader_;
    const SearchWords& words_;
    const SearchedType& type_;
    const std::size_t wanted_;
    const std::string open_, level_;
    std::unique_ptr<Statement> own_;
    Statement* rows_ = nullptr;
    std::set<std::int64_t> seen_;
    std::optional<std::vector<std::int64_t>> scope_;
    std::vector<Hit> hits_;
    bool more_ = false;
};

struct Cursor {
    int rank = -1;
    std::int64_t fields = 0, id = 0;
};

Result<std::optional<Cursor>> cursor_in(const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto bad = [&] { return refuse("list.bad_cursor", "/after"); };
    const auto bytes = text.size() <= 200 ? from_base64url(text) : std::nullopt;
    const auto read = bytes ? parse_json(*bytes) : Result<json::value>(json::value());
    if (!read || !read->is_array() || read->get_array().size() != 3) return bad();
    std::int64_t numbers[3];
    for (std::size_t i = 0; i < 3; ++i) {
        const auto& value = read->get_array()[i];
        if (!value.is_int64()) return bad();
        numbers[i] = value.get_int64();
    }
    if (numbers[0] < 0 || numbers[0] > 2) return bad();
    return Cursor{static_cast<int>(numbers[0]), numbers[1], numbers[2]};
}

std::string cursor_of(const Hit& hit) {
    const auto [rank, fields, id] = hit.order();
    return to_base64url(json::serialize(json::array{rank, fields, id}));
}

// The types that the reader may read, and what their records must have, rank by rank.
std::vector<Wanted> wanted_of(const Schema& schema, const SearchedTypes& types, const Rights& rights,
                              const SearchWords& words, const std::string& only) {
    std::vector<Wanted> wanted;
    for (const auto& type : schema.types) {
        if (!only.empty() && type->name != only) continue;
        const auto sees = rights.sees_somewhere(*type);
        if (!sees) continue;
        Wanted one{type->name, {}};
        for (std::size_t i = 0; i < one.demands.size(); ++i)
            one.demands[i] = words.groups(types.of(*type), all_ranks[i], *sees);
        wanted.push_back(std::move(one));
    }
    return wanted;
}

} // namespace

Result<SearchAnswer> search_records(Connection& reader, const Schema& schema, const SearchedTypes& types,
                                    const Rights& rights, const SearchQuery& query) {
    const auto words = TRY(SearchWords::parse(query.words));
    if (!query.type.empty() && schema.type(query.type) == nullptr)
        return refuse("record.unknown_type", "/type", {{"name", query.type}});
    const auto cursor = TRY(cursor_in(query.after));
    const auto wanted = wanted_of(schema, types, rights, words, query.type);
    IndexReader index(reader, wanted);
    SearchAnswer answer;
    std::vector<Hit> hits;
    for (std::size_t place = 0; place < wanted.size(); ++place) {
        const auto& type = types.of(*schema.type(wanted[place].type));
        TypeSearch search(reader, rights, type, words, query.type.empty() ? hits_of_a_type : hits_of_the_type);
        search.run(index, place);
        if (search.hits().empty()) continue;
        answer.counts.push_back({type.type->name, search.hits().size(), search.more()});
        std::ranges::move(search.hits(), std::back_inserter(hits));
    }
    std::ranges::sort(hits, {}, &Hit::order);
    const auto limit = std::clamp<std::size_t>(query.limit, 1, most_limit);
    for (const auto& hit : hits) {
        if (cursor && hit.order() <= std::tuple(cursor->rank, cursor->fields, cursor->id)) continue;
        if (answer.hits.size() == limit) {
            answer.next = cursor_of(Hit{answer.hits.back()});
            break;
        }
        answer.hits.push_back(hit.shown);
    }
    return answer;
}

} // namespace shanhai::kernel
