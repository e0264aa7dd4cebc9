"""Any single byte that changes in a store is found by `verify`, or it changed nothing that anybody could see."""

import random
import shutil
import sqlite3
import subprocess
import time
import unittest

import postgres
import stores
from program import DONE, REFUSED, must, result_of, shanhai
from samples import GIVER, REGION, Sample
from server import Server

VALUES, READINGS, BYTES, SEED = 90, 14, 90, 20261127

# What has no second telling: passwords, who is logged in, keys of requests, what uploaded files are called, settings, and the
# one letter that says whether the store is a demo. verify cannot know what they were.
UNTOLD = ('sys_credential', 'sys_recovery_code', 'sys_session', 'sys_token', 'sys_lockout', 'sys_access_event', 'sys_request',
          'sys_file',
          # Who brought a file, what it was found to be, and the book of refusals.
          'sys_file_upload', 'sys_file_check', 'sys_refusal',
          # What jobs did, and what people were told and how.
          'sys_job', 'sys_job_run', 'sys_notice', 'sys_delivery', 'sys_channel')
TOLD_WORDS = "name IN ('tree', 'postings', 'hash', 'log_key', 'schema', 'format', 'ready')"


def busy_store():
    data = stores.fresh()
    with Server(data) as server:
        user = server.user()
        sample = Sample(user)
        sample.with_money()
        for amount in ('1000.00', '2000.00', '30.00'):
            payment = sample.pay(amount)
        user.patch(f'/payment/{payment["id"]}', {'amount': '31.00', 'reason': '更正'}, payment['version'])
        user.void(sample.pay('5.00'))
        user.patch(f'/project/{sample.project["id"]}', {'region': '540000', 'reason': '迁址'}, sample.project['version'])
        tell_readings(user)
    must('jobs', 'run', 'system.readings', data=data)
    with sqlite3.connect(data / 'shanhai.db') as database:
        database.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    return data


def tell_readings(user):
    """Of a year that will be let go, of one that is compacted, and of now; some of them corrected twice."""
    user.create('organisation', code='91540228MA6T1BU00E', name='日光公司', kind='owner')
    user.create('power_plant', name='甲', registered='甲·2022·日光公司', investor='91540228MA6T1BU00E', giver=GIVER, region=REGION, signed_on='2022-01-01',
                capacity='50')
    readings = [{'station': '甲·2022·日光公司', 'at': f'{year}-06-01T02:{minute:02}:00Z', 'value': f'{minute}.5'}
                for year in (2015, 2025) for minute in range(0, 60, 5)]
    readings += [{'station': '甲·2022·日光公司', 'value': 7,
                  'at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - ago))} for ago in (30, 90)]
    answer = user.post('/series/energy.delivered', {'readings': readings})
    assert answer.status == 200 and answer.json['added'] == len(readings), answer
    for year in (2015, 2025):
        for value in ('1.5', '2.5'):
            answer = user.post('/series/energy.delivered/corrections', {
                'station': '甲·2022·日光公司', 'at': f'{year}-06-01T02:00:00Z', 'value': value, 'reason': '抄错'})
            assert answer.status == 200, answer


@unittest.skipIf(postgres.SERVER, 'changes the bytes of an SQLite file')
class Flips(unittest.TestCase):
    takes_s = 90

    @classmethod
    def setUpClass(cls):
        cls.data = busy_store()
        cls.database = cls.data / 'shanhai.db'
        cls.original = cls.database.read_bytes()
        assert result_of('verify', data=cls.data)['ok']
        cls.shown = cls.everything_in(cls.database)

    def setUp(self):
        self.copy = stores.new_folder() / 'data'
        shutil.copytree(self.data, self.copy)
        self.chance = random.Random(SEED)

    def put_back(self):
        for ending in ('-wal', '-shm'):
            (self.copy / f'shanhai.db{ending}').unlink(missing_ok=True)
        (self.copy / 'shanhai.db').write_bytes(self.original)

    @staticmethod
    def tables(database):
        names = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return [name for name in names if name not in UNTOLD and not name.startswith('sqlite_')]

    @classmethod
    def everything_in(cls, file):
        """All rows with the kinds of their values, by every way in which they can be reached."""
        database = sqlite3.connect(f'file:{file}?mode=ro', uri=True)
        database.text_factory = bytes
        found = []
        try:
            found.append(database.execute('SELECT type, name, sql FROM sqlite_schema ORDER BY name').fetchall())
            for table, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                table = table.decode()
                if table in UNTOLD:
                    continue
                columns = [row[1].decode() for row in database.execute(f'PRAGMA table_info("{table}")')]
                kinds = ', '.join(f'"{name}", typeof("{name}")' for name in columns)
                ways = ['NOT INDEXED'] + [f'INDEXED BY "{row[1].decode()}"' for row in
                                          database.execute(f'PRAGMA index_list("{table}")') if not row[4]
                                          and not row[1].startswith(b'sqlite_')]
                for way in ways:
                    found.append(sorted(database.execute(f'SELECT {kinds} FROM "{table}" {way}').fetchall(), key=repr))
            found.append(database.execute('PRAGMA integrity_check').fetchall())
        finally:
            database.close()
        return found

    @staticmethod
    def first_difference(seen, known):
        """unittest would compare megabytes letter by letter."""
        return next(((one, other) for one, other in zip(seen, known) if one != other), (len(seen), len(known)))

    def assert_found(self, what):
        try:
            ran = shanhai('verify', data=self.copy)
        except subprocess.TimeoutExpired:
            self.fail(f'{what}: verify does not come to an end')
        self.assertEqual(ran.status, REFUSED, f'{what} was not found: {ran}')
        self.assertTrue(ran.out.strip() or ran.err.strip(), what)
        return ran

    def changed(self, value):
        if isinstance(value, int):
            return value ^ 1 << self.chance.randrange(40)
        octets = bytearray(value.encode() if isinstance(value, str) else value)
        octets[self.chance.randrange(len(octets))] ^= 1 << self.chance.randrange(7)
        return bytes(octets)

    def change_a_value(self, table):
        """Flips one bit of one value of the table: what was changed; nothing when the table would not have it."""
        database = sqlite3.connect(self.copy / 'shanhai.db')
        database.text_factory = lambda octets: octets.decode(errors='surrogateescape')
        try:
            # The number of a measure that nothing was posted to means nothing yet.
            where = {'sys_meta': f'WHERE {TOLD_WORDS}', 'sys_balance': 'WHERE value <> 0',
                     'sys_measure': 'WHERE id IN (SELECT measure FROM sys_posting)'}.get(table, '')
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            rows = database.execute(f'SELECT * FROM "{table}" {where}').fetchall()
            if not rows:
                return None
            row, place = self.chance.choice(rows), self.chance.randrange(len(columns))
            if row[place] is None or row[place] in ('', b''):
                return None
            new = self.changed(row[place])
            as_text = isinstance(row[place], str)
            match = ' AND '.join(f'"{name}" IS ?' for name in columns)
            database.execute(f'UPDATE "{table}" SET "{columns[place]}" = {"CAST(? AS TEXT)" if as_text else "?"} WHERE {match}',
                             (new, *row))
            database.commit()
            return f'{table}.{columns[place]}: {row[place]!r} → {new!r} in {row!r}'
        except sqlite3.IntegrityError:
            return None
        finally:
            database.close()

    def test_a_changed_value_of_any_table_is_found(self):
        database = sqlite3.connect(self.database)
        tables = [name for name in self.tables(database) if database.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()]
        database.close()
        self.assertIn('sys_posting', tables)
        self.assertIn('payment', tables)
        found = {}
        while sum(found.values()) < VALUES or len(found) < len(tables):
            unseen = [name for name in tables if name not in found]
            table = self.chance.choice(unseen or tables)
            self.put_back()
            what = self.change_a_value(table)
            if what is None:
                continue
            ran = self.assert_found(what)
            if table == 'sys_entry':
                self.assertRegex(ran.out + ran.err, r'entry \d+|root|schema|store', what)
            found[table] = found.get(table, 0) + 1
        print(f'     {sum(found.values())} values in {len(found)} tables, each found', flush=True)

    def test_a_changed_value_of_readings_is_found_though_they_are_in_no_journal(self):
        database = sqlite3.connect(self.database)
        tables = [name for name in self.tables(database) if name.startswith('sys_series')]
        for name in tables:
            self.assertTrue(database.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone(), name)
        let_go = database.execute('SELECT count(*) FROM sys_series_hour WHERE length(block) = 0').fetchone()[0]
        database.close()
        self.assertEqual((len(tables), let_go), (7, 1))
        found = 0
        while found < READINGS:
            self.put_back()
            what = self.change_a_value(tables[found % len(tables)])
            if what is not None:
                self.assert_found(what)
                found += 1

    def test_a_column_of_another_name_is_found(self):
        database = sqlite3.connect(self.database)
        empty = [name for name in self.tables(database) if name.startswith('sys_past_')
                 and not database.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()]
        database.close()
        for table in ['payment', 'sys_past_payment', 'sys_balance', *self.chance.sample(empty, 2)]:
            self.put_back()
            database = sqlite3.connect(self.copy / 'shanhai.db')
            name = self.chance.choice([row[1] for row in database.execute(f'PRAGMA table_info("{table}")')])
            database.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{name}" TO "{name}x"')
            database.commit()
            database.close()
            ran = self.assert_found(f'{table}.{name}')
            self.assertIn(name, ran.out + ran.err)

    def test_a_changed_byte_of_the_file_is_found_or_shows_nowhere(self):
        found = unseen = 0
        for _ in range(BYTES):
            self.put_back()
            octets = bytearray(self.original)
            place = self.chance.randrange(len(octets))
            octets[place] ^= 1 << self.chance.randrange(8)
            (self.copy / 'shanhai.db').write_bytes(octets)
            ran = shanhai('verify', data=self.copy)
            self.assertIn(ran.status, (DONE, REFUSED), ran)
            if ran.status == REFUSED:
                self.assertTrue(ran.out.strip() or ran.err.strip())
                found += 1
                continue
            different = [(one, other) for one, other in zip(self.everything_in(self.copy / 'shanhai.db'), self.shown)
                         if one != other]
            if different:
                self.fail(f'byte {place}: {self.first_difference(*different[0])}')
            unseen += 1
        self.assertGreater(found, 0)
        print(f'     {found} bytes found, {unseen} show nowhere', flush=True)


if __name__ == '__main__':
    unittest.main()
