"""Many operations at once, and many in a row: limits hold, nothing happens twice, and what adds up is the same anew."""

import concurrent.futures
import random
import unittest
from decimal import Decimal

import stores
from on_one_server import OnOneServer
from program import result_of, tree
from samples import Sample, reference
from server import Server

CLIENTS = 16


class AtOnce(OnOneServer):
    def together(self, ask):
        """What 16 clients are told who ask at the same time."""
        def one(number):
            client = self.server.client()
            client.cookie, client.csrf = self.user.cookie, self.user.csrf
            try:
                return ask(client, number)
            finally:
                client.close()
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(one, range(CLIENTS)))

    def test_together_they_cannot_pay_more_than_was_disbursed(self):
        project = self.sample.new_project(name='并发')
        self.sample.with_money('100.00', project)
        answers = self.together(lambda client, _: client.post('/payment', self.sample.payment_of('10.00', project)))
        self.assertEqual(sorted(answer.status for answer in answers), [201] * 10 + [409] * 6)
        self.assertEqual({answer.code for answer in answers if answer.status == 409}, {'funds.paid_exceeds_disbursed'})
        numbers = {answer.json['number'] for answer in answers if answer.status == 201}
        self.assertEqual(len(numbers), 10)
        payments = self.user.all_pages('/payment', 'items', {'project': f'eq.{reference(project)}'})
        self.assertEqual({payment['number'] for payment in payments}, numbers)

    def test_of_several_amendments_of_one_version_one_is_made(self):
        plan = self.sample.fund('fund_plan', '1.00')
        answers = self.together(lambda client, number: client.patch(f'/fund_plan/{plan["id"]}',
                                                                    {'amount': f'{number + 2}.00'}, plan['version']))
        self.assertEqual(sorted(answer.status for answer in answers), [200] + [412] * 15)
        made = next(answer.json for answer in answers if answer.status == 200)
        self.assertEqual(self.user.result(f'/fund_plan/{plan["id"]}'), made)

    def test_one_idempotency_key_makes_one_record_however_many_send_it(self):
        body = {'project': reference(self.sample.project), 'date': '2024-01-01', 'amount': '7.77'}
        answers = self.together(lambda client, _: client.post('/fund_plan', body, Idempotency_Key='all-at-once'))
        self.assertEqual({(answer.status, answer.body) for answer in answers}, {(201, answers[0].body)})
        self.assertEqual(self.user.result('/fund_plan', {'amount': 'eq.7.77', 'count': 1})['count'], 1)

    def test_a_key_goes_to_one_of_those_who_want_it(self):
        answers = self.together(lambda client, number: client.post('/programme',
                                                                   {'code': 'wanted', 'name': f'第{number}',
                                                                    'kind': 'reservoir'}))
        self.assertEqual(sorted(answer.status for answer in answers), [201] + [409] * 15)


class InARow(unittest.TestCase):
    """Whatever is done in whatever order: the store verifies, and a server that starts anew says the same."""

    STEPS, SEED = 400, 20240701

    def test_after_any_sequence_everything_adds_up_anew(self):
        data = stores.fresh()
        with Server(data) as server:
            user = server.user()
            self.work(user, random.Random(self.SEED))
            slices = self.slices(user)
        with Server(data) as server:
            self.assertEqual(self.slices(server.user()), slices)
        tree(data)
        for leg in ('funds.planned', 'funds.paid'):
            self.assertEqual(Decimal(result_of('figures', leg, data=data)[0]['value']), self.expected[leg])

    def slices(self, user):
        return {(figure, by): user.result(f'/figures/{figure}', {'by': by})['rows']
                for figure in ('funds.planned', 'funds.invested', 'funds.paid', 'projects.count', 'funds.idle')
                for by in ('region', 'level,year', 'sector')}

    def work(self, user, chance):
        clerk = Clerk(user, chance)
        for _ in range(self.STEPS):
            answer = clerk.do_something()
            self.assertIn(answer.status, (200, 201, 409, 422), answer)
        self.assertGreater(clerk.made, 50)
        self.assertGreater(clerk.refused, 20)
        self.expected = {figure: self.sum_of(user, kind) for figure,
                         kind in (('funds.planned', 'fund_plan'), ('funds.paid', 'payment'))}

    def sum_of(self, user, record_type):
        return sum(Decimal(record['amount']) for record in user.all_pages(f'/{record_type}', 'items', {'limit': 500}))


class Clerk:
    """Does whatever comes to mind, right or wrong."""

    def __init__(self, user, chance):
        self.user, self.chance, self.sample = user, chance, Sample(user)
        self.projects, self.records = [self.sample.project], [self.sample.fund('fund_plan', '500.00')]
        self.made = self.refused = 0

    def do_something(self):
        deeds = [self.new_project] + 6 * [self.move_money] + 2 * [self.amend] + [self.void, self.move_project,
                                                                                 self.advance]
        answer = self.chance.choice(deeds)()
        self.refused += answer.status >= 400
        if answer.status == 201:
            self.made += 1
            kind = self.projects if answer.json['type'] == 'project' else self.records
            kind.append(answer.json)
        return answer

    def amount(self):
        return f'{self.chance.randrange(1, 50_000) / 100:.2f}'

    def path_of(self, records):
        record = self.chance.choice(records)
        return f'/{record["type"]}/{record["id"]}'

    def new_project(self):
        region, level = self.chance.choice(['540228', '540229', '540200']), self.chance.choice(['county', 'village'])
        return self.user.post('/project', self.sample.project_body(region=region, level=level))

    def move_money(self):
        leg = self.chance.choice(['fund_plan', 'fund_plan', 'allocation', 'disbursement', 'payment', 'payment'])
        body = self.sample.payment_of(self.amount(), self.chance.choice(self.projects),
                                      date=f'202{self.chance.randrange(5)}-06-01')
        if leg != 'payment':
            del body['voucher']
        return self.user.post(f'/{leg}', body)

    def amend(self):
        return self.user.patch(self.path_of(self.records), {'amount': self.amount()}, If_Match='*')

    def void(self):
        return self.user.post(self.path_of(self.records) + '/void', {'reason': 'a mistake'})

    def move_project(self):
        fields = {'region': self.chance.choice(['540228', '540229']),
                  'sector': self.chance.choice(['industry', 'talent'])}
        return self.user.patch(self.path_of(self.projects), fields, If_Match='*')

    def advance(self):
        transition = self.chance.choice(['appraise', 'return', 'cancel'])
        given = {'cancel': {'cancelled_on': '2024-07-01'},
                 'return': {'returned_on': '2024-06-01', 'returned_because': '补充材料'}}
        fields = given.get(transition, {}) if self.chance.random() < 0.3 else {}
        return self.user.post(self.path_of(self.projects) + '/' + transition, fields)


if __name__ == '__main__':
    unittest.main()
