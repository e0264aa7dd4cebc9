#pragma once

#include "kernel/kernel.h"
#include "modules/press/reading/word_table.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::press {

// The divisions whose names a text may say, by every name that people use for them.
struct Place {
    std::string code;
    std::string name;   // for people: 西藏日喀则市
    bool giver = false; // gives aid, as the figures know
};

class Places {
public:
    // Reads the divisions and who gives; milliseconds, so keep the result.
    static std::shared_ptr<const Places> read(kernel::Kernel& kernel, const kernel::Principal& who);

    struct Mention {
        std::size_t begin = 0, end = 0;
        const Place* place = nullptr;
    };
    std::vector<Mention> mentioned(std::u32string_view text) const;

private:
    std::vector<std::unique_ptr<Place>> places_;
    WordTable<const Place*> names_;
};

} // namespace shanhai::press
