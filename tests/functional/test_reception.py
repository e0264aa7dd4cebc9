"""Stations dial in over real sockets: what is answered is stored, whatever happens; who misbehaves harms no other."""

import json
import re
import socket
import subprocess
import sys
import threading
import time
import unittest

import stores
from listening import BEGIN, DECIMALS, SERIES, STATIONS, Listening, kept, talk, with_stations
from program import DONE, REFUSED, ROOT, shanhai, tree
from server import Server, eventually

sys.path.insert(0, str(ROOT / 'tests'))
from station_simulator import Hj212, Sl651, Station, Szy206, Weather, frame_hj212, frame_sl651  # noqa: E402

class Reception(unittest.TestCase):
    takes_s = 15

    @classmethod
    def setUpClass(cls):
        cls.made = with_stations()

    def setUp(self):
        self.data = stores.copy_of(self.made)

    def kept(self, series, *stations):
        """What the store has of each station, looked at after whatever happened to the server."""
        with Server(self.data) as server:
            user = server.user()
            return [kept(user, series, station) for station in stations]

    def assert_answered_is_kept(self, stations):
        """And with the value that was answered."""
        wrong = []
        have = {}
        with Server(self.data) as server:
            user = server.user()
            for station in stations:
                for at, values, _ in station.answered:
                    for code, value in values.items():
                        series = SERIES.get(code)
                        if series is None:
                            continue  # no sensor keeps it
                        if (series, station.name) not in have:
                            have[series, station.name] = kept(user, series, station.name)
                        there = have[series, station.name].get(at + station.weather.drift_s)
                        told = f'{float(value):.{DECIMALS[series]}f}'
                        if there is None or there[0] != told:
                            wrong.append((station.name, at, code, told, there))
        self.assertEqual(wrong[:5], [])
        return have

    def station(self, server, protocol=Hj212, number=1, weather=None, answer_s=5.0):
        station = Station(protocol, number, server.of(protocol.__name__.lower()), weather, answer_s)
        self.addCleanup(station.hang_up)
        return station

    # ── what is answered is there ────────────────────────────────────────────────────────────────────────────────

    def test_reports_of_all_protocols_are_answered_and_kept_through_outages_repetitions_and_broken_frames(self):
        weather = Weather(seed=3, broken=0.2, twice=0.3, outage=range(3, 6), cold=range(8, 10))
        with Listening(self.data) as server:
            stations = [self.station(server, protocol, number, weather)
                        for protocol in (Hj212, Sl651, Szy206) for number in range(1, STATIONS + 1)]
            for number in range(12):
                for station in stations:
                    station.report(BEGIN + number * 300, number)
            for station in stations:
                self.assertEqual((len(station.answered), station.kept_back), (10, []), station.name)
        have = self.assert_answered_is_kept(stations)
        for station in stations:
            code = next(iter(station.protocol.codes))
            times = sorted(have[SERIES[code], station.name])
            self.assertEqual(times, [BEGIN + number * 300 for number in range(12) if number not in (8, 9)],
                             'late ones are in their places, gaps are not filled, and nothing is there twice')
        tree(self.data)

    def test_everything_answered_is_there_after_sigkill_and_comes_again_without_harm(self):
        answered = 0
        everybody = []
        for round_ in range(3):
            server = Listening(self.data).start()
            stations = [self.station(server, protocol, number, answer_s=1.0)
                        for protocol in (Hj212, Sl651, Szy206) for number in range(1, STATIONS + 1)]

            def live(station, first):
                for number in range(first, first + 400):
                    if not server.is_up:
                        return
                    station.report(BEGIN - 900_000 + number * 60, number)

            threads = [threading.Thread(target=live, args=(station, round_ * 400)) for station in stations]
            for thread in threads:
                thread.start()
            eventually('some were answered', lambda: sum(len(one.answered) for one in stations) > 100, 30)
            server.kill()
            for thread in threads:
                thread.join()
            answered += sum(len(one.answered) for one in stations)
            everybody += stations
        self.assertGreater(answered, 300)
        self.assert_answered_is_kept(everybody)
        tree(self.data)

    def test_pieces_glue_and_both_cases_of_the_check_sum_make_no_difference(self):
        line = Hj212('SIM00001')

        def frame(number):
            """The odd ones have a check sum in small letters: QN goes on until there is a letter in it."""
            tries = (line.report(BEGIN + number * 300, {'w01001': f'7.{number:02}'}, number + more)[0] for more in range(0, 1000, 2))
            return next(one for one in tries if number % 2 == 0 or re.search(rb'[a-f]', one[-6:]))

        frames = [frame(number) for number in range(6)]
        with Listening(self.data) as server:
            glued = b''.join(frames[:3])
            self.assertEqual(talk(server.of('hj212'), glued, answers=3).count(b'CN=9014'), 3)
            pieces = [frames[3][:1], frames[3][1:7], frames[3][7:60], frames[3][60:] + frames[4][:20], frames[4][20:]]
            self.assertEqual(talk(server.of('hj212'), *pieces, answers=2, pause_s=0.02).count(b'CN=9014'), 2)
            again = talk(server.of('hj212'), frames[0], frames[0], answers=2)
            self.assertEqual(again.count(b'CN=9014'), 2, 'a repetition is answered')
        have, = self.kept('ecology.ph', 'SIM00001')
        self.assertEqual([have[at][0] for at in sorted(have)], ['7.00', '7.01', '7.02', '7.03', '7.04'])

    def test_answers_are_those_that_flag_and_command_ask_for(self):
        head = 'QN=20260301080001000;ST=21;CN={};PW=123456;MN=SIM00001;Flag={};CP=&&{}&&'
        value = 'DataTime=%s;w01001-Rtd=7.5,w01001-Flag=N' % time.strftime('%Y%m%d%H%M%S', time.gmtime(BEGIN + 8 * 3600))
        with Listening(self.data) as server:
            def answer(command, flag, parameters, answers=1, **more):
                return talk(server.of('hj212'), frame_hj212(head.format(command, flag, parameters)), answers=answers, **more)

            self.assertIn(b'CN=9014;', answer(2011, 5, value))
            self.assertEqual(answer(2011, 4, value, wait_s=0.5), b'')
            self.assertIn(b'CN=9013;', answer(1013, 5, 'PolId=w01018', answers=2))
            clock = answer(1011, 5, '', answers=3)
            self.assertEqual(re.findall(rb'CN=(\d+)', clock), [b'9011', b'1011', b'9012'])
            self.assertTrue(re.search(rb'SystemTime=20\d{12}', clock))
            bad = frame_hj212(head.format(2011, 5, value))
            wrong = talk(server.of('hj212'), Hj212.broken(bad))
            self.assertIn(b'QnRtn=9&&', wrong)
            self.assertNotIn(b'9014', wrong)
            eventually('it is named', lambda: 'a frame that cannot be read: SIM00001: crc' in server.log)

    def test_who_is_not_entered_is_named_and_not_kept_until_somebody_enters_it(self):
        stranger = Hj212('STRANGER').report(BEGIN, {'w01001': '7.10'}, 0)[0]
        with Listening(self.data) as server:
            self.assertIn(b'QnRtn=4', talk(server.of('hj212'), stranger))
            eventually('it is named', lambda: 'an unknown station: STRANGER' in server.log)
            user = server.user()
            user.create('station', code='STRANGER', name='新站', kind='quality', division='540228', started_on='2020-01-01')
            user.create('sensor', station='STRANGER', code='w01001', quantity='pH', installed_on='2020-01-01')
            self.assertIn(b'CN=9014', talk(server.of('hj212'), stranger))
        self.assertEqual(self.kept('ecology.ph', 'STRANGER'), [{BEGIN: ('7.10', 'good')}])

    def test_clocks_that_are_off_and_spikes_are_no_harm_whatever_the_protocol(self):
        weather = Weather(seed=7, spikes=0.3, drift_s=-60, cold=range(2, 4))
        with Listening(self.data) as server:
            user = server.user()
            stations = [self.station(server, protocol, 1, weather) for protocol in (Hj212, Sl651, Szy206)]
            for station in stations:
                code = next(iter(station.protocol.codes))
                sensor = next(one for one in user.result('/sensor', {'station': f'eq.{station.name}', 'limit': 50})['items']
                              if one['code'] == code)
                mean, swing, _ = station.protocol.codes[code]
                limits = {'least': '0', 'most': f'{2 * mean + swing:.2f}'}
                self.assertEqual(user.patch(f'/sensor/{sensor["id"]}', limits, sensor['version']).status, 200)
                for number in range(12):
                    station.report(BEGIN + number * 300, number)
                self.assertEqual(len(station.answered), 10, station.name)
        have = self.assert_answered_is_kept(stations)
        for station in stations:
            code = next(iter(station.protocol.codes))
            spikes = {at - 60 for at, values, _ in station.answered if float(values[code]) > 2.5 * station.protocol.codes[code][0]}
            kept_so = {at for at, (_, quality) in have[SERIES[code], station.name].items() if quality == 'suspect'}
            self.assertTrue(spikes, station.name)
            self.assertEqual(kept_so, spikes, station.name)

    # ── those who misbehave ──────────────────────────────────────────────────────────────────────────────────────

    def test_liars_and_drippers_are_named_and_harm_no_other(self):
        with Listening(self.data) as server:
            address = server.of('hj212')
            dripping = socket.create_connection(address)
            noisy = socket.create_connection(address)
            silent = [socket.create_connection(address) for _ in range(50)]
            dripping.sendall(b'##0999QN=2026')
            good = self.station(server)
            stop = threading.Event()

            def shout():
                try:
                    while not stop.is_set():
                        noisy.sendall(b'\x00\xff' * 4096)
                except OSError:
                    pass

            shouting = threading.Thread(target=shout)
            shouting.start()
            for number in range(20):
                dripping.sendall(b'x')
                good.report(BEGIN + number * 300, number)
            shouting.join(20)
            stop.set()
            self.assertFalse(shouting.is_alive(), 'who sends noise is closed')
            self.assertEqual(len(good.answered), 20)
            eventually('it is named', lambda: 'sends bytes that are in no frame' in server.log)
            for line in (dripping, noisy, *silent):
                line.close()
        self.assert_answered_is_kept([good])

    # ── judged ───────────────────────────────────────────────────────────────────────────────────────────────────

    def test_what_is_not_believed_is_marked_and_a_person_overrules_it(self):
        with Listening(self.data) as server:
            user = server.user()
            sensor = next(one for one in user.result('/sensor', {'station': 'eq.SIM00001', 'limit': 50})['items']
                          if one['code'] == 'w01001')
            answer = user.patch(f'/sensor/{sensor["id"]}', {'least': '0', 'most': '14', 'spike': '1'}, sensor['version'])
            self.assertEqual(answer.status, 200, answer)
            line = Hj212('SIM00001')
            frames = b''.join(line.report(BEGIN + number * 300, {'w01001': value}, number)[0]
                              for number, value in enumerate(('7.20', '9.90', '7.30', '15.00', '7.25')))
            self.assertEqual(talk(server.of('hj212'), frames, answers=5).count(b'CN=9014'), 5)
            series = '/series/ecology.ph'
            corrected = user.post(f'{series}/corrections', {
                'station': 'SIM00001', 'at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(BEGIN + 300)), 'value': '9.90',
                'reason': 'measured by hand: it was so'})
            self.assertEqual(corrected.status, 200, corrected)
        have, = self.kept('ecology.ph', 'SIM00001')
        self.assertEqual([have[at][1] for at in sorted(have)], ['good', 'corrected', 'good', 'suspect', 'good'])

    # ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_picture_in_packets_is_asked_for_kept_and_answered(self):
        picture = (ROOT / 'fuzz/seeds/image/plain.jpg').read_bytes()
        moment = time.strftime('%y%m%d%H%M%S', time.gmtime(BEGIN + 8 * 3600))
        name = Sl651.name_of(1)
        body = bytes.fromhex('0001' + moment + 'f1f1' + name + '48f0f0' + moment[:10] + 'f3f3') + picture
        step = max(1, min(1000, len(body) // 3))
        parts = [body[at:at + step] for at in range(0, len(body), step)]

        def packet(number):
            last = number == len(parts)
            return frame_sl651(name, 0x36, parts[number - 1], 0x03 if last else 0x17,
                               (len(parts) << 12 | number).to_bytes(3, 'big'))

        with Listening(self.data) as server:
            with socket.create_connection(server.of('sl651'), timeout=5) as line:
                for number in range(1, len(parts) + 1):
                    if number != 2:
                        line.sendall(packet(number))
                wanted = line.recv(4096)
                self.assertEqual(wanted[-3], 0x15, 'NAK for the second')
                line.sendall(packet(2))
                self.assertIn(line.recv(4096)[-3], (0x04, 0x06), 'EOT or ACK')
            photo, = server.user().result('/station_photo', {'limit': 5})['items']
            self.assertEqual(photo['station']['label'], '站1')
        tree(self.data)

    # ── where it listens ─────────────────────────────────────────────────────────────────────────────────────────

    def test_nothing_listens_unless_asked_and_a_file_asks_as_well_as_an_option(self):
        with Server(self.data) as server:
            server.user()
            self.assertNotIn('listens on', server.log)
        (self.data / 'services.yaml').write_text('hj212: 127.0.0.1:0\nsl651: 127.0.0.1:0\n', encoding='utf-8')
        with Listening(self.data, '--service', 'sl651=off') as server:
            server.user()
            eventually('one listens', lambda: 'hj212 ' in server.log)
            self.assertNotIn('sl651 ', server.log)
        for wrong, code in (('hj2012=127.0.0.1:0', 'service.unknown'), ('hj212=nowhere', 'server.bad_address')):
            ran = shanhai('serve', '--listen', '127.0.0.1:0', '--service', wrong, data=self.data)
            self.assertEqual(ran.status, REFUSED, ran)
            self.assertIn(code, ran.err)

    # ── a program of its own ─────────────────────────────────────────────────────────────────────────────────────

    def test_the_simulator_prints_what_was_answered(self):
        with Listening(self.data) as server:
            host, port = server.of('sl651')
            done = subprocess.run([sys.executable, str(ROOT / 'tests/station_simulator.py'), 'sl651', f'{host}:{port}',
                                   '--stations', '2', '--reports', '5', '--broken', '0.2', '--seed', '5'],
                                  capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, DONE, done.stdout + done.stderr)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(lines[-1]['answered'], 10)
        names = sorted({line['station'] for line in lines[:-1]})
        have = dict(zip(names, self.kept('ecology.level', *names)))
        for line in lines[:-1]:
            self.assertEqual(float(have[line['station']][line['at']][0]), float(line['values']['Z']))


if __name__ == '__main__':
    unittest.main()
