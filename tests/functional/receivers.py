"""Real receivers of what leaves the house: a mail server and a web server on this machine."""

import email
import email.policy
import hashlib
import hmac
import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.append('/usr/lib/python3/dist-packages')  # where Debian keeps it, whichever python runs the tests

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


def free_port():
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        return taken.getsockname()[1]


class MailServer:
    """Takes e-mails; with a user and a password, from nobody else."""

    def __init__(self, port=None, user=None, password=None):
        self.mails, self.port = [], port or free_port()
        options = {}
        if user:
            def check(_server, _session, _envelope, _mechanism, given):
                fits = isinstance(given, LoginPassword) and (given.login, given.password) == (user.encode(), password.encode())
                return AuthResult(success=fits)
            options = {'auth_required': True, 'auth_require_tls': False, 'authenticator': check}
        self.controller = Controller(self, hostname='127.0.0.1', port=self.port, **options)

    async def handle_DATA(self, _server, _session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, message))
        return '250 taken'

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()


class WebReceiver:
    """Takes webhooks and remembers (headers, body); answers with `status`."""

    def __init__(self, port=None):
        self.port, self.status, self.posts = port or free_port(), 204, []

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}/in'

    def __enter__(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                receiver.posts.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(('127.0.0.1', self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def is_signed(fields, body, secret):
    text = fields['X-Shanhai-Timestamp'].encode() + b'.' + body
    return fields['X-Shanhai-Signature'] == 'sha256=' + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def said_in(posts):
    return [json.loads(body) for _, body in posts]
