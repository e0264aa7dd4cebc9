#!/usr/bin/env python3
"""A PostgreSQL cluster of our own for as long as a command runs.

    tests/postgres_cluster.py COMMAND…              starts it, runs the command, stops it; exits as the command did
    tests/postgres_cluster.py --unsynced COMMAND…   the same, without waiting for the disk: for tests, not for benchmarks

It lies in a temporary folder, listens on a free port of the loopback only, and is as durable as a real one, unless `--unsynced`:
then it survives the kill of any process, its own too, but not that of the machine, which no test tries.
The command finds it in SHANHAI_TEST_POSTGRES=postgres://shanhai@127.0.0.1:PORT; databases are for the command to make. What belongs to them
and goes with them may be kept in the folder SHANHAI_TEST_CLUSTER.
PostgreSQL refuses to run as root, so root becomes the user `postgres` for it.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = {
    'listen_addresses': "'127.0.0.1'", 'unix_socket_directories': "''", 'max_connections': '200',
    'shared_buffers': "'128MB'", 'fsync': 'on', 'synchronous_commit': 'on', 'max_wal_size': "'2GB'",
    'autovacuum_naptime': "'20s'", 'logging_collector': 'off', 'lc_messages': "'C'", 'timezone': "'UTC'",
}


def programs():
    """Where initdb and postgres are: Debian keeps them off the PATH."""
    for folder in [*sorted(Path('/usr/lib/postgresql').glob('*/bin'), key=lambda path: -int(path.parent.name)),
                   Path(shutil.which('initdb') or '/nonexistent/initdb').parent]:
        if (folder / 'initdb').exists() and (folder / 'postgres').exists():
            return folder
    sys.exit('postgres_cluster: there is no PostgreSQL; ./dev setup installs it')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Cluster:
    """`with Cluster() as cluster:` has it running; `cluster.url` is where."""

    def __init__(self, authentication='trust', password='unused', synced=True):
        self.bin = programs()
        self.folder = Path(tempfile.mkdtemp(prefix='shanhai-postgres-'))
        self.data = self.folder / 'data'
        self.port = free_port()
        self.url = f'postgres://shanhai@127.0.0.1:{self.port}'
        self.authentication, self.password = authentication, password
        self.settings = SETTINGS | ({} if synced else {'fsync': 'off', 'full_page_writes': 'off'})
        self.process = None
        self.owner = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam('postgres')
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.owner = {'user': user.pw_uid, 'group': user.pw_gid, 'extra_groups': []}

    def __enter__(self):
        secret = self.folder / 'password'
        secret.write_text(self.password, encoding='utf-8')
        if self.owner:
            os.chown(secret, self.owner['user'], self.owner['group'])
        self._run('initdb', '-D', self.data, '-U', 'shanhai', '-A', self.authentication, '--pwfile', secret, '-E', 'UTF8',
                  '--locale=C')
        with open(self.data / 'postgresql.conf', 'a', encoding='utf-8') as conf:
            conf.writelines(f'{name} = {value}\n' for name, value in self.settings.items())
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name, *arguments):
        done = subprocess.run([self.bin / name, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False, **self.owner)
        if done.returncode != 0:
            sys.exit(f'postgres_cluster: {name}: {done.stdout}{done.stderr}')

    def start(self):
        with open(self.folder / 'log', 'ab') as log:
            self.process = subprocess.Popen([self.bin / 'postgres', '-D', self.data, '-p', str(self.port)],
                                            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True, **self.owner)
        until = time.monotonic() + 60
        while subprocess.run([self.bin / 'pg_isready', '-q', '-h', '127.0.0.1', '-p', str(self.port)],
                             check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > until:
                sys.exit('postgres_cluster: the server did not come up:\n'
                         + (self.folder / 'log').read_text(encoding='utf-8', errors='replace')[-3000:])
            time.sleep(0.05)

    def stop(self, how=signal.SIGINT):
        """SIGINT: at once, in good order. SIGQUIT: as if it had crashed."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)


def main():
    words = sys.argv[1:]
    synced = words[:1] != ['--unsynced']
    words = words if synced else words[1:]
    if not words:
        sys.exit(__doc__)
    with Cluster(synced=synced) as cluster:
        command = subprocess.Popen(words, env={
            **os.environ, 'SHANHAI_TEST_POSTGRES': cluster.url, 'SHANHAI_TEST_CLUSTER': str(cluster.folder)})
        # Whoever stops us means the command; the cluster goes after it.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, _: command.send_signal(received))
        status = command.wait()
    sys.exit(status if status >= 0 else 128 - status)


if __name__ == '__main__':
    main()
