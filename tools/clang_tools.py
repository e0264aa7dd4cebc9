"""clang-format and clang-tidy over the right files, remembering what was already found clean."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

FORMAT, TIDY = 'clang-format-19', 'clang-tidy-19'


def format_problems(tree):
    if not shutil.which(FORMAT):
        yield f'{FORMAT} is not installed; run ./dev setup'
        return
    if not tree.cpp:
        return
    run = subprocess.run([FORMAT, '--dry-run', '-Werror', *tree.cpp], cwd=tree.root, capture_output=True, text=True)
    wrong = sorted({match.group(1) for match in re.finditer(r'^(\S+?):\d+:\d+: error', run.stderr, re.MULTILINE)})
    for name in wrong:
        yield f'{name}: ./dev fmt would change it'
    if run.returncode and not wrong:
        yield run.stderr.strip()


def tidy_problems(tree, every_file):
    database = tree.root / 'build/compile_commands.json'
    if not shutil.which(TIDY) or not database.is_file():
        yield f'{TIDY} or build/compile_commands.json is missing; run ./dev build first'
        return
    compiled = {os.path.relpath(entry['file'], tree.root) for entry in json.loads(database.read_text())}
    wanted = {name for name in tree.cpp if name in compiled}
    if not every_file:
        wanted &= with_sources_of_headers(changed_files(tree))
    memory = CleanFiles(tree)
    todo = [name for name in sorted(wanted) if not memory.knows(name)]
    already_said = set()  # a finding in a header comes back with every file that includes it
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for name, findings in zip(todo, pool.map(lambda name: tidy(tree, name), todo)):
            if not findings:
                memory.add(name)
            for finding in findings:
                if finding not in already_said:
                    already_said.add(finding)
                    yield finding
    memory.save()


def tidy(tree, name):
    """The findings of one file, each as one line."""
    run = subprocess.run([TIDY, '--quiet', '-p', 'build', name], cwd=tree.root, capture_output=True, text=True)
    if run.returncode == 0:
        return []
    findings = re.findall(r'^(\S+:\d+:\d+: (?:error|warning): .*)$', run.stdout, re.MULTILINE)
    return [finding.removeprefix(f'{tree.root}/') for finding in findings] or [f'{name}: {run.stderr.strip()}']


def changed_files(tree):
    """Not yet committed; committed since the branch left main; on main itself, the last commit."""
    def git(*arguments):
        run = subprocess.run(['git', *arguments], cwd=tree.root, capture_output=True, text=True)
        return [line for line in run.stdout.split('\n') if line] if run.returncode == 0 else []
    branched = git('merge-base', 'HEAD', 'main')
    if not branched or branched == git('rev-parse', 'HEAD'):
        branched = git('rev-parse', '--verify', '-q', 'HEAD~1')
    since = git('diff', '--name-only', branched[0]) if branched else []
    return set(since) | set(git('diff', '--name-only', 'HEAD')) | set(git('ls-files', '-o', '--exclude-standard'))


def with_sources_of_headers(names):
    return names | {name[:-2] + '.cpp' for name in names if name.endswith('.h')}


class CleanFiles:
    """Which files were found clean, by the hash of all that their findings depend on in this repository."""

    def __init__(self, tree):
        self.tree = tree
        self.path = tree.root / 'build/lint/clean_files.json'
        self.hashes = json.loads(self.path.read_text()) if self.path.is_file() else {}
        self.settings = tree.text('.clang-tidy')

    def knows(self, name):
        return self.hashes.get(name) == self.hash(name)

    def add(self, name):
        self.hashes[name] = self.hash(name)

    def save(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.hashes, indent=0, sort_keys=True))

    def hash(self, name):
        seen, todo = set(), [name]
        while todo:
            one = todo.pop()
            if one in seen or one not in self.tree.includes:
                continue
            seen.add(one)
            todo += [path for _, path in self.tree.includes[one]]
        digest = hashlib.sha256(self.settings.encode())
        for one in sorted(seen):
            digest.update(one.encode() + b'\0' + self.tree.text(one).encode())
        return digest.hexdigest()
