"""What the linter needs to know of C++ text: where comments and strings are, what is included, how long functions are."""

import re
from dataclasses import dataclass

_TOKENS = re.compile(
    r'//[^\n]*'                                      # comment to the end of the line
    r'|/\*.*?\*/'                                    # comment
    r'|R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"' # raw string
    r'|"(?:\\.|[^"\\\n])*"'                          # string
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",         # character; not the mark in 1'000'000
    re.DOTALL)


def without_comments(text, keep_strings=True):
    """The text with comments (and, if asked, what stands in strings) blanked; every line stays where it was."""
    def blank(match):
        token = match.group(0)
        if not token.startswith('/') and keep_strings:
            return token
        if token.startswith('/'):
            return re.sub(r'[^\n]', ' ', token)
        return '"' + re.sub(r'[^\n]', ' ', token[1:-1]) + '"'
    return _TOKENS.sub(blank, text)


def includes(text):
    """(line, path, is_quoted) of every #include."""
    found = []
    for number, line in enumerate(without_comments(text).split('\n'), 1):
        match = re.match(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', line)
        if match:
            found.append((number, match.group(1) or match.group(2), match.group(1) is not None))
    return found


@dataclass
class Function:
    name: str
    line: int   # where its body opens
    lines: int  # from there to its closing brace


_SCOPE = re.compile(r'^\s*(?:template\s*<.*>\s*)?(?:inline\s+|export\s+|typedef\s+)*'
                    r'(?:namespace\b|extern\s*"|(?:class|struct|union|enum)\b)', re.DOTALL)
_AFTER_PARAMETERS = {'const', 'noexcept', 'override', 'final', 'mutable', 'try'}


def functions(text):
    """Every function with a body. A reader of braces, not a parser: macros that hide braces would mislead it."""
    code = without_comments(text, keep_strings=False)
    code = re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', lambda m: re.sub(r'[^\n]', ' ', m.group(0)), code, flags=re.MULTILINE)
    found, stack, head = [], [], ''
    line = 1
    for char in code:
        if char == '\n':
            line += 1
        if char == '{':
            kind = 'inside' if stack and stack[-1][0] != 'scope' else _kind_of_brace(head)
            stack.append((kind, head, line))
            if kind != 'initialiser':
                head = ''
            continue
        if char == '}' and stack:
            kind, opening, start = stack.pop()
            if kind == 'function':
                found.append(Function(_name(opening), start, line - start + 1))
            head = opening + '{}' if kind == 'initialiser' else ''
            continue
        if stack and stack[-1][0] != 'scope':
            continue
        head = '' if char == ';' else head + char
    return found


def _kind_of_brace(head):
    if _SCOPE.match(head) and not re.search(r'\)\s*$', head):
        return 'scope'
    stripped = head.rstrip()
    if '(' not in head or head.count('(') > head.count(')') or stripped.endswith(('=', ',', '(')):
        return 'initialiser'
    if re.search(r'\)\s*(?:noexcept\s*)?:(?!:)', head):  # after a constructor's initialisers only the body follows ) or }
        return 'function' if stripped.endswith((')', '}')) else 'initialiser'
    last_word = re.search(r'(\w+)$', stripped)
    if stripped.endswith(')') or '->' in head or 'requires' in head or (last_word and last_word.group(1) in _AFTER_PARAMETERS):
        return 'function'
    return 'initialiser'


def _name(head):
    match = re.search(r'([~\w:]+|operator\s*\S+)\s*\(', head)
    return match.group(1) if match else '?'
