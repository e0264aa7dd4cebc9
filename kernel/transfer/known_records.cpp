#include "kernel/transfer/known_records.h"

namespace shanhai::kernel {

Done KnownRecords::look_up(const std::vector<Draft>& drafts) {
    std::vector<std::string> keys, numbers;
    for (const Draft& draft : drafts) {
        if (!draft.key.empty() && !known_.contains(draft.key)) keys.push_back(draft.key);
        if (work_.report.key != "number" && !draft.number.empty()) numbers.push_back(draft.number);
    }
    TRY_DO(look_up(work_.report.key, keys, known_));
    return look_up("number", numbers, numbered_);
}

Done KnownRecords::look_up(const std::string& field, const std::vector<std::string>& names, Known& known) {
    std::string together;
    for (const auto& name : names) {
        if (name.find(',') != std::string::npos)
            TRY_DO(look_up_values(field, "eq", name, known));
        else
            together += (together.empty() ? "" : ",") + name;
    }
    return together.empty() ? Done{} : look_up_values(field, "in", "(" + together + ")", known);
}

Done KnownRecords::look_up_values(const std::string& field, const std::string& operation, const std::string& values,
                                  Known& known) {
    ListQuery query;
    query.filters.push_back({field, operation, values});
    query.limit = 500;
    const auto page = TRY(work_.kernel.list(work_.who, work_.type.name, query));
    for (const json::value& item : page.items) {
        const auto& record = item.get_object();
        const auto* key = record.if_contains(field);
        if (key == nullptr || !key->is_string()) continue;
        known.insert_or_assign(std::string(key->get_string()), std::string(record.at("id").get_string()));
    }
    return {};
}

const std::string* KnownRecords::record_of(const Draft& draft) const {
    if (const auto known = known_.find(draft.key); !draft.key.empty() && known != known_.end()) return &known->second;
    const auto numbered = draft.number.empty() ? numbered_.end() : numbered_.find(draft.number);
    return numbered == numbered_.end() ? nullptr : &numbered->second;
}

} // namespace shanhai::kernel
