"""A small HTTP client that hides nothing: one keep-alive connection, one user."""

import http.client
import json
import time
from urllib.parse import quote, urlencode

from program import PASSWORD

API = '/api/v1'
LONGEST_IDLE_S = 30  # the server ends a connection that said nothing for a minute


class Answer:
    def __init__(self, asked, response):
        self.asked = asked
        self.status = response.status
        self.fields = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The code of a problem; nothing for what is no problem."""
        if self.fields.get('Content-Type') != 'application/problem+json':
            return None
        return self.json['code']

    def __str__(self):
        return f'{self.asked} → {self.status} {self.body[:1500].decode(errors="replace")}'


class Client:
    """`Client(port)` is nobody; after `log_in()` requests carry the session's cookie, as a browser's would."""

    def __init__(self, port, timeout_s=30):
        self.connection = http.client.HTTPConnection('127.0.0.1', port, timeout=timeout_s)
        self.last_used = time.monotonic()
        self.cookie = self.token = self.csrf = None
        self.language = 'en'

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.connection.close()

    def request(self, method, path, body=None, query=None, **fields):
        """`body`: bytes as they are, anything else as JSON. `fields`: of the header, If_Match='"3"'; None leaves one out."""
        target = quote(path, safe='/:%') + ('?' + urlencode(query, doseq=True) if query else '')
        sent = {'Accept-Language': self.language}
        if self.cookie:
            sent['Cookie'] = self.cookie
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if method not in ('GET', 'HEAD'):
            sent['Content-Type'] = 'application/json'
            if self.csrf:
                sent['X-Shanhai'] = self.csrf
        sent.update({name.replace('_', '-'): value for name, value in fields.items()})
        sent = {name: value for name, value in sent.items() if value is not None}
        if time.monotonic() - self.last_used > LONGEST_IDLE_S:
            self.connection.close()
        self.last_used = time.monotonic()
        try:
            self.connection.request(method, target, body, sent)
            return Answer(f'{method} {target}', self.connection.getresponse())
        except (OSError, http.client.HTTPException):
            self.connection.close()  # the next request gets a new one
            raise

    def get(self, path, query=None, **fields):
        return self.request('GET', API + path, query=query, **fields)

    def post(self, path, body=None, query=None, **fields):
        return self.request('POST', API + path, body if body is not None else {}, query, **fields)

    def patch(self, path, body, version=None, query=None, **fields):
        """With a reason, as amendments of settled records need one; a body that says its own keeps it."""
        if version is not None:
            fields['If_Match'] = f'"{version}"'
        return self.request('PATCH', API + path, {'reason': 'corrected', **body}, query, **fields)

    def log_in(self, user='admin', password=PASSWORD, **more):
        answer = self.post('/session', {'user': user, 'password': password, **more})
        assert answer.status == 201, answer
        return self.go_on_with(answer)

    def go_on_with(self, answer):
        """With the session that an answer hands over."""
        self.cookie = answer.fields['Set-Cookie'].split(';')[0]
        self.token, self.csrf = answer.json['token'], answer.json['csrf']
        return self

    # What has to succeed, and its result.

    def result(self, path, query=None):
        answer = self.get(path, query)
        assert answer.status == 200, answer
        return answer.json

    def create(self, record_type, **fields):
        answer = self.post(f'/{record_type}', fields)
        assert answer.status == 201, answer
        return answer.json

    def void(self, record, reason='entered by mistake'):
        answer = self.post(f'/{record["type"]}/{record["id"]}/void', {'reason': reason})
        assert answer.status == 200, answer
        return answer.json

    def upload(self, content=b'%PDF-1.4 a voucher', name='voucher.pdf'):
        answer = self.post('/files', content, {'name': name}, Content_Type='application/octet-stream')
        assert answer.status == 201, answer
        return answer.json

    def newest_event_of(self, login, wanted, detail=None):
        """The newest entry of the book of log-ins about this user, once it is of that kind. The book is written behind the
        answer, so that a guesser waits for no disk: one looks until it is there."""
        for _ in range(100):
            items = self.result('/access/events', {'user': login})['items']
            if items and items[0]['what'] == wanted and detail in (None, items[0]['detail']):
                return items[0]
            time.sleep(0.1)
        raise AssertionError(f'{wanted} did not come; the newest is {items[:1]}')

    def value_of(self, figure, **where):
        """The figure's only cell."""
        conditions = [f'{name}={value}' for name, value in where.items()]
        rows = self.result(f'/figures/{figure}', {'where': conditions})['rows']
        assert len(rows) == 1, rows
        return rows[0]['value']

    def all_pages(self, path, key, query=None):
        """Everything that a list with cursors holds."""
        query, found = dict(query or {}), []
        while True:
            page = self.result(path, query)
            found += page[key]
            if page['next'] is None:
                return found
            query['after'] = page['next']

    def tree(self):
        log = self.result('/log')
        return log['size'], log['root']
