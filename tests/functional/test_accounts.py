"""How users prove who they are: given passwords, the second factor, sessions, tokens, and the book of all that."""

import hashlib
import re
import tempfile
import time
import unittest
from pathlib import Path

import authenticator
import stores
from on_one_server import OnOneServer
from program import MISUSED, PASSWORD, REFUSED, environment, must, shanhai
from server import Server

OWN = 'plum trees in March'


class Accounts(OnOneServer):
    made = 0

    def new_user(self):
        """A user with a given password: (login, password)."""
        type(self).made += 1
        login = f'user{type(self).made}'
        self.user.create('user', login=login, name=f'用户{type(self).made}')
        answer = self.user.post(f'/accounts/{login}/password')
        self.assertEqual(answer.status, 201, answer)
        return login, answer.json['password']

    def settled_user(self):
        """A user with a password of their own, logged in."""
        login, given = self.new_user()
        person = self.server.client().log_in(login, given)
        answer = person.post('/account/password', {'password': given, 'new_password': OWN})
        self.assertEqual(answer.status, 200, answer)
        return login, person.go_on_with(answer)

    def with_second_factor(self):
        login, person = self.settled_user()
        offer = person.post('/account/code', {'password': OWN})
        self.assertEqual(offer.status, 201, offer)
        secret = offer.json['secret']
        on = person.post('/account/code/confirm', {'code': authenticator.code(secret)})
        self.assertEqual(on.status, 200, on)
        return login, person.go_on_with(on), secret, on.json['recovery_codes']

    def events_of(self, login):
        return [event['what'] for event in self.user.result('/access/events', {'user': login})['items']]

    def test_a_given_password_opens_nothing_but_the_choice_of_another(self):
        login, given = self.new_user()
        person = self.server.client().log_in(login, given)
        self.assertTrue(person.result('/session')['must_change'])
        for path in ('/schema', '/programme', '/account', '/account/tokens', '/log'):
            self.assert_problem(person.get(path), 403, 'session.password_must_change')
        event = self.user.newest_event_of(login, 'session.password_must_change', 'GET /api/v1/log')
        self.assertEqual(event['address'], '127.0.0.1')
        self.assert_problem(person.post('/account/password', {'password': given, 'new_password': 'short'}), 422,
                            'session.weak_password', '/new_password')
        answer = person.post('/account/password', {'password': given, 'new_password': OWN})
        self.assertEqual(answer.status, 200, answer)
        self.assert_problem(person.get('/session'), 401)  # the old token
        self.assertEqual(person.go_on_with(answer).get('/schema').status, 200)
        self.assert_problem(self.server.client().post('/session', {'user': login, 'password': given}), 401)

    def test_with_the_second_factor_a_password_is_not_enough(self):
        login, _, secret, recovery = self.with_second_factor()
        stranger = self.server.client()
        self.assert_problem(stranger.post('/session', {'user': login, 'password': OWN}), 401, 'session.code_required')
        self.assert_problem(stranger.post('/session', {'user': login, 'password': OWN, 'code': '12345'}), 401,
                            'session.code_refused')
        now = time.time()
        self.assert_problem(  # it confirmed the secret
            stranger.post('/session', {'user': login, 'password': OWN, 'code': authenticator.code(secret, now - 30)}),
            401, 'session.code_refused')
        following = authenticator.code(secret, now + 30)
        self.assertEqual(self.server.client().log_in(login, OWN, code=following).get('/log').status, 200)
        self.assert_problem(stranger.post('/session', {'user': login, 'password': OWN, 'code': following}), 401,
                            'session.code_refused')
        self.server.client().log_in(login, OWN, code=recovery[0])
        self.assert_problem(stranger.post('/session', {'user': login, 'password': OWN, 'code': recovery[0]}), 401)

    def test_an_administrator_takes_a_lost_second_factor_away_and_the_book_says_so(self):
        login, person, _, _ = self.with_second_factor()
        self.assertTrue(self.user.result(f'/accounts/{login}')['has_code'])
        self.assertEqual(self.user.post(f'/accounts/{login}/code/reset').status, 204)
        self.assert_problem(person.get('/session'), 401)
        self.server.client().log_in(login, OWN)
        events = self.user.result('/access/events', {'user': login, 'what': 'code.reset'})['items']
        self.assertEqual([event['by'] for event in events], ['admin'])
        self.assertEqual(self.events_of(login)[::-1][:5],
                         ['password.given', 'session.started', 'password.changed', 'code.on', 'code.reset'])

    def test_one_sees_ones_sessions_and_ends_them(self):
        login, person = self.settled_user()
        elsewhere = self.server.client().log_in(login, OWN)
        sessions = person.result('/account/sessions')['items']
        self.assertEqual(sorted(one['own'] for one in sessions), [False, True])
        self.assertEqual({one['address'] for one in sessions}, {'127.0.0.1'})
        other = next(one['id'] for one in sessions if not one['own'])
        admins = self.user.result('/account/sessions')['items'][0]['id']
        self.assert_problem(person.request('DELETE', f'/api/v1/account/sessions/{admins}'), 404, 'session.not_found')
        self.assertEqual(person.request('DELETE', f'/api/v1/account/sessions/{other}').status, 204)
        self.assert_problem(elsewhere.get('/session'), 401)
        self.assertEqual(person.get('/session').status, 200)

    def test_a_token_opens_what_its_scope_leaves(self):
        for scope in ({'operations': ['fly']}, {'operations': ['read', 'approve'], 'types': ['programme']}):
            self.assert_problem(self.user.post('/account/tokens', {'title': 'x', **scope}), 422,
                                'token.unknown_operation', '/operations')
        made = self.user.post('/account/tokens', {'title': 'nightly', 'operations': ['read'], 'types': ['programme']})
        self.assertEqual(made.status, 201, made)
        self.assertNotIn(made.json['token'], self.user.get('/account/tokens').body.decode())
        program = {'Authorization': 'Bearer ' + made.json['token']}
        nobody = self.server.client()
        self.assertEqual(nobody.get('/programme', **program).status, 200)
        for path in ('/account', '/account/tokens', '/accounts/admin', '/access/events'):
            self.assert_problem(nobody.get(path, **program), 403, 'session.token_not_enough')
        self.user.newest_event_of('admin', 'session.token_not_enough', 'GET /api/v1/access/events')
        used = self.user.result('/account/tokens')['items'][0]
        self.assertEqual((used['title'], used['address']), ('nightly', '127.0.0.1'))
        self.assertIsNotNone(used['used'])
        self.assertEqual(self.user.request('DELETE', f'/api/v1/account/tokens/{made.json["id"]}').status, 204)
        self.assert_problem(nobody.get('/programme', **program), 401, 'session.required')

    def test_a_token_is_no_wider_than_its_user_and_ends_with_the_user(self):
        login, person = self.settled_user()
        made = person.post('/account/tokens', {'title': 'mine'}).json
        program = {'Authorization': 'Bearer ' + made['token']}
        nobody = self.server.client()
        self.assertEqual(nobody.get('/session', **program).json['user'], login)
        record = self.user.result(f'/user/{login}')
        answer = self.user.post(f'/user/{record["id"]}/disable')
        self.assertEqual(answer.status, 200, answer)
        self.assert_problem(nobody.get('/session', **program), 401, 'session.required')
        self.assert_problem(person.get('/session'), 401, 'session.required')
        self.assert_problem(nobody.post('/session', {'user': login, 'password': OWN}), 401, 'session.refused')

    def test_accounts_of_others_are_an_administrators_business(self):
        login, person = self.settled_user()
        for method, path in (('GET', '/accounts/admin'), ('POST', '/accounts/admin/password'),
                             ('POST', '/accounts/admin/code/reset'), ('PUT', '/accounts/admin/subject'),
                             ('DELETE', '/accounts/admin/sessions'), ('DELETE', '/accounts/admin/tokens/1'),
                             ('GET', '/access/events')):
            with self.subTest(path=path):
                body = {'subject': 'me'} if method == 'PUT' else None
                self.assert_problem(person.request(method, '/api/v1' + path, body), 403, 'account.not_yours')
        self.assertEqual(self.user.newest_event_of(login, 'access.refused')['what'], 'access.refused')
        self.assert_problem(self.user.get('/accounts/nobody'), 404, 'account.unknown')
        self.assert_problem(self.user.post('/accounts/admin/password'), 422, 'account.use_own_page')

    def test_refused_log_ins_are_in_the_book_without_what_was_typed(self):
        self.server.client().post('/session', {'user': 'somebody', 'password': 'a password that nobody has'})
        event = self.user.newest_event_of('somebody', 'session.refused')
        self.assertEqual(event['what'], 'session.refused')
        self.assertEqual(event['address'], '127.0.0.1')
        self.assertNotIn('that nobody has', self.user.get('/access/events').body.decode())


class AfterARestart(unittest.TestCase):
    def test_sessions_tokens_and_waiting_times_go_on(self):
        data = stores.fresh()
        with Server(data) as server:
            user = server.user()
            token = user.post('/account/tokens', {'title': 'kept'}).json['token']
            stranger = server.client()
            for _ in range(6):
                stranger.post('/session', {'user': 'admin', 'password': 'x' * 900})
            cookie, csrf = user.cookie, user.csrf
        # As if there had been many more, so that the wait does not end before the server is up again.
        self.assertEqual(stores.change(data, 'UPDATE sys_lockout SET failures = failures + 20'), 1)
        with Server(data) as server:
            again = server.client()
            again.cookie, again.csrf = cookie, csrf
            self.assertEqual(again.get('/log').status, 200)
            self.assertEqual(again.post('/account/tokens', {'title': 'another'}).status, 201)
            self.assertEqual(server.client().get('/log', Authorization=f'Bearer {token}').status, 200)
            self.assertEqual(server.client().post('/session', {'user': 'admin', 'password': PASSWORD}).status, 429)


class Settings(unittest.TestCase):
    def test_passwords_that_leaked_are_refused_by_the_list_that_the_settings_name(self):
        data = stores.fresh()
        leaked = 'tr0ub4dor and friends'
        hashes = sorted(hashlib.sha1(text.encode()).hexdigest().upper() for text in (leaked, 'a', 'b', 'c'))
        (Path(data) / 'leaked.txt').write_text(''.join(f'{line}:3\n' for line in hashes))
        (Path(data) / 'access.yaml').write_text('passwords: {at_least: 14, breach_list: leaked.txt}\n')
        with Server(data) as server:
            user = server.user()
            change = lambda fresh: user.post('/account/password', {'password': PASSWORD, 'new_password': fresh})
            self.assertEqual(change('thirteen sign').code, 'session.weak_password')
            self.assertIn('14', change('thirteen sign').json['detail'])
            self.assertEqual(change(leaked).code, 'session.password_leaked')
            self.assertEqual(change('tr0ub4dor and friend').status, 200)

    def test_settings_that_cannot_be_meant_keep_the_program_from_starting(self):
        data = stores.fresh()
        for text, code in (('sessions: {idle_minute: 5}', 'schema.unknown_key'),
                           ('provider: {issuer: "http://login.example", client_id: a, callback: "https://b.example"}',
                            'access.settings')):
            (Path(data) / 'access.yaml').write_text(text)
            ran = shanhai('serve', '--listen', '127.0.0.1:0', data=data)
            self.assertEqual(ran.status, REFUSED, ran)
            self.assertIn(code, ran.err)

    def test_a_cookie_lasts_as_long_as_the_settings_say(self):
        data = stores.fresh()
        (Path(data) / 'access.yaml').write_text('sessions: {idle_minutes: 1, longest_minutes: 1, rotate_minutes: 1}\n')
        with Server(data) as server:
            answer = server.client().post('/session', {'user': 'admin', 'password': PASSWORD})
            self.assertRegex(answer.fields['Set-Cookie'], 'Max-Age=(59|60);')


class AtTheConsole(unittest.TestCase):
    def test_a_user_is_made_given_a_password_and_disabled(self):
        data = stores.fresh()
        with tempfile.NamedTemporaryFile('w') as file:
            file.write('first line password\nnot this\n')
            file.flush()
            must('user', 'add', 'zhang', '--name', '张三', '--password-file', file.name, data=data)
        with Server(data) as server:
            person = server.client().log_in('zhang', 'first line password')
            self.assertTrue(person.result('/session')['must_change'])
        ran = must('user', 'password', 'zhang', '--keep', data=data)
        given = re.search(r'[a-z2-9]{4}(-[a-z2-9]{4}){3}', ran.err)[0]
        token = must('user', 'token', 'add', 'zhang', '--title', 'export', '--operations', 'read', data=data).out.strip()
        self.assertIn('export', must('user', 'token', 'list', 'zhang', data=data).out)
        must('user', 'totp', 'reset', 'zhang', data=data)
        with Server(data) as server:
            self.assertFalse(server.client().log_in('zhang', given).result('/session')['must_change'])
            self.assertEqual(server.client().get('/session', Authorization=f'Bearer {token}').json['user'], 'zhang')
            locked = shanhai('user', 'disable', 'zhang', data=data)
            self.assertEqual(locked.status, REFUSED)
            self.assertIn('store.locked', locked.err)
        must('user', 'disable', 'zhang', data=data)
        with Server(data) as server:
            self.assertEqual(server.client().post('/session', {'user': 'zhang', 'password': given}).status, 401)
            self.assertEqual(server.client().get('/session', Authorization=f'Bearer {token}').status, 401)

    def test_what_cannot_be_done_is_refused_and_leaves_nothing(self):
        data = stores.fresh()
        with tempfile.NamedTemporaryFile('w') as file:
            file.write('short\n')
            file.flush()
            ran = shanhai('user', 'add', 'zhang', '--password-file', file.name, data=data)
            self.assertEqual(ran.status, REFUSED, ran)
            self.assertIn('session.weak_password', ran.err)
        self.assertNotIn('zhang', must('record', 'list', 'user', data=data).out)
        for words in (('user', 'password', 'nobody'), ('user', 'totp', 'reset', 'nobody'),
                      ('user', 'token', 'add', 'nobody', '--title', 'x')):
            ran = shanhai(*words, data=data)
            self.assertEqual(ran.status, REFUSED, ran)
            self.assertIn('account.unknown', ran.err)
        self.assertEqual(shanhai('user', 'add', 'zhang', '--password', 'secret', data=data).status, MISUSED)

    def test_no_secret_is_in_the_journal_or_readable_in_the_store(self):
        data = stores.fresh()
        ran = must('user', 'add', 'zhang', data=data, env=environment())
        given = re.search(r'[a-z2-9]{4}(-[a-z2-9]{4}){3}', ran.err)[0]
        token = must('user', 'token', 'add', 'zhang', '--title', 'x', data=data).out.strip()
        with Server(data) as server:
            session = server.client().log_in('zhang', given).token
        for file in Path(data).rglob('*'):
            if not file.is_file():
                continue
            content = file.read_bytes()
            for secret in (given, token, session, PASSWORD):
                self.assertNotIn(secret.encode(), content, file)


if __name__ == '__main__':
    unittest.main()
