"""Many readings in one message: what a station sends after an outage, and hours in steps of five minutes."""

import sys
import time
import unittest

import stores
from listening import BEGIN, Listening, kept, talk, with_stations
from program import ROOT
from server import Server, eventually

sys.path.insert(0, str(ROOT / 'tests'))
from station_simulator import Sl651, frame_hj212, frame_sl651  # noqa: E402

HOUR = BEGIN // 3600 * 3600 - 4 * 3600
DAY = (BEGIN + 8 * 3600) // 86400 * 86400 - 8 * 3600 - 3 * 86400  # three days ago, by the clock of the stations


def clock(at):
    return time.strftime('%Y%m%d%H%M%S', time.gmtime(at + 8 * 3600))


def report(command, at, values):
    return frame_hj212(f'QN={clock(at)}{command % 1000:03};ST=21;CN={command};PW=123456;MN=SIM00001;Flag=5;'
                       f'CP=&&DataTime={clock(at)};{values}&&')


def mean(command, at, value, flag='N'):
    return report(command, at, f'w01001-Min={value - 0.5},w01001-Avg={value},w01001-Max={value + 0.5},w01001-Flag={flag}')


def hourly(serial, of, elements):
    """A report of the hour (34), of a list at even steps (31)."""
    function, body = of, serial.to_bytes(2, 'big') + bytes.fromhex(clock(BEGIN)[2:]) + b'\xf1\xf1'
    name = Sl651.name_of(1)
    return frame_sl651(name, function, body + bytes.fromhex(name) + b'H' + b''.join(elements))


def at_time(at):
    return b'\xf0\xf0' + bytes.fromhex(clock(at)[2:12])


class StationLists(unittest.TestCase):
    takes_s = 6

    @classmethod
    def setUpClass(cls):
        cls.made = with_stations()

    def setUp(self):
        self.data = stores.copy_of(self.made)

    def test_means_of_minutes_hours_and_days_are_kept_where_nothing_else_was_told(self):
        present = [report(2011, HOUR + 300 * step, f'w01001-Rtd={7 + step / 100},w01001-Flag=N') for step in range(3)]
        missed = [mean(2051, HOUR + 300 * step, 7.5, 'N' if step != 4 else 'D') for step in range(12)]
        later = [mean(2061, HOUR, 9.0), mean(2061, HOUR - 3600, 8.0), mean(2031, DAY, 6.0), mean(2031, DAY + 86400, 6.5)]
        frames = [*present, *missed, *later]
        with Listening(self.data) as server:
            for times in (1, 2):
                answers = talk(server.of('hj212'), *frames, answers=len(frames))
                self.assertEqual(answers.count(b'CN=9014'), len(frames), f'time {times}')
            user = server.user()
            have = kept(user, 'ecology.ph', 'SIM00001')
        expected = {HOUR: ('7.00', 'good'), HOUR + 300: ('7.01', 'good'), HOUR + 600: ('7.02', 'good')}
        expected |= {HOUR + 300 * step: ('7.50', 'suspect' if step == 4 else 'good') for step in range(3, 12)}
        expected |= {HOUR - 3600: ('8.00', 'good'), DAY: ('6.00', 'good'), DAY + 86400: ('6.50', 'good')}
        self.assertEqual(have, expected)

    def test_a_sensor_that_takes_present_values_alone_has_no_means(self):
        with Listening(self.data) as server:
            user = server.user()
            sensor = next(one for one in user.result('/sensor', {'station': 'eq.SIM00001', 'limit': 50})['items']
                          if one['code'] == 'w01001')
            self.assertEqual(user.patch(f'/sensor/{sensor["id"]}', {'takes': 'present'}, sensor['version']).status, 200)
            answers = talk(server.of('hj212'), mean(2061, HOUR, 8.0), report(2011, HOUR, 'w01001-Rtd=7.1'), answers=2)
            self.assertEqual(answers.count(b'CN=9014'), 2)
            self.assertEqual(kept(user, 'ecology.ph', 'SIM00001'), {HOUR: ('7.10', 'good')})

    def test_an_hour_in_steps_of_five_minutes_and_a_list_at_even_steps_are_kept_once(self):
        rain = bytes([0xF4, 0x60, 5, 0, 0, 0, 20, 255, 255, 255, 255, 255, 0, 1])
        levels = bytes([0xF5, 0xC0]) + b''.join(value.to_bytes(2, 'big') for value in (*range(120, 131), 0xFFFF))
        report34 = hourly(1, 0x34, [at_time(HOUR + 300), rain, at_time(HOUR + 300), levels, at_time(HOUR + 3600),
                                    bytes.fromhex('38121210')])
        report31 = hourly(2, 0x31, [at_time(HOUR - 7200), bytes.fromhex('0418000010'), bytes.fromhex('3923'),
                                    bytes.fromhex('000032000000321000003220ffffffff')])
        with Listening(self.data) as server:
            user = server.user()
            name = Sl651.name_of(1)
            user.create('sensor', station=name, code='DRP', quantity='降水', installed_on='2020-01-01')
            user.create('sensor', station=name, code='DRZ1', quantity='水位', series='level', add='100',
                        installed_on='2020-01-01')
            for times in (1, 2):
                answers = talk(server.of('sl651'), report34, answers=1) + talk(server.of('sl651'), report31, answers=1)
                self.assertEqual([answers[at - 1] for at in (len(answers) // 2 - 2, len(answers) - 2)], [4, 4], f'time {times}')
            rained, level = kept(user, 'ecology.rain', name), kept(user, 'ecology.level', name)
            self.assertEqual(kept(user, 'ecology.battery', name), {HOUR + 3600: ('12.10', 'good')})
        tenths = [5, 0, 0, 0, 20, None, None, None, None, None, 0, 1]
        self.assertEqual(rained, {HOUR + 300 * (step + 1): (None, 'missing') if one is None else (f'{one / 10:.1f}', 'good')
                                  for step, one in enumerate(tenths)})
        listed = {HOUR - 7200 + 600 * step: (value, 'good') for step, value in enumerate(('3.200', '3.210', '3.220'))}
        listed[HOUR - 7200 + 1800] = (None, 'missing')
        self.assertEqual(level, listed | {HOUR + 300 * (step + 1): (f'{101.2 + step / 100:.3f}', 'good') for step in range(11)}
                         | {HOUR + 3600: (None, 'missing')})

    def test_a_list_that_begins_before_what_is_kept_is_not_answered(self):
        wrong = hourly(3, 0x31, [at_time(BEGIN - 400 * 86400 * 6), bytes.fromhex('0418000010'), bytes.fromhex('3923'),
                                 bytes.fromhex('0000320000003210')])
        with Listening(self.data) as server:
            self.assertEqual(talk(server.of('sl651'), wrong, wait_s=0.7), b'')
            eventually('it is named', lambda: 'values of a time that cannot be' in server.log)
        with Server(self.data) as server:
            self.assertEqual(kept(server.user(), 'ecology.level', Sl651.name_of(1)), {})


if __name__ == '__main__':
    unittest.main()
