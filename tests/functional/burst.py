"""Many clients that make records as fast as they are let, and remember what they were promised."""

import http.client
import threading
import time


class Burst:
    """Each client sends fund plans with an Idempotency-Key of its own until it is stopped or the server is gone."""

    def __init__(self, server, token, project, clients, name):
        self.promised = {}  # idempotency key → the record that was answered
        self.unanswered = {}  # idempotency key → the body that was sent
        self.unexpected = []
        self._name, self._stop = name, threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(server.client(), token, project, number),
                                          daemon=True)
                         for number in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join(20)

    def _send(self, client, token, project, number):
        count = 0
        while not self._stop.is_set():
            key = f'{self._name}-{number}-{count}'
            count += 1
            body = body_of(project, key)
            self.unanswered[key] = body
            try:
                answer = client.post('/fund_plan', body, Idempotency_Key=key, Authorization=f'Bearer {token}')
            except (OSError, http.client.HTTPException):
                break
            if answer.status == 503:
                break
            if answer.status != 201:
                self.unexpected.append(str(answer))
                break
            self.promised[key] = answer.json
            del self.unanswered[key]
        client.close()

    def wait_for(self, promises, timeout_s=10):
        until = time.monotonic() + timeout_s
        while len(self.promised) < promises:
            assert time.monotonic() < until, f'only {len(self.promised)} records in {timeout_s} s; {self.unexpected[:1]}'
            time.sleep(0.005)


def body_of(project, key):
    return {'project': '#' + project['id'], 'date': '2024-03-01', 'amount': '0.01', 'document': key}
