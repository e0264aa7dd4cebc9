"""What arrives before it is a request: sizes, slowness, and requests that two programs read differently."""

import random
import re
import socket
import time
import unittest

import stores
from server import Server

HOST = b'Host: 127.0.0.1\r\n'
JSON = HOST + b'Content-Type: application/json\r\n'


class Wire(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server(stores.fresh()))

    def tearDown(self):
        self.assertTrue(self.server.is_up, self.server.log)
        self.assertEqual(self.server.client().request('GET', '/healthz').status, 200)

    def connect(self):
        connection = socket.create_connection(('127.0.0.1', self.server.port), timeout=20)
        self.addCleanup(connection.close)
        return connection

    def all_of(self, connection):
        """Everything until the server hangs up."""
        received = b''
        try:
            while more := connection.recv(65536):
                received += more
        except ConnectionResetError:
            pass
        return received

    def told(self, sent):
        """The only answer to bytes that cannot be a request, after which the server has to hang up."""
        connection = self.connect()
        try:
            connection.sendall(sent)
        except (BrokenPipeError, ConnectionResetError):
            pass
        received = self.all_of(connection)
        self.assertEqual(len(re.findall(rb'HTTP/1\.1 \d{3} ', received)), 1, received)
        self.assertIn(b'Connection: close', received)
        return int(received.split()[1]), received

    def request(self, fields, body=b'', start=b'POST /api/v1/session HTTP/1.1\r\n'):
        return start + fields + b'\r\n' + body

    # --- requests that two programs read differently

    def test_ambiguous_requests_are_refused_and_what_follows_is_never_answered(self):
        smuggled = b'GET /healthz HTTP/1.1\r\n' + HOST + b'\r\n'
        chunked = b'0\r\n\r\n' + smuggled
        for name, sent in {
                'both lengths': self.request(JSON + b'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', chunked),
                'both lengths, other order': self.request(JSON + b'Transfer-Encoding: chunked\r\nContent-Length: 4\r\n',
                                                          chunked),
                'two lengths': self.request(JSON + b'Content-Length: 2\r\nContent-Length: 4\r\n', b'{}' + smuggled),
                'two equal lengths': self.request(JSON + b'Content-Length: 2\r\nContent-Length: 2\r\n',
                                                  b'{}' + smuggled),
                'lengths in a list': self.request(JSON + b'Content-Length: 2, 2\r\n', b'{}' + smuggled),
                'a length with a sign': self.request(JSON + b'Content-Length: +2\r\n', b'{}' + smuggled),
                'a negative length': self.request(JSON + b'Content-Length: -1\r\n', smuggled),
                'a hexadecimal length': self.request(JSON + b'Content-Length: 0x2\r\n', b'{}' + smuggled),
                'a length that overflows': self.request(JSON + b'Content-Length: 18446744073709551618\r\n',
                                                        b'{}' + smuggled),
                'a length with a space inside': self.request(JSON + b'Content-Length: 2 2\r\n', b'{}' + smuggled),
                'an empty length': self.request(JSON + b'Content-Length:\r\n', b'{}' + smuggled),
                'a space before the colon': self.request(JSON + b'Content-Length : 2\r\n', b'{}' + smuggled),
                'a folded length': self.request(JSON + b'Content-Length:\r\n 2\r\n', b'{}' + smuggled),
                'a folded field': self.request(HOST + b'X-A: b\r\n c\r\nContent-Length: 2\r\n', b'{}' + smuggled),
                'an unknown coding': self.request(JSON + b'Transfer-Encoding: gzip, chunked\r\n', chunked),
                'a coding with a tab': self.request(JSON + b'Transfer-Encoding: \x0bchunked\r\n', chunked),
                'two codings': self.request(JSON + b'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
                                            chunked),
                'identity': self.request(JSON + b'Transfer-Encoding: identity\r\nContent-Length: 2\r\n',
                                         b'{}' + smuggled),
                'chunks for HTTP/1.0': self.request(b'Transfer-Encoding: chunked\r\n', chunked,
                                                    b'POST /api/v1/session HTTP/1.0\r\n'),
                'a chunk size with a sign': self.request(JSON + b'Transfer-Encoding: chunked\r\n',
                                                         b'+2\r\n{}\r\n' + chunked),
                'a chunk size with a prefix': self.request(JSON + b'Transfer-Encoding: chunked\r\n',
                                                           b'0x2\r\n{}\r\n' + chunked),
                'a chunk size that overflows': self.request(JSON + b'Transfer-Encoding: chunked\r\n',
                                                            b'FFFFFFFFFFFFFFFFF2\r\n{}\r\n' + chunked),
                'a chunk longer than it says': self.request(JSON + b'Transfer-Encoding: chunked\r\n',
                                                            b'2\r\n{}x\r\n' + chunked),
                'no host': self.request(b'Content-Length: 2\r\n', b'{}' + smuggled),
                'two hosts': self.request(HOST + HOST + b'Content-Length: 2\r\n', b'{}' + smuggled),
                'a host with a path': self.request(b'Host: a/b\r\nContent-Length: 2\r\n', b'{}' + smuggled),
                'a zero byte in a field': self.request(HOST + b'X-A: b\x00c\r\n', smuggled),
                'a zero byte in a name': self.request(HOST + b'X\x00A: b\r\n', smuggled),
                'a field without a name': self.request(HOST + b': b\r\n', smuggled),
                'a field without a colon': self.request(HOST + b'nothing\r\n', smuggled),
                'a lone carriage return': self.request(HOST + b'X-A: b\rX-B: c\r\n', smuggled),
                'bare line feeds': b'GET /healthz HTTP/1.1\nHost: a\n\n' + smuggled,
                'a space in the path': b'GET /health z HTTP/1.1\r\n' + HOST + b'\r\n' + smuggled,
                'an unknown version': b'GET /healthz HTTP/3.0\r\n' + HOST + b'\r\n' + smuggled,
                'no version': b'GET /healthz\r\n\r\n' + smuggled,
                'a relative path': b'GET healthz HTTP/1.1\r\n' + HOST + b'\r\n' + smuggled,
                'TLS': bytes.fromhex('16030100c8010000c403035c') + bytes(200),
                'noise': random.Random(7).randbytes(3000),
                'an unknown expectation': self.request(HOST + b'Expect: 200-maybe\r\nContent-Length: 2\r\n',
                                                       b'{}' + smuggled)}.items():
            with self.subTest(request=name):
                status, received = self.told(sent)
                self.assertIn(status, (400, 413, 417, 501, 505), received)

    def test_what_is_unusual_but_clear_is_answered(self):
        for name, sent in {
                'an absolute target': b'GET http://example/healthz HTTP/1.1\r\n' + HOST + b'Connection: close\r\n\r\n',
                'many spaces around a value': b'GET /healthz HTTP/1.1\r\nHost:    a   \r\nConnection: close\r\n\r\n',
                'HTTP/1.0': b'GET /healthz HTTP/1.0\r\n\r\n',
                'a HEAD': b'HEAD /healthz HTTP/1.1\r\n' + HOST + b'Connection: close\r\n\r\n'}.items():
            with self.subTest(request=name):
                connection = self.connect()
                connection.sendall(sent)
                received = self.all_of(connection)
                self.assertTrue(received.startswith(b'HTTP/1.1 200'), received)

    def test_requests_sent_at_once_are_answered_in_their_order(self):
        connection = self.connect()
        paths = (b'/healthz', b'/api/v1/log', b'/readyz', b'/nowhere/api', b'/healthz')
        connection.sendall(b''.join(b'GET ' + path + b' HTTP/1.1\r\n' + HOST + b'\r\n' for path in paths)
                           + b'GET /healthz HTTP/1.1\r\n' + HOST + b'Connection: close\r\n\r\n')
        received = self.all_of(connection)
        statuses = [int(status) for status in re.findall(rb'HTTP/1\.1 (\d{3}) ', received)]
        self.assertEqual(len(statuses), 6, received)
        self.assertEqual((statuses[0], statuses[1], statuses[2], statuses[4], statuses[5]), (200, 401, 200, 200, 200))

    def test_a_request_in_single_bytes_is_answered(self):
        connection = self.connect()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b'GET /healthz HTTP/1.1\r\n' + HOST + b'Connection: close\r\n\r\n':
            connection.sendall(bytes([byte]))
        self.assertTrue(self.all_of(connection).startswith(b'HTTP/1.1 200'))

    # --- sizes

    def test_too_many_or_too_long_header_fields_are_refused(self):
        many = b''.join(b'X-%d: y\r\n' % number for number in range(500))
        for name, fields in (('many', many), ('a long one', b'X-A: ' + b'y' * 40_000 + b'\r\n'),
                             ('a long name', b'y' * 40_000 + b': z\r\n'),
                             ('endless', b'X-A: ' + b'y' * 3_000_000)):
            with self.subTest(fields=name):
                self.assertEqual(self.told(self.request(HOST + fields))[0], 431)

    def test_a_long_address_is_refused(self):
        self.assertEqual(self.told(b'GET /' + b'a' * 10_000 + b' HTTP/1.1\r\n' + HOST + b'\r\n')[0], 414)

    def test_a_body_that_is_announced_too_large_is_refused_before_it_is_sent(self):
        begun = time.monotonic()
        status, _ = self.told(self.request(JSON + b'Content-Length: 9999999999\r\n'))
        self.assertEqual(status, 413)
        self.assertLess(time.monotonic() - begun, 5)

    def test_a_body_in_endless_chunks_is_refused(self):
        connection = self.connect()
        connection.sendall(self.request(JSON + b'Transfer-Encoding: chunked\r\n'))
        chunk = b'10000\r\n' + b' ' * 65536 + b'\r\n'
        try:
            for _ in range(2000):
                connection.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass
        received = self.all_of(connection)
        self.assertTrue(not received or b' 413 ' in received[:20], received[:200])

    # --- slowness and clients that go away

    def test_clients_that_hang_up_at_any_moment_harm_nobody(self):
        whole = self.request(JSON + b'Content-Length: 40\r\n', b'{"user": "admin", "password": "guessing!"}')
        for cut in range(0, len(whole), 7):
            connection = socket.create_connection(('127.0.0.1', self.server.port))
            connection.sendall(whole[:cut])
            if cut % 2:  # as a crash does: without a farewell
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\x01\x00\x00\x00\x00\x00\x00\x00')
            connection.close()

    def test_a_thousand_idle_connections_do_not_keep_others_out(self):
        idle = [socket.create_connection(('127.0.0.1', self.server.port)) for _ in range(900)]
        try:
            self.assertEqual(self.server.client().request('GET', '/readyz').status, 200)
        finally:
            for connection in idle:
                connection.close()


class SlowClients(unittest.TestCase):
    takes_s = 14

    def test_slow_clients_are_told_and_do_not_hold_up_others(self):
        with Server(stores.fresh()) as server:
            user = server.user()
            slow = [socket.create_connection(('127.0.0.1', server.port), timeout=60) for _ in range(40)]
            for connection in slow:
                connection.sendall(b'POST /api/v1/session HTTP/1.1\r\nHost: a\r\n')
            begun = time.monotonic()
            dripping, slowest_ms = True, 0.0
            while dripping and time.monotonic() - begun < 20:
                for connection in slow[1:]:
                    try:
                        connection.sendall(b'X')  # a header field that never ends
                    except OSError:
                        dripping = False
                asked = time.monotonic()
                self.assertEqual(user.get('/log').status, 200)
                slowest_ms = max(slowest_ms, (time.monotonic() - asked) * 1000)
                time.sleep(0.5)
            received = slow[0].recv(65536)
            for connection in slow:
                connection.close()
            self.assertIn(b' 408 ', received[:20])
            self.assertLess(time.monotonic() - begun, 18)
            self.assertLess(slowest_ms, 2000)


if __name__ == '__main__':
    unittest.main()
