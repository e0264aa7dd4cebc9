"""Rivers: levels become flows and days, by the demo's gauges; others read them by SensorThings, WaterML and CSV."""

import csv
import io
import subprocess
import time
import unittest
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree

import stores
from on_one_server import OnOneServer
from program import DONE, ROOT, must, result_of, shanhai
from server import Server
from test_jobs import person

NUGESHA, GYANTSE, BAINANG = '5400110003', '5400120001', '540000000000000000000203'
WML = {'w': 'http://www.opengis.net/waterml/2.0', 'gml': 'http://www.opengis.net/gml/3.2'}
STATION = '0012345678'


class Flows(unittest.TestCase):
    takes_s = 12

    def setUp(self):
        self.data = stores.copy_of(stores.made_once('fresh'))
        self.make('station', f'code={STATION}', 'name=江孜', 'kind=river', 'division=540222', 'started_on=2020-01-01')
        self.make('river', 'code=NC', 'name=年楚河', 'kind=river')
        self.make('river_section', 'code=JZ', 'name=江孜断面', 'river=NC', f'station={STATION}', 'division=540222')
        self.make('flow_requirement', 'section=JZ', 'season=year', 'from_month=1', 'until_month=12', 'flow=50',
                  'valid_from=2020-01-01', 'source=批复')
        # Q = 10·h²: 2.5 m give 62.5 m³/s, 2 m give 40.
        self.make('rating_curve', f'station={STATION}', 'valid_from=2020-01-01', 'factor=10', 'exponent=2', 'zero=0',
                  'lowest=1', 'highest=3', 'source=试验')
        self.midnight = (int(time.time()) + 8 * 3600) // 86400 * 86400 - 8 * 3600

    def make(self, record_type, *fields):
        must('record', 'create', record_type, *fields, data=self.data)

    def tell(self, *levels):
        """(day before today, hour, level)…"""
        rows = [f'{STATION},{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.midnight - 86400 * day + 3600 * hour))},{level}'
                for day, hour, level in levels]
        table = stores.new_folder() / 'level.csv'
        table.write_text('station,at,value\n' + '\n'.join(rows) + '\n', encoding='utf-8')
        must('series', 'append', 'ecology.level', table, data=self.data)

    def run_job(self, job):
        ran = shanhai('--lang', 'en', 'jobs', 'run', job, data=self.data)
        self.assertEqual(ran.status, DONE, ran)
        return ran.out

    def days(self):
        return [(day['flow'], day['volume'], day['covered'], day.get('kept'))
                for day in result_of('record', 'list', 'flow_day', '--order', '-day', data=self.data)]

    def test_levels_become_flows_and_days_that_are_kept_or_not(self):
        self.tell(*((1, hour, 2.5) for hour in range(0, 24)), *((3, hour, 2.0) for hour in range(0, 25, 6)),
                  *((5, hour, 2.5) for hour in range(0, 7)))
        said = self.run_job('ecology.close_flow_days')
        self.assertIn('3 days of flow were made', said)
        self.assertEqual(self.days(), [('62.500', '5175000', '95.8', True), ('40.000', '3456000', '100.0', False),
                                       ('62.500', '1350000', '25.0', None)])
        self.assertEqual(result_of('figures', 'ecology.flow_kept', '--where', 'section=JZ', data=self.data)[0]['value'], '50.0')
        self.assertIn('0 days of flow were made, 0 amended', self.run_job('ecology.close_flow_days'))

    def test_a_corrected_level_corrects_its_flow_and_its_day(self):
        self.tell(*((1, hour, 2.0) for hour in range(0, 25, 6)))
        self.run_job('ecology.close_flow_days')
        with Server(self.data) as server, server.user() as user:
            at = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(self.midnight - 86400 + 12 * 3600))
            answer = user.post('/series/ecology.level/corrections',
                               {'station': STATION, 'at': at, 'value': '3', 'reason': '水尺读错'})
            self.assertEqual(answer.status, 200, answer)
        self.assertIn('corrected', self.run_job('ecology.derive_flow'))
        self.assertIn('1 amended', self.run_job('ecology.close_flow_days'))
        # 40, 40, 90, 40, 40 m³/s at even steps of six hours.
        self.assertEqual(self.days(), [('52.500', '4536000', '100.0', True)])


class OnTheDemo(OnOneServer):
    """What the demo's gauges say, to people and to programs."""

    takes_s = 20

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server(stores.demo()))
        cls.user = cls.server.user()
        cls.addClassCleanup(cls.user.close)

    def things(self, path, query=None):
        return self.user.result(f'/served/sensorthings/v1.1{path}', query)

    def follow(self, link):
        parts = urlsplit(link)
        answer = self.user.request('GET', unquote(parts.path), query=parse_qsl(parts.query))
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def stream(self, code, series):
        told = self.things('/Datastreams', {'$filter': f"Thing/properties/code eq '{code}' and properties/series eq 'ecology.{series}'"})
        return told['value'][0]

    def test_the_rivers_stand_as_they_did_when_last_heard_of(self):
        now = self.user.post('/studies/ecology.now', {}).json
        self.assertEqual((now['at'], len(now['stations'])), ('2025-06-30T09:45:00Z', 23))
        states = {station['code']: station['state'] for station in now['stations']}
        self.assertEqual((states['5400160001'], states['5400190001'], states[NUGESHA]), ('silent', 'maintenance', 'normal'))

    def test_gaugings_give_a_curve_near_the_one_that_is_entered(self):
        told = self.user.post('/studies/ecology.rating', {'station': NUGESHA, 'until': '2024-12-29'}).json
        entered = self.user.result('/rating_curve', {'station': f'eq.{NUGESHA}'})['items'][0]
        self.assertAlmostEqual(told['curve']['exponent'], float(entered['exponent']), places=3)
        self.assertEqual(told['uncertainty'], float(entered['uncertainty']))
        refused = self.user.post('/studies/ecology.rating', {'station': NUGESHA, 'from': '2025-06-01'})
        self.assert_problem(refused, 422, 'rating.few_gaugings')

    def test_a_spike_is_flagged_and_its_flow_is_not_believed(self):
        asked = {'station': NUGESHA, 'from': '2025-06-26T14:15:00+08:00', 'to': '2025-06-26T14:16:00+08:00'}
        for series in ('level', 'rated_flow'):
            items = self.user.result(f'/series/ecology.{series}', asked)['items']
            self.assertEqual([one['quality'] for one in items], ['suspect'])

    def test_ammonia_falls(self):
        told = self.user.post('/studies/ecology.trend', {'station': BAINANG, 'series': 'ammonia', 'from': '2024-01-01',
                                                         'until': '2025-06-30'}).json
        self.assertLess(told['slope'], 0)
        self.assertEqual(told['count'], 18)

    def test_every_datastream_is_reached_by_following_the_pages(self):
        told, ids = self.things('/Datastreams', {'$top': 50, '$count': 'true', '$select': 'id'}), []
        while True:
            ids += [one['@iot.id'] for one in told['value']]
            if '@iot.nextLink' not in told:
                break
            told = self.follow(told['@iot.nextLink'])
        self.assertEqual(len(set(ids)), told['@iot.count'])
        self.assertGreater(len(ids), 80)

    def test_the_latest_observation_of_each_datastream_comes_with_its_thing(self):
        told = self.things('/Things', {'$filter': f"properties/code eq '{GYANTSE}'",
                                       '$expand': 'Locations,Datastreams($expand=ObservedProperty,Observations($top=1;$orderby=phenomenonTime desc))'})
        thing = told['value'][0]
        self.assertEqual(thing['Locations'][0]['location'], {'type': 'Point', 'coordinates': [89.6, 28.92]})
        level = next(one for one in thing['Datastreams'] if one['ObservedProperty']['properties']['series'] == 'ecology.level')
        self.assertEqual(level['Observations'][0]['phenomenonTime'], '2025-06-30T09:45:00Z')
        self.assertEqual(self.follow(level['@iot.selfLink'])['unitOfMeasurement']['symbol'], 'm')

    def test_observations_are_those_of_the_series_and_a_silent_day_has_none(self):
        stream = self.stream(GYANTSE, 'level')
        self.assertEqual(self.user.get(f'/served/sensorthings/v1.1/Datastreams({stream["@iot.id"]})/Observations/$count', {
            '$filter': 'phenomenonTime ge 2025-06-24T05:00:00+08:00 and phenomenonTime lt 2025-06-25T00:00:00+08:00'}).body, b'0')
        told = self.things(f'/Datastreams({stream["@iot.id"]})/Observations', {
            '$filter': 'phenomenonTime ge 2025-06-28T00:00:00Z and phenomenonTime lt 2025-06-28T01:00:00Z'})
        own = self.user.result('/series/ecology.level', {'station': GYANTSE, 'from': '2025-06-28T00:00:00Z', 'to': '2025-06-28T00:59:00Z'})
        self.assertEqual([f'{one["result"]:.3f}' for one in told['value']], [one['value'] for one in own['items']])
        self.assertEqual(len(told['value']), 4)

    def test_what_is_asked_wrongly_is_refused_with_the_reason(self):
        for path, query, status, code in (('/Trees', {}, 404, 'sensorthings.path'), ('/Things(1)', {}, 404, 'sensorthings.no_entity'),
                                          ('/Things', {'$filter': 'name eq'}, 400, 'sensorthings.filter'),
                                          ('/Things', {'$colour': '1'}, 400, 'sensorthings.option'),
                                          ('/Things', {'$expand': 'Datastreams/Observations($top=1000)'}, 413, 'sensorthings.too_much')):
            with self.subTest(path=path):
                self.assert_problem(self.user.get(f'/served/sensorthings/v1.1{path}', query), status, code)
        self.assert_problem(self.user.get('/served/nothing'), 404, 'served.unknown')
        self.assert_problem(self.user.get('/served/readings', {'station': GYANTSE, 'series': 'level', 'step': 'day'}), 422, 'served.parameter')
        self.assertEqual(self.server.client().get('/served/sensorthings/v1.1').status, 401)

    def test_a_program_sees_the_gauges_that_its_person_may_see(self):
        with person(self.server, self.user, 'bainang', 'county_officer') as officer:
            codes = [one['properties']['code'] for one in officer.result('/served/sensorthings/v1.1/Things')['value']]
            self.assertEqual(codes, [BAINANG])
            other = self.stream(NUGESHA, 'level')['@iot.id']
            self.assertEqual(officer.get(f'/served/sensorthings/v1.1/Datastreams({other})/Observations').status, 404)
            self.assertEqual(officer.get('/served/waterml', {'station': NUGESHA, 'series': 'level'}).status, 404)

    def test_waterml_and_csv_say_the_same(self):
        asked = {'station': NUGESHA, 'series': 'level', 'from': '2025-06-26', 'to': '2025-06-26'}
        table = list(csv.DictReader(io.StringIO(self.user.get('/served/readings', asked).body.decode())))
        root = ElementTree.fromstring(self.user.get('/served/waterml', asked).body)
        points = [(one.find('.//w:time', WML).text, one.find('.//w:value', WML).text) for one in root.findall('.//w:point', WML)]
        self.assertEqual(points, [(row['at'], row['value']) for row in table])
        self.assertEqual(len(points), 96)
        self.assertEqual([row['quality'] for row in table].count('suspect'), 1)
        self.assertEqual(root.find('.//w:uom', WML).get('code'), 'm')
        flagged = root.findall('.//w:TVPMeasurementMetadata/w:quality', WML)
        self.assertEqual([one.get('{http://www.w3.org/1999/xlink}href').rsplit('/', 1)[1] for one in flagged], ['suspect'])

    def assert_is_waterml(self, body):
        grammar = ROOT / 'tests' / 'data' / 'waterml' / 'one_series.rng'
        ran = subprocess.run(['xmllint', '--nonet', '--noout', '--relaxng', str(grammar), '-'], input=body, capture_output=True,
                             timeout=60, check=False)
        self.assertEqual(ran.returncode, 0, ran.stderr.decode()[:2000])

    def test_waterml_has_the_elements_and_the_order_of_the_standard(self):
        for series in ('level', 'rated_flow', 'rain'):
            with self.subTest(series):
                asked = {'station': NUGESHA, 'series': series, 'from': '2025-06-26', 'to': '2025-06-26'}
                self.assert_is_waterml(self.user.get('/served/waterml', asked).body)
        # A station of which neither place nor river is known, and of whose readings one is missing.
        self.user.create('station', code=STATION, name='无坐标', kind='river', division='540222', started_on='2020-01-01')
        self.user.post('/series/ecology.level', {'readings': [
            {'station': STATION, 'at': '2025-06-26T08:00:00+08:00', 'value': '1.5'},
            {'station': STATION, 'at': '2025-06-26T09:00:00+08:00', 'quality': 'missing'}]})
        body = self.user.get('/served/waterml', {'station': STATION, 'series': 'level', 'from': '2025-06-26', 'to': '2025-06-26'}).body
        self.assert_is_waterml(body)
        self.assertEqual(body.count(b'xsi:nil="true"'), 1)


if __name__ == '__main__':
    unittest.main()
