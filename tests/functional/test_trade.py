"""Goods on their way: a platform's lines with duplicates, trace events out and in, and what anybody sees of a box."""

import json
import unittest

import stores
from on_one_server import OnOneServer
from program import REFUSED, ROOT, result_of, shanhai
from tables import workbook

BYTES = 'application/octet-stream'
SAMPLES = ROOT / 'tests' / 'data' / 'epcis'
GTIN, LOT = '6901234567892', 'XM-0901'
HEADS = ['销售行号', '日期', '网点', '商品', '重量', '金额']


class Goods(OnOneServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = cls.user.create
        make('growing_base', code='MG', name='麦盖提枣园', gln='6900000200148', kind='orchard', division='653127',
             certified_on='2020-01-01')
        make('warehouse', code='JN', name='济南主仓', role='main', division='370100', opened_on='2020-01-01')
        make('storeroom', code='JN-C', name='济南冷藏库', warehouse='JN', temperature='chilled', capacity='9000',
             opened_on='2020-01-01')
        make('outlet', code='WD', name='抖音店', kind='online', division='370100', giver='370000', opened_on='2024-01-01',
             lines_since='2024-01-01')
        make('product', gtin=GTIN, name='西梅', category='fresh_fruit', origin='653100', direction='east', temperature='chilled',
             shelf_days=40)
        make('lot', code=LOT, product=GTIN, base='MG', harvested_on='2024-09-01', best_before='2024-10-11', weight='3000',
             unit_cost='8', paid='18000')
        make('shipment', waybill='TL-2024-0001', mode='rail', from_base='MG', to_warehouse='JN', origin='653127',
             destination='370100', departed_on='2024-09-02', freight='1500', direction='east')
        make('movement', date='2024-09-02', kind='ship', lot=LOT, weight='2900', base='MG', shipment='TL-2024-0001')
        make('movement', date='2024-09-08', kind='receive', lot=LOT, weight='2850', room='JN-C', shipment='TL-2024-0001')
        make('movement', date='2024-09-08', kind='lost', lot=LOT, weight='50', shipment='TL-2024-0001', cause='shrinkage')

    # ── a platform's export ──

    def send(self, rows, **query):
        return self.user.request('POST', '/api/v1/sale/import', workbook(('订单', [HEADS, *rows])),
                                 {'name': '平台订单.xlsx', **query}, Content_Type=BYTES)

    def sold(self):
        return self.user.result('/figures/trade.sales')['rows'][0]['value']

    def test_a_platforms_lines_count_once_however_often_they_come(self):
        before = float(self.sold())
        lines = [[f'DY-{n:05}-1', '2024-09-20', 'WD', GTIN, 2.5, 49.9] for n in range(300)]
        first = self.send(lines).json
        self.assertEqual((first['created'], first['problems']), (300, []), first)
        self.assertAlmostEqual(float(self.sold()) - before, 300 * 49.9, places=2)
        # The next export of the platform overlaps with this one.
        more = self.send(lines[200:] + [['DY-90000-1', '2024-09-21', 'WD', GTIN, 5, 99.8]]).json
        self.assertEqual((more['created'], more['unchanged']), (1, 100), more)
        self.assertAlmostEqual(float(self.sold()) - before, 300 * 49.9 + 99.8, places=2)

    def test_a_line_that_says_something_else_is_named_and_nothing_goes_in(self):
        self.assertEqual(self.send([['JD-1', '2024-09-20', 'WD', GTIN, 2.5, 50]]).json['created'], 1)
        before = self.sold()
        refused = self.send([['JD-2', '2024-09-20', 'WD', GTIN, 2.5, 50], ['JD-1', '2024-09-20', 'WD', GTIN, 2.5, 60]])
        problem = self.assert_problem(refused, 422, 'import.rows_refused')
        self.assertEqual([one['row'] for one in problem['report']['problems']], [3])
        self.assertEqual(self.sold(), before)

    # ── trace events ──

    def test_what_is_exported_is_an_epcis_document_of_every_leg(self):
        answer = self.user.request('GET', '/api/v1/exports/epcis')
        self.assertEqual(answer.status, 200, answer)
        document = answer.json
        events = document['epcisBody']['eventList']
        self.assertEqual((document['type'], document['schemaVersion']), ('EPCISDocument', '2.0'))
        self.assertEqual([one['bizStep'] for one in events], ['commissioning', 'shipping', 'receiving', 'destroying'])
        self.assertEqual(events[1]['quantityList'],
                         [{'epcClass': f'https://id.gs1.org/01/0{GTIN}/10/{LOT}', 'quantity': 2900.0, 'uom': 'KGM'}])
        self.assertEqual(len({one['eventID'] for one in events}), 4)

    # ── what anybody sees ──

    def test_who_holds_a_box_sees_its_way_and_nothing_that_is_not_theirs(self):
        nobody = self.server.client()
        answer = nobody.request('GET', '/api/v1/public/trace', query={'code': f'01/0{GTIN}/10/{LOT}'})
        self.assertEqual(answer.status, 200, answer)
        trace = answer.json
        self.assertEqual((trace['product']['name'], trace['lot']['harvested_on']), ('西梅', '2024-09-01'))
        self.assertEqual([(one['date'], one['kind'], one['place']) for one in trace['steps']],
                         [('2024-09-02', 'ship', '麦盖提枣园'), ('2024-09-08', 'receive', '济南主仓')])
        for kept in ('18000', '2900', '2850', 'TL-2024-0001', '1500'):
            self.assertNotIn(kept, answer.body.decode())
        for code, status, problem in ((f'01/0{GTIN}/10/XM-9999', 404, 'trade.no_such_lot'),
                                      (f'01/09506000134352/10/{LOT}', 404, 'trade.no_such_lot'),
                                      ('hello', 422, 'trade.no_lot_code')):
            self.assert_problem(nobody.request('GET', '/api/v1/public/trace', query={'code': code}), status, problem)
        self.assert_problem(nobody.request('GET', '/api/v1/public/none', query={'code': 'x'}), 404, 'public.unknown')
        nobody.close()

    def test_the_page_of_a_box_opens_without_an_account(self):
        nobody = self.server.client()
        answer = nobody.request('GET', f'/01/0{GTIN}/10/{LOT}')
        self.assertEqual((answer.status, answer.fields['Content-Type'].split(';')[0]), (200, 'text/html'), answer)
        nobody.close()

    # ── what is in store ──

    def test_the_stock_says_how_old_it_is_and_what_nears_its_date(self):
        view = self.user.request('POST', '/api/v1/studies/trade.stock', {'day': '2024-09-30', 'within_days': 15}).json
        jinan = {one['code']: one for one in view['warehouses']}['JN']
        self.assertEqual((jinan['stock_tonnes'], jinan['capacity_tonnes'], jinan['mean_age_days']), (2.85, 9.0, 29.0))
        self.assertEqual([(one['lot'], one['days_left']) for one in view['near_date']], [(LOT, 11)])
        later = self.user.request('POST', '/api/v1/studies/trade.stock', {'day': '2024-09-30', 'within_days': 5}).json
        self.assertEqual(later['near_date'], [])
        self.assert_problem(self.user.request('POST', '/api/v1/studies/trade.stock', {'week': 1}), 422, 'study.unknown_member')


class Capturing(unittest.TestCase):
    """Documents of partners, taken in by the command line."""

    def setUp(self):
        self.data = stores.fresh()

    def captured(self, path):
        return result_of('import', 'epcis', path, data=self.data)

    def test_an_event_is_stored_once_however_often_it_is_told(self):
        path = SAMPLES / 'hashes' / 'epcisDocWithVariousEventTypes.jsonld'
        hashes = path.with_suffix('.hashes').read_text(encoding='utf-8').split()
        first = self.captured(path)
        self.assertEqual((first['events'], first['stored'], first['known']), (len(hashes), len(hashes), 0))
        again = self.captured(path)
        self.assertEqual((again['stored'], again['known']), (0, len(hashes)))
        stored = [one['hash'] for one in result_of('record', 'list', 'epcis_event', data=self.data)]
        self.assertEqual(sorted(stored), sorted(hashes))
        # Twice in one file, as systems do that lost an answer.
        document = json.loads(path.read_text(encoding='utf-8'))
        document['epcisBody']['eventList'] *= 2
        document['epcisBody']['eventList'][0] = {**document['epcisBody']['eventList'][0], 'action': 'ADD'}
        twice = stores.new_folder() / 'twice.jsonld'
        twice.write_text(json.dumps(document), encoding='utf-8')
        told = self.captured(twice)
        self.assertEqual((told['events'], told['stored'], told['known'] + told['twice']), (26, 1, 25))

    def test_of_a_document_with_a_wrong_event_nothing_is_stored(self):
        wrong = SAMPLES / 'refused' / 'ObjectEvent_with_non_standard_bizStep_in_second_event.json'
        refused = shanhai('import', 'epcis', wrong, data=self.data)
        self.assertEqual(refused.status, REFUSED, refused)
        self.assertIn('/epcisBody/eventList/1/bizStep', refused.err)
        self.assertEqual(result_of('record', 'list', 'epcis_event', data=self.data), [])


if __name__ == '__main__':
    unittest.main()
