"""Open pages hear of what moves, and of nothing that their readers may not see; a thousand of them cost little."""

import http.client
import json
import socket
import threading
import unittest
from pathlib import Path

import stores
from client import API
from on_one_server import OnOneServer
from program import PASSWORD
from samples import Sample
from server import Server, eventually
from test_jobs import finding, person

STREAMS, OF_A_SESSION, MOST_MIB = 1000, 32, 100


class Stream:
    """One open page's ear: `events` are (name, data, id) in their order."""

    def __init__(self, client, last=None, query=''):
        self.connection = http.client.HTTPConnection('127.0.0.1', client.connection.port, timeout=60)
        fields = {'Cookie': client.cookie, 'Accept': 'text/event-stream'}
        if last is not None:
            fields['Last-Event-ID'] = str(last)
        self.connection.request('GET', f'{API}/live{query}', headers=fields)
        self.socket = self.connection.sock
        self.response = self.connection.getresponse()
        self.status, self.events, self.is_over = self.response.status, [], False
        if self.status == 200:
            threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self):
        event = {}
        try:
            for line in self.response:
                line = line.decode().rstrip('\n')
                if line and not line.startswith(':'):
                    name, _, value = line.partition(': ')
                    event[name] = value
                elif 'event' in event:
                    self.events.append((event['event'], json.loads(event['data']), event.get('id')))
                    event = {}
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.is_over = True

    def named(self, name):
        return [data for event, data, _ in self.events if event == name]

    def close(self):
        # shutdown, because the thread that reads holds the file
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Live(OnOneServer):
    def stream(self, client=None, **options):
        stream = Stream(client or self.user, **options)
        self.addCleanup(stream.close)
        self.assertEqual(stream.status, 200)
        eventually('the greeting', lambda: stream.named('hello'))
        return stream

    def test_a_page_hears_what_a_colleague_saves(self):
        stream = self.stream()
        self.assertEqual(stream.response.getheader('Content-Type'), 'text/event-stream')
        made = self.sample.new_project()
        eventually('it is told', lambda: any(data['id'] == made['id'] for data in stream.named('entry')))
        told = [data for data in stream.named('entry') if data['id'] == made['id']][0]
        self.assertEqual((told['type'], set(told)), ('project', {'type', 'id', 'entry'}))
        eventually('and that figures may have moved', lambda: stream.named('figures'))

    def test_nothing_is_said_of_what_may_not_be_read(self):
        zhao = person(self.server, self.user, 'zhao', 'work_group')
        near, all_of_it = self.stream(zhao), self.stream()
        elsewhere = self.sample.new_project(region='650000')
        here = self.sample.new_project()
        eventually('the near one', lambda: [data for data in near.named('entry') if data['id'] == here['id']])
        eventually('both', lambda: {elsewhere['id'], here['id']} <= {data['id'] for data in all_of_it.named('entry')})
        self.assertNotIn(elsewhere['id'], json.dumps([event for event in near.events if event[0] == 'entry']))
        self.assertEqual({data['type'] for data in near.named('entry')} - {'project'}, set())

    def test_who_comes_back_hears_what_was_missed_and_who_missed_too_much_looks_anew(self):
        stream = self.stream()
        first = self.sample.new_project()
        eventually('the first', lambda: stream.named('figures'))
        last = [identity for event, _, identity in stream.events if event == 'figures'][-1]
        stream.close()
        second = self.sample.new_project()
        for again in (self.stream(last=last), self.stream(query=f'?after={last}')):
            eventually('the second', lambda: again.named('entry'))
            self.assertEqual([data['id'] for data in again.named('entry')], [second['id']])
            self.assertNotIn(first['id'], json.dumps(again.named('entry')))
        for far in ('1', '99999999'):
            again = self.stream(last=far)
            eventually('reset', lambda: again.named('reset'))
            self.assertEqual(again.named('entry'), [])

    def test_notifications_are_counted_as_they_come(self):
        qian = person(self.server, self.user, 'qian', 'work_group')
        stream = self.stream(qian)
        eventually('none at first', lambda: stream.named('notice') == [{'unseen': 0}])
        finding(self.user, self.sample)
        eventually('one', lambda: stream.named('notice')[-1] == {'unseen': 1})

    def test_a_stream_ends_with_its_session_and_needs_one(self):
        user = self.server.user()
        stream = self.stream(user)
        self.assertEqual(user.request('DELETE', API + '/session').status, 204)
        eventually('the end', lambda: stream.is_over)
        self.assertEqual(self.server.client().get('/live').status, 401)

    def test_odd_wishes_are_taken_for_none(self):
        for last in ('-1', 'x', '9' * 40, ''):
            stream = self.stream(last=last)
            self.assertEqual(stream.named('reset'), [])

    def test_one_session_holds_so_many_and_no_more(self):
        user = self.server.user()
        held = [self.stream(user) for _ in range(OF_A_SESSION)]
        refused = Stream(user)
        self.assertEqual(refused.status, 503)
        held[0].close()
        eventually('room again', lambda: Stream(user).status == 200)

    def test_what_a_client_says_meanwhile_ends_its_stream_and_harms_nobody(self):
        stream, other = self.stream(), self.stream()
        stream.socket.sendall(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' * 50)
        eventually('the end', lambda: stream.is_over)
        made = self.sample.new_project()
        eventually('others go on', lambda: [data for data in other.named('entry') if data['id'] == made['id']])


class Deaf(unittest.TestCase):
    def test_a_reader_that_does_not_read_keeps_nobody_waiting_and_the_server_from_no_end(self):
        with Server(stores.fresh()) as server:
            user = server.user()
            sample = Sample(user)
            deaf = socket.create_connection(('127.0.0.1', server.port))
            self.addCleanup(deaf.close)
            deaf.sendall(f'GET {API}/live HTTP/1.1\r\nHost: x\r\nCookie: {user.cookie}\r\n\r\n'.encode())
            stream = Stream(user)
            made = [sample.new_project()['id'] for _ in range(50)]
            eventually('the other hears all', lambda: {data['id'] for data in stream.named('entry')} >= set(made), 30)
            self.assertEqual(server.stop(), 0)
            eventually('the end', lambda: stream.is_over)


class Many(unittest.TestCase):
    takes_s = 30

    def test_a_thousand_open_streams_cost_less_than_100_mib(self):
        with Server(stores.fresh()) as server:
            user = server.user()
            sample = Sample(user)
            users = [server.client().log_in('admin', PASSWORD) for _ in range(-(-STREAMS // (OF_A_SESSION - 1)))]
            sample.new_project()
            before = resident_kib(server)
            streams = []
            self.addCleanup(lambda: [stream.close() for stream in streams])
            for number in range(STREAMS):
                streams.append(Stream(users[number % len(users)]))
            self.assertEqual({stream.status for stream in streams}, {200})
            eventually('all are greeted', lambda: all(stream.named('hello') for stream in streams), 60)
            idle = resident_kib(server)
            made = sample.new_project()
            eventually('all hear it', lambda: all(any(data['id'] == made['id'] for data in stream.named('entry'))
                                                  for stream in streams), 60)
            after = resident_kib(server)
            print(f'     resident: {before} KiB before, {idle} KiB with {STREAMS} streams open, {after} KiB after an event '
                  f'to each: {(after - before) / STREAMS:.1f} KiB a stream', flush=True)
            self.assertLess(after - before, MOST_MIB * 1024)


def resident_kib(server):
    status = Path(f'/proc/{server.process.pid}/status').read_text(encoding='utf-8')
    return int(next(line for line in status.splitlines() if line.startswith('VmRSS')).split()[1])
