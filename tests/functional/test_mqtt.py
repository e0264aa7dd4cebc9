"""Gauges that publish to an MQTT broker: what the broker need not keep for us any more is stored."""

import json
import socket
import threading
import unittest

import stores
from broker import Authority, Broker
from listening import BEGIN, kept, with_stations
from program import REFUSED, shanhai
from server import Server, eventually

FEEDS = ({'name': '逐项', 'topic': 'gauges/{station}/{code}', 'payload': 'json'},
         {'name': '整包', 'topic': 'packs', 'payload': 'json', 'values_at': 'data.values', 'time_at': 'data.at'},
         {'name': '裸数', 'topic': 'plain/{station}/{code}', 'payload': 'number'})


def told(at, value):
    return json.dumps({'time': at, 'value': value})


class Mqtt(unittest.TestCase):
    takes_s = 12

    @classmethod
    def setUpClass(cls):
        cls.made = with_stations()
        with Server(cls.made) as server:
            user = server.user()
            for feed in FEEDS:
                user.create('mqtt_feed', **feed)

    def setUp(self):
        self.data = stores.copy_of(self.made)
        self.broker = Broker()
        self.addCleanup(self.broker.stop)

    def server(self):
        return Server(self.data, '--service', f'mqtt={self.broker.address}/trial')

    def listening(self):
        """A server that the broker knows."""
        server = self.server().start()
        self.addCleanup(lambda: server.is_up and server.stop())
        eventually('the broker is reached', lambda: 'is reached' in server.log, 30)
        return server

    def wait_for(self, server, series, station, count, timeout_s=30):
        user = server.user()
        eventually(f'{count} readings of {station}', lambda: len(kept(user, series, station)) >= count, timeout_s)
        return kept(user, series, station)

    def test_topics_and_messages_are_read_as_their_records_say(self):
        self.broker.start()
        with self.server() as server:
            eventually('the broker is reached', lambda: 'is reached' in server.log, 30)
            self.broker.publish('gauges/SIM00001/w01001', told(BEGIN, 7.21), told(BEGIN, 7.21), told(BEGIN + 300, '7.30'))
            self.broker.publish('packs', json.dumps([{'station': 'SIM00002', 'data': {
                'at': (BEGIN + step) * 1000, 'values': {'w01001': 7 + step / 100, 'w01009': None}}} for step in range(3)]))
            self.broker.publish('plain/SIM00003/w01001', '6.9')
            self.assertEqual(self.wait_for(server, 'ecology.ph', 'SIM00001', 2),
                             {BEGIN: ('7.21', 'good'), BEGIN + 300: ('7.30', 'good')}, 'sent twice, there once')
            self.assertEqual(self.wait_for(server, 'ecology.ph', 'SIM00002', 3),
                             {BEGIN: ('7.00', 'good'), BEGIN + 1: ('7.01', 'good'), BEGIN + 2: ('7.02', 'good')})
            self.assertEqual(set(kept(server.user(), 'ecology.oxygen', 'SIM00002').values()), {(None, 'missing')})
            self.assertEqual(list(self.wait_for(server, 'ecology.ph', 'SIM00003', 1).values()), [('6.90', 'good')])
            server.user().create('mqtt_feed', name='后来的', topic='later/{station}/{code}', payload='json')
            self.broker.publish('later/SIM00004/w01001', told(BEGIN, 7.4), keep=True)
            self.assertEqual(self.wait_for(server, 'ecology.ph', 'SIM00004', 1), {BEGIN: ('7.40', 'good')}, 'listened to at once')

    def test_what_is_refused_is_named_and_the_next_is_taken(self):
        self.broker.start()
        server = self.listening()
        self.broker.publish('gauges/SIM00001/w01001', 'no JSON', '{"value": 7}', told('yesterday', 7), told(BEGIN, 'high'),
                            told(BEGIN + 900 * 86400, 7), '[' * 5000, told(BEGIN, 7.5) + ' ' * 600_000, told(BEGIN, 7.5))
        self.broker.publish('gauges/STRANGER/w01001', told(BEGIN, 7.5))
        self.broker.publish('gauges/SIM00001/w99999', told(BEGIN, 7.5))
        self.broker.publish('plain/SIM00001/w01001', 'seven')
        self.assertEqual(self.wait_for(server, 'ecology.ph', 'SIM00001', 1), {BEGIN: ('7.50', 'good')})
        for named in ('a frame that cannot be read: gauges/SIM00001/w01001', 'an unknown station: STRANGER',
                      'a value without a sensor: SIM00001', 'values of a time that cannot be: SIM00001',
                      'a frame that cannot be read: plain/SIM00001/w01001'):
            eventually(named, lambda what=named: what in server.log)
        self.assertEqual(server.stop(), 0)
        again = self.listening()
        self.broker.publish('gauges/SIM00002/w01001', told(BEGIN, 7.6))
        self.wait_for(again, 'ecology.ph', 'SIM00002', 1)
        self.assertNotIn('STRANGER', again.log, 'what was refused does not come again')

    def test_nothing_is_lost_while_the_server_is_killed_and_the_broker_away(self):
        server = self.server().start()
        eventually('it is named', lambda: 'the broker is not reached' in server.log, 30)
        self.broker.start()
        eventually('the broker is reached', lambda: 'is reached' in server.log, 30)
        server.kill()
        count = 1500
        for round_ in range(3):
            server = self.listening()
            sending = threading.Thread(target=self.broker.publish, args=(
                'gauges/SIM00001/w01001', *(told(BEGIN + round_ * count // 3 + step, 7) for step in range(count // 3))))
            sending.start()
            self.wait_for(server, 'ecology.ph', 'SIM00001', round_ * count // 3 + 20)
            server.kill()
            sending.join()
        have = self.wait_for(self.listening(), 'ecology.ph', 'SIM00001', count)
        self.assertEqual(set(have), set(range(BEGIN, BEGIN + count)), 'each is there, and once')

    def test_a_station_that_floods_is_named_and_harms_no_other(self):
        self.broker.start()
        server = self.listening()
        packs = [json.dumps([{'station': 'SIM00001', 'data': {'at': BEGIN - 900_000 + number, 'values': {'w01001': 7}}}
                             for number in range(first, first + 2_000)]) for first in range(0, 20_000, 2_000)]
        flood = threading.Thread(target=self.broker.publish, args=('packs', *packs))
        flood.start()
        for step in range(20):
            self.broker.publish('gauges/SIM00002/w01001', told(BEGIN + step, 7.2))
        self.assertEqual(len(self.wait_for(server, 'ecology.ph', 'SIM00002', 20)), 20)
        flood.join()
        eventually('it is named', lambda: 'too many messages a second, the rest is let go: SIM00001' in server.log, 30)
        self.assertGreater(len(kept(server.user(), 'ecology.ph', 'SIM00001')), 9_000, 'what it may bring is kept')

    def test_by_tls_a_broker_with_a_password_is_reached(self):
        authority = Authority()
        broker = Broker(authority, password='p@ss/word')
        broker.start()
        self.addCleanup(broker.stop)
        with Server(self.data, '--service', f'mqtt=mqtts://gauges:p@ss/word@{broker.address}/trial?ca={authority.certificate}') as server:
            eventually('the broker is reached', lambda: f'mqtts://{broker.address} is reached' in server.log, 30)
            self.assertNotIn('p@ss', server.log)
            count = 3000  # more than a record of TLS holds
            broker.publish('gauges/SIM00001/w01001', *(told(BEGIN + step, 7.21) for step in range(count)))
            self.wait_for(server, 'ecology.ph', 'SIM00001', count)
            broker.stop()
            eventually('it is named', lambda: 'the broker is not reached' in server.log, 30)
            broker.start()
            eventually('it is reached again', lambda: server.log.count('is reached') >= 2, 30)
            broker.publish('gauges/SIM00002/w01001', told(BEGIN, 7.3))
            self.wait_for(server, 'ecology.ph', 'SIM00002', 1)

    def test_a_broker_that_is_not_who_it_should_be_is_told_nothing(self):
        authority, other = Authority(), Authority('other')
        self.broker.start()  # in the clear
        silent = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(silent.close)
        for broker, believed, said in (
                (Broker(authority), other, 'the certificate of 127.0.0.1 is not believed: '),
                (Broker(authority, 'DNS:broker.example'), authority, 'the certificate of 127.0.0.1 is not believed: IP address mismatch'),
                (self.broker, authority, 'no TLS with it: ')):
            with self.subTest(said):
                if broker is not self.broker:
                    broker.start()
                    self.addCleanup(broker.stop)
                address = f'mqtt=mqtts://me:hidden@{broker.address}?ca={believed.certificate}'
                with Server(self.data, '--service', address) as server:
                    eventually('it is named', lambda wanted=said, of=server: wanted in of.log, 30)
                    self.assertNotIn('is reached', server.log)
        # One that accepts and says nothing keeps nobody waiting for the end.
        with Server(self.data, '--service', f'mqtt=mqtts://127.0.0.1:{silent.getsockname()[1]}?ca={authority.certificate}') as server:
            line = silent.accept()[0]
            line.recv(1)
            server.user()  # it serves, and so hears that it is to stop
            self.assertEqual(server.stop(), 0)
            line.close()

    def test_certificates_that_are_not_there_are_a_refusal(self):
        for file in ('nowhere.pem', __file__):
            ran = shanhai('--lang', 'en', 'serve', '--listen', '127.0.0.1:0', '--service', f'mqtt=mqtts://broker.example:8883?ca={file}', data=self.data)
            self.assertEqual(ran.status, REFUSED, ran)
            self.assertIn(f'The certificates for the MQTT broker in “{file}” cannot be read', ran.err)

    def test_an_address_and_a_topic_that_cannot_be_are_refused(self):
        ran = shanhai('serve', '--listen', '127.0.0.1:0', '--service', 'mqtt=me:secret@nowhere', data=self.data)
        self.assertEqual(ran.status, REFUSED, ran)
        self.assertIn('server.bad_address', ran.err)
        self.assertNotIn('secret', ran.err)
        with Server(self.data) as server:
            answer = server.user().post('/mqtt_feed', {'name': '坏', 'topic': 'a/{station}/{station}', 'payload': 'json'})
            self.assertIn('mqtt.topic', str(answer))


if __name__ == '__main__':
    unittest.main()
