"""Sun and storage on the demo: studies at the command line and by HTTP, plans beside readings, factors that stay."""

import unittest

import stores
from program import REFUSED, must, shanhai
from server import Server

PLANT = '桑珠孜光储保供电站·2022·中电高原新能源公司（演示）'
EARLIER = '桑珠孜牧光互补电站·2020·水发高原新能源公司（演示）'


class Studies(unittest.TestCase):
    def setUp(self):
        self.data = stores.demo_original()

    def study(self, name, *asked):
        return must('study', name, f'plant={PLANT}', *asked, '--format', 'json', data=self.data).json

    def test_a_month_planned_anew_every_day_is_as_good_as_planned_at_once(self):
        told = self.study('energy.plan', 'day=2024-06-01', 'days=30', 'weather=trial')
        ways = {way['name']: way['revenue'] for way in told['ways']}
        self.assertEqual(list(ways), ['whole', 'rolling', 'forecast', 'rule'])
        self.assertAlmostEqual(ways['rolling'] / ways['whole'], 1, places=6)
        self.assertGreater(ways['forecast'], ways['rule'])

    def test_a_year_has_twelve_months_and_more_sun_in_spring_than_in_winter(self):
        told = self.study('energy.yield', 'from=2024-01-01', 'until=2024-12-31')
        self.assertEqual([step['begin'] for step in told['steps']], [f'2024-{month:02}' for month in range(1, 13)])
        self.assertGreater(told['steps'][4]['level'], told['steps'][11]['level'])
        self.assertAlmostEqual(sum(step['energy'] for step in told['steps']), told['energy'], places=1)

    def test_a_plant_without_storage_has_nothing_to_plan(self):
        ran = shanhai('study', 'energy.plan', f'plant={EARLIER}', data=self.data)
        self.assertEqual(ran.status, REFUSED, ran)
        self.assertIn('没有登记储能', ran.err)

    def test_a_study_is_told_for_people(self):
        told = must('--lang', 'en', 'study', 'energy.plan', f'plant={PLANT}', 'day=2024-06-01', data=self.data).out
        self.assertIn('rule', told)


class OverHttp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server(stores.demo()))
        cls.user = cls.server.user()
        cls.addClassCleanup(cls.user.close)

    def test_plan_and_readings_of_the_last_day_lie_beside_each_other(self):
        plan = self.user.result('/day_plan', {'order': '-day', 'limit': 1})['items'][0]
        self.assertEqual(plan['day'], '2025-06-29')
        plant = plan['plant']['id']
        told = self.user.result('/series/energy.delivered',
                                {'station': f'#{plant}', 'step': 'day', 'from': plan['day'], 'to': plan['day']})
        delivered = float(told['items'][0]['sum']) / 4
        self.assertEqual(told['items'][0]['count'], 96)
        self.assertAlmostEqual(delivered / float(plan['delivered']), 1, delta=0.2)
        answer = self.user.post('/studies/energy.plan', {'plant': f'#{plant}', 'day': plan['day']})
        self.assertEqual(len(answer.json['quarters']['delivered']), 96)

    def test_a_factor_that_is_used_is_never_changed(self):
        factor = self.user.result('/emission_factor', {'code': 'eq.gb-1'})['items'][0]
        refused = self.user.patch(f'/emission_factor/{factor["id"]}', {'coal': '1'}, factor['version'])
        self.assertEqual(refused.json['code'], 'record.not_amendable', refused)


if __name__ == '__main__':
    unittest.main()
