"""Log-in through a real provider of OpenID Connect (oidc-provider), and what a dishonest browser makes of it."""

import os
import shutil
import socket
import subprocess
import unittest
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import stores
from browser import Browser
from program import ROOT
from server import Server

CALLBACK_PATH = '/api/v1/session/provider/callback'
SECRET = 'a secret + of two'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Provider:
    """The provider in a process of its own."""

    def __init__(self, port, callback, algorithm='ES256'):
        self.port, self.callback, self.algorithm = port, callback, algorithm

    def __enter__(self):
        self.process = subprocess.Popen(
            ['node', str(Path(__file__).with_name('provider.mjs')), str(self.port), self.callback, SECRET],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, 'ALGORITHM': self.algorithm, 'NODE_NO_WARNINGS': '1'})
        if 'ready' not in self.process.stdout.readline():
            raise AssertionError('the provider did not come up: ' + self.process.stderr.read()[-1000:])
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def is_callback(url):
    return urlsplit(url).path == CALLBACK_PATH


@unittest.skipUnless(shutil.which('node') and (ROOT / 'web/node_modules/oidc-provider').exists(),
                     'the web tools are not installed: ./dev setup')
class ThroughTheProvider(unittest.TestCase):
    claim = 'sub'
    algorithm = 'ES256'

    @classmethod
    def setUpClass(cls):
        cls.port, cls.provider_port = free_port(), free_port()
        cls.site, callback = f'http://127.0.0.1:{cls.port}', f'http://127.0.0.1:{cls.port}{CALLBACK_PATH}'
        data = stores.fresh()
        (Path(data) / 'provider.secret').write_text(SECRET + '\n')
        (Path(data) / 'access.yaml').write_text(f'''
provider:
  issuer: http://127.0.0.1:{cls.provider_port}
  client_id: shanhai
  client_secret_file: provider.secret
  callback: {callback}
  claim: {cls.claim}
  scopes: [openid, profile]
  title: {{zh: 用本省统一账号登录, en: Use the province's account}}
''')
        cls.provider = cls.enterClassContext(Provider(cls.provider_port, callback, cls.algorithm))
        cls.server = cls.enterClassContext(Server(data, listen=f'127.0.0.1:{cls.port}'))
        cls.admin = cls.server.user()
        cls.admin.create('user', login='zhang', name='张三')
        answer = cls.admin.request('PUT', '/api/v1/accounts/zhang/subject', {'subject': 'zhang-of-the-province'})
        assert answer.status == 204, answer

    def begin(self, browser, next_page='/'):
        """To the provider's first page, or straight back when it knows the browser."""
        return browser.go(f'{self.site}/api/v1/session/provider/start?' + urlencode({'next': next_page}), is_callback)

    def at_callback(self, browser, login, next_page='/'):
        """Walks through the provider's pages, name and consent; where it sends the browser in the end."""
        page = self.begin(browser, next_page)
        for answers in ({'login': login, 'password': 'any'}, {}):
            if not isinstance(page, str):
                page = browser.submit(page, is_callback, **answers)
        self.assertIsInstance(page, str, page)
        return page

    def session_of(self, browser):
        token = browser.cookies.get((f'127.0.0.1:{self.port}', 'shanhai_session'))
        return self.server.client().get('/session', Authorization=f'Bearer {token}') if token else None

    def refusal(self, page):
        self.assertEqual(page.status, 302, page)
        self.assertEqual(urlsplit(page.leads_to).path, '/login', page)
        self.assertNotIn('shanhai_session=', ' '.join(page.fields.get_all('Set-Cookie')))
        return parse_qs(urlsplit(page.leads_to).query)['problem'][0]


class BySubject(ThroughTheProvider):
    def test_whoever_is_bound_comes_in_and_sees_the_page_that_was_wanted(self):
        browser = Browser()
        back = browser.ask(self.at_callback(browser, 'zhang-of-the-province', '/records/payment'))
        self.assertEqual(back.leads_to, f'{self.site}/records/payment', back)
        session = self.session_of(browser)
        self.assertEqual((session.json['user'], session.json['name']), ('zhang', '张三'))
        self.assertEqual(self.admin.newest_event_of('zhang', 'session.started')['detail'], 'provider')

    def test_the_page_for_logging_in_offers_it(self):
        options = self.server.client().get('/session/options').json
        self.assertEqual(options['provider']['title']['zh'], '用本省统一账号登录')

    def test_whom_nobody_has_bound_stays_outside(self):
        for login in ('zhang', 'admin', 'somebody'):
            browser = Browser()
            back = browser.ask(self.at_callback(browser, login))
            self.assertEqual(self.refusal(back), 'session.provider_unknown_user')
            self.assertIsNone(self.session_of(browser))
        event = self.admin.newest_event_of('somebody', 'session.provider_refused')
        self.assertEqual(event['what'], 'session.provider_refused')

    def test_a_code_that_came_back_opens_once(self):
        browser = Browser()
        address = self.at_callback(browser, 'zhang-of-the-province')
        cookies = dict(browser.cookies)
        browser.ask(address)
        self.assertEqual(self.session_of(browser).status, 200)
        browser.cookies = cookies  # as it was before
        self.assertEqual(self.refusal(browser.ask(address)), 'session.provider_state')

    def test_an_answer_that_another_browser_got_opens_nothing(self):
        victim, thief = Browser(), Browser()
        address = self.at_callback(thief, 'zhang-of-the-province')
        self.assertEqual(self.refusal(victim.ask(address)), 'session.provider_state')
        self.begin(victim)  # even in the middle of a log-in of its own
        address = self.at_callback(thief, 'zhang-of-the-province')
        self.assertEqual(self.refusal(victim.ask(address)), 'session.provider_state')

    def test_a_wrong_state_or_code_opens_nothing(self):
        browser = Browser()
        address = self.at_callback(browser, 'zhang-of-the-province')
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        for changed, problem in (({'state': 'made-up'}, 'session.provider_state'), ({'state': ''}, 'session.provider_state')):
            page = browser.ask(f'{self.site}{CALLBACK_PATH}?' + urlencode({**query, **changed}))
            self.assertEqual(self.refusal(page), problem)
        browser = Browser()
        address = self.at_callback(browser, 'zhang-of-the-province')
        state = parse_qs(urlsplit(address).query)['state'][0]
        page = browser.ask(f'{self.site}{CALLBACK_PATH}?' + urlencode({'state': state, 'code': query['code']}))
        self.assertEqual(self.refusal(page), 'session.provider_refused', 'the code of another log-in')
        self.assertIsNone(self.session_of(browser))

    def test_who_refuses_at_the_provider_stays_outside(self):
        browser = Browser()
        state = parse_qs(urlsplit(browser.ask(f'{self.site}/api/v1/session/provider/start').leads_to).query)['state'][0]
        page = browser.ask(f'{self.site}{CALLBACK_PATH}?' + urlencode({'state': state, 'error': 'access_denied'}))
        self.assertEqual(self.refusal(page), 'session.provider_refused')

    def test_nobody_is_led_to_another_site_afterwards(self):
        for wanted in ('https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'):
            browser = Browser()
            back = browser.ask(self.at_callback(browser, 'zhang-of-the-province', wanted))
            self.assertEqual(back.leads_to, f'{self.site}/', wanted)

    def test_a_disabled_user_stays_outside(self):
        record = self.admin.create('user', login='li', name='李四')
        self.admin.request('PUT', '/api/v1/accounts/li/subject', {'subject': 'li-of-the-province'})
        browser = Browser()
        browser.ask(self.at_callback(browser, 'li-of-the-province'))
        self.assertEqual(self.session_of(browser).status, 200)
        self.assertEqual(self.admin.post(f'/user/{record["id"]}/disable').status, 200)
        self.assertEqual(self.session_of(browser).status, 401)
        again = Browser()
        self.assertEqual(self.refusal(again.ask(self.at_callback(again, 'li-of-the-province'))),
                         'session.provider_unknown_user')


class ByName(ThroughTheProvider):
    claim = 'preferred_username'
    algorithm = 'RS256'

    def test_the_provider_names_the_user_but_never_the_administrator(self):
        browser = Browser()
        browser.ask(self.at_callback(browser, 'zhang'))
        self.assertEqual(self.session_of(browser).json['user'], 'zhang')
        for login in ('admin', 'nobody'):
            stranger = Browser()
            self.assertEqual(self.refusal(stranger.ask(self.at_callback(stranger, login))),
                             'session.provider_unknown_user')


class WithoutItsProvider(unittest.TestCase):
    def test_a_provider_that_is_away_is_said_and_passwords_go_on(self):
        data = stores.fresh()
        (Path(data) / 'access.yaml').write_text(
            f'provider: {{issuer: "http://127.0.0.1:{free_port()}", client_id: a, callback: "http://127.0.0.1:1/"}}\n')
        with Server(data) as server:
            page = Browser().ask(f'http://127.0.0.1:{server.port}/api/v1/session/provider/start')
            self.assertIn('problem=session.provider_unreachable', page.leads_to)
            self.assertEqual(server.user().get('/log').status, 200)


if __name__ == '__main__':
    unittest.main()
