#!/usr/bin/env python3
"""Our own linter: the rules that no general tool knows.

    tools/lint.py            our rules, clang-format on every file, clang-tidy on the files that changed
    tools/lint.py --all      clang-tidy on every file
    tools/lint.py --rules    our rules only

Each rule is one function from a Tree to the sentences it has to say; a rule without sentences has passed.
Ends with a line "N passed, N failed".
"""

import argparse
import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import clang_tools  # noqa: E402
import cpp_source  # noqa: E402
import texts  # noqa: E402

# The arrows: what a layer may include. modules are narrower still, see include_direction.
MAY_INCLUDE = {
    'base': {'base'},
    'kernel': {'base', 'kernel'},
    'api': {'base', 'kernel', 'api', 'generated'},  # the pages and the sentences are inside the program
    'modules': {'base', 'kernel', 'modules'},
    'apps': {'base', 'kernel', 'api', 'modules', 'apps', 'generated'},
    'tests': {'base', 'kernel', 'api', 'modules', 'apps', 'tests', 'generated'},
    'fuzz': {'base', 'kernel', 'api', 'modules', 'fuzz', 'generated'},
    'bench': {'base', 'kernel', 'api', 'modules', 'apps', 'bench', 'generated'},
}
GENERATED = {'assets/assets.h', 'module_list.h'}
LONG_FUNCTION_LINES, TOO_LONG_FUNCTION_LINES = 80, 100


class Tree:
    """The files of a work tree: those git knows or would add; every file where there is no git."""

    def __init__(self, root):
        self.root = Path(root)

    @cached_property
    def files(self):
        listed = subprocess.run(['git', '-C', str(self.root), 'ls-files', '-z', '-co', '--exclude-standard'],
                                capture_output=True, check=False)
        if listed.returncode == 0:
            names = [name for name in listed.stdout.decode().split('\0') if name]
        else:
            names = [str(path.relative_to(self.root)) for path in self.root.rglob('*')]
        return sorted(name for name in set(names) if (self.root / name).is_file())

    @cached_property
    def cpp(self):
        return [name for name in self.files if name.endswith(('.cpp', '.h')) and name.split('/')[0] in MAY_INCLUDE]

    def text(self, name):
        return (self.root / name).read_text(encoding='utf-8', errors='replace')

    @cached_property
    def includes(self):
        """file → [(line, path)] of its quoted includes."""
        return {name: [(line, path) for line, path, quoted in cpp_source.includes(self.text(name)) if quoted]
                for name in self.cpp}


def is_beside_source(name):
    return name.endswith(('_test.cpp', '_benchmark.cpp', '_test.h'))


# --- rules -----------------------------------------------------------------------------------------------------------

def include_direction(tree):
    """base <- kernel <- {api, modules} <- apps; a module never includes another; web is never included."""
    for name, includes in tree.includes.items():
        layer = name.split('/')[0]
        for line, path in includes:
            target = 'generated' if path in GENERATED else path.split('/')[0]
            if target != 'generated' and target not in MAY_INCLUDE:
                if (tree.root / name).parent.joinpath(path).is_file():
                    yield f'{name}:{line}: includes "{path}": write the path from the top of the repository'
                else:
                    yield f'{name}:{line}: includes "{path}", which is in no layer; libraries go in angle brackets'
            elif target not in MAY_INCLUDE[layer]:
                yield f'{name}:{line}: {layer} must not include {target} ("{path}")'
            elif layer == target == 'modules' and name.split('/')[1] != path.split('/')[1]:
                yield f'{name}:{line}: a module must not include another module ("{path}")'


def include_cycles(tree):
    """No cycle between files, nor between folders. Tests beside the source may look around freely."""
    files, folders = {}, {}
    for name, includes in tree.includes.items():
        if is_beside_source(name):
            continue
        for _, path in includes:
            files.setdefault(name, set()).add(path)
            if folder_of(name) != folder_of(path):
                folders.setdefault(folder_of(name), set()).add(folder_of(path))
    for kind, graph in (('files', files), ('folders', folders)):
        for cycle in cycles(graph):
            yield f'include cycle between {kind}: ' + ' -> '.join(cycle)


def folder_of(name):
    """A file that lies directly in a layer made of folders (kernel/value.h) counts as a folder of its own."""
    parts = name.split('/')
    if len(parts) == 2 and parts[0] in ('kernel', 'api'):
        return re.sub(r'\.(h|cpp)$', '', name)
    return '/'.join(parts[:-1])


def cycles(graph):
    """One cycle of each knot of the graph, as [a, b, …, a]."""
    found, done = [], set()
    for start in sorted(graph):
        if start in done:
            continue
        stack, on_path, path = [(start, iter(sorted(graph.get(start, ()))))], {start}, [start]
        while stack:
            node, successors = stack[-1]
            following = next(successors, None)
            if following is None:
                stack.pop()
                path.pop()
                on_path.discard(node)
                done.add(node)
            elif following in on_path:
                found.append(path[path.index(following):] + [following])
            elif following not in done:
                stack.append((following, iter(sorted(graph.get(following, ())))))
                on_path.add(following)
                path.append(following)
    return found


def function_length(tree):
    """A function fits a screen."""
    for name in tree.cpp:
        for function in cpp_source.functions(tree.text(name)):
            if function.lines > TOO_LONG_FUNCTION_LINES:
                yield f'{name}:{function.line}: {function.name} has {function.lines} lines; {TOO_LONG_FUNCTION_LINES} at most'
            elif function.lines > LONG_FUNCTION_LINES:
                remark(f'{name}:{function.line}: {function.name} has {function.lines} lines; consider its parts')


def dead_headers(tree):
    """A header that nobody includes is dead."""
    included = {path for includes in tree.includes.values() for _, path in includes}
    for name in tree.cpp:
        if name.endswith('.h') and name not in included:
            yield f'{name}: nobody includes it'


def pragma_once(tree):
    for name in tree.cpp:
        if name.endswith('.h') and '#pragma once' not in tree.text(name):
            yield f'{name}: has no #pragma once'


def file_names(tree):
    """A file has one subject and its name is that subject."""
    vague = re.compile(r'(^|[_.-])(utils?|helpers?|commons?|managers?|misc|toolbox)([_.-]|$)', re.IGNORECASE)
    for name in tree.files:
        if name.endswith('.xsd'):
            continue  # a standard names its own files, and they include each other by these names
        if vague.search(name.split('/')[-1]):
            yield f'{name}: names no subject'


def workplace_references(tree):
    """Nothing here may depend on the machine it was written on."""
    marks = re.compile('|'.join([r'\.\./sha' + 'red\\b', r'(?<![\w.-])/wo' + 'rk/', r'\.lib' + r'rary\b']))
    for name in tree.files:
        if (tree.root / name).stat().st_size > 2_000_000:
            continue
        for number, line in enumerate(tree.text(name).split('\n'), 1):
            match = marks.search(line)
            if match:
                yield f'{name}:{number}: refers to {match.group(0)}'


def problem_sentences(tree):
    """Every problem code has a sentence in both languages, in data/problems.yaml or in its module's problems.yaml."""
    sentences = {}
    for name in tree.files:
        if name == 'data/problems.yaml' or re.fullmatch(r'modules/\w+/problems\.yaml', name):
            for code, languages in texts.problem_table(tree.text(name)).items():
                sentences[code] = languages
                for language in ('zh', 'en'):
                    if language not in languages:
                        yield f'{name}: {code} has no {language}'
    for name in tree.cpp:
        if is_beside_source(name) or name.split('/')[0] in ('tests', 'fuzz', 'bench'):
            continue
        for line, code in texts.problem_codes(tree.text(name)):
            if code not in sentences:
                yield f'{name}:{line}: {code} has no sentence in data/problems.yaml'


def locale_keys(tree):
    """The pages speak both languages: the locale files have the same keys."""
    pairs = {}
    for name in tree.files:
        match = re.match(r'(.*/locales/)(zh|en)((?:-\w+)?(?:/.*)?\.(?:ts|js|json))$', name)
        if match:
            pairs.setdefault(match.group(1) + '*' + match.group(3), {})[match.group(2)] = name
    for pattern, files in sorted(pairs.items()):
        keys = {language: texts.locale_keys(tree.text(name)) for language, name in files.items()}
        for language, other in (('zh', 'en'), ('en', 'zh')):
            for key in sorted(keys.get(language, set()) - keys.get(other, set())):
                yield f'{pattern}: {key} is there in {language} and missing in {other}'


RULES = [include_direction, include_cycles, function_length, dead_headers, pragma_once, file_names, workplace_references,
         problem_sentences, locale_keys]

_remarks = []


def remark(sentence):
    _remarks.append(sentence)


# --- running them ----------------------------------------------------------------------------------------------------

def check(title, sentences):
    sentences = list(sentences)
    print(f'{"FAIL" if sentences else "ok  "} {title}', flush=True)
    for sentence in sentences:
        print(f'     {sentence}')
    return not sentences


def main():
    parser = argparse.ArgumentParser(description='Our own linter.')
    parser.add_argument('--root', default=str(Path(__file__).resolve().parent.parent))
    parser.add_argument('--all', action='store_true', help='clang-tidy on every file, not only on those that changed')
    parser.add_argument('--rules', action='store_true', help='our own rules only')
    options = parser.parse_args()

    tree = Tree(options.root)
    outcomes = [check(rule.__name__.replace('_', ' '), rule(tree)) for rule in RULES]
    if not options.rules:
        outcomes.append(check('clang-format', clang_tools.format_problems(tree)))
        outcomes.append(check('clang-tidy', clang_tools.tidy_problems(tree, options.all)))
    for sentence in _remarks:
        print(f'note {sentence}')
    print(f'{outcomes.count(True)} passed, {outcomes.count(False)} failed')
    return 0 if all(outcomes) else 1


if __name__ == '__main__':
    sys.exit(main())
