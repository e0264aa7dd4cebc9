#pragma once

#include "base/text_json.h"
#include "modules/trade/plan/books_network.h"
#include "modules/trade/plan/planner.h"

// What the study of the plan answers, part by part. Money in yuan, weights in tonnes.
namespace shanhai::trade::plan {

const char* mode_word(Mode mode);
json::array rounded_weeks(const std::vector<double>& weeks); // to a tenth

json::object summary(const Plan& plan);
// Into `out`: what moves on each lane and stands at each site, week by week.
void draw(const Network& network, const Plan& plan, json::object& out);
json::array words_of(const Network& network, const Plan& plan);
// `network`: the one of `made`, or as it was changed.
json::array products_of(const BooksNetwork& made, const Network& network, const Plan& plan);
// The plan as lines of a goods_plan: fields of the record, kilograms.
json::array lines_of(const BooksNetwork& made, const Plan& plan);
json::array notes_of(const BooksNetwork& made);
json::array subsidies_of(const Network& network);
json::array ranking(const Network& network, Planner& planner, const Plan& plan);
json::array clashes_of(const Network& network);

} // namespace shanhai::trade::plan
