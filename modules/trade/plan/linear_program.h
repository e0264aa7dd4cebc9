#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

// A linear programme that remembers by keys what its rows and columns stand for. After a change the programme is written anew
// and begins where the solved one ended, although its rows and columns may be others: what has a key of before stands as before.
namespace shanhai::trade::plan {

// What a row or a column is about; its kind and up to four small numbers.
using Key = std::uint64_t;
// Numbers below 4096, 4096, 65536 and 4096; kinds below 256.
constexpr Key key_of(unsigned kind, std::size_t a, std::size_t b = 0, std::size_t c = 0, std::size_t d = 0) {
    return (static_cast<Key>(kind) << 52U) | (static_cast<Key>(a) << 40U) | (static_cast<Key>(b) << 28U) |
           (static_cast<Key>(c) << 12U) | static_cast<Key>(d);
}

enum class Standing : std::uint8_t { free, basic, at_upper, at_lower };

struct Basis {
    std::unordered_map<Key, Standing> rows;
    std::unordered_map<Key, Standing> columns;
};

constexpr double unlimited = std::numeric_limits<double>::infinity();

struct Entry {
    int row;
    double coefficient;
};

// Minimises cost · x under lower ≤ A x ≤ upper and the columns' own limits.
class LinearProgram {
public:
    int add_row(Key key, double lower, double upper);
    // Entries of one column name each row once.
    int add_column(Key key, double cost, double lower, double upper, const Entry* entries, std::size_t count);

    int rows() const { return static_cast<int>(row_lower.size()); }
    int columns() const { return static_cast<int>(cost.size()); }

    // What a column costs beyond what it uses of the rows at their prices. Rows behind the last of `prices` have none.
    double reduced_cost(int column, const std::vector<double>& prices) const;

    std::vector<double> row_lower, row_upper;
    std::vector<Key> row_keys;
    std::vector<double> cost, lower, upper;
    std::vector<Key> column_keys;
    // Column by column.
    std::vector<std::int64_t> starts{0};
    std::vector<int> entry_rows;
    std::vector<double> coefficients;
};

enum class Outcome { optimal, infeasible, unbounded, stopped };

// What is first tried; the solver changes by itself when it gets stuck.
enum class Method { dual, primal };

struct Solution {
    Outcome outcome = Outcome::stopped;
    double objective = 0;
    std::vector<double> columns;
    std::vector<double> prices; // of the rows: what the objective gains by one more at the row's limit
    int iterations = 0;
};

// A programme in the solver, which stays warm between changes of its limits and costs.
class Solver {
public:
    explicit Solver(const LinearProgram& program);
    ~Solver();
    Solver(Solver&&) noexcept;
    Solver& operator=(Solver&&) noexcept;

    void begin_from(const Basis& basis);
    Basis basis() const;

    void limit_column(int column, double lower, double upper);
    void limit_row(int row, double lower, double upper);
    void price_column(int column, double cost);
    void add_column(double cost, double lower, double upper, const std::vector<Entry>& entries);

    Solution solve(Method method);

private:
    struct Model;
    std::unique_ptr<Model> model_;
};

} // namespace shanhai::trade::plan
