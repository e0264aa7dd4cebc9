"""A server that is killed in the middle of its work has lost nothing that it promised, and did nothing twice."""

import random
import subprocess
import time
import unittest
from collections import Counter

import postgres
import stores
from burst import Burst, body_of
from program import DONE, PROGRAM, REFUSED, environment, must, shanhai, tree
from samples import Sample
from server import Server

ROUNDS, CLIENTS = 14, 16


class Killed(unittest.TestCase):
    takes_s = 40

    def test_everything_acknowledged_is_there_after_sigkill_and_every_retry_makes_one_record(self):
        seed = 20240312
        chance = random.Random(seed)
        data = stores.fresh()
        promised, sent = {}, set()
        server = Server(data).start()
        try:
            user = server.user()
            token, csrf, project = user.token, user.csrf, Sample(user).project
            for number in range(ROUNDS):
                with self.subTest(round=number, seed=seed):
                    with Burst(server, token, project, CLIENTS, f'round{number}') as burst:
                        burst.wait_for(1)
                        time.sleep(chance.uniform(0.0, 0.3))
                        server.kill()
                    self.assertEqual(burst.unexpected, [])
                    if number % 3 == 0:
                        tree(data)  # in order as the kill left it, before any server opens it again
                    server = Server(data).start()
                    user = server.client()  # the session outlives the server, too
                    user.token, user.cookie, user.csrf = token, f'shanhai_session={token}', csrf
                    promised |= burst.promised
                    sent |= burst.promised.keys() | burst.unanswered.keys()
                    self.assert_kept(user, burst.promised)
                    self.retry(user, burst)
                    promised |= burst.promised
            self.assert_each_once(user, sent, promised)
        finally:
            if server.is_up:
                server.stop()
        tree(data)

    def assert_kept(self, user, promised):
        for record in promised.values():
            found = user.result(f'/fund_plan/{record["id"]}')
            self.assertEqual(found, record)

    def retry(self, user, burst):
        """What got no answer is sent again: done once, whether or not it had been done before the kill."""
        for key, body in list(burst.unanswered.items()) + [(key, None) for key in list(burst.promised)[:3]]:
            body = body or body_of(burst.promised[key]['project'], key)
            answer = user.post('/fund_plan', body, Idempotency_Key=key)
            self.assertEqual(answer.status, 201, answer)
            self.assertEqual(burst.promised.setdefault(key, answer.json), answer.json)
        burst.unanswered.clear()

    def assert_each_once(self, user, sent, promised):
        found = user.all_pages('/fund_plan', 'items', {'limit': 500})
        self.assertEqual(Counter(record['document'] for record in found), Counter(sent))
        numbers = Counter(record['number'] for record in found)
        self.assertEqual([number for number, times in numbers.items() if times > 1], [])
        self.assertEqual({record['id']: record['number'] for record in found},
                         {record['id']: record['number'] for record in promised.values()})
        self.assertEqual(user.value_of('funds.planned'), f'{len(found) / 100:.2f}')
        print(f'     {ROUNDS} kills, {len(found)} records, each there once', flush=True)


class KilledInit(unittest.TestCase):
    def test_an_init_that_was_killed_is_begun_again_and_nothing_opens_what_it_left(self):
        chance = random.Random(7)
        left_unfinished = 0
        for _ in range(6):
            data = stores.new_folder() / 'data'
            begin = [str(PROGRAM), '--data', str(data), *postgres.option(data), 'init']
            process = subprocess.Popen(begin, env=environment(),
                                       stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.05, 0.4))
            process.kill()
            ended_by_itself = process.wait() == DONE
            # A store whose last commit is durable is a store, even when its init was killed before it could say so.
            opened = shanhai('figures', data=data).status
            self.assertIn(opened, (DONE,) if ended_by_itself else (DONE, REFUSED))
            self.assertEqual(shanhai('verify', data=data).status, opened)
            if opened == REFUSED:
                left_unfinished += 1
                must('init', data=data)
            self.assertGreater(tree(data)[0], 7000)
        self.assertGreater(left_unfinished, 0, 'no init was killed in time: this showed nothing')


class Stopped(unittest.TestCase):
    def test_sigterm_finishes_what_was_begun_and_ends_with_status_0(self):
        data = stores.fresh()
        promised, project = {}, None
        for number in range(3):
            server = Server(data).start()
            user = server.user()
            project = project or Sample(user).project
            with Burst(server, user.token, project, CLIENTS, f'stop{number}') as burst:
                burst.wait_for(50)
                server.terminate()
                begun = time.monotonic()
                self.assertEqual(server.wait(), 0, server.log)
                self.assertLess(time.monotonic() - begun, 10)
            self.assertEqual(burst.unexpected, [])
            promised |= burst.promised
        with Server(data) as server:
            records = server.user().all_pages('/fund_plan', 'items', {'limit': 500})
            found = {record['document']: record for record in records}
            for key, record in promised.items():
                self.assertEqual(found[key], record)
        tree(data)

    def test_a_request_that_is_half_sent_at_sigterm_is_answered(self):
        data = stores.fresh()
        server = Server(data).start()
        user = server.user()
        project = Sample(user).project
        body = b'{"project": "#%s", "date": "2024-03-01", "amount": "1.00"}' % project['id'].encode()
        slow = server.client()
        slow.connection.putrequest('POST', '/api/v1/fund_plan')
        for name, value in (('Content-Type', 'application/json'), ('Content-Length', len(body)),
                            ('Authorization', f'Bearer {user.token}')):
            slow.connection.putheader(name, str(value))
        slow.connection.endheaders()
        slow.connection.send(body[:10])
        time.sleep(0.2)
        server.terminate()
        time.sleep(0.5)
        slow.connection.send(body[10:])
        response = slow.connection.getresponse()
        self.assertEqual(response.status, 201, response.read())
        slow.close()
        user.close()
        self.assertEqual(server.wait(), 0, server.log)
        with Server(data) as again:
            self.assertEqual(again.user().result('/fund_plan', {'count': 1})['count'], 1)

    def test_idle_clients_do_not_hold_up_the_end(self):
        server = Server(stores.fresh()).start()
        clients = [server.client() for _ in range(20)]
        for client in clients:
            client.request('GET', '/healthz')
        begun = time.monotonic()
        self.assertEqual(server.stop(), 0, server.log)
        self.assertLess(time.monotonic() - begun, 5)
        for client in clients:
            client.close()

    def test_two_servers_cannot_have_one_store_or_one_address(self):
        data = stores.fresh()
        with Server(data) as server:
            with self.assertRaises(AssertionError):
                Server(data).start()
            with self.assertRaises(AssertionError):
                Server(stores.fresh(), listen=f'127.0.0.1:{server.port}').start()


if __name__ == '__main__':
    unittest.main()
