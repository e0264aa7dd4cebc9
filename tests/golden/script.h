#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

// A golden script: what a user does and sees.
//
//   # a comment
//   as finance@cona                        who does what follows
//   now 2024-06-30                         what day it is; or 2024-06-30T09:00, in Shanghai
//   > create project name=水渠 region=540228 voucher=@receipt.pdf
//   > approve $1 approved_on=2024-03-05    $1 is what the first `create` made; division/540228 names one by its key
//   > amend $1 name="两 个字" reason=错别字
//   > void $1 reason=错录
//   refused record.referenced              what is expected: lines up to the next step; none: it is done
//   > get $1 name, state
//   > history $1
//   > list payment amount=gte.100 order=-date show=number,amount
//   > find payment amount=eq.100           the one that there is becomes the next $n
//   > figure funds.paid where giver=山东省, year=2024 by region.province as_of 2024-12-31
//   > lineage funds.paid where giver=山东省
//   > late funds.paid where year=2025      how much was entered late, and which postings
//   > changes funds.paid from 2025-01-31 to 2025-05-31 where giver=山东省
//   > next $1                              what each step needs, and which one can be undone
//   > undo $1 reason=点错了
//   > escalate                             what the server does every minute: how many records are newly overdue
//   > job governance.open_week             a job, as if it were due now: what its history says
//   restart                                closes the store and opens it again
//   verify                                 the journal, postings and balances agree
namespace shanhai::golden {

struct Step {
    int line = 0;
    std::vector<std::string> before; // blank lines and comments above it
    std::string text;                // "> create project …", "restart"
    std::vector<std::string> words;  // of the text, without the ">"; quotes taken off
    bool is_command = false;         // has a ">"
    std::vector<std::string> expected;
};

struct Script {
    std::vector<Step> steps;
    std::vector<std::string> after; // blank lines and comments at the end
};

// "golden.script" (args: line, what) for a quote that does not end and for expectations before the first step.
Result<Script> parse_script(std::string_view text);
std::string text_of(const Script& script);

} // namespace shanhai::golden
