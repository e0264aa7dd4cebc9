#pragma once

#include "kernel/schema/loader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

// A module that is right, for tests that spoil one thing in it.
namespace shanhai::kernel {

inline std::vector<SchemaFile> trial_module() {
    return {
        {"modules/trial/module.yaml", R"(module: trial
title: {zh: 试验, en: Trial}
series:
  level: {title: {zh: 水位, en: Water level}, unit: m, decimals: 2, station: place, keep_days: 400}
  flow: {unit: m3/s, station: place}
)"},
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
  coin: {is: text}
  heads: {is: integer, default: 1}
  share: {is: decimal, scale: 4}
  kind: {is: choice, choices: {works: 工程款, goods: 货款}, default: works}
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
  trial.paid: {sum: amount, on: date, by: [place, kind, place.level], per: [place]}
  trial.received: {sum: amount, on: date, by: [place, kind], per: [place]}
  trial.heads: {sum: heads, unit: person, on: date, by: [place, kind], per: [place]}
limits:
  - {of: trial.paid, per: place, at_most: trial.received}
)"},
        {"modules/trial/figures/trial.yaml", R"(trial.paid: {unit: CNY, formula: trial.paid}
trial.share: {unit: percent, formula: "trial.paid[kind = works] / trial.paid", target: {at_least: 80}}
)"},
        {"modules/trial/published/trial.yaml", R"(S-1: {figure: trial.paid, where: {place: 山东, year: 2024}}
S-2: {not_a_balance: 一个日期}
)"},
    };
}

inline std::unique_ptr<Schema> trial_schema_of(const std::vector<SchemaFile>& files) {
    auto schema = load_schema(files);
    EXPECT_TRUE(schema.has_value()) << (schema ? "" : schema.error().code + " " + schema.error().field);
    return schema ? *std::move(schema) : nullptr;
}

} // namespace shanhai::kernel
