"""Databases on the PostgreSQL server that SHANHAI_TEST_POSTGRES names; without it the stores are SQLite files.

tests/postgres_cluster.py starts such a server.
"""

import hashlib
import os
import subprocess
import time

SERVER = os.environ.get('SHANHAI_TEST_POSTGRES', '')


def psql(url, *statements, timeout_s=120):
    """Runs SQL of PostgreSQL's own; the rows it printed, fields separated by '|'."""
    words = ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', url]
    for statement in statements:
        words += ['-c', statement]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding='utf-8',
                          timeout=timeout_s, check=False)
    if done.returncode != 0:
        raise AssertionError(f'{statements}: {done.stderr}')
    return done.stdout.splitlines()


def name_for(folder):
    return 't_' + hashlib.sha256(str(folder).encode()).hexdigest()[:20]


def url_of(data):
    """The database that a data folder belongs to."""
    return (data / 'store').read_text(encoding='utf-8').strip()


def option(data):
    """What `init` has to be told about the store of a new data folder: nothing, or a database of its own."""
    if not SERVER:
        return []
    name = name_for(data)
    if not psql(f'{SERVER}/postgres', f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        _create(name, "template0 ENCODING 'UTF8' LOCALE 'C'")
    return ['--store', f'{SERVER}/{name}']


def move_copy(data):
    """Gives the copy of a data folder a copy of the database, too."""
    if not (data / 'store').exists():
        return
    name = name_for(data)
    _create(name, url_of(data).rsplit('/', 1)[1])
    (data / 'store').write_text(f'{SERVER}/{name}\n', encoding='utf-8')


def drop(data):
    psql(f'{SERVER}/postgres', f'DROP DATABASE IF EXISTS {name_for(data)} WITH (FORCE)')


def _create(name, template):
    """A database that somebody looks at cannot be copied: waits until they have gone."""
    until = time.monotonic() + 120
    while True:
        try:
            psql(f'{SERVER}/postgres', f'CREATE DATABASE {name} TEMPLATE {template}')
            return
        except AssertionError as error:
            if 'being accessed by other users' not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.2)
