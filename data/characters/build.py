#!/usr/bin/env python3
"""Builds kernel/search/character_tables.cpp: what characters are searched as, and how they are read.

    data/characters/build.py > kernel/search/character_tables.cpp

Width, case and accents come from Python's copy of the Unicode database; simplified forms and readings from ICU through its
program uconv (Debian: icu-devtools). The result is kept, so that an index made on one machine fits every other.
"""

import subprocess
import sys
import unicodedata

IDEOGRAPHS = range(0x4E00, 0xA000)
ALPHABETS = [(0x00C0, 0x052F), (0x1E00, 0x1FFF)]  # Latin, Greek, Cyrillic: letters that make words


def by_icu(transliterator, characters):
    lines = '\n'.join(characters) + '\n'
    made = subprocess.run(['uconv', '-f', 'utf-8', '-t', 'utf-8', '-x', transliterator], input=lines.encode(),
                          stdout=subprocess.PIPE, check=True).stdout.decode().split('\n')
    return dict(zip(characters, made))


def without_marks(text):
    return ''.join(c for c in unicodedata.normalize('NFD', text) if unicodedata.category(c) != 'Mn')


def is_part(character):
    return unicodedata.category(character)[0] in 'LNM'


def in_alphabet(code):
    return any(first <= code <= last for first, last in ALPHABETS)


def folded(character, simplified):
    text = unicodedata.normalize('NFKC', unicodedata.normalize('NFKC', character).casefold())
    text = ''.join(without_marks(c) if ord(c) < 0x2E80 else c for c in text)
    return ''.join(simplified.get(c, c) for c in text)


def quoted(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def string(name, about, pieces):
    print(f'\n// {about}\nconst std::string_view {name} =')
    line = ''
    for piece in pieces:
        if len(line) + len(piece) > 100:
            print(f'    {quoted(line)}')
            line = ''
        line += piece
    print(f'    {quoted(line)};')


def main():
    simplified = {k: v for k, v in by_icu('Traditional-Simplified', [chr(c) for c in IDEOGRAPHS]).items()
                  if v != k and len(v) == 1}
    pairs = [k + v for k, v in sorted(simplified.items())]

    readings = {}
    for character, reading in by_icu('Han-Latin', [chr(c) for c in IDEOGRAPHS]).items():
        letters = unicodedata.normalize('NFC', ''.join(
            c for c in unicodedata.normalize('NFD', reading) if unicodedata.category(c) != 'Mn' or c == '\u0308'))
        letters = letters.replace('ü', 'v')
        if letters.isascii() and letters.isalpha():
            readings.setdefault(letters, []).append(character)

    folds, wide = [], []
    for code in range(0x80, 0x10000):
        character = chr(code)
        if 0xD800 <= code <= 0xF8FF or code in IDEOGRAPHS or unicodedata.category(character)[0] in 'CZ':
            continue
        result = folded(character, simplified)
        if result != character and 0 < len(result) <= 8 and all(is_part(c) or c in ' /.-()' for c in result):
            folds.append((character, result))
    for code in range(0x80, 0x10000):
        if is_part(chr(code)) and not in_alphabet(code):
            if wide and wide[-1][1] == code - 1:
                wide[-1][1] = code
            else:
                wide.append([code, code])

    print('// Made by data/characters/build.py; not to be edited by hand.\n'
          f'// Unicode {unicodedata.unidata_version} and ICU, under the Unicode License.\n'
          '// clang-format off\n#include "kernel/search/character_tables.h"\n\nnamespace shanhai::kernel {')
    string('simplified_pairs', 'A traditional character and its simplified form, one behind the other.', pairs)
    string('reading_lines', 'A syllable (ü as v) and the characters read so; a blank ends them.',
           [piece for reading, characters in sorted(readings.items())
            for piece in [reading + ':', *characters, ' ']])
    string('fold_entries', 'A character, what it is searched as, and a bar.', [c + r + '|' for c, r in folds])
    print('\n// First and last of the letters, digits and marks outside of the alphabets, where every two characters may be a word.\n'
          'const std::array<std::pair<char16_t, char16_t>, ' + str(len(wide)) + '> wide_ranges_table = {{')
    line = '   '
    for first, last in wide:
        piece = f' {{0x{first:04X}, 0x{last:04X}}},'
        if len(line) + len(piece) > 116:
            print(line)
            line = '   '
        line += piece
    print(line + '\n}};\nconst std::span<const std::pair<char16_t, char16_t>> wide_ranges(wide_ranges_table);\n\n'
          '} // namespace shanhai::kernel')


if __name__ == '__main__':
    sys.exit(main())
