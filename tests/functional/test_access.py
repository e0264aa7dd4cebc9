"""Who may ask: sessions, and requests that other sites would like to send."""

import re
import time
import unittest

import stores
from on_one_server import OnOneServer
from program import PASSWORD
from server import Server

METHODS = ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
OPEN = {('POST', '/api/v1/session'), ('GET', '/api/v1/session/options'), ('HEAD', '/api/v1/session/options'),
        ('GET', '/api/v1/session/provider/start'), ('HEAD', '/api/v1/session/provider/start'),
        ('GET', '/api/v1/session/provider/callback'), ('HEAD', '/api/v1/session/provider/callback'),
        # The log is for whoever wants to check: hashes, sizes and signatures, but no entry.
        *((method, path) for method in ('GET', 'HEAD')
          for path in ('/log/checkpoint', '/log/key', '/log/proof/inclusion', '/log/proof/consistency',
                       *('/log/tile/{level}/' + '/'.join(f'{{part{n}}}' for n in range(1, depth + 1)) for depth in range(1, 5)))),
        # What was frozen and signed is for whoever holds the paper.
        ('GET', '/api/v1/bulletins/{id}/verify'), ('HEAD', '/api/v1/bulletins/{id}/verify'),
        # A code on a box tells where its goods come from.
        ('GET', '/api/v1/public/{name}'), ('HEAD', '/api/v1/public/{name}'),
        ('GET', '/healthz'), ('HEAD', '/healthz'), ('GET', '/readyz'), ('HEAD', '/readyz')}


class Sessions(OnOneServer):
    def test_log_in_gives_a_cookie_that_scripts_cannot_read_and_other_sites_cannot_send(self):
        answer = self.server.client().post('/session', {'user': 'admin', 'password': PASSWORD})
        self.assertEqual(answer.status, 201, answer)
        self.assertLessEqual({'user', 'language', 'csrf', 'token'}, set(answer.json))
        cookie = answer.fields['Set-Cookie']
        self.assertTrue(cookie.startswith('shanhai_session='), cookie)
        for attribute in ('HttpOnly', 'SameSite=Strict', 'Path=/'):
            self.assertIn(attribute, cookie)
        self.assertGreaterEqual(len(answer.json['token']), 32)

    def test_a_wrong_password_or_an_unknown_user_is_refused_in_the_same_words(self):
        answers = [self.server.client().post('/session', {'user': user, 'password': 'not the password'})
                   for user in ('nobody-one', 'nobody-two')]
        for answer in answers:
            self.assert_problem(answer, 401, 'session.refused')
            self.assertNotIn('Set-Cookie', answer.fields)
        self.assertEqual(answers[0].json['detail'], answers[1].json['detail'])

    def test_log_in_with_half_of_what_is_needed_is_refused(self):
        stranger = self.server.client()
        for body in ({}, {'user': 'admin'}, {'password': PASSWORD}, {'user': 'admin', 'password': None},
                     {'user': ['admin'], 'password': PASSWORD}, {'user': {'$ne': ''}, 'password': PASSWORD}):
            with self.subTest(body=body):
                self.assertIn(stranger.post('/session', body).status, (401, 422))

    def test_who_am_i(self):
        self.assertEqual(self.user.result('/session')['user'], 'admin')
        self.assert_problem(self.server.client().get('/session'), 401, 'session.required')

    def test_a_session_ends_with_log_out(self):
        user = self.server.user()
        self.assertEqual(user.get('/log').status, 200)
        answer = user.request('DELETE', '/api/v1/session')
        self.assertEqual(answer.status, 204, answer)
        for _ in range(2):
            self.assert_problem(user.get('/log'), 401, 'session.required')
        self.assertEqual(self.user.get('/log').status, 200)

    def test_a_bearer_token_is_as_good_as_the_cookie(self):
        program = self.server.client()
        answer = program.get('/log', Authorization=f'Bearer {self.user.token}')
        self.assertEqual(answer.status, 200, answer)

    def test_tokens_that_nobody_was_given_open_nothing(self):
        token = self.user.token
        last = 'A' if token[-1] != 'A' else 'B'
        for wrong in ('', 'x', token[:-1], token + 'A', token[:-1] + last, token.swapcase(), 'null', '../' + token,
                      "' OR 1=1 --"):
            with self.subTest(token=wrong):
                stranger = self.server.client()
                self.assertEqual(stranger.get('/log', Cookie=f'shanhai_session={wrong}').status, 401)
                self.assertEqual(stranger.get('/log', Authorization=f'Bearer {wrong}').status, 401)

    def test_no_route_is_open_without_a_session(self):
        stranger = self.server.client()
        paths = self.user.result('/openapi.json')['paths']
        asked = 0
        for path, operations in paths.items():
            concrete = re.sub(r'\{(\w+)\}', lambda part: {'sha256': '0' * 64, 'name': 'funds.paid'}.get(part[1], '1'),
                              path)
            for method in METHODS:
                if (method, path) in OPEN:
                    continue
                answer = stranger.request(method, concrete, b'{}' if method in ('POST', 'PUT', 'PATCH') else None)
                wanted = (401,) if method.lower() in operations else (401, 405)
                self.assertIn(answer.status, wanted, answer)
                asked += 1
        self.assertGreater(asked, 500)

    def test_what_is_not_in_the_description_is_not_there(self):
        for path in ('/api/v1/secret', '/api/v2/log', '/api', '/api/v1', '/api/v1//log', '/metrics/',
                     '/api/v1/log/entries/1/2/3/4',
                     '/api/v1/../v1/log', '/.git/config', '/etc/passwd', '/..%2f..%2fetc/passwd',
                     '/api/v1/files/..%2F..%2Fshanhai.db'):
            with self.subTest(path=path):
                stranger = self.server.client()
                answer = stranger.request('GET', path)
                self.assertTrue(answer.status in (400, 401, 404, 405) or b'<html' in answer.body[:300].lower(), answer)

    def test_the_pages_need_no_session_and_hold_no_records(self):
        answer = self.server.client().request('GET', '/')
        self.assertEqual(answer.status, 200, answer)
        self.assertIn('text/html', answer.fields['Content-Type'])
        self.assertNotIn('水渠'.encode(), answer.body)

    def test_health_and_readiness_say_only_that_they_are(self):
        for path in ('/healthz', '/readyz'):
            answer = self.server.client().request('GET', path)
            self.assertEqual((answer.status, answer.body), (200, b'ok\n'))


class PasswordGuessing(unittest.TestCase):
    def test_repeated_failures_have_to_wait_and_a_server_restart_is_not_needed(self):
        with Server(stores.fresh()) as server:
            stranger = server.client()
            for _ in range(20):
                answer = stranger.post('/session', {'user': 'admin', 'password': 'guess'})
                if answer.status == 429:
                    break
            self.assertEqual(answer.status, 429, answer)
            self.assertEqual(answer.code, 'session.too_many_attempts')
            wait_s = int(answer.fields['Retry-After'])
            self.assertGreaterEqual(wait_s, 1)
            self.assertEqual(stranger.post('/session', {'user': 'admin', 'password': PASSWORD}).status, 429)
            time.sleep(wait_s + 0.2)
            self.assertEqual(stranger.post('/session', {'user': 'admin', 'password': PASSWORD}).status, 201)


class OtherSites(OnOneServer):
    """With the cookie, only what a page of another site cannot send changes anything."""

    def test_forms_and_plain_requests_of_other_sites_change_nothing(self):
        before = self.user.tree()
        body = b'{"code": "evil", "name": "evil", "kind": "reservoir"}'
        for media_type in ('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', None,
                           'text/plain; application/json', 'application/jsonp'):
            with self.subTest(media_type=media_type):
                answer = self.user.request('POST', '/api/v1/programme', body, Content_Type=media_type)
                self.assertIn(answer.status, (403, 415), answer)
        for fields in ({'Sec_Fetch_Site': 'cross-site'}, {'Sec_Fetch_Site': 'same-site'}, {'Origin': 'null'},
                       {'Origin': 'https://evil.example'}, {'X_Shanhai': None}, {'X_Shanhai': '1'},
                       {'X_Shanhai': self.server.user().csrf}):
            with self.subTest(fields=fields):
                answer = self.user.request('POST', '/api/v1/programme', body, **fields)
                self.assert_problem(answer, 403, 'session.cross_site')
        self.assertEqual(self.user.tree(), before)
        self.user.newest_event_of('admin', 'session.cross_site', 'POST /api/v1/programme')

    def test_an_upload_needs_the_field_that_only_our_pages_send(self):
        answer = self.user.post('/files', b'bytes', {'name': 'a.txt'}, Content_Type='application/octet-stream',
                                X_Shanhai=None)
        self.assert_problem(answer, 403, 'session.cross_site')

    def test_a_command_without_a_body_needs_it_too(self):
        project = self.sample.new_project()
        answer = self.user.request('POST', f'/api/v1/project/{project["id"]}/appraise', X_Shanhai=None)
        self.assert_problem(answer, 403, 'session.cross_site')
        answer = self.user.request('DELETE', '/api/v1/session', X_Shanhai=None)
        self.assertEqual(answer.status, 403, answer)

    def test_a_bearer_token_needs_no_such_proof(self):
        program = self.server.client()
        answer = program.post('/files', b'bytes', {'name': 'a.txt'}, Content_Type='application/octet-stream',
                              Authorization=f'Bearer {self.user.token}')
        self.assertEqual(answer.status, 201, answer)

    def test_no_answer_allows_another_site_to_read_it(self):
        for answer in (self.user.get('/log', Origin='https://evil.example'),
                       self.user.request('OPTIONS', '/api/v1/log', Origin='https://evil.example',
                                         Access_Control_Request_Method='POST')):
            self.assertNotIn('Access-Control-Allow-Origin', answer.fields)

    def test_answers_are_neither_stored_nor_sniffed_nor_framed(self):
        fields = self.user.get('/log').fields
        self.assertEqual(fields['Cache-Control'], 'no-store')
        self.assertEqual(fields['X-Content-Type-Options'], 'nosniff')
        page = self.server.client().request('GET', '/').fields
        self.assertIn("frame-ancestors 'none'", page['Content-Security-Policy'])


if __name__ == '__main__':
    unittest.main()
