"""What a module keeps private, rights on all types do not reach; and what is one's own, nobody else says of oneself."""

import json

from on_one_server import OnOneServer
from samples import REGION, reference

OWN = 'plum trees in March'
HELP = '高反需要氧气瓶'


class SafetyReports(OnOneServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = cls.user
        group = admin.create('work_group', name='济南援藏工作组', programme='aid', giver='370100', region=REGION, ordinal=10,
                             starts_on='2022-07-01')
        office = admin.create('organisation', code='91350100M000100Y43', name='援藏工作组驻地', kind='government', division=REGION)
        people = [admin.create('person', name=name, organisation=reference(office), role='cadre', consented_on='2022-07-01')
                  for name in ('王甲', '孙乙')]
        cls.round = admin.create('safety_round', date='2025-03-01', window='morning', work_group=reference(group))
        cls.mine, cls.other = (admin.create('safety_report', date='2025-03-01', round=reference(cls.round), person=reference(one))
                               for one in people)
        cls.member = cls.person('wang', 'team_member', person=reference(people[0]))
        cls.lead = cls.person('lead', 'team_leader')
        cls.far = [cls.person(login, role, scope='whole') for login, role in
                   (('audit', 'auditor'), ('province', 'province_admin'), ('chief', 'leader'))]
        cls.auditor = cls.far[0]
        cls.called = cls.member.post(f'/safety_report/{cls.mine["id"]}/call', {'by': 'self', 'note': HELP})
        cls.tapped = cls.member.post(f'/safety_report/{cls.other["id"]}/report_for', {'by': 'mate'})

    @classmethod
    def person(cls, login, role, scope='division', **linked):
        user = cls.user.create('user', login=login, name=login, **linked)
        where = {} if scope == 'whole' else {'division': REGION}
        cls.user.create('grant', user=reference(user), role=role, scope=scope, **where)
        given = cls.user.post(f'/accounts/{login}/password').json['password']
        client = cls.server.client().log_in(login, given)
        cls.addClassCleanup(client.close)
        answer = client.post('/account/password', {'password': given, 'new_password': OWN})
        assert answer.status == 200, answer
        return client.go_on_with(answer)

    def test_the_team_sees_what_was_said(self):
        self.assertEqual((self.called.status, self.tapped.status), (200, 200), (self.called, self.tapped))
        seen = {line['id']: (line['state'], line['by']) for line in self.lead.result('/safety_report', {'round': 'eq.' + reference(self.round)})['items']}
        self.assertEqual(seen, {self.mine['id']: ('help', 'self'), self.other['id']: ('safe', 'mate')})
        self.assertEqual(self.lead.value_of('governance.safety_help', year='2025'), '1')

    def test_rights_on_everything_open_no_line_and_no_count(self):
        for far in self.far:
            for path in ('', f'/{self.mine["id"]}', f'/{self.mine["id"]}/history', f'/{self.mine["id"]}/next',
                         f'/{self.mine["id"]}/access', '/export'):
                answer = far.get('/safety_report' + path)
                if path == '' and answer.status == 200:
                    self.assertEqual(answer.json['items'], [])
                else:
                    self.assertIn(answer.status, (403, 404), answer)
            counted = far.get('/safety_report', {'count': '1'})
            self.assertEqual(counted.json.get('count', 0), 0, counted)

    def test_nor_their_figures_and_lineage(self):
        for far in self.far:
            answer = far.get('/figures/governance.safety_help', {'where': 'year=2025'})
            values = [row['value'] for row in answer.json.get('rows', [])]
            self.assertFalse([value for value in values if value not in (None, '0')], answer)
            lineage = far.get('/figures/governance.safety_help/lineage', {'where': 'year=2025'})
            self.assertEqual(lineage.json.get('postings', []), [], lineage)

    def test_nor_the_journal_nor_search(self):
        for far in self.far[:2]:
            entries = far.all_pages('/log/entries', 'entries', {'limit': '500'})
            self.assertTrue([entry for entry in entries if entry['type'] == 'safety_round'])
            self.assertFalse([entry for entry in entries if entry['type'] == 'safety_report'])
            self.assertNotIn('wang', {entry['actor'] for entry in entries}) # who tapped is said nowhere
            self.assertEqual(far.result('/search', {'q': HELP})['hits'], [])
            history = far.result(f'/safety_round/{self.round["id"]}/history')
            self.assertNotIn('safety_report', json.dumps(history))

    def test_nor_what_was_refused_about_them(self):
        self.assert_problem(self.member.post(f'/safety_report/{self.mine["id"]}/excuse', {}), 403, 'access.denied')
        self.assert_problem(self.member.post('/grant', {'user': 'wang', 'role': 'auditor', 'scope': 'whole'}), 403)
        for _ in range(100): # the book is written behind the answer
            types = [item['type'] for item in self.user.result('/refusals')['items']]
            if 'grant' in types:
                break
        self.assertIn('safety_report', types)
        told = [item['type'] for item in self.auditor.result('/refusals')['items']]
        self.assertIn('grant', told)
        self.assertNotIn('safety_report', told)

    def test_nobody_says_for_another_that_it_is_oneself(self):
        admin = self.user
        round_ = admin.create('safety_round', date='2025-03-01', window='evening',
                              work_group=reference(self.round['work_group']))
        line = admin.create('safety_report', date='2025-03-01', round=reference(round_), person=reference(self.other['person']))
        path = f'/safety_report/{line["id"]}'
        for one in (self.member, self.lead):
            self.assert_problem(one.post(path + '/report', {'by': 'self'}), 403, 'access.denied')
            self.assert_problem(one.post(path + '/report_for', {'by': 'self'}), 409, 'record.guard')
            steps = {step['transition']: step['may'] for step in one.result(path + '/next')['steps']}
            self.assertEqual((steps['report'], steps['report_for']), (False, True))
        self.assertEqual(self.lead.post(path + '/report_for', {'by': 'leader'}).status, 200)
        # What is known of an account counts at once.
        self.assertEqual(self.lead.result(path)['by'], 'leader')
