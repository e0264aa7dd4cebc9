#!/usr/bin/env python3
"""Drives the real program ($SHANHAI, else build/shanhai) and says what holds.

    tests/functional/run.py             everything
    tests/functional/run.py kill iati   the files and classes whose names contain one of these words
    tests/postgres_cluster.py --unsynced tests/functional/run.py    on PostgreSQL, but for those that touch no store

Each test is a sentence. Classes run beside each other in several processes; the demo province, which takes longest,
goes first. Ends with a line "N passed, N failed".
"""

import concurrent.futures
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import traceback
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LONGEST_EXPLANATION, MOST_EXPLANATIONS = 2500, 8

# What does not run once more on PostgreSQL, and why. Everything else that asks or changes a store does.
SAID_ONCE = {
    'test_check.OnTheCommandLine': 'checks texts; test_check.Check asks the store the same',
    'test_check.OnTheDemoProvince': 'checks a long text; test_check.Check asks the store the same',
    'test_demo.DemoTwice': 'makes the province twice over: that it comes out the same is a matter of its maker',
    'test_description.Description': 'the description of the interface is told from the modules',
    'test_flips.Flips': 'changes the bytes of an SQLite file',
    'test_gauges.Classing': 'reads tables of numbers, without a store',
    'test_gauges.Decoding': 'reads frames of stations, without a store',
    'test_log.Verifier': 'the verifier of the tests, on files',
    'test_readme.Documents': 'the documents show what SQLite users type',
    'test_wire.SlowClients': 'bytes on the wire before anything is asked of a store',
    'test_wire.Wire': 'bytes on the wire before anything is asked of a store',
}
sys.path.insert(0, str(FOLDER))


class Sentences(unittest.TestResult):
    """Collects (sentence, outcome, seconds, explanation)."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def startTest(self, test):
        super().startTest(test)
        self.begun, self.troubles, self.skipped_because = time.monotonic(), [], ''

    def stopTest(self, test):
        super().stopTest(test)
        outcome = 'FAIL' if self.troubles else 'skip' if self.skipped_because else 'ok'
        more = len(self.troubles) - MOST_EXPLANATIONS
        told = self.troubles[:MOST_EXPLANATIONS] + ([f'… and {more} more'] if more > 0 else [])
        explanation = '\n'.join(told) or self.skipped_because
        self.lines.append((sentence(test), outcome, time.monotonic() - self.begun, explanation))

    def trouble(self, test, error):
        if isinstance(test, unittest.TestCase):
            self.troubles.append(explained(error))
        else:  # setUpClass or tearDownClass
            self.lines.append((str(test), 'FAIL', 0, explained(error)))

    def addFailure(self, test, error):
        self.trouble(test, error)

    def addError(self, test, error):
        self.trouble(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.troubles.append(f'with {subtest._subDescription()}:\n{explained(error)}')

    def addSkip(self, test, reason):
        if isinstance(test, unittest.TestCase):
            self.skipped_because = reason
        else:
            self.lines.append((str(test), 'skip', 0, reason))


def sentence(test):
    about = type(test).__module__.removeprefix('test_')
    return f'{about}: ' + test.id().split('.')[-1].removeprefix('test_').replace('_', ' ')


def explained(error):
    """Where in our own files it went wrong, and what."""
    kind, value, trace = error
    places = [f'{Path(frame.filename).name}:{frame.lineno}: {frame.line}' for frame in traceback.extract_tb(trace)
              if Path(frame.filename).parent == FOLDER]
    what = str(value) if issubclass(kind, AssertionError) else f'{kind.__name__}: {value}'
    return '\n'.join(places + [what[:LONGEST_EXPLANATION]])


def run_class(module, name):
    result = Sentences()
    unittest.defaultTestLoader.loadTestsFromName(f'{module}.{name}').run(result)
    return result.lines


def classes(words):
    """(module, class) of all tests wanted, those that take longest first."""
    found = []
    for file in sorted(FOLDER.glob('test_*.py')):
        module = __import__(file.stem)
        for name, kind in vars(module).items():
            is_test = isinstance(kind, type) and issubclass(kind, unittest.TestCase) and kind.__module__ == file.stem
            if is_test and is_wanted(f'{file.stem}.{name}', words):
                found.append((getattr(kind, 'takes_s', 1), file.stem, name))
    return [(module, name) for _, module, name in sorted(found, key=lambda entry: -entry[0])]


def is_wanted(name, words):
    if words:
        return any(word in name for word in words)
    return not os.environ.get('SHANHAI_TEST_POSTGRES') or name not in SAID_ONCE


def show(lines):
    for text, outcome, seconds, explanation in lines:
        took = f'  ({seconds:.1f} s)' if seconds >= 1 else ''
        print(f'{outcome:4} {text}{took}' + (f': {explanation}' if outcome == 'skip' else ''))
        if outcome == 'FAIL':
            print('\n'.join('     ' + line for line in explanation.split('\n')))
    sys.stdout.flush()


def main():
    begun = time.monotonic()
    os.environ['SHANHAI_TEST_FOLDER'] = tempfile.mkdtemp(prefix='shanhai-tests-')
    workers = int(os.environ.get('SHANHAI_TEST_WORKERS') or max(2, os.cpu_count() or 1))
    outcomes = []
    try:
        wanted = classes(sys.argv[1:])
        context = multiprocessing.get_context('spawn')
        with concurrent.futures.ProcessPoolExecutor(workers, context, max_tasks_per_child=1) as pool:
            for done in concurrent.futures.as_completed([pool.submit(run_class, *which) for which in wanted]):
                lines = done.result()
                show(lines)
                outcomes += [outcome for _, outcome, _, _ in lines]
    finally:
        shutil.rmtree(os.environ['SHANHAI_TEST_FOLDER'], ignore_errors=True)
    print(f'functional tests took {time.monotonic() - begun:.0f} s')
    print(f'{outcomes.count("ok")} passed, {outcomes.count("FAIL")} failed')
    return 0 if 'FAIL' not in outcomes and 'ok' in outcomes else 1


if __name__ == '__main__':
    sys.exit(main())
