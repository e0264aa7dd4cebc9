"""Readings at a high rate: by tables, programs and pages; corrected with their history; nothing promised is lost."""

import http.client
import shutil
import threading
import time
import unittest

import stores
from client import Client
from program import DONE, REFUSED, ROOT, must, shanhai
from server import Server, eventually
from test_live import Stream

MODULE = '''module: gauging
title: {zh: 水文, en: Hydrology}
requires: [parties]
series:
  level: {title: {zh: 水位, en: Water level}, unit: m, decimals: 2, station: gauge, keep_days: 3650}
'''
TYPE = '''type: gauge
title: {zh: 水文站, en: Gauge}
key: code
label: name
fields:
  code: {is: text, required: true, label: {zh: 代码, en: Code}}
  name: {is: text, label: {zh: 名称, en: Name}}
'''
TABLE = '''测站,时间,数值,质量
G1,2024-02-29 00:00,2.35,
G1,2024-02-29 00:05,9.99,可疑
G1,2024-02-29 00:10,,
G1,2024-02-29 01:00,2.45,正常
G2,2024-02-28T16:00:00Z,-0.05,
'''
LEVEL = '/series/gauging.level'


def modules():
    folder = stores.new_folder() / 'modules'
    shutil.copytree(ROOT / 'modules/parties', folder / 'parties')
    for name, text in (('module.yaml', MODULE), ('schema/gauge.yaml', TYPE)):
        file = folder / 'gauging' / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding='utf-8')
    return folder


class Readings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.modules = modules()
        cls.empty = stores.new_folder() / 'data'
        must('--modules', cls.modules, 'init', data=cls.empty)
        for code in ('G1', 'G2'):
            must('--modules', cls.modules, 'record', 'create', 'gauge', f'code={code}', f'name=站{code}', data=cls.empty)

    def setUp(self):
        self.data = stores.copy_of(self.empty)

    def run_(self, *words, lang='en'):
        return shanhai('--modules', self.modules, '--lang', lang, *words, data=self.data)

    def done(self, *words, lang='en'):
        ran = self.run_(*words, lang=lang)
        self.assertEqual(ran.status, DONE, ran)
        return ran

    def table(self, text):
        file = stores.new_folder() / 'readings.csv'
        file.write_text(text, encoding='utf-8')
        return file

    def show(self, *more):
        return self.done('series', 'show', 'gauging.level', *more, '--from', '2024-02-01', '--to', '2024-03-31',
                         '--format', 'json').json

    def server(self):
        return Server(self.data, '--modules', str(self.modules))

    def assert_in_order(self):
        self.assertTrue(self.done('verify', '--format', 'json').json['ok'])

    # ── the command line ─────────────────────────────────────────────────────────────────────────────────────────

    def test_a_table_of_readings_goes_in_once_and_comes_out_by_readings_days_and_months(self):
        file = self.table(TABLE)
        self.assertIn('新增 5 条', self.done('series', 'append', 'gauging.level', file, lang='zh').out)
        again = self.done('series', 'append', 'gauging.level', file, lang='zh')
        self.assertIn('已有且相同 5 条', again.out)
        self.assertEqual([(one['at'], one['value'], one['quality']) for one in self.show('G1')],
                         [('2024-02-28T16:00:00Z', '2.35', 'good'), ('2024-02-28T16:05:00Z', '9.99', 'suspect'),
                          ('2024-02-28T16:10:00Z', None, 'missing'), ('2024-02-28T17:00:00Z', '2.45', 'good')])
        day, = self.show('G1', '--step', 'day')
        self.assertEqual(day, {'begin': '2024-02-28T16:00:00Z', 'count': 2, 'flagged': 2, 'mean': '2.400', 'low': '2.35',
                               'high': '2.45', 'last': '2.45', 'sum': '4.80'})
        month, = self.show('G2', '--step', 'month')
        self.assertEqual((month['begin'], month['sum']), ('2024-01-31T16:00:00Z', '-0.05'))
        self.assert_in_order()

    def test_a_row_that_differs_is_told_and_not_taken_and_a_wrong_one_is_named_by_its_line(self):
        self.done('series', 'append', 'gauging.level', self.table(TABLE), lang='zh')
        other = self.run_('series', 'append', 'gauging.level', self.table('at,station,value\n2024-02-29 00:00,G1,7\n'))
        self.assertEqual(other.status, REFUSED, other)
        self.assertIn('1 differ', other.out)
        self.assertEqual(self.show('G1')[0]['value'], '2.35')
        for row, code in (('2024-02-29 02:00,G9,7', 'record.not_found'), ('2024-02-29 02:00,G1,7.123', 'decimal.too_precise'),
                          ('noon,G1,7', 'moment.unreadable'), ('2024-02-29 02:00,G1,99999999999.99', 'series.value')):
            file = self.table(f'at,station,value\n2024-02-29 03:00,G1,7\n{row}\n')
            ran = self.run_('series', 'append', 'gauging.level', file)
            self.assertEqual(ran.status, REFUSED, ran)
            self.assertIn(f'[{code} {file}:3]', ran.err, ran)
        self.assertEqual(len(self.show('G1')), 4, 'and nothing of their batch was taken')
        self.assertIn('series.no_column', self.run_('series', 'append', 'gauging.level', self.table('a,b\n1,2\n')).err)

    def test_a_correction_says_who_and_why_and_keeps_what_was_there(self):
        self.done('series', 'append', 'gauging.level', self.table(TABLE), lang='zh')
        self.done('series', 'correct', 'gauging.level', 'G1', '2024-02-29T00:05', '2.40', '--reason', 'spider', '--as', 'li')
        made, = self.done('series', 'corrections', 'gauging.level', 'G1', '--from', '2024-02-29', '--to', '2024-02-29',
                          '--format', 'json').json
        self.assertEqual((made['was'], made['was_quality'], made['value'], made['quality'], made['who'], made['reason']),
                         ('9.99', 'suspect', '2.40', 'corrected', 'li', 'spider'))
        self.assertEqual(self.show('G1', '--step', 'month')[0]['sum'], '7.20')
        nothing = self.run_('series', 'correct', 'gauging.level', 'G1', '2024-02-29T00:06', '2.40', '--reason', 'x')
        self.assertIn('series.no_reading', nothing.err)
        self.assert_in_order()

    def test_the_upkeep_of_readings_changes_no_number(self):
        self.done('series', 'append', 'gauging.level', self.table(TABLE), lang='zh')
        before = [self.show('G1', '--step', step) for step in ('reading', 'hour', 'day')]
        self.assertIn('5 readings were compacted', self.done('jobs', 'run', 'system.readings').out)
        self.assertEqual([self.show('G1', '--step', step) for step in ('reading', 'hour', 'day')], before)
        self.assertEqual(stores.look(self.data, 'SELECT count(*) FROM sys_series_recent'), 0)
        self.assert_in_order()
        self.assertEqual(stores.change(self.data, "UPDATE sys_series_day SET sum = sum + 1 WHERE count = 2"), 1)
        broken = self.run_('verify')
        self.assertEqual(broken.status, REFUSED, broken)
        self.assertIn('the day is not the sum of its hours', broken.out + broken.err)

    # ── programs ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_programs_add_ask_and_correct_and_are_told_in_both_languages_what_is_wrong(self):
        with self.server() as server:
            user = server.user()
            batch = [{'station': 'G1', 'at': f'2024-02-28T16:{minute:02}:00Z', 'value': 2 + minute / 100}
                     for minute in range(0, 60, 5)]
            answer = user.post(LEVEL, {'readings': batch + [{'station': 'G2', 'at': '2024-02-29T00:00:00+08:00'}]})
            self.assertEqual((answer.status, answer.json['added']), (200, 13), answer)
            readings = user.result(LEVEL, {'station': 'G1', 'from': '2024-02-29T00:05:00+08:00', 'to': '2024-02-28T16:15:00Z'})
            self.assertEqual([(one['at'], one['value']) for one in readings['items']],
                             [('2024-02-28T16:05:00Z', '2.05'), ('2024-02-28T16:10:00Z', '2.10')])
            self.assertEqual((readings['unit'], readings['station']['label'], readings['kept_from']), ('m', '站G1', None))
            hours = user.result(LEVEL, {'station': 'G1', 'from': '2024-02-29', 'to': '2024-02-29', 'step': 'hour'})
            self.assertEqual([(one['count'], one['mean'], one['last']) for one in hours['items']], [(12, '2.275', '2.55')])

            other = user.post(LEVEL, {'readings': [{**batch[0], 'value': '7.00'}]}).json
            self.assertEqual((other['differing'], other['examples'][0]['value']), (1, '7.00'))
            corrected = user.post(f'{LEVEL}/corrections', {'station': 'G1', 'at': batch[0]['at'], 'value': '2.01', 'reason': 'ice'})
            self.assertEqual((corrected.status, corrected.json['items'][0]['who']), (200, 'admin'), corrected)
            listed = user.result(f'{LEVEL}/corrections', {'station': 'G1', 'from': '2024-02-29', 'to': '2024-02-29'})
            self.assertEqual(listed['items'], corrected.json['items'])

            for path, body, status, code, field in (
                    (LEVEL, {'readings': [batch[0], {**batch[1], 'value': 'high'}]}, 422, 'decimal.unreadable', '/readings/1/value'),
                    (LEVEL, {'readings': [{**batch[0], 'station': 'G7'}]}, 422, 'record.not_found', '/readings/0/station'),
                    (LEVEL, {'readings': 7}, 422, 'record.wrong_kind', '/readings'),
                    (LEVEL, {'readings': [7]}, 422, 'json.not_an_object', '/readings/0'),
                    (LEVEL, {'readings': [{**batch[0], 'quality': 'fine'}]}, 422, 'series.quality', '/readings/0/quality'),
                    ('/series/gauging.depth', {'readings': []}, 404, 'series.unknown', ''),
                    (f'{LEVEL}/corrections', {'station': 'G1', 'at': batch[0]['at'], 'value': '1'}, 422, 'record.field_required', '/reason')):
                said = set()
                for user.language in ('zh', 'en'):
                    answer = user.post(path, body)
                    self.assertEqual((answer.code, answer.json['field']), (code, field), answer)
                    if code != 'json.not_an_object':
                        self.assertEqual(answer.status, status, answer)
                    said.add(answer.json['detail'])
                self.assertEqual(len(said), 2, said)
            self.assertEqual(user.get(LEVEL, {'station': 'G1', 'step': 'week'}).code, 'series.step')
            self.assertEqual(user.get(LEVEL).code, 'record.field_required')
        self.assert_in_order()

    def test_a_page_is_told_that_readings_came(self):
        with self.server() as server:
            user = server.user()
            stream = Stream(user)
            self.addCleanup(stream.close)
            eventually('the greeting', lambda: stream.named('hello'))
            self.assertEqual(stream.named('readings'), [])
            user.post(LEVEL, {'readings': [{'station': 'G1', 'at': '2024-02-29T00:00', 'value': 1}]})
            eventually('it is told', lambda: stream.named('readings') == [{}])
            stream.close()

    def test_everything_acknowledged_is_there_after_sigkill_and_comes_again_without_harm(self):
        promised = set()
        for round_ in range(4):
            server = self.server().start()
            user = server.user()
            acknowledged = []
            stop = threading.Event()

            def report(client, lane):
                number = 0
                while not stop.is_set():
                    at = 1_700_000_000 + round_ * 1_000_000 + number * 60
                    moment = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(at))
                    batch = [{'station': station, 'at': moment, 'value': lane} for station in ('G1', 'G2')]
                    if lane == 1:  # eight at once, which become a block
                        batch = [{**batch[0], 'station': 'G1',
                                  'at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(at + 500_000 + second))}
                                 for second in range(8)]
                    try:
                        answer = client.post(LEVEL, {'readings': batch})
                    except (OSError, http.client.HTTPException):
                        return
                    if answer.status == 200:
                        acknowledged.extend((one['station'], one['at']) for one in batch)
                    number += 1

            clients = []
            for _ in range(2):
                client = Client(server.port)
                client.cookie, client.token, client.csrf = user.cookie, user.token, user.csrf
                clients.append(client)
            threads = [threading.Thread(target=report, args=(client, lane)) for lane, client in enumerate(clients)]
            for thread in threads:
                thread.start()
            eventually('some are acknowledged', lambda: len(acknowledged) > 60, 30)
            server.kill()
            stop.set()
            for thread in threads:
                thread.join()
            promised |= set(acknowledged)
        self.assert_in_order()
        kept = set()
        for station in ('G1', 'G2'):
            shown = self.done('series', 'show', 'gauging.level', station, '--from', '2023-01-01', '--to', '2024-12-31',
                              '--format', 'json').json
            kept |= {(station, one['at']) for one in shown}
        self.assertEqual(promised - kept, set())
        self.assertGreater(len(promised), 240)


if __name__ == '__main__':
    unittest.main()
