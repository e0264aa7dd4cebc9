#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace shanhai::press {

// How one file of a public set of test cases is passed.
struct SetScore {
    std::string file;
    std::size_t cases = 0, passed = 0;
    std::size_t by_decision = 0;     // cases whose expectation follows another convention; not counted as passed
    std::vector<std::string> failed; // what was expected and what was read
    double rate() const {
        return cases > by_decision ? static_cast<double>(passed) / static_cast<double>(cases - by_decision) : 1;
    }
};

// Recognizers-Text Chinese: Number, Percent, Currency, Dimension, Age, NumberRange, Ordinal. `decisions` lists the inputs that
// differ by decision, one "File<TAB>input<TAB>reason" a line.
std::vector<SetScore> score_recognizers(const std::filesystem::path& specs, const std::filesystem::path& decisions);

// WeTextProcessing's inverse text normalisation: the numbers of the spoken side are those of the written side.
std::vector<SetScore> score_spoken(const std::filesystem::path& folder);

} // namespace shanhai::press
