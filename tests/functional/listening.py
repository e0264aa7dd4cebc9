"""What the tests of stations that dial in share: a store with stations, a server that listens, and what it kept."""

import calendar
import re
import socket
import sys
import time

import stores
from program import ROOT
from server import Server

sys.path.insert(0, str(ROOT / 'tests'))
from station_simulator import Hj212, Sl651, Szy206  # noqa: E402

BEGIN = int(time.time()) // 300 * 300 - 40 * 300
SERIES = {'w01001': 'ecology.ph', 'w01009': 'ecology.oxygen', 'w01010': 'ecology.water_temperature',
          'w21003': 'ecology.ammonia', 'Z': 'ecology.level', 'VT': 'ecology.battery',
          'level': 'ecology.level'}
DECIMALS = {'ecology.ph': 2, 'ecology.oxygen': 3, 'ecology.water_temperature': 2, 'ecology.ammonia': 4,
            'ecology.level': 3, 'ecology.battery': 2}
STATIONS = 4


class Listening(Server):
    """A server with all receivers on free ports."""

    def __init__(self, data, *more):
        super().__init__(data, '--service', 'hj212=127.0.0.1:0', '--service', 'sl651=127.0.0.1:0',
                         '--service', 'szy206=127.0.0.1:0', *more)

    def of(self, name):
        found = re.search(rf'{name} .* listens on (127\.0\.0\.1):(\d+)', ''.join(self.said))
        return found.group(1), int(found.group(2))


def with_stations():
    """A store with a few stations of each protocol."""
    data = stores.fresh()
    with Server(data) as server:
        user = server.user()
        for protocol in (Hj212, Sl651, Szy206):
            for number in range(1, STATIONS + 1):
                name = protocol.name_of(number)
                user.create('station', code=name, name=f'站{number}', kind='quality', division='540228', started_on='2020-01-01')
                for code in protocol.codes:
                    user.create('sensor', station=name, code=code, quantity=code, installed_on='2020-01-01')
    return data


def kept(user, series, station):
    """{second: (value, quality)} of what the store has."""
    shown = user.result(f'/series/{series}', {'station': station, 'from': '2020-01-01', 'to': '2030-01-01'})
    return {calendar.timegm(time.strptime(one['at'], '%Y-%m-%dT%H:%M:%SZ')): (one['value'], one['quality'])
            for one in shown['items']}


def talk(address, *frames, answers=1, wait_s=5, pause_s=0.0):
    """Sends the pieces and returns what comes back until there are so many answers, or the line ends."""
    with socket.create_connection(address, timeout=wait_s) as line:
        for frame in frames:
            line.sendall(frame)
            time.sleep(pause_s)
        heard = b''
        try:
            while heard.count(b'##') + heard.count(b'\x7e\x7e') < answers or not heard.endswith(b'\n') and b'##' in heard:
                data = line.recv(65536)
                if not data:
                    break
                heard += data
        except TimeoutError:
            pass
        return heard
