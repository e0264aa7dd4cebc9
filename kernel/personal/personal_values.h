#pragma once

#include "kernel/personal/person_keys.h"
#include "kernel/records/record_rows.h"

#include <set>

// Personal values are sealed before they reach a column or an entry, and opened on the way out, for those who may read them.
// What lies between sees only envelopes.
namespace shanhai::kernel {

// Where a value stands; part of what its seal covers.
std::string place_of(const RecordType& type, std::int64_t record, const Field& field);

// What an envelope holds; nothing when the person's key is gone or not to be had here.
std::optional<std::string> open_sealed(const PersonKeys& keys, Connection& connection, const Envelope& envelope,
                                       const std::string& place);

// The personal values of rows, on the writer's thread.
class PersonalSealer {
public:
    PersonalSealer(const PersonKeys& keys, Connection& writer) : keys_(keys), writer_(writer) {}

    // Seals what a new record says. The row must have its id. "personal.locked", "personal.erased".
    Done seal_new(const RecordType& type, RecordRow& row, Moment at);
    // Seals what a command changes: `given` are the fields it names, plain in `after`. A value that says what `before` says
    // stays as it is sealed; when the record passes to another person, all of it is sealed anew.
    Done seal_changes(const RecordType& type, const RecordRow& before, RecordRow& after,
                      const std::set<std::size_t>& given, Moment at);
    // The value behind an envelope; nothing when it is erased or cannot be read.
    std::optional<Value> opened(const RecordType& type, std::int64_t record, const Field& field, const Value& sealed);

private:
    Done seal_value(const RecordType& type, RecordRow& row, std::size_t field, Moment at);

    const PersonKeys& keys_;
    Connection& writer_;
};

// Opens what is personal in JSON that is about to be shown: records ({"id","type",…}) wherever they stand, their labels, and
// entries ({"record","set","was"}). What is erased becomes null, the record says "erased": true, and its label is its number.
class PersonalOpener {
public:
    PersonalOpener(const PersonKeys& keys, const Schema& schema, Connection& reader)
        : keys_(keys), schema_(schema), reader_(reader) {}

    void open_all(json::value& shown);
    void open_record(json::object& record);

private:
    void open_entry(json::object& entry);
    // True when a field is there and cannot be opened.
    bool open_fields(const RecordType& type, std::int64_t record, json::object& fields);
    void open_label(const RecordType& type, std::int64_t record, json::object& shown);
    void open_references(const RecordType& type, json::object& fields);
    void describe_file(json::value& file);
    // Nothing when the value is no envelope; JSON null when it is erased.
    std::optional<json::value> opened(const RecordType& type, std::int64_t record, const Field& field,
                                      const json::value& value);

    const PersonKeys& keys_;
    const Schema& schema_;
    Connection& reader_;
};

// False when neither the type nor what it refers to has anything personal: then there is nothing to open.
bool shows_personal(const RecordType& type, const Schema& schema);

} // namespace shanhai::kernel
