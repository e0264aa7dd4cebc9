#include "kernel/engine/whole_history.h"

#include "base/check.h"
#include "base/json.h"
#include "kernel/engine/grouped_replay.h"
#include "kernel/store/tables.h"

#include <map>

namespace shanhai::kernel {

namespace {

// Gone again, however the work ends.
class ScratchFolder {
public:
    explicit ScratchFolder(std::filesystem::path folder) : folder_(std::move(folder)) {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored; // the next migration removes it
        std::filesystem::remove_all(folder_, ignored);
    }

private:
    std::filesystem::path folder_;
};

std::int64_t measure_id(Connection& connection, const Measure& measure) {
    auto& statement = connection.prepared("SELECT id FROM sys_measure WHERE name = ?");
    statement.bind(measure.name);
    const Resetting done(statement);
    check(statement.step(), "every measure is known to the store");
    return statement.integer(0);
}

std::vector<Value> coordinate_values(std::string_view key) {
    std::vector<Value> values;
    const auto read = parse_own_json(key);
    for (const auto& value : read.as_array()) {
        if (value.is_int64())
            values.emplace_back(value.get_int64());
        else if (value.is_string())
            values.emplace_back(std::string(value.get_string()));
        else
            values.emplace_back(std::monostate{});
    }
    return values;
}

void take_over_postings(Connection& from, Connection& writer, Cube& cube, const Measure& measure) {
    const auto id = measure_id(writer, measure);
    auto& postings = from.prepared("SELECT c.key, p.day, p.entry, p.record, p.value FROM sys_posting p JOIN "
                                   "sys_coordinate c ON c.id = p.coordinate WHERE p.measure = ?");
    postings.bind(measure_id(from, measure));
    while (postings.step()) {
        const auto values = coordinate_values(postings.text(0));
        const auto coordinate = cube.coordinate(writer, measure, values);
        writer
            .prepared(
                "INSERT INTO sys_posting (measure, coordinate, day, entry, record, value) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(id)
            .bind(std::int64_t{coordinate})
            .bind(postings.integer(1))
            .bind(postings.integer(2))
            .bind(postings.integer(3))
            .bind(postings.integer(4))
            .run();
    }
    auto& balances = from.prepared("SELECT per, key, value FROM sys_balance WHERE measure = ?");
    balances.bind(measure_id(from, measure));
    while (balances.step()) {
        const std::string per(balances.text(0)), key(balances.text(1));
        writer.prepared("INSERT INTO sys_balance (measure, per, key, value) VALUES (?, ?, ?, ?)")
            .bind(id)
            .bind(per)
            .bind(key)
            .bind(balances.integer(2))
            .run();
    }
}

} // namespace

void post_whole_history(Connection& writer, const Schema& schema, const std::vector<int>& measures,
                        const std::filesystem::path& folder) {
    const ScratchFolder scratch(folder);
    const auto store = open_sqlite(folder / "history.db");
    const auto past = store->connect_writer();
    past->execute("BEGIN");
    create_system_tables(*past);
    set_meta(*past, "hash", meta(writer, "hash"));
    check(bring_tables_to(*past, schema).has_value(), "a schema that fits a store fits an empty one");
    past->execute("COMMIT");
    GroupedReplay replay(*past, schema);
    const auto entries = writer.prepare("SELECT seq, body FROM sys_entry ORDER BY seq");
    while (entries->step()) replay.add(entries->integer(0), std::string(entries->text(1)));
    replay.commit();
    Cube cube(schema);
    cube.load(writer);
    for (const int measure : measures)
        take_over_postings(*past, writer, cube, schema.measures[static_cast<std::size_t>(measure)]);
}

void add_up_balances(Connection& writer, const Schema& schema, const Measure& measure) {
    const auto id = measure_id(writer, measure);
    writer.prepared("DELETE FROM sys_balance WHERE measure = ?").bind(id).run();
    std::map<std::pair<std::size_t, std::string>, std::int64_t> sums;
    MeasureSql(measure, schema).of_all(writer, [&](Posted& posted) {
        for (std::size_t per = 0; per < posted.keys.size(); ++per) {
            if (auto key = balance_key(measure, posted, per)) sums[{per, *std::move(key)}] += posted.value;
        }
    });
    for (const auto& [key, value] : sums) {
        writer.prepared("INSERT INTO sys_balance (measure, per, key, value) VALUES (?, ?, ?, ?)")
            .bind(id)
            .bind(measure.per[key.first].name)
            .bind(key.second)
            .bind(value)
            .run();
    }
}

} // namespace shanhai::kernel
