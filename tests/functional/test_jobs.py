"""Jobs run once per due time whatever happens to the server, and people are told, in the house and outside of it."""

import time
import unittest

import stores
from program import REFUSED, must, shanhai
from receivers import MailServer, WebReceiver, free_port, is_signed, said_in
from samples import REGION, Sample, reference
from server import Server, eventually

OWN = 'plum trees in March'


def settle(data, text):
    (data / 'jobs.yaml').write_text(text, encoding='utf-8')


def runs(user, job, limit=500):
    return user.result(f'/jobs/{job}/runs', {'limit': limit})['items']


def outcomes(user, job):
    return [(run['due'], run['outcome']) for run in runs(user, job)]


def person(server, admin, login, role):
    """A user with a role in 白朗县, logged in."""
    user = admin.create('user', login=login, name=login)
    admin.create('grant', user=reference(user), role=role, scope='division', division=REGION)
    given = admin.post(f'/accounts/{login}/password').json['password']
    client = server.client().log_in(login, given)
    answer = client.post('/account/password', {'password': given, 'new_password': OWN})
    assert answer.status in (200, 201), answer
    return client.go_on_with(answer)


def finding(admin, sample, **fields):
    return admin.create('audit_finding', project=reference(sample.project), found_on='2026-01-10', kind='idle_money',
                        severity='low', **fields)


class Schedule(unittest.TestCase):
    def test_a_job_runs_when_its_time_comes_and_its_history_says_so(self):
        data = stores.fresh()
        with Server(data, '--clock', '2036-03-02T00:00') as server:
            jobs = {job['name']: job for job in server.user().result('/jobs')['items']}
            self.assertEqual(jobs['system.checkpoint']['next'], '2036-03-01T16:05:00.000000Z')
            self.assertEqual(jobs['system.verify']['when']['en'], 'every sunday at 03:00')
        # A minute away, and a minute is a second.
        with Server(data, '--clock', '2036-03-02T00:04', '--clock-speed', '60') as server:
            user = server.user()
            eventually('the checkpoint', lambda: outcomes(user, 'system.checkpoint') ==
                       [('2036-03-01T16:05:00.000000Z', 'done')], 20)
            self.assertEqual(len(list((data / 'checkpoints').glob('2036-03-02-*.txt'))), 1)
        listed = must('jobs', 'list', '--format', 'json', data=data).json
        self.assertEqual({job['name']: job['outcome'] for job in listed}['system.checkpoint'], 'done')
        history = must('jobs', 'history', 'system.checkpoint', '--format', 'json', data=data).json
        self.assertEqual([run['outcome'] for run in history], ['done'])

    def test_what_passed_while_no_server_ran_is_skipped_but_for_the_latest(self):
        data = stores.fresh()
        with Server(data, '--clock', '2036-03-03T12:00') as server:
            self.assertEqual(runs(server.user(), 'system.checkpoint'), [])
        with Server(data, '--clock', '2036-03-10T12:00') as server:
            user = server.user()
            eventually('the latest is made up for', lambda: len(runs(user, 'system.checkpoint')) == 2)
            eventually('it ends', lambda: outcomes(user, 'system.checkpoint')[0] == ('2036-03-09T16:05:00.000000Z', 'done'))
            skipped = runs(user, 'system.checkpoint')[1]
            self.assertEqual(skipped['outcome'], 'skipped')
            self.assertTrue(skipped['said']['en'].startswith('6 due times'), skipped)
        with Server(data, '--clock', '2036-03-10T12:01') as server:
            time.sleep(2.5)  # two looks of the runner
            self.assertEqual(len(runs(server.user(), 'system.checkpoint')), 2)

    def test_a_job_runs_when_asked_and_only_administrators_may_ask(self):
        data = stores.fresh()
        with Server(data) as server:
            user = server.user()
            answer = user.post('/jobs/system.verify/run')
            self.assertEqual(answer.status, 202, answer)
            eventually('the verification', lambda: runs(user, 'system.verify')[0]['outcome'] == 'done', 60)
            run = runs(user, 'system.verify')[0]
            self.assertEqual(run['asked_by'], 'admin')
            self.assertIn(user.tree()[1], run['said']['zh'])
            self.assertEqual(user.post('/jobs/system.none/run').code, 'job.unknown')
            Sample(user)
            zhao = person(server, user, 'zhao', 'work_group')
            for answer in (zhao.get('/jobs'), zhao.get('/jobs/system.verify/runs'), zhao.post('/jobs/system.verify/run')):
                self.assertEqual((answer.status, answer.code), (403, 'job.not_yours'), answer)

    def test_the_command_line_runs_a_job_and_tells_what_failed(self):
        data = stores.fresh()
        self.assertIn('entries are in order', must('--lang', 'en', 'jobs', 'run', 'system.verify', data=data).out)
        stores.change(data, "UPDATE sys_entry SET actor = 'nobody' WHERE seq = 7")
        failed = shanhai('--lang', 'en', 'jobs', 'run', 'system.verify', data=data)
        self.assertEqual(failed.status, REFUSED, failed)
        self.assertIn('Verification found', failed.out)
        with Server(data) as server:
            told = server.user().result('/notifications')
            self.assertEqual([(item['kind'], item['link']) for item in told['items']], [('job_failed', '/jobs')])
        self.assertEqual(shanhai('jobs', 'run', 'no.such', data=data).status, REFUSED)

    def test_jobs_that_are_off_and_settings_that_are_wrong(self):
        data = stores.fresh()
        settle(data, 'off: [system.escalate]\n')
        with Server(data) as server:
            jobs = {job['name']: job for job in server.user().result('/jobs')['items']}
            self.assertEqual((jobs['system.escalate']['off'], jobs['system.escalate']['next']), (True, None))
            time.sleep(2.5)
            self.assertEqual(runs(server.user(), 'system.escalate'), [])
        settle(data, 'mail: {host: "a b", from: x}\n')
        refused = shanhai('--lang', 'en', 'jobs', 'list', data=data)
        self.assertEqual(refused.status, REFUSED)
        self.assertIn('jobs.yaml', refused.err)

    def test_backups_go_where_the_settings_say(self):
        data = stores.fresh()
        settle(data, 'backup: {to: copies}\n')
        must('jobs', 'run', 'system.backup', data=data)
        copy = stores.new_folder() / 'data'
        must('restore', '--from', data / 'copies', data=copy)
        names = [job['name'] for job in must('jobs', 'list', '--format', 'json', data=copy).json]
        self.assertIn('system.backup', names)


class Killed(unittest.TestCase):
    takes_s = 20

    def test_a_server_killed_between_claim_and_end_runs_each_due_time_once_more_and_no_other(self):
        data = stores.fresh()
        server = Server(data).start()
        try:
            user = server.user()
            sample = Sample(user)
            for number in range(40):
                sample.new_project(name=f'工程{number}')
            self.assertEqual(user.post('/jobs/system.verify/run').status, 202)
            eventually('it is begun', lambda: runs(user, 'system.verify')[0]['outcome'] != 'waiting', 20)
            server.kill()
            # As if the kill had come in its middle, wherever it came: what was begun, and did not end.
            stores.change(data, "UPDATE sys_job_run SET outcome = 'running', ended = 0 WHERE job = 'system.verify'")
            server = Server(data).start()
            user = server.user()
            eventually('it is run again', lambda: runs(user, 'system.verify')[0]['outcome'] == 'done', 60)
            self.assertEqual([(run['attempt'], run['outcome']) for run in runs(user, 'system.verify')], [(2, 'done')])
        finally:
            if server.is_up:
                server.stop()

    def test_what_was_told_before_a_kill_is_told_and_what_was_not_is_told_afterwards(self):
        data = stores.fresh()
        server = Server(data).start()
        try:
            admin = server.user()
            sample = Sample(admin)
            zhao = person(server, admin, 'zhao', 'work_group')
            token = zhao.token
            made = []
            for _ in range(6):
                made.append(finding(admin, sample)['id'])
                server.kill()
                server = Server(data).start()
                admin = server.user()
            zhao = server.client()
            zhao.cookie = f'shanhai_session={token}'

            def told():
                return sorted(item['record']['id'] for item in zhao.result('/notifications')['items'])
            eventually('every finding is told', lambda: len(told()) >= len(made))
            self.assertEqual(told(), sorted(made))
        finally:
            if server.is_up:
                server.stop()


class Told(unittest.TestCase):
    takes_s = 20

    def test_people_are_told_in_the_house_by_mail_and_by_webhook_what_waits_for_them(self):
        data = stores.fresh()
        with MailServer(user='shanhai', password='a secret') as mail, WebReceiver() as web:
            (data / 'mail.password').write_text('a secret\n', encoding='utf-8')
            settle(data, 'address: https://shanhai.example.org\nwebhooks: {local: true}\n'
                   f'mail: {{host: 127.0.0.1, port: {mail.port}, from: shanhai@example.org, user: shanhai, '
                   'password_file: mail.password}\n')
            with Server(data) as server:
                admin = server.user()
                sample = Sample(admin)
                zhao = person(server, admin, 'zhao', 'work_group')
                settings = zhao.request('PUT', '/api/v1/notifications/settings', {
                    'mail': {'address': 'zhao@example.org'}, 'webhook': {'url': web.url, 'kinds': ['overdue']}}).json
                secret = settings['secret']
                self.assertNotIn('secret', zhao.result('/notifications/settings'))
                made = finding(admin, sample, due_on='2026-02-01', answer='绝密情况')
                eventually('it is told', lambda: len(zhao.result('/notifications')['items']) == 1)
                self.assertIn(admin.post('/jobs/system.escalate/run').status, (202, 409))
                eventually('the overdue one is told', lambda: len(zhao.result('/notifications')['items']) == 2, 70)
                overdue, todo = zhao.result('/notifications')['items']
                self.assertEqual((overdue['kind'], todo['kind']), ('overdue', 'todo'))
                self.assertEqual(overdue['record']['id'], made['id'])
                self.assertEqual(overdue['record']['number'], made['number'])
                eventually('two e-mails', lambda: len(mail.mails) == 2)
                sender, to, message = mail.mails[0]
                self.assertEqual((sender, to), ('shanhai@example.org', ['zhao@example.org']))
                self.assertEqual(message['Subject'], '【山海】待办：审计问题 · To do: Audit finding')
                self.assertIn(f'https://shanhai.example.org/records/audit_finding/{made["id"]}', message.get_content())
                for _, _, one in mail.mails:
                    for private in ('绝密', made['number'], '水渠'):
                        self.assertNotIn(private, one.get_content() + one['Subject'])
                eventually('one webhook', lambda: web.posts)
                fields, body = web.posts[0]
                self.assertTrue(is_signed(fields, body, secret))
                self.assertFalse(is_signed(fields, body + b' ', secret))
                self.assertEqual(said_in(web.posts)[0]['kind'], 'overdue')
                self.assertEqual(len(web.posts), 1)
                self.assertEqual(zhao.post('/notifications/seen', {'ids': [todo['id']]}).json, {'unseen': 1})
                self.assertEqual(zhao.post('/notifications/seen', {'until': overdue['id']}).json, {'unseen': 0})
                self.assertEqual(admin.result('/notifications')['items'], [])
                self.refuse_nonsense(zhao)

    def refuse_nonsense(self, user):
        for body in ({}, {'ids': []}, {'ids': [1]}, {'ids': ['x']}, {'until': -1}, {'until': '9' * 30}, {'ids': '7'}):
            self.assertEqual(user.post('/notifications/seen', body).status, 422, body)
        for body in ({}, {'mail': 'x'}, {'mail': {'address': 7}}, {'webhook': {'url': 'x'}},
                     {'webhook': {'url': 'https://example.org', 'kinds': ['weather']}},
                     {'mail': {'address': 'a@b.c\r\nBcc: x@y.z'}}, {'webhook': {'url': 'https://example.org', 'kinds': {}}}):
            self.assertEqual(user.request('PUT', '/api/v1/notifications/settings', body).status, 422, body)

    def test_a_receiver_that_is_down_gets_it_when_it_is_up_also_after_a_kill(self):
        data, port = stores.fresh(), free_port()
        settle(data, 'webhooks: {local: true}\nretries: {first_seconds: 1, most: 20}\n')
        server = Server(data).start()
        try:
            admin = server.user()
            admin.request('PUT', '/api/v1/notifications/settings', {'webhook': {'url': f'http://127.0.0.1:{port}/in'}})
            self.assertEqual(admin.post('/notifications/test').status, 202)

            def delivery():
                return server.user().result('/notifications/settings')['deliveries'][0]
            eventually('it is tried', lambda: delivery()['tries'] >= 2)
            self.assertEqual(delivery()['state'], 'waiting')
            self.assertTrue(delivery()['error'])
            server.kill()
            with WebReceiver(port) as web:
                server = Server(data).start()
                web.status = 503
                eventually('the receiver hears of it', lambda: web.posts, 20)
                web.status = 204
                eventually('it takes it', lambda: delivery()['state'] == 'sent', 30)
                self.assertEqual(len({fields['X-Shanhai-Delivery'] for fields, _ in web.posts}), 1)
                count = len(web.posts)
                time.sleep(2.5)
                self.assertEqual(len(web.posts), count)  # and is left alone
        finally:
            if server.is_up:
                server.stop()

    def test_no_webhook_reaches_this_machine_unless_it_is_allowed(self):
        data = stores.fresh()
        with WebReceiver() as web, Server(data) as server:
            admin = server.user()
            for url in (web.url, f'http://localhost:{web.port}/', f'http://[::1]:{web.port}/', 'http://169.254.169.254/'):
                answer = admin.request('PUT', '/api/v1/notifications/settings', {'webhook': {'url': url}})
                self.assertEqual((answer.status, answer.code), (422, 'notice.local_url'), answer)
            # A name that leads here is found out when it is connected to: 127.1 is no address to us, but to the resolver.
            url = f'http://127.1:{web.port}/'
            admin.request('PUT', '/api/v1/notifications/settings', {'webhook': {'url': url}})
            admin.post('/notifications/test')

            def error():
                return admin.result('/notifications/settings')['deliveries'][0]['error']
            eventually('it is refused', error)
            self.assertEqual(error(), 'local address')
            self.assertEqual(web.posts, [])
            answer = admin.request('PUT', '/api/v1/notifications/settings', {'mail': {'address': 'a@example.org'}})
            self.assertEqual(answer.code, 'notice.no_mail_server')
