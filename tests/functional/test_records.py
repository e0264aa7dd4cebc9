"""Records over HTTP: made, listed, changed, advanced, voided, and looked back at."""

import unittest
from urllib.parse import quote

from on_one_server import OnOneServer
from samples import REGION, reference


class Creating(OnOneServer):
    def test_a_record_is_made_with_number_version_location_and_etag(self):
        answer = self.user.post('/fund_plan', {'project': reference(self.sample.project), 'date': '2023-05-01',
                                               'amount': '1.50'})
        self.assertEqual(answer.status, 201, answer)
        record = answer.json
        self.assertEqual((record['type'], record['number'], record['amount']), ('fund_plan', 'JH-2023-00001', '1.50'))
        self.assertEqual(record['void'], False)
        self.assertEqual(answer.fields['Location'], f'/api/v1/fund_plan/{record["id"]}')
        self.assertEqual(answer.fields['ETag'], f'"{record["version"]}"')
        self.assertEqual(record['created_by'], 'admin')
        self.assertEqual({key: record['project'][key] for key in ('id', 'type', 'label')},
                         {'id': self.sample.project['id'], 'type': 'project', 'label': '水渠'})
        again = self.user.get(f'/fund_plan/{record["id"]}')
        self.assertEqual((again.json, again.fields['ETag']), (record, answer.fields['ETag']))

    def test_a_record_is_found_by_id_number_and_key(self):
        project = self.sample.project
        for name in (project['id'], project['number']):
            self.assertEqual(self.user.result(f'/project/{name}')['id'], project['id'])
        self.assertEqual(self.user.result('/programme/aid')['code'], 'aid')
        self.assertEqual(self.user.result('/division/370000')['name'], '山东省')

    def test_references_are_given_as_id_key_number_or_object(self):
        project = self.sample.project
        for given in (reference(project), project['number'], {'id': project['id']}):
            with self.subTest(given=given):
                made = self.user.create('fund_plan', project=given, date='2024-05-01', amount='1')
                self.assertEqual(made['project']['id'], project['id'])

    def test_money_is_read_as_people_write_it(self):
        for given, read in (('160万', '1600000.00'), ('1,200.50', '1200.50'), (7, '7.00'), ('0.01', '0.01')):
            with self.subTest(given=given):
                made = self.user.create('fund_plan', project=reference(self.sample.project), date='2024-05-02',
                                        amount=given)
                self.assertEqual(made['amount'], read)

    def test_all_that_is_wrong_is_said_at_once(self):
        answer = self.user.post('/project', {'name': '缺字段', 'budget': '-5', 'level': 'moon', 'colour': 'red'})
        problem = self.assert_problem(answer, 422)
        said = {(each['code'], each['field']) for each in problem['problems']}
        self.assertLessEqual({('record.out_of_range', '/budget'), ('record.unknown_choice', '/level'),
                              ('record.unknown_field', '/colour'), ('record.field_required', '/programme')}, said)

    def test_problems_speak_chinese_first_and_english_when_asked(self):
        body = {'project': reference(self.sample.project), 'date': '2024-01-01'}
        for asked, language, word in ((None, 'zh', '请填写'), ('zh-CN,zh;q=0.9,en;q=0.5', 'zh', '请填写'),
                                      ('en-GB,en;q=0.9', 'en', 'required'), ('fr', 'zh', '请填写'),
                                      ('en;q=0.2,zh;q=0.1', 'en', 'required')):
            with self.subTest(asked=asked):
                answer = self.user.post('/fund_plan', body, Accept_Language=asked)
                problem = self.assert_problem(answer, 422, 'record.field_required', '/amount')
                self.assertIn(word, problem['detail'])
                self.assertEqual(answer.fields['Content-Language'], language)

    def test_a_dry_run_says_what_would_be_and_changes_nothing(self):
        self.sample.with_money('10.00', self.sample.new_project(name='试'))
        before = self.user.tree()
        body = {'project': reference(self.sample.project), 'date': '2024-05-03', 'amount': '12.50'}
        answer = self.user.post('/fund_plan', body, {'dry_run': 1})
        self.assertEqual(answer.status, 200, answer)
        rehearsal = answer.json
        self.assertIs(rehearsal['dry_run'], True)
        self.assertEqual(rehearsal['record']['amount'], '12.50')
        planned = [posting for posting in rehearsal['postings'] if posting['measure'] == 'funds.planned']
        self.assertEqual([(posting['value'], posting['unit'], posting['day']) for posting in planned],
                         [('12.50', 'CNY', '2024-05-03')])
        self.assertEqual(planned[0]['coordinates']['giver'], '山东省')
        refused = self.user.post('/fund_plan', {**body, 'amount': '-1'}, {'dry_run': 1})
        self.assert_problem(refused, 422, 'record.out_of_range', '/amount')
        self.assertEqual(self.user.tree(), before)

    def test_the_same_idempotency_key_gives_the_first_answer_again(self):
        body = {'project': reference(self.sample.project), 'date': '2024-05-04', 'amount': '3'}
        first = self.user.post('/fund_plan', body, Idempotency_Key='once')
        before = self.user.tree()
        second = self.user.post('/fund_plan', body, Idempotency_Key='once')
        self.assertEqual((second.status, second.json, second.fields['Location']),
                         (201, first.json, first.fields['Location']))
        self.assertEqual(self.user.tree(), before)
        other = self.user.post('/fund_plan', {**body, 'amount': '4'}, Idempotency_Key='once')
        self.assert_problem(other, 422, 'idempotency.reused')

    def test_a_refused_command_can_be_sent_again_with_its_idempotency_key(self):
        project = self.sample.new_project(name='先缺计划')
        body = {'project': reference(project), 'date': '2024-05-04', 'amount': '3'}
        self.assert_problem(self.user.post('/allocation', body, Idempotency_Key='later'), 409)
        self.sample.fund('fund_plan', '3', project=project)
        self.assertEqual(self.user.post('/allocation', body, Idempotency_Key='later').status, 201)

    def test_an_idempotency_key_that_cannot_be_one_is_refused(self):
        body = {'project': reference(self.sample.project), 'date': '2024-05-04', 'amount': '3'}
        for key in ('two words', 'k' * 201, '钥匙'.encode().decode('latin-1')):
            self.assert_problem(self.user.post('/fund_plan', body, Idempotency_Key=key), 400, 'idempotency.bad_key')

    def test_a_social_credit_code_with_a_wrong_check_character_is_refused(self):
        answer = self.user.post('/organisation', {'code': '913700001630477271', 'name': '某公司', 'kind': 'builder'})
        self.assert_problem(answer, 422, 'parties.organisation_code', '/code')

    def test_a_key_is_used_once(self):
        body = {'code': 'aid', 'name': '又一个', 'kind': 'reservoir'}
        self.assert_problem(self.user.post('/programme', body), 409, 'record.duplicate', '/code')


class Changing(OnOneServer):
    def plan(self, amount='5.00'):
        return self.sample.fund('fund_plan', amount, date='2022-01-01')

    def test_an_amendment_needs_the_version_it_was_based_on(self):
        plan = self.plan()
        path = f'/fund_plan/{plan["id"]}'
        self.assert_problem(self.user.patch(path, {'amount': '6'}), 428, 'record.version_required')
        self.assert_problem(self.user.patch(path, {'amount': '6'}, version=int(plan['version']) - 1), 412,
                            'record.version_stale')
        self.assert_problem(self.user.patch(path, {'amount': '6'}, If_Match='latest'), 400, 'record.bad_version')
        amended = self.user.patch(path, {'amount': '6', 'reason': 'misread'}, plan['version'])
        self.assertEqual((amended.status, amended.json['amount']), (200, '6.00'))
        self.assertNotEqual(amended.json['version'], plan['version'])
        self.assertEqual(amended.fields['ETag'], f'"{amended.json["version"]}"')
        self.assert_problem(self.user.patch(path, {'amount': '7'}, plan['version']), 412, 'record.version_stale')
        self.assertEqual(self.user.result(path)['amount'], '6.00')

    def test_an_amendment_that_changes_nothing_makes_no_entry(self):
        plan, before = self.plan(), self.user.tree()
        answer = self.user.patch(f'/fund_plan/{plan["id"]}', {'amount': '5.00'}, plan['version'])
        self.assertEqual((answer.status, answer.json), (200, plan))
        self.assertEqual(self.user.tree(), before)

    def test_a_field_is_emptied_with_null_unless_it_is_required(self):
        made = self.sample.fund('fund_plan', '5', document='鲁财〔2024〕1号')
        emptied = self.user.patch(f'/fund_plan/{made["id"]}', {'document': None}, made['version'])
        self.assertIsNone(emptied.json['document'])
        self.assert_problem(self.user.patch(f'/fund_plan/{made["id"]}', {'amount': None}, emptied.json['version']),
                            422, 'record.field_required', '/amount')

    def test_what_may_not_be_amended_is_refused(self):
        self.sample.with_money('50.00')
        payment = self.sample.pay('1.00')
        path = f'/payment/{payment["id"]}'
        self.assert_problem(self.user.patch(path, {'amount': '2.00'}, payment['version']), 409, 'record.not_amendable',
                            '/amount')
        self.assertEqual(self.user.patch(path, {'note': '补记'}, payment['version']).status, 200)

    def test_a_project_goes_through_its_states_in_order(self):
        project = self.sample.new_project(name='状态')
        path = f'/project/{project["id"]}'
        self.assertEqual(project['state'], 'proposed')
        self.assert_problem(self.user.post(path + '/start', {'started_on': '2024-03-01'}), 409,
                            'record.transition_not_allowed')
        self.assertEqual(self.user.post(path + '/appraise').json['state'], 'feasible')
        self.assert_problem(self.user.post(path + '/approve'), 422, 'record.field_required', '/approved_on')
        approved = self.user.post(path + '/approve', {'approved_on': '2024-02-01', 'budget': '900000'}).json
        self.assertEqual((approved['state'], approved['approved_on'], approved['budget']),
                         ('approved', '2024-02-01', '900000.00'))
        self.assert_problem(self.user.post(path + '/start', {'started_on': '2024-01-01'}), 409, 'rule.broken',
                            '/started_on')
        self.assert_problem(self.user.post(path + '/start', {'started_on': '2024-03-01', 'budget': '1'}), 422,
                            'record.not_settable', '/budget')
        stale = self.user.post(path + '/start', {'started_on': '2024-03-01'}, If_Match=f'"{project["version"]}"')
        self.assert_problem(stale, 412, 'record.version_stale')
        started = self.user.post(path + '/start', {'started_on': '2024-03-01'}, If_Match=f'"{approved["version"]}"')
        self.assertEqual(started.json['state'], 'started')
        self.assert_problem(self.user.post(path + '/fly'), 404, 'record.unknown_transition')

    def test_a_void_record_stays_readable_and_takes_its_postings_back(self):
        plan = self.plan('77.00')
        value = self.user.value_of('funds.planned', year=2022)
        path = f'/fund_plan/{plan["id"]}'
        for said in ({}, {'reason': ' \n'}, {'reason': '\u3000\u00a0\u2003'}):
            self.assert_problem(self.user.post(path + '/void', said), 422, 'record.reason_required', '/reason')
        voided = self.user.void(plan)
        self.assertIs(voided['void'], True)
        self.assertEqual(float(value) - float(self.user.value_of('funds.planned', year=2022)), 77.0)
        self.assertIs(self.user.result(path)['void'], True)
        listed = [record['id'] for record in self.user.all_pages('/fund_plan', 'items')]
        self.assertNotIn(plan['id'], listed)
        for chosen in ('any', 'eq.true'):
            listed = [record['id'] for record in self.user.all_pages('/fund_plan', 'items', {'void': chosen})]
            self.assertIn(plan['id'], listed)
        self.assert_problem(self.user.post(path + '/void', {'reason': 'again'}), 409, 'record.void_already')
        self.assert_problem(self.user.patch(path, {'amount': '1'}, voided['version']), 409, 'record.void_already')

    def test_a_record_that_others_refer_to_cannot_be_voided(self):
        answer = self.user.post('/programme/aid/void', {'reason': 'try'})
        self.assert_problem(answer, 409, 'record.referenced')

    def test_a_void_record_cannot_be_referred_to(self):
        project = self.sample.new_project(name='作废')
        self.user.void(project)
        answer = self.user.post('/fund_plan', {'project': reference(project), 'date': '2024-01-01', 'amount': '1'})
        self.assert_problem(answer, 422, 'record.bad_reference', '/project')

    def test_a_limit_that_would_be_broken_is_refused_with_its_own_sentence(self):
        project = self.sample.new_project(name='限额')
        self.sample.with_money('500.00', project)
        before = self.user.tree()
        answer = self.user.post('/payment', self.sample.payment_of('500.01', project), Accept_Language='zh')
        problem = self.assert_problem(answer, 409, 'funds.paid_exceeds_disbursed', '/amount')
        self.assertEqual(problem['detail'], '支付不得超过已拨付资金。')
        self.assertEqual(self.user.tree(), before)
        self.sample.pay('500.00', project)
        self.assert_problem(self.user.post('/payment', self.sample.payment_of('0.01', project)), 409,
                            'funds.paid_exceeds_disbursed')

    def test_a_disbursement_cannot_be_taken_back_below_what_was_paid(self):
        project = self.sample.new_project(name='退回')
        plan, allocation, disbursement = self.sample.with_money('500.00', project)
        self.sample.pay('400.00', project)
        before = self.user.tree()
        for leg, code in ((disbursement, 'funds.paid_exceeds_disbursed'),
                          (allocation, 'funds.disbursed_exceeds_allocated'),
                          (plan, 'funds.allocated_exceeds_planned')):
            answer = self.user.post(f'/{leg["type"]}/{leg["id"]}/void', {'reason': 'try'})
            self.assert_problem(answer, 409, code)
        answer = self.user.patch(f'/disbursement/{disbursement["id"]}', {'amount': '399.99'}, disbursement['version'])
        self.assert_problem(answer, 409, 'funds.paid_exceeds_disbursed')
        self.assertEqual(self.user.tree(), before)
        self.user.patch(f'/disbursement/{disbursement["id"]}', {'amount': '400.00'}, disbursement['version'])

    def test_moving_a_project_to_another_county_moves_its_money(self):
        project = self.sample.new_project(name='搬迁')
        self.sample.with_money('123.45', project)
        here, there = REGION, '540229'
        before = {place: float(self.user.value_of('funds.invested', region=place))
                  for place in (here, there)}
        self.user.patch(f'/project/{project["id"]}', {'region': there, 'reason': 'surveyed again'}, project['version'])
        after = {place: float(self.user.value_of('funds.invested', region=place)) for place in (here, there)}
        self.assertAlmostEqual(before[here] - after[here], 123.45)
        self.assertAlmostEqual(after[there] - before[there], 123.45)


class LookingBack(OnOneServer):
    def test_history_tells_every_change_with_its_postings(self):
        plan = self.sample.fund('fund_plan', '10.00', date='2021-01-01')
        path = f'/fund_plan/{plan["id"]}'
        amended = self.user.patch(path, {'amount': '12.00', 'reason': 'counted again'}, plan['version']).json
        self.user.void(amended, 'entered twice')
        entries = self.user.result(path + '/history')['entries']
        self.assertEqual([entry['action'] for entry in entries], ['create', 'amend', 'void'])
        self.assertEqual([entry['reason'] for entry in entries], ['', 'counted again', 'entered twice'])
        self.assertEqual([entry['seq'] for entry in entries][:2], [plan['version'], amended['version']])
        self.assertEqual((entries[1]['set']['amount'], entries[1]['was']['amount']), ('12.00', '10.00'))
        posted = [[posting['value'] for posting in entry['postings'] if posting['measure'] == 'funds.planned']
                  for entry in entries]
        self.assertEqual(posted, [['10.00'], ['2.00'], ['-12.00']])
        for entry in entries:
            self.assertEqual(entry['actor'], 'admin')
            self.assertRegex(entry['leaf'], '^[0-9a-f]{64}$')

    def test_a_record_and_its_figures_are_shown_as_they_were(self):
        plan = self.sample.fund('fund_plan', '10.00', date='2020-01-01')
        path = f'/fund_plan/{plan["id"]}'
        amended = self.user.patch(path, {'amount': '12.00'}, plan['version']).json
        self.user.void(amended)
        for moment, amount in ((plan['updated_at'], '10.00'), (amended['updated_at'], '12.00')):
            then = self.user.result(path, {'as_of': moment})
            self.assertEqual((then['amount'], then['void']), (amount, False))
            rows = self.user.result('/figures/funds.planned', {'where': 'year=2020', 'as_of': moment})['rows']
            self.assertEqual([row['value'] for row in rows], [amount])
        self.assertEqual(self.user.value_of('funds.planned', year=2020), '0.00')
        self.assert_problem(self.user.get(path, {'as_of': '2001-01-01'}), 404)
        self.assert_problem(self.user.get(path, {'as_of': 'once'}), 422, 'moment.unreadable')

    def test_the_log_shows_every_entry_once(self):
        size, _ = self.user.tree()
        after, seen = 0, []
        while True:
            entries = self.user.result('/log/entries', {'after': after, 'limit': 500})['entries']
            if not entries:
                break
            seen += [int(entry['seq']) for entry in entries]
            after = seen[-1]
        self.assertEqual(seen, list(range(1, size + 1)))
        self.assertEqual(len(self.user.result('/log/entries', {'limit': 500})['entries']), 500)
        self.assert_problem(self.user.get('/log/entries', {'limit': 501}), 422, 'list.bad_limit')


class Listing(OnOneServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.projects = [cls.sample.new_project(name=f'工程{number:02}', budget=str(1000 * (number % 5 + 1)),
                                               planned_on=f'20{10 + number % 4}-06-01',
                                               theme='road' if number % 3 else 'health')
                        for number in range(23)]

    def numbers(self, **query):
        query = {name.replace('__', '.'): value for name, value in query.items()}
        found = self.user.all_pages('/project', 'items', {'name': 'like.工程', **query})
        return [record['number'] for record in found]

    def wanted(self, holds):
        return {project['number'] for project in self.projects if holds(project)}

    def test_each_operator_picks_what_it_says(self):
        for name, text, holds in (
                ('budget', 'eq.3000', lambda p: p['budget'] == '3000.00'),
                ('budget', 'ne.3000', lambda p: p['budget'] != '3000.00'),
                ('budget', 'gt.3000', lambda p: float(p['budget']) > 3000),
                ('budget', 'gte.3000', lambda p: float(p['budget']) >= 3000),
                ('budget', 'lt.3000', lambda p: float(p['budget']) < 3000),
                ('budget', 'lte.3000', lambda p: float(p['budget']) <= 3000),
                ('budget', 'in.(1000,5000)', lambda p: p['budget'] in ('1000.00', '5000.00')),
                ('planned_on', 'gte.2012-01-01', lambda p: p['planned_on'] >= '2012'),
                ('theme', 'eq.health', lambda p: p['theme'] == 'health'),
                ('started_on', 'null', lambda p: True), ('started_on', 'notnull', lambda p: False),
                ('state', 'eq.proposed', lambda p: True), ('state', 'eq.started', lambda p: False),
                ('number', f'eq.{self.projects[3]["number"]}', lambda p: p is self.projects[3]),
                ('region', 'eq.540228', lambda p: True), ('region', 'under.540000', lambda p: True),
                ('region', 'under.650000', lambda p: False),
                ('region.name', 'eq.白朗县', lambda p: True), ('programme.code', 'eq.other', lambda p: False)):
            with self.subTest(filter=f'{name}={text}'):
                self.assertEqual(set(self.numbers(**{name.replace('.', '__'): text})), self.wanted(holds))

    def test_filters_go_through_references(self):
        plan = self.sample.fund('fund_plan', '9.00', project=self.projects[0])
        for query in ({'project.name': 'eq.工程00'}, {'project.region': 'under.540000'},
                      {'project.region.name': 'eq.白朗县'}):
            found = self.user.all_pages('/fund_plan', 'items', query)
            self.assertEqual([record['id'] for record in found], [plan['id']])

    def test_pages_hold_everything_once_in_the_order_asked_for(self):
        for order, key in (('-budget', lambda p: -float(p['budget'])),
                           ('planned_on,-budget', lambda p: (p['planned_on'], -float(p['budget']))),
                           ('name', lambda p: p['name'])):
            for limit in (1, 7, 23, 500):
                with self.subTest(order=order, limit=limit):
                    found = self.user.all_pages('/project', 'items',
                                                {'name': 'like.工程', 'order': order, 'limit': limit})
                    self.assertEqual({record['number'] for record in found}, self.wanted(lambda p: True))
                    self.assertEqual(len(found), 23)
                    self.assertEqual([key(record) for record in found], sorted(key(record) for record in found))

    def test_pages_stay_steady_while_records_are_added(self):
        first = self.user.result('/project', {'name': 'like.工程', 'order': 'name', 'limit': 10})
        added = self.sample.new_project(name='工程-前面')
        rest = self.user.all_pages('/project', 'items', {'name': 'like.工程', 'order': 'name', 'limit': 10,
                                                         'after': first['next']})
        self.user.void(added)
        names = [record['name'] for record in first['items'] + rest]
        self.assertEqual(len(names), len(set(names)))
        self.assertLessEqual({project['name'] for project in self.projects}, set(names))

    def test_a_count_is_given_when_asked_for(self):
        page = self.user.result('/project', {'name': 'like.工程', 'limit': 2, 'count': 1})
        self.assertEqual((page['count'], len(page['items'])), (23, 2))
        self.assertNotIn('count', self.user.result('/project', {'limit': 2}))

    def test_words_find_records(self):
        found = {record['name'] for record in self.user.all_pages('/project', 'items', {'q': '工程07'})}
        self.assertEqual(found, {'工程07'})

    def test_what_cannot_be_filtered_ordered_or_paged_is_refused(self):
        for query, code in (({'colour': 'eq.red'}, 'list.unknown_field'), ({'budget': '3000'}, 'list.bad_operator'),
                            ({'budget': 'about.3000'}, 'list.bad_operator'), ({'budget': 'eq.lots'}, 'list.bad_value'),
                            ({'planned_on': 'gte.soon'}, 'list.bad_value'), ({'order': 'colour'}, 'list.unknown_field'),
                            ({'limit': '0'}, 'list.bad_limit'), ({'limit': '501'}, 'list.bad_limit'),
                            ({'limit': 'ten'}, 'list.bad_number'),
                            ({'after': 'nonsense'}, 'list.bad_cursor'), 
                            ({"name'; DROP TABLE project; --": 'eq.1'}, 'list.unknown_field'),
                            ({'region.nothing': 'eq.1'}, 'list.unknown_field'),
                            ({'name.code': 'eq.1'}, 'list.unknown_field')):
            with self.subTest(query=query):
                self.assert_problem(self.user.get('/project', query), 422, code)

    def test_a_filter_by_a_record_that_is_not_there_says_so(self):
        for text in ('eq.nowhere', 'under.nowhere', 'in.(370000,nowhere)'):
            with self.subTest(filter=text):
                problem = self.assert_problem(self.user.get('/project', {'region': text}), 404, 'record.not_found')
                self.assertIn('nowhere', problem['detail'])

    def test_values_are_never_taken_for_sql(self):
        for value in ("eq.' OR 1=1 --", 'like.%\\', "in.('a',\"b\")", 'eq.\x00', 'eq.%00'):
            answer = self.user.get('/project', {'name': value})
            self.assertIn(answer.status, (200, 400, 422), answer)
            if answer.status == 200:
                self.assertEqual(answer.json['items'], [])

    def test_an_unknown_type_or_record_is_not_found(self):
        self.assert_problem(self.user.get('/unicorn'), 404, 'record.unknown_type')
        self.assert_problem(self.user.post('/unicorn'), 404, 'record.unknown_type')
        for name in ('999999999', 'XM-1999-00001', '#1', quote('没有'), '-1', '9' * 30):
            self.assert_problem(self.user.get(f'/project/{name}'), 404, 'record.not_found')
        self.assert_problem(self.user.get('/project/' + self.sample.programme['id']), 404, 'record.not_found')


if __name__ == '__main__':
    unittest.main()
