#pragma once

#include "kernel/kernel.h"
#include "modules/trade/plan/books.h"
#include "modules/trade/records/figure_keys.h"

// Places, goods and rules as the planner's books keep them: one function for each type of record.
namespace shanhai::trade::plan {

class RecordReader {
public:
    RecordReader(kernel::Kernel& kernel, const kernel::Principal& who) : kernel_(kernel), who_(who) {}

    Result<std::vector<BookWarehouse>> warehouses(); // with their rooms
    Result<std::vector<BookPlace>> bases();
    Result<std::vector<BookOutlet>> outlets();
    Result<std::vector<BookProduct>> products();
    Result<std::vector<BookLot>> lots(Date from, Date until); // harvested in [from, until)
    Result<std::vector<BookLane>> lanes();
    Result<std::vector<BookRule>> rules(Date begins);
    Result<std::vector<std::pair<Date, Date>>> events();

    // The warehouse of a storeroom, by their ids; known after warehouses().
    const std::map<std::string, std::string>& warehouse_of_room() const { return warehouse_of_room_; }
    // Of the records that were read.
    const IdsByKey& ids() const { return ids_; }

private:
    struct Division {
        std::string code, level;
        std::optional<Coordinates> at;
    };
    Result<Division> division(const json::object& record, const char* field);
    Result<BookPlace> place(const json::object& record, const char* dimension);
    // How the codes of all divisions within it begin.
    static std::string prefix_of(const Division& division);

    kernel::Kernel& kernel_;
    const kernel::Principal& who_;
    std::map<std::string, Division> divisions_;
    std::map<std::string, std::string> warehouse_of_room_;
    IdsByKey ids_;
};

// Nothing where the field is empty.
std::optional<Mode> mode_in(const json::object& record);

} // namespace shanhai::trade::plan
