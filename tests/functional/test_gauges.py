"""Frames of gauges and classes of water at the command line, without a store."""

import csv
import io
import json
import subprocess
import unittest

import stores
from program import DONE, MISUSED, PROGRAM, REFUSED, ROOT, environment, must, shanhai

GOOD = ROOT / 'tests/data/hj212/valid.txt'
BAD = ROOT / 'tests/data/hj212/invalid.txt'
WATER = ROOT / 'tests/data/water/cnemc.csv'
LINK = '7E7E01001234567812342F0008020003591011155111036BCA'


def piped(text, *arguments):
    """Runs a command with a text on its standard input."""
    done = subprocess.run([str(PROGRAM), *arguments], input=text, env=environment(), capture_output=True, timeout=60,
                          check=False)
    return done.returncode, done.stdout.decode()


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def modbus(frame):
    crc = 0xFFFF
    for byte in frame:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return frame + crc.to_bytes(2, 'big')


def packet(number, count, body):
    head = bytes.fromhex('7E7E010012345678123436') + (len(body) + 3).to_bytes(2, 'big') + b'\x16'
    numbering = (count << 12 | number).to_bytes(3, 'big')
    return modbus(head + numbering + body + (b'\x03' if number == count else b'\x17')).hex()


class Decoding(unittest.TestCase):
    def test_frames_in_order_are_told_and_the_status_says_so(self):
        told = lines(must('decode', 'hj212', GOOD).out)
        self.assertEqual(len(told), 5)
        self.assertTrue(all(line['ok'] for line in told))
        self.assertEqual(told[2], {'ok': True, 'station': '010000A8900016F000169DC0', 'command': '2011',
                                   'time': '2023-10-08T12:33:40+08:00',
                                   'values': {'w01008-SampleTime': '20231008123340', 'w01008-Rtd': 123.456}})

    def test_refused_frames_say_why_and_the_others_are_told(self):
        ran = shanhai('decode', 'hj212', BAD)
        self.assertEqual(ran.status, REFUSED, ran)
        self.assertTrue(all(line['ok'] is False and line['reason'].startswith('crc: ') for line in lines(ran.out)), ran)
        status, out = piped(BAD.read_bytes() + b'\n   \n' + GOOD.read_bytes(), 'decode', 'hj212')
        self.assertEqual((status, [line['ok'] for line in lines(out)]), (REFUSED, [False] * 3 + [True] * 5))

    def test_odd_bytes_are_refused_line_by_line(self):
        good = GOOD.read_bytes().splitlines()[0]
        status, out = piped(b'\xff\x00##\r\n' + b'x' * 3_000_000 + b'\n' + good + b'\r\n' + good, 'decode', 'hj212', '-')
        self.assertEqual((status, [line['ok'] for line in lines(out)]), (REFUSED, [False, False, True, True]))

    def test_the_rule_for_lengths_can_be_chosen(self):
        long = '##1243ST=32;CN=2011;PW=123456;MN=A1;CP=&&a-Rtd=' + '1' * 1200 + '&&0000'
        self.assertTrue(lines(piped(long.encode(), 'decode', 'hj212')[1])[0]['reason'].startswith('crc'))
        refused = lines(piped(long.encode(), 'decode', 'hj212', '--lengths', 'standard')[1])[0]
        self.assertTrue(refused['reason'].startswith('length: 1243'), refused)
        lying = GOOD.read_text().splitlines()[0].replace('##0317', '##0318')
        self.assertTrue(lines(piped(lying.encode(), 'decode', 'hj212')[1])[0]['reason'].startswith('length: 318'))
        self.assertTrue(lines(piped(lying.encode(), 'decode', 'hj212', '--lengths', 'any')[1])[0]['ok'])

    def test_a_picture_in_packets_is_kept(self):
        folder = stores.new_folder()
        picture = bytes(range(256)) * 3
        body = bytes.fromhex('0005591011161118F1F1001234567848F0F05910111611F3F3') + picture
        parts = [body[at:at + 200] for at in range(0, len(body), 200)]
        frames = [packet(number, len(parts), part) for number, part in enumerate(parts, 1)]
        status, out = piped('\n'.join([LINK, *reversed(frames)]).encode(), 'decode', 'sl651', '--hex', '--pictures', folder)
        told = lines(out)
        self.assertEqual(status, DONE, out)
        self.assertEqual(told[0], {'ok': True, 'station': '0012345678', 'command': '2F', 'time': '2059-10-11T15:51:11+08:00',
                                   'values': {}})
        self.assertEqual(told[-1]['values']['PIC']['bytes'], len(picture))
        self.assertEqual(told[-1]['packet'], {'number': 1, 'of': len(parts)})
        self.assertEqual([path.read_bytes() for path in folder.iterdir()], [picture])

    def test_what_cannot_be_asked_is_refused_in_words(self):
        for words, code in ((('hj213', GOOD), 'decode.protocol'), (('hj212', '--hex', GOOD), 'decode.option'),
                            (('sl651', '--lengths', 'any', GOOD), 'decode.option'), (('hj212', '/nowhere'), 'file.unreadable')):
            ran = shanhai('decode', *words)
            self.assertEqual(ran.status, REFUSED, ran)
            self.assertIn(f'[{code}]', ran.err)
        self.assertEqual(shanhai('decode', 'hj212', '--lengths', 'short', GOOD).status, MISUSED)

    def test_the_help_speaks_both_languages(self):
        self.assertIn('报文', must('--lang', 'zh', 'decode', '--help').out)
        self.assertIn('frames of gauges', must('--lang', 'en', 'decode', '--help').out)
        self.assertIn('GB 3838-2002', must('--lang', 'en', 'classify', '--help').out)


class Classing(unittest.TestCase):
    def test_published_classes_are_found_again(self):
        rows = list(csv.DictReader(io.StringIO(must('classify', 'water', WATER).out)))
        given = list(csv.DictReader(io.StringIO(WATER.read_text(encoding='utf-8'))))
        self.assertEqual([{name: row[name] for name in given[0]} for row in rows], given)
        same = sum(row['class'] == row['official_class'] for row in rows)
        self.assertGreaterEqual(same / len(rows), 0.999)
        self.assertLessEqual({row['decided_by'] for row in rows}, {'pH', 'DO', 'CODMn', 'NH3-N', 'TP'})

    def test_tables_of_offices_are_understood(self):
        status, out = piped('section,溶解氧,氨氮\n甲,7,0.1\n'.encode('gb18030'), 'classify', 'water', '-')
        self.assertEqual((status, out), (DONE, 'section,溶解氧,氨氮,class,decided_by\r\n甲,7,0.1,Ⅱ,DO\r\n'))

    def test_means_by_month_are_judged(self):
        rows = list(csv.DictReader(io.StringIO(must('classify', 'water', '--by', 'month', WATER).out)))
        self.assertTrue(all(len(row['period']) == 7 and int(row['samples']) > 0 for row in rows))
        self.assertEqual(len({(row['province'], row['section'], row['period']) for row in rows}), len(rows))

    def test_what_is_no_such_table_is_refused_in_words(self):
        for text, code in (('a,b\n1,2\n', 'water.no_factor'), ('pH\nviel\n', 'water.not_a_number'), ('pH,b\n7\n', 'water.cells')):
            folder = stores.new_folder()
            (folder / 'table.csv').write_text(text, encoding='utf-8')
            ran = shanhai('classify', 'water', folder / 'table.csv')
            self.assertEqual((ran.status, ran.out), (REFUSED, ''), ran)
            self.assertIn(f'[{code}]', ran.err)
        self.assertIn('[classify.unknown]', shanhai('classify', 'air', WATER).err)
