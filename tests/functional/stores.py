"""Stores to test on. Making one takes longer than copying one, so each kind is made once a run."""

import contextlib
import fcntl
import json
import os
import resource
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

import postgres
from program import must

# run.py makes this folder and removes it; a test file run by hand uses one of its own.
RUN_FOLDER = Path(os.environ.get('SHANHAI_TEST_FOLDER') or tempfile.mkdtemp(prefix='shanhai-tests-'))
os.environ['SHANHAI_TEST_FOLDER'] = str(RUN_FOLDER)


@contextlib.contextmanager
def _alone(name):
    """One process at a time."""
    with open(RUN_FOLDER / f'{name}.lock', 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made_once(name, *options):
    """The store that `init` makes with these options: for reading only."""
    made, unfinished = RUN_FOLDER / name, RUN_FOLDER / f'{name}.unfinished'
    with _alone(name):
        if not made.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            if postgres.SERVER:
                postgres.drop(unfinished)
            begun, cpu = time.monotonic(), _cpu_seconds()
            must('init', *options, data=unfinished, timeout_s=1200)
            taken = {'seconds': time.monotonic() - begun, 'cpu_seconds': _cpu_seconds() - cpu}
            (RUN_FOLDER / f'{name}.json').write_text(json.dumps(taken), encoding='utf-8')
            unfinished.rename(made)
    return made


def _cpu_seconds():
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def time_taken(name):
    """How long `init` took: {'seconds', 'cpu_seconds'}."""
    return json.loads((RUN_FOLDER / f'{name}.json').read_text(encoding='utf-8'))


def new_folder():
    return Path(tempfile.mkdtemp(dir=RUN_FOLDER))


def copy_of(data):
    copy = Path(shutil.copytree(data, new_folder() / 'data'))
    postgres.move_copy(copy)
    return copy


def change(data, statement):
    """Changes a store behind the program's back; how many rows it touched."""
    if postgres.SERVER:
        return int(postgres.psql(postgres.url_of(data), f'WITH changed AS ({statement} RETURNING 1) '
                                 'SELECT count(*) FROM changed')[0])
    with contextlib.closing(sqlite3.connect(data / 'shanhai.db')) as database:
        touched = database.execute(statement).rowcount
        database.commit()
        return touched


def look(data, question):
    """The one number that a question to the database yields."""
    if postgres.SERVER:
        return int(postgres.psql(postgres.url_of(data), question)[0])
    with contextlib.closing(sqlite3.connect(data / 'shanhai.db')) as database:
        return database.execute(question).fetchone()[0]


def fresh():
    """A copy of a store as `init` leaves it: administrator and code lists, no records of its own."""
    return copy_of(made_once('fresh'))


def demo():
    """A copy of the synthetic province."""
    return copy_of(demo_original())


def demo_original():
    """The synthetic province itself: for reading only."""
    return made_once('demo', '--demo')
