"""The goods plan on records: planned with what is known, kept, adopted by somebody else, and set beside what moved."""

from on_one_server import OnOneServer

GTIN = '6901234567892'
BYTES = 'application/octet-stream'


class GoodsPlan(OnOneServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = cls.user.create
        make('growing_base', code='MG', name='麦盖提枣园', kind='orchard', division='653127', certified_on='2020-01-01')
        for code, role, division in (('JN', 'main', '370100'), ('LY', 'branch', '371300')):
            make('warehouse', code=code, name=f'{code}仓', role=role, division=division, opened_on='2020-01-01')
            make('storeroom', code=f'{code}-A', name=f'{code}常温库', warehouse=code, temperature='ambient',
                 capacity='90000', keeping='7', opened_on='2020-01-01')
        make('warehouse', code='HZ', name='菏泽仓', role='planned', division='371700', opened_on='2025-06-01',
             opening_cost='20000')
        make('storeroom', code='HZ-A', name='菏泽常温库', warehouse='HZ', temperature='ambient', capacity='50000',
             opened_on='2025-06-01')
        make('product', gtin=GTIN, name='灰枣', category='dried_fruit', origin='653100', direction='east', shelf_days=400,
             price='26')
        make('lot', code='HZ-1', product=GTIN, base='MG', harvested_on='2024-09-01', best_before='2025-10-01',
             weight='30000', unit_cost='11', paid='200000')
        cls.leg('TL-2024-0001', 'rail', {'from_base': 'MG'}, 'JN', '653127', '370100', '2024-09-02', '2024-09-11', 30000,
                {'base': 'MG'})
        cls.leg('GL-2024-0001', 'road', {'from_warehouse': 'JN'}, 'LY', '370100', '371300', '2024-09-16', '2024-09-17',
                12000, {'room': 'JN-A'})
        make('movement', date='2024-09-24', kind='deliver', lot='HZ-1', weight='2000', room='LY-A')
        make('movement', date='2024-09-27', kind='deliver', lot='HZ-1', weight='1000', room='JN-A')

    @classmethod
    def leg(cls, waybill, mode, start, to, origin, destination, on, until, weight, place):
        make = cls.user.create
        make('shipment', waybill=waybill, mode=mode, to_warehouse=to, origin=origin, destination=destination,
             departed_on=on, freight=str(weight // 2), direction='east', **start)
        make('movement', date=on, kind='ship', lot='HZ-1', weight=str(weight), shipment=waybill, **place)
        make('movement', date=until, kind='receive', lot='HZ-1', weight=str(weight), room=f'{to}-A', shipment=waybill)

    def study(self, name, **asked):
        return self.user.post(f'/studies/trade.{name}', asked)

    def test_it_is_planned_kept_adopted_and_compared(self):
        answer = self.study('plan', weeks=6, lines=True).json
        self.assertEqual(answer['begins'], '2024-09-30')
        self.assertLessEqual(answer['plan']['gap'], 0.002)
        # 3,000 kg in four weeks: as much a week as in the mean of them.
        self.assertAlmostEqual(answer['plan']['asked_tonnes'], 4.5, delta=0.01)
        self.assertAlmostEqual(answer['plan']['delivered_tonnes'], answer['plan']['asked_tonnes'], delta=0.01)
        self.assertEqual([one['kind'] for one in answer['sites']], ['base', 'main', 'branch', 'candidate'])
        self.assertEqual(answer['products'][0]['method'], 'level')
        self.assertTrue(answer['notes'])
        # Known then: nothing had come to Jinan.
        before = self.study('plan', begins='2024-09-09')
        self.assert_problem(before, 422, 'trade.nothing_to_plan')
        self.assert_problem(self.study('plan', begins='2024-09-10'), 422, 'study.bad_member', '/begins')

        plan = self.user.create('goods_plan', title='2024年秋', begins_on='2024-09-30', ends_on='2024-11-10',
                                cost=str(answer['plan']['cost']), lower_bound=str(answer['plan']['lower_bound']))
        lines = 'plan,week,product,mode,from_base,from_warehouse,to_warehouse,weight\n' + \
            f'#{plan["id"]},2024-09-30,{GTIN},road,,JN,LY,5000\n#{plan["id"]},2024-10-07,{GTIN},road,,JN,LY,4000\n'
        report = self.user.request('POST', '/api/v1/goods_plan_line/import', lines.encode(), {'name': 'plan.csv'},
                                   Content_Type=BYTES).json
        self.assertEqual((report['created'], report['problems']), (2, []), report)
        followed = self.study('plan_followed', plan=plan['number']).json
        self.assertEqual((followed['weeks'], followed['known_weeks'], followed['planned_tonnes']), (6, 0, 0))

        # Two weeks later: less on the lane, and something that nobody planned.
        self.leg('GL-2024-0002', 'road', {'from_warehouse': 'JN'}, 'LY', '370100', '371300', '2024-10-01', '2024-10-02',
                 3000, {'room': 'JN-A'})
        self.leg('GL-2024-0003', 'road', {'from_warehouse': 'LY'}, 'JN', '371300', '370100', '2024-10-12', '2024-10-13',
                 500, {'room': 'LY-A'})
        followed = self.study('plan_followed', plan=plan['number']).json
        self.assertEqual((followed['known_weeks'], followed['planned_tonnes'], followed['moved_tonnes'],
                          followed['as_planned_tonnes']), (2, 9.0, 3.5, 3.0))
        self.assertEqual({one['name']: (one['planned_tonnes'], one['moved_tonnes']) for one in followed['lanes']},
                         {'JN仓 → LY仓': (9.0, 3.0), 'LY仓 → JN仓': (0.0, 0.5)})
        flows = self.study('flows', until='2024-10-14', weeks=6).json
        self.assertEqual(flows['moved_tonnes'], 30 + 12 + 3 + 0.5)
        self.assertEqual({one['name']['zh'] for one in flows['lanes']},
                         {'麦盖提枣园 → JN仓', 'JN仓 → LY仓', 'LY仓 → JN仓'})
        self.assertEqual([one['because'] for one in self.study('forecast').json['products']], ['forecast.history'])

    def test_limits_that_clash_are_named_instead_of_a_plan(self):
        answer = self.study('plan', begins='2024-09-30', weeks=40, service_level=1).json
        self.assertNotIn('changed', answer)
        self.assertTrue(answer['clashes'])

    def test_orders_are_filled_from_lots_and_near_waybills_are_listed(self):
        make = self.user.create
        make('outlet', code='QJ', name='临沂店', kind='flagship', division='371300', giver='370000', supplier='LY',
             opened_on='2020-01-01', lines_since='2020-01-01')
        make('trade_order', code='DD-1', ordered_on='2024-09-28', outlet='QJ', product=GTIN, weight='1500', amount='39000',
             due_on='2024-10-05')
        order = self.study('orders').json['orders'][0]
        self.assertEqual((order['code'], order['missing_kg']), ('DD-1', 0))
        self.assertEqual([(one['lot'], one['warehouse'], one['kg']) for one in order['picks']], [('HZ-1', 'LY仓', 1500)])
        for waybill, plate, on in (('GL-2024-7001', '鲁A12340', '2024-08-01'), ('GL-2024-9002', '鲁Ａ·1234O', '2024-08-02')):
            make('shipment', waybill=waybill, mode='road', plate=plate, from_warehouse='JN', to_warehouse='LY',
                 origin='370100', destination='371300', departed_on=on, freight='900', direction='east')
        pairs = self.study('near_waybills').json['pairs']
        self.assertEqual([(one['first']['waybill'], one['second']['waybill'], one['alike']) for one in pairs],
                         [('GL-2024-7001', 'GL-2024-9002', ['plate', 'freight'])])
        self.assertEqual(self.study('near_waybills', claimed=True).json['pairs'], [])

    def test_who_may_not_read_goods_gets_no_plan(self):
        with self.server.client() as nobody:
            self.assert_problem(nobody.post('/studies/trade.plan', {'weeks': 2}), 401)
