"""Figures over HTTP: slices that add up, and lineage down to the records."""

import unittest
from decimal import Decimal

from on_one_server import OnOneServer

COUNTIES = {'540228': '白朗县', '540229': '仁布县', '540221': '南木林县'}


class Figures(OnOneServer):
    """Six projects in three counties and two levels, paid in four years; every number is known here beforehand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paid = []
        for number in range(6):
            region = list(COUNTIES)[number % 3]
            level = ('county', 'prefecture')[number % 2]
            project = cls.sample.new_project(name=f'项目{number}', region=region, level=level, budget='100000')
            cls.sample.with_money('90000.00', project)
            for year in range(2021, 2025):
                amount = Decimal(1000 * (number + 1) + year) / 100
                cls.sample.pay(str(amount), project, date=f'{year}-0{number + 1}-15')
                cls.paid.append((region, level, year, amount))

    def cells(self, figure, **query):
        return self.user.result(f'/figures/{figure}', query)['rows']

    def sum_of(self, holds=lambda *_: True):
        return sum((amount for region, level, year, amount in self.paid if holds(region, level, year)), Decimal(0))

    def test_a_figure_says_what_it_is(self):
        figure = self.user.result('/figures/funds.paid')
        self.assertEqual((figure['figure'], figure['unit'], figure['kind'], figure['decimals'], figure['as_of']),
                         ('funds.paid', 'CNY', 'flow', 2, None))
        self.assertEqual(figure['title'], {'zh': '支付资金', 'en': 'Paid'})
        self.assertEqual([Decimal(row['value']) for row in figure['rows']], [self.sum_of()])

    def test_every_slice_is_the_sum_of_its_records(self):
        for region in COUNTIES:
            for year in (2021, 2024):
                with self.subTest(region=region, year=year):
                    rows = self.cells('funds.paid', where=[f'region={region}', f'year={year}'])
                    self.assertEqual([Decimal(row['value']) for row in rows],
                                     [self.sum_of(lambda r, _, y: (r, y) == (region, year))])

    def test_cells_of_a_slice_add_up_to_the_whole(self):
        for by in ('region', 'year', 'level', 'region,year', 'level,region,month', 'region.prefecture',
                   'region.province', 'quarter', 'half', 'day'):
            with self.subTest(by=by):
                rows = self.cells('funds.paid', by=by)
                self.assertEqual(sum(Decimal(row['value']) for row in rows), self.sum_of())
                for row in rows:
                    self.assertEqual(set(row['where']), set(by.split(',')))

    def test_the_keys_of_a_cell_ask_for_the_same_cell_again(self):
        for row in self.cells('funds.paid', by='region,year'):
            where = [f'{name}={value}' for name, value in {**row['where'], **row['keys']}.items()]
            again = self.cells('funds.paid', where=','.join(where))
            self.assertEqual([cell['value'] for cell in again], [row['value']])

    def test_divisions_stand_for_all_below_them(self):
        for name in ('西藏自治区', '540000', '西藏日喀则市', '540200'):
            rows = self.cells('funds.paid', where=f'region={name}')
            self.assertEqual([Decimal(row['value']) for row in rows], [self.sum_of()])

    def test_periods_are_years_quarters_months_days_and_ranges(self):
        for where, holds in (('year=2022', lambda *of: of[2] == 2022),
                             ('period=2022/2023', lambda *of: of[2] in (2022, 2023)),
                             ('from=2023-01-01', lambda *of: of[2] >= 2023),
                             ('until=2023-01-01', lambda *of: of[2] < 2023),
                             ('quarter=2022-Q1', lambda *of: of[2] == 2022 and of[3] < 3),
                             ('month=2022-02', lambda *of: of[2] == 2022 and of[3] == 1),
                             ('day=2022-02-15', lambda *of: of[2] == 2022 and of[3] == 1)):
            with self.subTest(where=where):
                wanted = sum((amount for index, (region, level, year, amount) in enumerate(self.paid)
                              if holds(region, level, year, index // 4)), Decimal(0))
                self.assertEqual([Decimal(row['value']) for row in self.cells('funds.paid', where=where)], [wanted])

    def test_a_share_is_computed_from_its_parts_and_held_against_its_target(self):
        row = self.cells('funds.county_share')[0]
        self.assertEqual(row['value'], '50.0')
        self.assertEqual(row['target'], {'at_least': '80', 'met': False})
        row = self.cells('funds.county_share', where='level=prefecture')[0]
        self.assertEqual((row['value'], row['target']['met']), ('0.0', False))
        row = self.cells('funds.county_share', where='level=县级')[0]
        self.assertEqual((row['value'], row['target']['met']), ('100.0', True))

    def test_a_share_of_nothing_has_no_value(self):
        row = self.cells('funds.county_share', where='year=1999')[0]
        self.assertIsNone(row['value'])
        self.assertIsNone(row['target']['met'])

    def test_a_stock_is_everything_up_to_the_end_of_the_period(self):
        disbursed = Decimal('540000.00')
        for year, upto in ((2023, disbursed * 0), (2024, disbursed)):
            paid = self.sum_of(lambda _, __, y: y <= year)
            rows = self.cells('funds.idle', where=f'year={year}')
            self.assertEqual([Decimal(row['value']) for row in rows], [upto - paid])

    def test_lineage_adds_up_to_the_value_of_every_cell(self):
        for row in self.cells('funds.paid', by='region,year'):
            where = [f'{name}={value}' for name, value in {**row['where'], **row['keys']}.items()]
            query = {'where': ','.join(where), 'limit': 1}
            lineage = self.user.result('/figures/funds.paid/lineage', query)
            self.assertEqual((lineage['value'], lineage['unit']), (row['value'], 'CNY'))
            postings = self.user.all_pages('/figures/funds.paid/lineage', 'postings', query)
            self.assertEqual(sum(Decimal(posting['value']) for posting in postings), Decimal(row['value']))
            self.assertEqual(sum(operand['postings'] for operand in lineage['operands']), len(postings))
            for posting in postings:
                record = self.user.result(f'/payment/{posting["record"]["id"]}')
                self.assertEqual((record['number'], record['amount'], record['date']),
                                 (posting['record']['number'], posting['value'], posting['day']))
                self.assertEqual(posting['coordinates']['giver'], '山东省')
                self.assertEqual(record['version'], posting['entry'])

    def test_the_operands_of_a_formula_are_told_apart(self):
        lineage = self.user.result('/figures/funds.county_share/lineage')
        part, whole = lineage['operands']
        self.assertEqual((part['measure'], whole['measure']), ('funds.allocated', 'funds.allocated'))
        self.assertIn('county', part['filter'])
        self.assertIsNone(whole['filter'])
        self.assertEqual((part['value'], whole['value']), ('270000.00', '540000.00'))
        for number, operand in enumerate((part, whole)):
            postings = self.user.all_pages('/figures/funds.county_share/lineage', 'postings',
                                           {'operand': number, 'limit': 2})
            self.assertEqual(sum(Decimal(posting['value']) for posting in postings), Decimal(operand['value']))

    def test_a_correction_is_a_second_posting_and_the_value_moves_with_it(self):
        project = self.sample.new_project(name='更正', region='540230')
        plan = self.sample.fund('fund_plan', '100.00', project=project, date='2019-01-01')
        self.user.patch(f'/fund_plan/{plan["id"]}', {'amount': '80.00'}, plan['version'])
        query = {'where': 'year=2019,region=540230'}
        lineage = self.user.result('/figures/funds.planned/lineage', query)
        self.assertEqual(lineage['value'], '80.00')
        self.assertEqual([(posting['value'], posting['action']) for posting in lineage['postings']],
                         [('100.00', 'create'), ('-20.00', 'amend')])
        self.user.void(self.user.result(f'/fund_plan/{plan["id"]}'))
        lineage = self.user.result('/figures/funds.planned/lineage', query)
        self.assertEqual(lineage['value'], '0.00')
        self.assertEqual(sum(Decimal(posting['value']) for posting in lineage['postings']), 0)

    def test_all_figures_are_given_with_one_slice(self):
        rows = self.user.result('/figures', {'where': 'giver=山东省,year=2024'})['rows']
        found = {row['figure']: row for row in rows}
        known = {figure['name'] for figure in self.user.result('/schema')['figures']}
        self.assertEqual(set(found), known)
        self.assertEqual(Decimal(found['funds.paid']['value']), self.sum_of(lambda _, __, year: year == 2024))
        for row in rows:
            if row['value'] is None and 'because' in row:
                self.assertNotIn('“”', row['because'])
        self.assertIn('because', found['iati.transactions'])

    def test_headline_figures_come_in_their_order(self):
        rows = self.user.result('/figures', {'headline': 1})['rows']
        places = {figure['name']: figure['headline'] for figure in self.user.result('/schema')['figures']}
        order = [places[row['figure']] for row in rows]
        self.assertNotIn(None, order)
        self.assertEqual(order, sorted(order))

    def test_what_cannot_be_asked_is_refused(self):
        paid = '/figures/funds.paid'
        for path, query, status, code in (
                ('/figures/funds.lost', {}, 404, 'figure.unknown'),
                ('/figures/funds.lost/lineage', {}, 404, 'figure.unknown'),
                (paid, {'by': 'colour'}, 422, 'figure.unknown_dimension'),
                (paid, {'where': 'colour=red'}, 422, 'figure.unknown_dimension'),
                (paid, {'where': 'giver=nowhere'}, 422, 'figure.unknown_value'),
                (paid, {'where': 'giver'}, 422, 'figure.bad_where'),
                (paid, {'where': 'year=soon'}, 422, 'period.unreadable'),
                (paid, {'by': 'region.galaxy'}, 422, 'figure.unknown_dimension'),
                (paid + '/lineage', {'operand': 5}, 422, 'figure.unknown_operand')):
            with self.subTest(path=path, query=query):
                self.assert_problem(self.user.get(path, query), status, code)

    def test_money_of_different_currencies_is_never_added(self):
        activity = self.user.create('iati_activity', code='XM-1', identifier='XM-1', title='two currencies')
        for currency, value in (('USD', '10.00'), ('EUR', '20.00'), ('USD', '0.50')):
            self.user.create('iati_transaction', activity='#' + activity['id'], kind='disbursement', date='2024-01-01',
                             value=value,
                             currency=currency)
        rows = self.cells('iati.transactions')
        self.assertEqual(sorted((row['unit'], row['value']) for row in rows), [('EUR', '20.00'), ('USD', '10.50')])

    def test_published_figures_are_listed_with_their_verdicts(self):
        rows = self.user.result('/published')['rows']
        for row in rows:
            self.assertIn(row['verdict'], ('agrees', 'differs', 'not_a_balance', 'module'))
            self.assertTrue(row['computed'] is None or row['verdict'] in ('agrees', 'differs'), row)
            if row['verdict'] == 'not_a_balance':
                self.assertTrue(row['because']['zh'] and row['because']['en'], row)


if __name__ == '__main__':
    unittest.main()
