#include "apps/demo/drawn_section.h"

#include "apps/demo/prng.h"
#include "base/check.h"

#include <zlib.h>

#include <array>
#include <cmath>
#include <vector>

namespace shanhai::demo {

namespace {

constexpr int width = 480, height = 300;

struct Colour {
    unsigned char red, green, blue;
};
constexpr std::array<Colour, 8> palette = {{{214, 226, 232}, // sky
                                            {236, 240, 240}, // snow
                                            {132, 142, 150}, // far mountains
                                            {110, 112, 92},  // near ones
                                            {158, 148, 116}, // bank
                                            {88, 128, 140},  // water
                                            {120, 158, 166}, // light upon it
                                            {70, 92, 66}}};  // willows

void put_number(std::string& to, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(number >> shift & 0xFF);
}

void put_chunk(std::string& png, const std::string& name, const std::string& body) {
    put_number(png, static_cast<std::uint32_t>(body.size()));
    const auto checked = name + body;
    png += checked;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
    put_number(png, static_cast<std::uint32_t>(sum));
}

// The height of a ridge at every column, from the top.
std::vector<double> ridge(Prng& random, double middle, double roughness) {
    std::vector<double> at(width, middle);
    for (const int waves : {2, 3, 5, 9, 17}) {
        const double phase = random.between(0, 628) / 100.0, swing = roughness * random.between(50, 100) / 100 / waves;
        for (int x = 0; x < width; ++x)
            at[static_cast<std::size_t>(x)] += swing * std::sin(phase + waves * 6.283 * x / width);
    }
    return at;
}

unsigned char colour_at(int x, int y, const std::vector<double>& far, const std::vector<double>& near, double bend) {
    const auto column = static_cast<std::size_t>(x);
    const int shore = 190;
    if (y > shore) {
        // The river widens towards whoever looks at it.
        const double depth = (y - shore) / double{height - shore};
        const double middle = width * (0.5 + bend * (1 - depth)), half = 14 + depth * 190;
        if (std::abs(x - middle) < half) return (x * 7 + y * 31) % 53 < 6 ? 6 : 5;
        return (x * 13 + y * 5) % 97 < 9 && depth < 0.35 ? 7 : 4;
    }
    if (y > near[column]) return 3;
    if (y > far[column]) return y < far[column] + 16 && far[column] < 92 ? 1 : 2;
    return 0;
}

} // namespace

std::string drawn_section(std::uint64_t number) {
    Prng random(number * 7919 + 17);
    const auto far = ridge(random, 92, 60), near = ridge(random, 158, 40);
    const double bend = random.between(-20, 20) / 100.0;
    std::string rows;
    for (int y = 0; y < height; ++y) {
        rows += '\0'; // no filter
        for (int x = 0; x < width; ++x) rows += static_cast<char>(colour_at(x, y, far, near, bend));
    }
    auto size = compressBound(rows.size());
    std::string packed(size, '\0');
    const auto done = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                                reinterpret_cast<const Bytef*>(rows.data()), rows.size(), Z_BEST_COMPRESSION);
    check(done == Z_OK, "a small picture can be packed");
    packed.resize(size);
    std::string png = "\x89PNG\r\n\x1a\n", head, colours;
    put_number(head, width);
    put_number(head, height);
    head += std::string("\x08\x03\x00\x00\x00", 5); // eight bits of a palette
    for (const auto& [red, green, blue] : palette)
        for (const auto part : {red, green, blue}) colours += static_cast<char>(part);
    put_chunk(png, "IHDR", head);
    put_chunk(png, "PLTE", colours);
    put_chunk(png, "IDAT", packed);
    put_chunk(png, "IEND", "");
    return png;
}

} // namespace shanhai::demo
