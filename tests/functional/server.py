"""The real server in a process of its own."""

import re
import signal
import subprocess
import threading
import time

from client import Client
from program import PROGRAM, environment


class Server:
    """`with Server(data) as server:` serves until the end of the block, then has to end in good order."""

    def __init__(self, data, *options, listen='127.0.0.1:0'):
        self.data, self.options, self.listen = data, options, listen
        self.process = self.port = None
        self.said = []

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if self.process.poll() is not None:
            return
        status = self.stop()
        assert kind is not None or status == 0, f'the server ended with {status}\n{self.log}'

    def start(self):
        self.process = subprocess.Popen(
            [str(PROGRAM), '--data', str(self.data), 'serve', '--listen', self.listen, *self.options], env=environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, encoding='utf-8', errors='replace')
        listening = threading.Event()
        self.reader = threading.Thread(target=self._listen_to_it, args=(listening,), daemon=True)
        self.reader.start()
        if not listening.wait(30) or self.port is None:
            self.process.kill()
            raise AssertionError(f'the server did not come up:\n{self.log}')
        return self

    def _listen_to_it(self, listening):
        for line in self.process.stderr:
            self.said.append(line)
            found = self.port is None and re.search(r'http://127\.0\.0\.1:(\d+)', line)
            if found:
                self.port = int(found.group(1))
                listening.set()
        listening.set()

    @property
    def log(self):
        return ''.join(self.said[-200:])

    @property
    def is_up(self):
        return self.process.poll() is None

    def client(self, timeout_s=30):
        """Somebody who is not logged in."""
        return Client(self.port, timeout_s)

    def user(self):
        """The administrator, logged in."""
        return self.client().log_in()

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self, timeout_s=30):
        status = self.process.wait(timeout_s)
        self.reader.join(5)
        self.process.stderr.close()
        return status

    def stop(self):
        """SIGTERM; its exit status."""
        self.terminate()
        return self.wait()

    def kill(self):
        """SIGKILL: as if the power had failed, but for what the kernel of the machine still has in memory."""
        self.process.kill()
        self.wait()


def eventually(what, holds, timeout_s=10):
    """Waits until something holds that another process has yet to do."""
    until = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < until, f'this never happened: {what}'
        time.sleep(0.02)
