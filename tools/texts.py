"""Reads what is said to people: problem codes in C++, their sentences in YAML, the keys of the pages' locale files."""

import json
import re

import cpp_source

_CODE = re.compile(r'\b(?:Problem\s*\{\s*(?:\.code\s*=\s*)?|refuse\w*\(\s*)"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)"')


def problem_codes(cpp_text):
    """(line, code) of every problem that the text makes."""
    code = cpp_source.without_comments(cpp_text)
    return [(code.count('\n', 0, match.start()) + 1, match.group(1)) for match in _CODE.finditer(code)]


def problem_table(yaml_text):
    """code → the languages it has a sentence in. Reads the plain form of a problems.yaml, not all of YAML: codes two
    spaces deep under `problems:`, `zh:` and `en:` behind them or below them."""
    table, current, inside = {}, None, False
    for line in yaml_text.split('\n'):
        if not line.strip() or line.lstrip().startswith('#'):
            continue
        if not line.startswith(' '):
            inside = line.startswith('problems:')
            continue
        if not inside:
            continue
        code = re.match(r'  ["\']?([A-Za-z][\w.]*)["\']?\s*:(.*)$', line)
        if code:
            current = table.setdefault(code.group(1), set())
            line = code.group(2)
        if current is not None:
            current.update(re.findall(r'(?:^|[\s{,])(zh|en)\s*:\s*[^\s,}]', line))
    return table


def locale_keys(text):
    """The dotted keys of a locale file: JSON, or a TypeScript module whose default export is an object literal."""
    try:
        return set(_flatten(json.loads(text)))
    except ValueError:
        return _keys_of_literal(text)


def _flatten(value, prefix=''):
    if not isinstance(value, dict):
        yield prefix
        return
    for key, inner in value.items():
        yield from _flatten(inner, f'{prefix}.{key}' if prefix else key)


_LITERAL = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|(?P<key>[A-Za-z_$][\w$]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')\s*:(?!:)\s*(?P<open>\{)?'
    r'|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|`(?:\\.|[^`\\])*`'
    r'|(?P<brace>[{}])', re.DOTALL)


def _keys_of_literal(text):
    start = re.search(r'(?:export\s+default|=)\s*\{', text)
    if not start:
        return set()
    keys, path = set(), []
    for match in _LITERAL.finditer(text, start.end()):
        if match.group('key'):
            key = match.group('key').strip('"\'')
            if match.group('open'):
                path.append(key)
            else:
                keys.add('.'.join(path + [key]))
        elif match.group('brace') == '{':
            path.append('?')
        elif match.group('brace') == '}':
            if not path:
                break
            path.pop()
    return keys
