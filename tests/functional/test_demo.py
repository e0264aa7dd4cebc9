"""The synthetic province: made of ordinary records, it adds up to the published figures, and says what it is."""

import csv
import unittest
from decimal import ROUND_HALF_UP, Decimal

import postgres
import stores
from program import ROOT, result_of, tree
from server import Server

# Published numbers that the province was made to meet exactly.
HEADLINES = {
    ('projects.count', 'giver=山东省,year=2024'): '1385',
    ('projects.count', 'giver=山东省,region=西藏日喀则市,year=2023'): '122',
    ('programmes.pairs', 'giver=山东省,year=2024'): '3279',
}


class DemoProvince(unittest.TestCase):
    """On the province as `init --demo` leaves it."""

    takes_s = 100

    @classmethod
    def setUpClass(cls):
        cls.data = stores.demo_original()
        cls.published = result_of('figures', '--published', data=cls.data)

    @unittest.skipIf(postgres.SERVER, 'the promise is of the embedded store')
    def test_it_is_made_in_under_a_minute(self):
        taken = stores.time_taken('demo')
        print('     init --demo took {seconds:.1f} s, {cpu_seconds:.1f} s of them computing'.format(**taken),
              flush=True)
        self.assertLess(min(taken.values()), 60)  # waiting for other programs is not its fault

    def test_the_whole_journal_is_in_order(self):
        entries, _ = tree(self.data)
        self.assertGreater(entries, 10_000)

    def test_every_published_figure_that_these_modules_bear_is_met_or_says_why_not(self):
        with open(ROOT / 'data/published/figures.csv', encoding='utf-8-sig') as file:
            self.assertEqual(len(self.published), len(list(csv.DictReader(file))))
        unexplained = [row for row in self.published if row['verdict'] == 'differs' and not row.get('because')]
        self.assertEqual(unexplained, [])
        agreeing = [row for row in self.published if row['verdict'] == 'agrees']
        print(f'     {len(agreeing)} of {len(self.published)} published figures agree', flush=True)
        self.assertGreater(len(agreeing), 60)

    def test_the_headlines_are_there(self):
        for (figure, where), value in HEADLINES.items():
            with self.subTest(figure=figure, where=where):
                rows = result_of('figures', figure, '--where', where, data=self.data)
                self.assertEqual([row['value'] for row in rows], [value])
        for where, least, most in (('giver=山东省,year=2024', '4475000000', '4485000000'),
                                   ('giver=山东省,region=西藏日喀则市,year=2023', '375000000', '385000000')):
            invested = Decimal(result_of('figures', 'funds.invested', '--where', where, data=self.data)[0]['value'])
            self.assertTrue(Decimal(least) <= invested < Decimal(most), (where, invested))

    def test_the_verdicts_can_be_checked_by_asking_for_the_figure(self):
        for row in [row for row in self.published if row['verdict'] == 'agrees'][::8]:
            where = ','.join(f'{name}="{value}"' for name, value in row['where'].items())
            with self.subTest(id=row['id'], figure=row['figure'], where=where):
                rows = result_of('figures', row['figure'], '--where', where, data=self.data)
                self.assertEqual([found['value'] for found in rows], [row['computed']])

    def test_parts_add_up_to_the_whole(self):
        for figure in ('funds.invested', 'projects.count', 'funds.paid'):
            whole = Decimal(result_of('figures', figure, data=self.data)[0]['value'])
            for by in ('giver', 'region.province', 'year', 'sector', 'level', 'programme,year'):
                with self.subTest(figure=figure, by=by):
                    rows = result_of('figures', figure, '--by', by, data=self.data)
                    self.assertEqual(sum(Decimal(row['value']) for row in rows), whole)

    def test_money_only_narrows_on_its_way(self):
        legs = [Decimal(result_of('figures', figure, data=self.data)[0]['value'])
                for figure in ('funds.planned', 'funds.invested', 'funds.disbursed', 'funds.paid')]
        self.assertEqual(legs, sorted(legs, reverse=True))
        self.assertGreater(legs[-1], 0)


class DemoServed(unittest.TestCase):
    """On a copy that is served and changed."""

    takes_s = 25  # late enough that the province is there: whoever waits for it keeps others from beginning

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server(stores.demo()))
        cls.user = cls.server.user()
        cls.addClassCleanup(cls.user.close)

    def test_it_says_that_it_is_a_demo(self):
        self.assertIs(self.user.result('/schema')['demo'], True)

    def lineage(self, figure, where):
        return self.user.result(f'/figures/{figure}/lineage', {'where': where, 'limit': 1000})

    def test_voiding_a_payment_moves_the_figure_and_its_lineage(self):
        where = 'giver=山东省,region=西藏日喀则市,year=2023'
        before = self.lineage('funds.paid', where)
        refunds = self.user.all_pages('/payment', 'items', {'kind': 'eq.refund', 'limit': 500})
        refunded = {refund['refund_of']['id'] for refund in refunds}
        posting = next(posting for posting in before['postings'] if posting['record']['id'] not in refunded)
        self.user.void(posting['record'] | {'type': 'payment'}, 'the voucher belongs to another project')
        after = self.lineage('funds.paid', where)
        self.assertEqual(Decimal(before['value']) - Decimal(after['value']), Decimal(posting['value']))
        value = self.user.value_of('funds.paid', giver='山东省', region='西藏日喀则市', year=2023)
        self.assertEqual(value, after['value'])
        self.assertEqual(after['operands'][0]['postings'], before['operands'][0]['postings'] + 1)
        history = self.user.result(f'/payment/{posting["record"]["id"]}/history')['entries']
        self.assertEqual((history[-1]['action'], history[-1]['reason']),
                         ('void', 'the voucher belongs to another project'))

    def test_voiding_a_project_moves_the_headline_and_the_verdict(self):
        where = 'giver=山东省,year=2024'
        self.assertEqual(self.user.value_of('projects.count', giver='山东省', year=2024), '1385')
        posting = self.lineage('projects.count', where)['postings'][-1]
        project = self.user.result(f'/project/{posting["record"]["id"]}')
        for _ in range(3):  # what refers to it goes first, the last leg before the one it stands on
            for record_type in reversed(self.referring_types()):
                for record in self.user.all_pages(f'/{record_type}', 'items',
                                                  {'project': f'eq.#{project["id"]}', 'limit': 500}):
                    self.user.post(f'/{record_type}/{record["id"]}/void', {'reason': 'entered twice'})
        self.user.void(self.user.result(f'/project/{project["id"]}'), 'entered twice')
        self.assertEqual(self.user.value_of('projects.count', giver='山东省', year=2024), '1384')
        published = {row['id']: row for row in self.user.result('/published')['rows']}
        self.assertEqual((published['S0-057']['computed'], published['S0-057']['verdict']), ('1384', 'differs'))

    def referring_types(self):
        types = {record_type['name']: record_type for record_type in self.user.result('/schema')['types']}
        order = ['fund_plan', 'allocation', 'disbursement', 'payment']
        found = [each['type'] for each in types['project']['referred_by'] if each['field'] == 'project']
        return [name for name in order if name in found] + sorted({name for name in found if name not in order})

    def test_every_payment_stands_on_a_voucher_that_can_be_opened(self):
        page = self.user.result('/payment', {'limit': 20, 'order': '-amount'})
        for payment in page['items']:
            answer = self.user.get(f'/files/{payment["voucher"]["sha256"]}')
            self.assertEqual((answer.status, len(answer.body)), (200, payment['voucher']['size']))

    def test_lineage_adds_up_for_the_cells_of_the_headlines(self):
        schema = self.user.result('/schema')
        for figure in [figure for figure in schema['figures'] if figure['headline'] is not None]:
            rows = self.user.result(f'/figures/{figure["name"]}', {'by': 'year'})['rows'][-2:]
            for row in rows:
                with self.subTest(figure=figure['name'], where=row['where']):
                    query = {'where': f'year={row["where"]["year"]}', 'limit': 1000}
                    lineage = self.user.result(f'/figures/{figure["name"]}/lineage', query)
                    self.assertEqual(lineage['value'], row['value'])
                    if len(lineage['operands']) == 1:
                        postings = self.user.all_pages(f'/figures/{figure["name"]}/lineage', 'postings', query)
                        shown = Decimal(row['value'])  # with the figure's decimals
                        exact = sum(Decimal(posting['value']) for posting in postings)
                        self.assertEqual(exact.quantize(shown, ROUND_HALF_UP), shown)


class DemoTwice(unittest.TestCase):
    takes_s = 95

    def test_made_twice_it_is_the_same_province(self):
        second = stores.made_once('demo-again', '--demo')  # this one first: meanwhile another test makes the other
        first = stores.demo_original()
        self.assertEqual(tree(first)[0], tree(second)[0])
        self.assertEqual(*(result_of('figures', '--published', data=data) for data in (first, second)))
        for by in ('year', 'giver', 'region.county'):
            self.assertEqual(*(result_of('figures', 'funds.paid', '--by', by, data=data) for data in (first, second)))


if __name__ == '__main__':
    unittest.main()
