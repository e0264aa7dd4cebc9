"""Rules turn readings into alarms, once an event; what nobody acknowledges is passed on; gaps are noted and taken back."""

import sys
import time
import unittest

import stores
from listening import Listening, with_stations
from program import DONE, ROOT, must, result_of, shanhai, tree
from server import Server, eventually
from test_jobs import person

sys.path.insert(0, str(ROOT / 'tests'))
from station_simulator import Hj212, Sl651, Station  # noqa: E402

STATION = '0012345678'


def shanghai(at):
    return time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(at + 8 * 3600))


def look(user):
    """The job that watches, once from now on. Of runs that found nothing one after the other only the last is kept."""
    asked = []

    def is_taken():
        asked[:] = [user.post('/jobs/ecology.watch_alarms/run')]
        return asked[0].status == 202

    def has_looked():
        runs = user.result('/jobs/ecology.watch_alarms/runs', {'limit': 500})['items']
        return any(run['outcome'] in ('done', 'nothing') and int(run['at']) >= int(asked[0].json['at']) for run in runs)

    eventually('it runs', is_taken, 30)
    eventually('it looked', has_looked, 30)


def told_of_alarms(client):
    return [one for one in client.result('/notifications')['items'] if one['record']['type'] == 'alarm']


class Watched(unittest.TestCase):
    takes_s = 12

    @classmethod
    def setUpClass(cls):
        cls.made = stores.copy_of(stores.made_once('fresh'))
        must('record', 'create', 'station', f'code={STATION}', 'name=奴各沙', 'kind=river', 'division=540228',
             'started_on=2020-01-01', data=cls.made)
        must('record', 'create', 'sensor', f'station={STATION}', 'code=Z', 'quantity=水位', 'installed_on=2020-01-01',
             'every_minutes=60', data=cls.made)

    def setUp(self):
        self.data = stores.copy_of(self.made)
        self.now = int(time.time())

    def rule(self, **fields):
        words = {'name': '警戒水位', 'station': STATION, 'series': 'level', 'level': 'orange', **fields}
        must('record', 'create', 'alarm_rule', *(f'{name}={value}' for name, value in words.items()), data=self.data)

    def tell(self, *readings):
        """(minutes ago, value)…"""
        table = stores.new_folder() / 'level.csv'
        rows = [f'{STATION},{shanghai(self.now - 60 * minutes)},{value}' for minutes, value in readings]
        table.write_text('station,at,value\n' + '\n'.join(rows) + '\n', encoding='utf-8')
        must('series', 'append', 'ecology.level', table, data=self.data)

    def tell_over(self, user, *readings):
        """The same through the interface of a server that runs."""
        answer = user.post('/series/ecology.level', {'readings': [
            {'station': STATION, 'at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(self.now - 60 * minutes)), 'value': value}
            for minutes, value in readings]})
        self.assertEqual(answer.status, 200, answer)

    def look(self, job='ecology.watch_alarms'):
        ran = shanhai('--lang', 'en', 'jobs', 'run', job, data=self.data)
        self.assertEqual(ran.status, DONE, ran)
        return ran.out

    def alarms(self, record_type='alarm'):
        return result_of('record', 'list', record_type, data=self.data)

    def step(self, alarm, transition, *fields):
        must('record', 'advance', 'alarm', '#' + alarm['id'], transition, *fields, data=self.data)

    def test_an_event_is_one_alarm_until_it_is_over_also_when_it_was_closed(self):
        self.rule(condition='above', threshold='12.5', clears_at='12.3')
        self.tell((50, '12.40'), (40, '12.55'), (30, '12.80'))
        self.assertIn('1 alarms were raised', self.look())
        self.look()
        alarm, = self.alarms()
        self.assertEqual((alarm['state'], alarm['began'], float(alarm['worst'])),
                         ('raised', shanghai(self.now - 2400), 12.8))
        self.step(alarm, 'acknowledge')
        self.step(alarm, 'close', 'outcome=巡查无险情')
        self.tell((25, '12.90'), (20, '12.45'))
        self.look()
        alarm, = self.alarms()
        self.assertEqual((alarm['state'], alarm.get('ended'), float(alarm['worst'])), ('closed', None, 12.9))
        self.tell((15, '12.20'))
        self.assertIn('1 are over', self.look())
        self.assertEqual(self.alarms()[0]['ended'], shanghai(self.now - 900))
        self.tell((10, '12.60'))
        self.look()
        self.assertEqual([one['state'] for one in sorted(self.alarms(), key=lambda one: one['number'])], ['closed', 'raised'])
        tree(self.data)

    def test_what_begins_again_before_it_was_closed_is_taken_up_in_its_alarm(self):
        self.rule(condition='above', threshold='12.5')
        self.tell((40, '12.60'), (30, '12.40'), (20, '12.70'))
        self.look()
        alarm, = self.alarms()
        self.assertEqual((alarm.get('ended'), float(alarm['worst'])), (None, 12.7))

    def test_what_is_not_believed_or_in_maintenance_raises_nothing(self):
        self.rule(condition='above', threshold='12.5')
        table = stores.new_folder() / 'level.csv'
        table.write_text(f'station,at,value,quality\n{STATION},{shanghai(self.now - 600)},99.0,suspect\n', encoding='utf-8')
        must('series', 'append', 'ecology.level', table, data=self.data)
        self.look()
        station, = result_of('record', 'list', 'station', data=self.data)
        must('record', 'amend', 'station', '#' + station['id'], 'in_maintenance=true', '--reason', 'repair', data=self.data)
        self.tell((5, '12.80'))
        self.look()
        self.assertEqual(self.alarms(), [])
        must('record', 'amend', 'station', '#' + station['id'], 'in_maintenance=false', '--reason', 'repaired', data=self.data)
        self.look()
        self.assertEqual(len(self.alarms()), 1)

    def test_silence_is_an_alarm_that_ends_with_the_next_reading(self):
        self.rule(condition='silent', minutes='30')
        self.tell((45, '12.00'))
        self.look()
        alarm, = self.alarms()
        self.assertEqual(alarm['began'], shanghai(self.now - 45 * 60))
        self.tell((1, '12.00'))
        self.look()
        self.assertEqual(self.alarms()[0]['ended'], shanghai(self.now - 60))

    def test_people_hear_of_it_once_and_leaders_when_nobody_acknowledges(self):
        self.rule(condition='above', threshold='12.5', pass_on_after='20')

        def told(client):
            return [one['kind'] for one in told_of_alarms(client)]

        with Server(self.data) as server:
            user = server.user()
            officer, leader = (person(server, user, login, role)
                               for login, role in (('zhao', 'county_officer'), ('qian', 'leader')))
            self.tell_over(user, (10, '12.60'))
            look(user)
            eventually('the officer is told', lambda: told(officer) == ['todo'], 30)
            for _ in range(2):
                look(user)
            self.tell_over(user, (5, '12.70'))
            look(user)
            time.sleep(1.5)  # whoever would be told twice would be told by now
            self.assertEqual((told(officer), told(leader)), (['todo'], []), 'nobody is woken twice')
            cookies = officer.cookie, leader.cookie
        later = time.strftime('%Y-%m-%dT%H:%M', time.gmtime(self.now + 8 * 3600 + 1800))
        with Server(self.data, '--clock', later) as server:
            officer, leader = server.client(), server.client()
            officer.cookie, leader.cookie = cookies
            user = server.user()
            look(user)
            eventually('the leader is told', lambda: told(leader) == ['todo'], 30)
            self.assertEqual(told(officer), ['todo'])
            alarm, = user.result('/alarm', {'limit': 5})['items']
            self.assertEqual(alarm['state'], 'passed_on')

    def test_gaps_are_noted_and_taken_back_when_the_readings_come_late(self):
        midnight = (self.now + 8 * 3600) // 86400 * 86400 - 8 * 3600
        day = midnight - 86400
        hours = [hour for hour in range(24) if not 6 <= hour < 9]
        self.tell(*(((self.now - day - hour * 3600) / 60, '12.00') for hour in hours))
        self.look('ecology.mark_gaps')
        yesterday = [one for one in self.alarms('reading_gap') if one['day'] == shanghai(day)[:10]]
        self.assertEqual([(one['from_time'][11:], one['until_time'][11:], one['minutes']) for one in yesterday],
                         [('05:00', '09:00', 240)])
        self.tell(*(((self.now - day - hour * 3600) / 60, '12.00') for hour in range(6, 9)))
        self.look('ecology.mark_gaps')
        self.assertEqual([one for one in self.alarms('reading_gap') if one['day'] == shanghai(day)[:10]], [])
        tree(self.data)


class DialledIn(unittest.TestCase):
    """The same by stations that speak HJ 212 and SL 651 over a socket, from the first high reading to the last step."""

    takes_s = 14

    @classmethod
    def setUpClass(cls):
        cls.data = with_stations()

    def report(self, minutes_ago, ph=None, level=None):
        """A frame of each station that has something to say; the centre answered when this returns."""
        for station, code, value in ((self.water, 'w01001', ph), (self.gauge, 'Z', level)):
            if value is None:
                continue
            station.values = lambda number, code=code, value=value: {code: value}
            answered = len(station.answered)
            self.number += 1
            station.report(self.now - 60 * minutes_ago, self.number)
            self.assertEqual(len(station.answered), answered + 1, station.name)

    def dial(self, server):
        self.water, self.gauge = Station(Hj212, 1, server.of('hj212')), Station(Sl651, 1, server.of('sl651'))
        self.addCleanup(self.water.hang_up)
        self.addCleanup(self.gauge.hang_up)

    def step(self, user, alarm, transition, **fields):
        answer = user.post(f'/alarm/{alarm["id"]}/{transition}', fields)
        self.assertEqual(answer.status, 200, answer)

    def test_from_the_frame_that_raises_to_the_step_that_closes(self):
        self.now, self.number = int(time.time()) // 60 * 60, 0  # SL 651 tells the minute
        with Listening(self.data) as server:
            user = server.user()
            officer, leader = (person(server, user, login, role)
                               for login, role in (('zhao', 'county_officer'), ('qian', 'leader')))
            for name, station, series, threshold, clears in (('酸碱', 'SIM00001', 'ph', '9.00', '8.50'),
                                                             ('警戒水位', '0000000001', 'level', '4.000', '3.800')):
                user.create('alarm_rule', name=name, station=station, series=series, condition='above', level='orange',
                            threshold=threshold, clears_at=clears, pass_on_after=20)
            self.dial(server)
            self.report(50, '8.90', '3.900')
            look(user)
            self.assertEqual(user.result('/alarm', {'limit': 5})['items'], [], 'nothing is above its limit')
            self.report(40, '9.20', '4.100')
            look(user)
            eventually('the officer is told of both', lambda: len(told_of_alarms(officer)) == 2, 30)
            self.report(35, '8.70', '3.850')  # below the limit, above the value that clears
            self.report(30, '9.40', '4.200')
            look(user)
            running = user.result('/alarm', {'limit': 50, 'order': 'id'})['items']
            self.assertEqual(sorted((one['worst'], one.get('ended'), one['state']) for one in running),
                             [('4.2000', None, 'raised'), ('9.4000', None, 'raised')])
            flood = next(one for one in running if one['worst'] == '4.2000')
            self.assertEqual(flood['began'], shanghai(self.now - 2400))
            self.step(officer, flood, 'acknowledge')
            self.step(officer, flood, 'act', measure='巡查河堤')
            self.step(officer, flood, 'close', outcome='无险情')
            self.report(25, level='4.300')  # the event goes on: one alarm, though it was closed
            look(user)
            self.report(20, level='3.700')
            look(user)
            flood = user.result(f'/alarm/{flood["id"]}')
            self.assertEqual((flood['state'], flood['worst'], flood['ended']),
                             ('closed', '4.3000', shanghai(self.now - 1200)))
            self.report(10, level='4.050')  # another event
            look(user)
            self.assertEqual(len(user.result('/alarm', {'limit': 50})['items']), 3)
            eventually('the officer is told of it', lambda: len(told_of_alarms(officer)) == 3, 30)
            time.sleep(1.5)  # whoever would be told twice would be told by now
            self.assertEqual((len(told_of_alarms(officer)), told_of_alarms(leader)), (3, []), 'nobody is told twice')
            sessions = [(one.cookie, one.csrf) for one in (officer, leader)]
        later = time.strftime('%Y-%m-%dT%H:%M', time.gmtime(self.now + 8 * 3600 + 1800))
        with Listening(self.data, '--clock', later) as server:
            officer, leader = server.client(), server.client()
            for one, session in zip((officer, leader), sessions):
                one.cookie, one.csrf = session
            user = server.user()
            look(user)
            eventually('the leader is told of what nobody acknowledged', lambda: len(told_of_alarms(leader)) == 2, 30)
            self.dial(server)
            self.report(-25, ph='8.40')
            look(user)
            look(user)
            acid = next(one for one in user.result('/alarm', {'limit': 50})['items'] if one['worst'] == '9.4000')
            self.assertEqual((acid['state'], acid['ended']), ('passed_on', shanghai(self.now + 1500)))
            time.sleep(1.5)
            self.assertEqual((len(told_of_alarms(officer)), len(told_of_alarms(leader))), (3, 2), 'nobody is told twice')
            self.step(leader, acid, 'take_over')  # which tells the officer that somebody has to act
            self.step(leader, acid, 'act', measure='停泵取样')
            self.step(leader, acid, 'close', outcome='上游已整改')
            acid = user.result(f'/alarm/{acid["id"]}')
            self.assertEqual((acid['state'], acid['outcome']), ('closed', '上游已整改'))
        tree(self.data)


if __name__ == '__main__':
    unittest.main()
