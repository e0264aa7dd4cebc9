#pragma once

#include <string_view>

// The standards' tables of codes, compiled in by CMakeLists.txt.
namespace shanhai::ecology {

std::string_view factors_csv();  // hj212/factors.csv
std::string_view elements_csv(); // sl651/elements.csv

} // namespace shanhai::ecology
