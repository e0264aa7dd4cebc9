"""A real MQTT broker on a port of its own, and who publishes there."""

import shutil
import socket
import subprocess
import time

import stores

BROKER = shutil.which('mosquitto', path='/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin')
PUBLISHER = shutil.which('mosquitto_pub')


def free_port():
    with socket.socket() as line:
        line.bind(('127.0.0.1', 0))
        return line.getsockname()[1]


class Broker:
    """`with Broker() as broker:` has a broker until the end of the block. Started again, it is on the same port and has forgotten all."""

    def __init__(self):
        self.port = free_port()
        self.folder = stores.new_folder()
        self.process = None

    @property
    def address(self):
        return f'127.0.0.1:{self.port}'

    def start(self):
        config = self.folder / 'mosquitto.conf'
        config.write_text(f'listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n'
                          'max_queued_messages 0\nmax_inflight_messages 500\n', encoding='utf-8')
        self.process = subprocess.Popen([BROKER, '-c', str(config)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                socket.create_connection(('127.0.0.1', self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.02)
        raise AssertionError('the broker did not come up')

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def publish(self, topic, *messages, quality=1, keep=False):
        """Messages of one line each, from one client that waits until the broker has them all."""
        command = [PUBLISHER, '-h', '127.0.0.1', '-p', str(self.port), '-t', topic, '-q', str(quality)]
        if keep:
            command += ['-r', '-m', messages[0]]
            subprocess.run(command, check=True, timeout=60)
            return
        subprocess.run([*command, '-l'], input='\n'.join(messages) + '\n', text=True, check=True, timeout=60)
