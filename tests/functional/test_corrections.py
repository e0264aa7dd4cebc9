"""Corrections, the past, what changed, steps and their time limits, over HTTP and on the command line."""

import unittest
from decimal import Decimal

import stores
from on_one_server import OnOneServer
from program import must, result_of
from samples import Sample, reference
from server import Server


class Corrections(OnOneServer):
    def test_what_is_settled_is_amended_with_a_reason_only(self):
        plan = self.sample.fund('fund_plan', '10.00', date='2018-01-01')
        path = f'/fund_plan/{plan["id"]}'
        for reason in ('', '  ', None):
            answer = self.user.patch(path, {'amount': '12.00', 'reason': reason}, plan['version'])
            self.assertIn(answer.status, (400, 422), answer)
        self.assert_problem(self.user.patch(path, {'amount': '12.00', 'reason': ''}, plan['version']), 422,
                            'record.reason_required', '/reason')
        self.assertEqual(self.user.result(path)['version'], plan['version'])
        finding = self.user.create('audit_finding', project=reference(self.sample.project), found_on='2026-01-10',
                                   kind='idle_money', severity='low')
        draft = self.user.patch(f'/audit_finding/{finding["id"]}', {'severity': 'high', 'reason': ''},
                                finding['version'])
        self.assertEqual(draft.status, 200, 'a draft is amended freely')

    def test_the_causes_of_a_change_add_up_to_the_difference(self):
        project = self.sample.new_project(name='对账', region='540230')
        plans = [self.sample.fund('fund_plan', amount, project=project, date='2017-03-01')
                 for amount in ('100.00', '30.00', '7.00')]
        then = plans[-1]['updated_at']
        late = self.sample.fund('fund_plan', '5.00', project=project, date='2017-04-01')
        self.user.patch(f'/fund_plan/{plans[0]["id"]}', {'amount': '90.00', 'reason': '看错'}, plans[0]['version'])
        self.user.void(plans[1], '重复')
        self.user.patch(f'/project/{project["id"]}', {'region': '540229', 'reason': '登记有误'}, project['version'])
        path, query = '/figures/funds.planned/changes', {'where': 'year=2017', 'from': then, 'limit': 3}
        changes = self.user.result(path, query)
        self.assertEqual((changes['then'], changes['now'], changes['difference']), ('137.00', '102.00', '-35.00'))
        causes = {cause['cause']: cause for cause in changes['causes']}
        self.assertEqual({name: cause['value'] for name, cause in causes.items()},
                         {'late': '5.00', 'corrected': '-40.00', 'moved': '0.00'})
        postings = self.user.all_pages(path, 'postings', query)
        self.assertEqual(len(postings), sum(cause['postings'] for cause in causes.values()))
        for name, cause in causes.items():
            of_cause = [posting for posting in postings if posting['cause'] == name]
            self.assertEqual(sum(Decimal(posting['value']) for posting in of_cause), Decimal(cause['value']), name)
            self.assertEqual(of_cause, self.user.all_pages(path, 'postings', {**query, 'cause': name}))
        self.assertEqual({posting['reason'] for posting in postings}, {'', '看错', '重复', '登记有误'})
        self.assertEqual({posting['by']['id'] for posting in postings if posting['cause'] == 'moved'}, {project['id']})
        self.assertTrue(all(posting['late_days'] > 365 for posting in postings))
        self.assertEqual([posting['record']['id'] for posting in postings if posting['cause'] == 'late'], [late['id']])
        there = self.user.result(path, {**query, 'where': 'year=2017,region=540229'})
        self.assertEqual((there['then'], there['now']), ('0.00', '102.00'))
        self.assert_problem(self.user.get(path, {}), 422, 'figure.moment_missing')
        self.assert_problem(self.user.get(path, {'from': then, 'to': '2016-01-01'}), 422, 'figure.moments_reversed')
        self.assert_problem(self.user.get(path, {'from': then, 'cause': 'luck'}), 422, 'figure.bad_cause')
        self.assert_problem(self.user.get(path, {'from': then, 'after': 'x'}), 422, 'list.bad_cursor')

    def test_lists_and_names_are_those_of_the_moment(self):
        project = self.sample.new_project(name='旧名')
        plan = self.sample.fund('fund_plan', '1.00', project=project, date='2016-01-01')
        then = plan['updated_at']
        renamed = self.user.patch(f'/project/{project["id"]}', {'name': '新名', 'reason': '改名'},
                                  project['version']).json
        self.user.void(plan)
        asked = {'date': 'eq.2016-01-01', 'as_of': then, 'count': 1}
        found = self.user.result('/fund_plan', asked)
        self.assertEqual((found['count'], found['items'][0]['project']['label']), (1, '旧名'))
        self.assertEqual(self.user.result('/fund_plan', {**asked, 'as_of': ''})['items'], [])
        self.assertEqual(self.user.result('/project', {'name': 'eq.旧名', 'as_of': then})['items'][0]['id'], project['id'])
        self.assertEqual(self.user.result('/project', {'name': 'eq.旧名'})['items'], [])
        history = self.user.result(f'/project/{project["id"]}/history', {'as_of': then})
        self.assertEqual([entry['action'] for entry in history['entries']], ['create'])
        self.assertNotEqual(renamed['version'], project['version'])


class Steps(OnOneServer):
    def finding(self, **fields):
        return self.user.create('audit_finding', project=reference(self.sample.project), found_on='2026-01-10',
                                kind='idle_money', severity='low', **fields)

    def take(self, record, step, **body):
        return self.user.post(f'/{record["type"]}/{record["id"]}/{step}', body)

    def test_a_step_says_what_it_needs_and_is_taken_back(self):
        finding = self.finding()
        path = f'/audit_finding/{finding["id"]}'
        step, = self.user.result(path + '/next')['steps']
        self.assertEqual((step['transition'], step['ready'], step['may']), ('answer', False, True))
        self.assertEqual([field['field'] for field in step['fields']], ['answer'])
        self.assert_problem(self.take(finding, 'answer'), 422, 'record.field_required', '/answer')
        self.assert_problem(self.take(finding, 'undo', reason='x'), 409, 'record.nothing_to_undo')
        self.assertEqual(self.take(finding, 'answer', answer='已安排').json['state'], 'answered')
        self.assert_problem(self.take(finding, 'undo'), 422, 'record.reason_required', '/reason')
        undone = self.take(finding, 'undo', reason='答错了').json
        self.assertEqual((undone['state'], undone['answer'], undone['deadline']), ('open', None, finding['deadline']))
        history = self.user.result(path + '/history')['entries']
        self.assertEqual([(entry['action'], entry['transition']) for entry in history],
                         [('create', None), ('advance', 'answer'), ('undo', 'answer')])

    def test_a_review_waits_for_its_paper(self):
        plan, allocation, disbursement = self.sample.with_money('10.00')
        step, = self.user.result(f'/disbursement/{disbursement["id"]}/next')['steps']
        self.assertEqual([paper['field'] for paper in step['papers']], ['voucher'])
        self.assertEqual((step['guard']['holds'], step['ready']), (True, False))

    def test_what_is_overdue_is_to_do_and_passed_on_once(self):
        finding = self.finding(due_on='2026-02-01')
        todo = self.user.result('/todo', {'limit': 500})
        item, = [item for item in todo['items'] if item['id'] == finding['id']]
        self.assertEqual((item['deadline'], item['overdue']), ('2026-02-01', True))
        self.assertLess(item['days_left'], -100)
        self.assertGreaterEqual(todo['overdue'], 1)
        overdue = self.user.all_pages('/audit_finding', 'items', {'overdue': 'true'})
        self.assertIn(finding['id'], [record['id'] for record in overdue])
        self.assert_problem(self.take(finding, 'escalate', reason='x'), 404)


class OnTheCommandLine(unittest.TestCase):
    def test_what_the_pages_do_the_command_line_does(self):
        store = stores.fresh()
        with Server(store) as server:
            sample = Sample(server.user())
            plan = sample.fund('fund_plan', '10.00', date='2020-01-01')
            finding = sample.client.create('audit_finding', project=reference(sample.project), found_on='2020-01-10',
                                           kind='idle_money', severity='low', due_on='2099-01-01')

        def record(does, *arguments):
            return must('record', does, *arguments, data=store)

        record('amend', 'fund_plan', plan['id'], 'amount=12', '--reason', '看错')
        changes = result_of('changes', 'funds.planned', '--from', plan['updated_at'], data=store)
        self.assertEqual(changes['difference'], '2.00')
        record('advance', 'audit_finding', finding['id'], 'answer', 'answer=好')
        self.assertIn('销号', record('next', 'audit_finding', finding['id']).out)
        record('undo', 'audit_finding', finding['id'], '--reason', '点错')
        record('amend', 'audit_finding', finding['id'], 'due_on=2021-01-01')
        self.assertIn('1', must('escalate', data=store).out)
        self.assertIn('0', must('escalate', data=store).out)
        escalated = result_of('record', 'get', 'audit_finding', finding['id'], data=store)
        self.assertEqual(escalated['escalated'], '2021-01-01')


if __name__ == '__main__':
    unittest.main()
