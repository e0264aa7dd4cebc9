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


def openssl(*arguments):
    subprocess.run(['openssl', *map(str, arguments)], check=True, capture_output=True, timeout=60)


class Authority:
    """Somebody who signs certificates, made for one test."""

    def __init__(self, name='trial'):
        self.folder = stores.new_folder()
        self.certificate, self.key = self.folder / 'ca.crt', self.folder / 'ca.key'
        openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', f'/CN={name} authority',
                '-keyout', self.key, '-out', self.certificate)

    def sign(self, alternative, days=2):
        """(certificate, key) of a server that is known by a name such as 'IP:127.0.0.1' or 'DNS:broker.example'."""
        key, asked, made, more = (self.folder / f'server.{ending}' for ending in ('key', 'csr', 'crt', 'ext'))
        more.write_text(f'subjectAltName={alternative}\n', encoding='utf-8')
        openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=broker',
                '-keyout', key, '-out', asked)
        openssl('x509', '-req', '-in', asked, '-CA', self.certificate, '-CAkey', self.key, '-CAcreateserial', '-days', days,
                '-extfile', more, '-out', made)
        return made, key


class Broker:
    """`with Broker() as broker:` has a broker until the end of the block. Started again, it is on the same port and has forgotten all."""

    def __init__(self, authority=None, alternative='IP:127.0.0.1', password=None):
        """By TLS with a certificate that `authority` signed; with a password only the user `gauges` is let in."""
        self.port = free_port()
        self.folder = stores.new_folder()
        self.process = None
        self.password = password
        self.authority = authority
        self.config = 'allow_anonymous true\n'
        if password is not None:
            passwords = self.folder / 'passwords'
            passwords.touch(mode=0o600)
            subprocess.run(['mosquitto_passwd', '-b', str(passwords), 'gauges', password], check=True, capture_output=True, timeout=60)
            self.config = f'allow_anonymous false\npassword_file {passwords}\n'
        if authority is not None:
            certificate, key = authority.sign(alternative)
            self.config += f'certfile {certificate}\nkeyfile {key}\n'

    @property
    def address(self):
        return f'127.0.0.1:{self.port}'

    def start(self):
        config = self.folder / 'mosquitto.conf'
        config.write_text(f'user root\nlistener {self.port} 127.0.0.1\n{self.config}persistence false\n'
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
        if self.password is not None:
            command += ['-u', 'gauges', '-P', self.password]
        if self.authority is not None:
            command += ['--cafile', str(self.authority.certificate), '--insecure']
        if keep:
            command += ['-r', '-m', messages[0]]
            subprocess.run(command, check=True, timeout=60)
            return
        subprocess.run([*command, '-l'], input='\n'.join(messages) + '\n', text=True, check=True, timeout=60)
