#!/usr/bin/env python3
"""Stations that report to a centre over TCP, with what goes wrong out there.

    tests/station_simulator.py hj212 127.0.0.1:9212 --stations 20 --reports 12 --spikes 0.02 --outage 3:4
    tests/station_simulator.py sl651 127.0.0.1:9651 --reports 24 --every 300 --broken 0.1 --cold 6:9
    tests/station_simulator.py szy206 127.0.0.1:9206 --reports 24 --drift 40 --twice 0.1

Prints one JSON object for each report that the centre answered: what may be relied on to be stored. A report that gets no answer is
sent again, three times in all, as the standards want it; then it is kept back and comes after the next one that was answered. The
last line sums up. Everything follows from --seed. Stations are called SIM00001 … (HJ 212), 0000000001 … (SL 651) or 5400000001 … (SZY 206); --records
prints the commands that enter them.
"""

import argparse
import datetime
import json
import math
import random
import socket
import sys
import threading
import time

CHINA = datetime.timezone(datetime.timedelta(hours=8))


# ── HJ 212 ───────────────────────────────────────────────────────────────────────────────────────────────────────────

def crc_hj212(segment):
    register = 0xFFFF
    for byte in segment:
        register = (register >> 8) ^ byte
        for _ in range(8):
            register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
    return register


def frame_hj212(segment, small_letters=False):
    segment = segment.encode()
    crc = f'{crc_hj212(segment):04x}' if small_letters else f'{crc_hj212(segment):04X}'
    return b'##%04d' % len(segment) + segment + crc.encode() + b'\r\n'


class Hj212:
    codes = {'w01001': (7.6, 0.3, 2), 'w01009': (8.4, 1.0, 2), 'w01010': (9.0, 4.0, 1), 'w21003': (0.12, 0.05, 3)}
    resting = b'\r\n'

    @staticmethod
    def name_of(number):
        return f'SIM{number:05}'

    def __init__(self, name):
        self.name = name

    def report(self, at, values, number):
        moment = datetime.datetime.fromtimestamp(at, CHINA)
        sent = ';'.join(f'{code}-Rtd={value},{code}-Flag=N' for code, value in values.items())
        request = f'{moment:%Y%m%d%H%M%S}{number % 1000:03}'
        return frame_hj212(f'QN={request};ST=21;CN=2011;PW=123456;MN={self.name};Flag=5;'
                           f'CP=&&DataTime={moment:%Y%m%d%H%M%S};{sent}&&', small_letters=number % 2 == 1), request

    @staticmethod
    def broken(frame):
        return frame[:-6] + (b'0000' if frame[-6:-2] != b'0000' else b'1111') + b'\r\n'

    @staticmethod
    def answers_in(buffer):
        """Takes whole answers out of the buffer: [(what it answers, whether it says yes)]."""
        found = []
        while b'\r\n' in buffer:
            line, _, rest = bytes(buffer).partition(b'\r\n')
            buffer[:] = rest
            fields = dict(part.split('=', 1) for part in line[6:-4].decode().split(';') if '=' in part and '&&' not in part)
            if fields.get('CN') in ('9011', '9013', '9014'):
                found.append((fields.get('QN'), fields['CN'] != '9011'))
        return found


# ── SL 651 ───────────────────────────────────────────────────────────────────────────────────────────────────────────

def crc_sl651(data):
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
    return register


def frame_sl651(station, function, body, end=0x03, numbering=b''):
    data = b'\x7e\x7e\x01' + bytes.fromhex(station) + b'\x00\x00' + bytes([function])
    data += (len(body) + len(numbering)).to_bytes(2, 'big') + (b'\x16' + numbering if numbering else b'\x02')
    data += body + bytes([end])
    return data + crc_sl651(data).to_bytes(2, 'big')


class Sl651:
    codes = {'Z': (3.2, 0.4, 3), 'VT': (12.4, 0.2, 2)}
    elements = {'Z': ('39', 4, 3), 'VT': ('38', 2, 2)}
    resting = b''
    ends = {0x06: True, 0x04: True, 0x1B: True, 0x15: False}

    @staticmethod
    def name_of(number):
        return f'{number:010}'

    def __init__(self, name):
        self.name = name

    def report(self, at, values, number):
        moment = datetime.datetime.fromtimestamp(at, CHINA)
        serial = number % 65535 + 1
        body = serial.to_bytes(2, 'big') + bytes.fromhex(f'{moment:%y%m%d%H%M%S}') + b'\xf1\xf1'
        body += bytes.fromhex(self.name) + b'\x48\xf0\xf0' + bytes.fromhex(f'{moment:%y%m%d%H%M}')
        for code, value in values.items():
            element, size, decimals = self.elements[code]
            digits = f'{round(float(value) * 10 ** decimals):0{2 * size}}'
            body += bytes.fromhex(element + f'{size << 3 | decimals:02x}' + digits)
        return frame_sl651(self.name, 0x32, body), serial

    @staticmethod
    def broken(frame):
        return frame[:-1] + bytes([frame[-1] ^ 0xFF])

    @classmethod
    def answers_in(cls, buffer):
        found = []
        while len(buffer) >= 14 and buffer[:2] == b'\x7e\x7e':
            size = 14 + (int.from_bytes(buffer[11:13], 'big') & 0xFFF) + 3
            if len(buffer) < size:
                break
            answer, buffer[:] = bytes(buffer[:size]), buffer[size:]
            said = cls.ends.get(answer[-3])
            if said is not None:
                found.append((int.from_bytes(answer[14:16], 'big') if said else None, said))
        return found


# ── SZY 206 ──────────────────────────────────────────────────────────────────────────────────────────────────────────

def crc_szy206(data):
    register = 0
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register << 1 ^ 0xE5) & 0xFF if register & 0x80 else register << 1
    return register


def frame_szy206(inside):
    return b'\x68' + bytes([len(inside)]) + b'\x68' + inside + bytes([crc_szy206(inside)]) + b'\x16'


def backwards(number, size):
    """Decimal digits, the lowest byte first."""
    return bytes.fromhex(f'{number:0{2 * size}}')[::-1]


class Szy206:
    codes = {'level': (3.2, 0.4, 3), 'level2': (5.1, 0.3, 3)}
    resting = b''

    @staticmethod
    def name_of(number):
        return f'54{number:08}'

    def __init__(self, name):
        self.name = name

    def report(self, at, values, number):
        """The answer repeats two bits that count the reports."""
        moment = datetime.datetime.fromtimestamp(at, CHINA)
        count = number % 4
        inside = bytes([0x82 | count << 4]) + bytes.fromhex(self.name) + b'\xc0'
        for value in values.values():
            inside += backwards(round(float(value) * 1000), 4)
        return frame_szy206(inside + bytes(4) + bytes.fromhex(f'{moment:%S%M%H%d}00')), count

    @staticmethod
    def broken(frame):
        return frame[:-2] + bytes([frame[-2] ^ 0xFF, 0x16])

    @classmethod
    def answers_in(cls, buffer):
        found = []
        while len(buffer) >= 5 and buffer[0] == 0x68 and len(buffer) >= buffer[1] + 5:
            answer, buffer[:] = bytes(buffer[:buffer[1] + 5]), buffer[buffer[1] + 5:]
            if answer[9] == 0xC0 and crc_szy206(answer[3:-2]) == answer[-2]:
                found.append((answer[3] >> 4 & 3, True))
        return found


PROTOCOLS = {'hj212': Hj212, 'sl651': Sl651, 'szy206': Szy206}


# ── a station ────────────────────────────────────────────────────────────────────────────────────────────────────────

class Weather:
    """What goes wrong: probabilities, and spans of reports counted from 0."""

    def __init__(self, seed=1, spikes=0.0, broken=0.0, twice=0.0, outage=None, cold=None, drift_s=0):
        self.seed, self.spikes, self.broken, self.twice = seed, spikes, broken, twice
        self.outage, self.cold, self.drift_s = outage or range(0), cold or range(0), drift_s


class Station:
    def __init__(self, protocol, number, address, weather=None, answer_s=5.0):
        self.protocol = protocol
        self.line = protocol(protocol.name_of(number))
        self.address, self.weather, self.answer_s = address, weather or Weather(), answer_s
        self.chance = random.Random(self.weather.seed * 100_003 + number)
        self.socket, self.buffer = None, bytearray()
        self.kept_back, self.answered, self.unanswered = [], [], 0
        self.sent_frames = 0

    @property
    def name(self):
        return self.line.name

    def values(self, number):
        """Waves around a mean, and now and then what cannot be."""
        values = {}
        for code, (mean, swing, decimals) in self.protocol.codes.items():
            value = mean + swing * math.sin(number / 12) + swing / 20 * self.chance.uniform(-1, 1)
            if self.chance.random() < self.weather.spikes:
                value *= 5
            values[code] = f'{value:.{decimals}f}'
        return values

    def connect(self):
        if self.socket is None:
            self.socket = socket.create_connection(self.address, timeout=self.answer_s)
            self.buffer.clear()

    def hang_up(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def send(self, report):
        """Three times at most; whether it was answered."""
        at, values, number = report
        frame, key = self.line.report(at + self.weather.drift_s, values, number)
        for _ in range(3):
            try:
                self.connect()
                is_broken = self.chance.random() < self.weather.broken
                self.socket.sendall(self.protocol.broken(frame) if is_broken else frame)
                self.sent_frames += 1
                if not is_broken and self.chance.random() < self.weather.twice:
                    self.socket.sendall(frame)
                if self.wait_for(key):
                    return True
            except OSError:
                self.hang_up()
        return False

    def wait_for(self, key):
        until = time.monotonic() + self.answer_s
        while time.monotonic() < until:
            for answers, yes in self.protocol.answers_in(self.buffer):
                if not yes:
                    return False  # told to send it again
                if answers == key:
                    return True
            self.socket.settimeout(max(0.01, until - time.monotonic()))
            try:
                data = self.socket.recv(4096)
            except TimeoutError:
                return False
            if not data:
                self.hang_up()
                return False
            self.buffer += data
        return False

    def report(self, at, number):
        """One due report, and what was kept back before."""
        if number in self.weather.cold:
            return  # nothing is measured at −40 °C
        due = (at, self.values(number), number)
        if number in self.weather.outage:
            self.kept_back.append(due)  # measured, but the line is down
            return
        waiting, self.kept_back = [due, *self.kept_back], []
        for report in waiting:
            if self.send(report):
                self.answered.append(report)
            else:
                self.unanswered += 1
                self.kept_back.append(report)


def span(text):
    """"3:5" → the reports 3 and 4."""
    begin, end = text.split(':')
    return range(int(begin), int(end))


def records_of(protocol, count):
    for number in range(1, count + 1):
        name = protocol.name_of(number)
        kind = 'quality' if protocol is Hj212 else 'river'
        print(f'shanhai record create station code={name} name=模拟站{number} kind={kind} protocol={protocol.__name__.lower()} '
              f'division=540228 started_on=2020-01-01')
        for code in protocol.codes:
            print(f'shanhai record create sensor station={name} code={code} quantity={code} installed_on=2020-01-01')


def run(options):
    protocol = PROTOCOLS[options.protocol]
    host, port = options.centre.rsplit(':', 1)
    weather = Weather(options.seed, options.spikes, options.broken, options.twice, options.outage, options.cold, options.drift)
    stations = [Station(protocol, number, (host, int(port)), weather, options.patience)
                for number in range(1, options.stations + 1)]
    begin = options.begin or int(time.time()) // options.every * options.every - (options.reports - 1) * options.every
    lock = threading.Lock()

    def live(station):
        for number in range(options.reports):
            told = len(station.answered)
            station.report(begin + number * options.every, number)
            with lock:
                for at, values, _ in station.answered[told:]:
                    print(json.dumps({'station': station.name, 'at': at + weather.drift_s, 'values': values}), flush=True)
            time.sleep(options.pause)
        station.hang_up()

    threads = [threading.Thread(target=live, args=(station,)) for station in stations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waiting = sum(len(station.kept_back) for station in stations)
    print(json.dumps({'answered': sum(len(station.answered) for station in stations), 'kept_back': waiting,
                      'frames': sum(station.sent_frames for station in stations)}))
    return 0 if waiting == 0 else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('protocol', choices=PROTOCOLS)
    parser.add_argument('centre', nargs='?', default='127.0.0.1:9212', metavar='HOST:PORT')
    parser.add_argument('--stations', type=int, default=1)
    parser.add_argument('--reports', type=int, default=12)
    parser.add_argument('--every', type=int, default=300, help='seconds between reports, by the clock of the stations')
    parser.add_argument('--pause', type=float, default=0, help='seconds between reports, by yours')
    parser.add_argument('--begin', type=int, help='seconds since 1970 of the first report; else so that the last is now')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--spikes', type=float, default=0, help='share of values that are five times too high')
    parser.add_argument('--broken', type=float, default=0, help='share of frames with a wrong check sum')
    parser.add_argument('--twice', type=float, default=0, help='share of frames that are sent twice at once')
    parser.add_argument('--outage', type=span, help='reports a:b that come late, when the line is back')
    parser.add_argument('--cold', type=span, help='reports a:b that are never measured')
    parser.add_argument('--drift', type=int, default=0, help='seconds that the clocks of the stations are ahead')
    parser.add_argument('--patience', type=float, default=5, help='seconds to wait for an answer')
    parser.add_argument('--records', action='store_true', help='print the commands that enter the stations, and end')
    options = parser.parse_args()
    if options.records:
        records_of(PROTOCOLS[options.protocol], options.stations)
        return 0
    return run(options)


if __name__ == '__main__':
    sys.exit(main())
