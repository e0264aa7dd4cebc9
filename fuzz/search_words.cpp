// What somebody types, and what it is looked for in: whatever a text has is found in it, where the marks say.
#include "base/check.h"
#include "base/text.h"
#include "fuzz/trial_module.h"
#include "kernel/search/folding.h"
#include "kernel/search/pinyin.h"
#include "kernel/search/posting_block.h"
#include "kernel/search/search_match.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace {

using namespace shanhai;
using namespace shanhai::kernel;

const SearchedType& notes() {
    static const SearchedTypes types(fuzz::trial_schema());
    return types.of(*fuzz::trial_schema().type("payment"));
}

void check_folding(std::string_view text) {
    const auto folded = fold(text);
    check_or_abort(folded.text.size() == folded.place.size(), "every character has a place");
    check_or_abort(std::ranges::is_sorted(folded.place), "places are in order");
    const auto again = fold(to_utf8(folded.text));
    check_or_abort(again.text == folded.text, "folding twice changes nothing");
    for (const auto& run : runs_of(folded.text)) check_or_abort(run.begin < run.end, "a run has a length");
    const auto name = spell(std::u32string_view(folded.text).substr(0, 24));
    for (const auto& spelling : initials_of(name))
        check_or_abort(name.empty() || reached_by_initials(name, spelling) == name.size(),
                       "initials reach over the name");
    for (const auto& spelling : syllables_of(name))
        check_or_abort(name.empty() || reached_by_syllables(name, spelling) == name.size(), "so do syllables");
}

// The words against the rest of the input as the text of a record.
void check_match(std::string_view typed, std::string_view text) {
    const auto words = SearchWords::parse(typed);
    if (!words || !is_utf8(text)) return;
    const auto& type = notes();
    RecordRow row;
    row.id = 1;
    row.values.resize(type.type->fields.size());
    row.values[static_cast<std::size_t>(type.type->field_index("note"))] = std::string(text);
    const auto found = match(*words, type, row, Sensitivity::internal);
    if (!found) return;
    // The index leads to whatever fits.
    const auto tokens = tokens_of(type, row);
    for (const auto& group : words->groups(type, found->rank, Sensitivity::internal))
        check_or_abort(
            std::ranges::any_of(group, [&](Token token) { return std::ranges::binary_search(tokens, token); }),
            "the record has a token of every group");
    for (const auto& one : found->matches) {
        const auto length = to_utf32(one.snippet).size();
        std::size_t last = 0;
        for (const auto& mark : one.marks) {
            check_or_abort(mark.length > 0 && mark.begin >= last && mark.begin + mark.length <= length,
                           "marks lie in it");
            last = mark.begin + mark.length;
        }
        check_or_abort(!one.marks.empty(), "a match has a mark");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    check_folding(input);
    const auto line = input.find('\n');
    check_match(input.substr(0, line), line == std::string_view::npos ? input : input.substr(line + 1));
    if (const auto ids = unpack(1, input)) check_or_abort(pack(*ids) == input, "a block is written as it was read");
    if (const auto tokens = unpack_tokens(input)) check_or_abort(pack_tokens(*tokens) == input, "so are tokens");
    return 0;
}
