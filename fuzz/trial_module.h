#pragma once

#include "base/check.h"
#include "kernel/schema/loader.h"

#include <memory>
#include <string>
#include <vector>

// A module with a field of every kind, for the targets that need a schema.
namespace shanhai::fuzz {

inline std::vector<kernel::SchemaFile> trial_module() {
    return {
        {"modules/trial/module.yaml", "module: trial\ntitle: {zh: 试验, en: Trial}\n"},
        {"modules/trial/schema/place.yaml", R"(type: place
key: code
label: name
tree: parent
level: level
fields:
  code: {is: text, required: true}
  name: {is: text}
  level: {is: choice, choices: {province: 省, county: 县}}
  parent: {is: ref place}
)"},
        {"modules/trial/schema/payment.yaml", R"(type: payment
number: "ZF-{year}-{seq:06}"
fields:
  place: {is: ref place}
  date: {is: date}
  amount: {is: money, more_than: 0}
  fee: {is: money, currency: coin}
  coin: {is: text, max_length: 3, pattern: "[A-Z]{3}"}
  heads: {is: integer, default: 1}
  share: {is: decimal, scale: 4}
  kind: {is: choice, choices: {works: {zh: 工程款, en: Works}, goods: 货款}, default: works}
  urgent: {is: boolean}
  note: {is: long_text}
  extra: {is: json}
  voucher: {is: file}
rules:
  - {that: "amount > 0", field: amount, says: 金额须大于零}
states:
  draft: 草稿
  approved: 已批准
transitions:
  approve: {from: draft, to: approved, requires: [date], guard: "amount < 100000"}
measures:
  trial.paid: {sum: amount, on: date, by: [place, kind, place.level], per: [place], when: "state = 'approved'"}
  trial.received: {sum: amount, on: date, by: [place, kind], per: [place]}
  trial.heads: {sum: heads, unit: person, on: date, by: [place, {sort: kind}], per: {place: place, both: place+kind}}
limits:
  - {of: trial.paid, per: place, at_most: trial.received}
)"},
        {"modules/trial/figures/trial.yaml", R"(trial.paid: {unit: CNY, formula: trial.paid, headline: 10}
trial.share: {unit: percent, formula: "trial.paid[kind = works] / trial.paid", target: {at_least: 80}, kind: stock}
)"},
        {"modules/trial/published/trial.yaml", R"(S-1: {figure: trial.paid, where: {place: 山东, year: 2024}}
S-2: {not_a_balance: 一个日期}
)"},
    };
}

inline const kernel::Schema& trial_schema() {
    static const auto schema = [] {
        auto loaded = kernel::load_schema(trial_module());
        check_or_abort(loaded.has_value(), "the trial module loads");
        return *std::move(loaded);
    }();
    return *schema;
}

} // namespace shanhai::fuzz
