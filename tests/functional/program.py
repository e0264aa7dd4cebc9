"""Runs the real program the way people and their scripts do."""

import json
import os
import subprocess
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get('SHANHAI') or ROOT / 'build' / 'shanhai').resolve()
PASSWORD = 'what the tests log in with'

DONE, REFUSED, MISUSED = 0, 1, 2


def environment(**more):
    """Ours, without what a person may have set for their own store."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith('SHANHAI_')}
    return {**plain, 'LC_ALL': 'C.UTF-8', 'SHANHAI_PASSWORD': PASSWORD, **more}


class Ran:
    """What a command left behind: its exit status, its results (`out`) and everything else it said (`err`)."""

    def __init__(self, arguments, done):
        self.command = 'shanhai ' + ' '.join(arguments)
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return '\n'.join((self.command, f'exit status {self.status}', self.out[-3000:], '--- on standard error:',
                          self.err[-3000:]))


def shanhai(*arguments, data=None, cwd=None, timeout_s=120, env=None):
    """Runs one command to its end. Its status is for the caller to judge."""
    begins = ('init' in arguments or 'restore' in arguments) and '--help' not in arguments and data
    words = [*(['--data', str(data)] if data else []), *(postgres.option(data) if begins else []),
             *map(str, arguments)]
    done = subprocess.run([str(PROGRAM), *words], cwd=cwd, env=env or environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, encoding='utf-8', timeout=timeout_s, check=False)
    return Ran(words, done)


def must(*arguments, **options):
    """Runs one command that has to succeed."""
    ran = shanhai(*arguments, **options)
    if ran.status != DONE:
        raise AssertionError(f'this should have succeeded: {ran}')
    return ran


def result_of(*arguments, **options):
    """The JSON that a command prints, which has to succeed."""
    return must(*arguments, '--format', 'json', **options).json


def tree(data):
    """Size and root of the journal of a store, which has to be in order."""
    report = result_of('verify', data=data)
    assert report['ok'] is True, report
    return report['entries'], report['root']
