"""What only a store on a PostgreSQL server can show: its schema, its errors, and a server that goes away."""

import signal
import sys
import unittest
from pathlib import Path

import postgres
import stores
from burst import Burst
from program import DONE, REFUSED, ROOT, must, shanhai, tree
from samples import Sample
from server import Server, eventually

sys.path.insert(0, str(ROOT / 'tests'))
from postgres_cluster import Cluster  # noqa: E402

LINT = (Path(__file__).parent / 'catalogue.sql').read_text(encoding='utf-8')
# What must be objected to, and the words of the objection.
SPOILT = {
    'ALTER TABLE sys_posting DROP CONSTRAINT sys_posting_pkey': 'without a primary key',
    'CREATE UNIQUE INDEX spoilt ON sys_posting (record, entry, measure, coordinate, day)': 'does not begin with entry',
    'CREATE UNIQUE INDEX spoilt ON sys_entry (record, seq)': 'does not begin with seq',
    'ALTER TABLE payment ADD CONSTRAINT spoilt FOREIGN KEY (project) REFERENCES project (id)': 'a foreign key',
    'ALTER TABLE sys_posting ADD CONSTRAINT spoilt FOREIGN KEY (entry) REFERENCES sys_entry (seq)': 'a foreign key',
    'ALTER TABLE payment ADD COLUMN spoilt BIGINT GENERATED ALWAYS AS IDENTITY': 'an identity column',
    'ALTER TABLE payment ADD COLUMN spoilt BIGSERIAL': 'a default that is not a constant',
    'ALTER TABLE payment ADD COLUMN spoilt TEXT COLLATE "C" DEFAULT now()::text': 'a default that is not a constant',
    'ALTER TABLE payment ADD COLUMN spoilt INTEGER': '32 bits',
    'ALTER TABLE payment ADD COLUMN spoilt TEXT': 'not compared by its bytes',
    'DROP TABLE sys_posting': 'no such table',
    "CREATE FUNCTION spoilt() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT 1'": 'not immutable',
    'CREATE TRIGGER spoilt BEFORE UPDATE ON payment FOR EACH ROW '
    'EXECUTE FUNCTION suppress_redundant_updates_trigger()': 'a trigger',
}


class OnPostgres(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not postgres.SERVER:
            raise unittest.SkipTest('there is no PostgreSQL server: tests/postgres_cluster.py starts one')


class ReadyForCitus(OnPostgres):
    def test_the_catalogue_of_all_modules_has_nothing_that_citus_could_not_carry(self):
        self.assertEqual(postgres.psql(postgres.url_of(stores.fresh()), LINT), [])

    def test_a_spoilt_schema_is_objected_to(self):
        url = postgres.url_of(stores.fresh())
        for spoil, words in SPOILT.items():
            with self.subTest(spoil=spoil):
                found = postgres.psql(url, f'BEGIN; {spoil}; {LINT} ROLLBACK;')
                self.assertTrue(any(words in line for line in found), found)
        self.assertEqual(postgres.psql(url, LINT), [])


class Refused(OnPostgres):
    """What the person on call reads."""

    def assert_refused(self, ran, code, *words):
        self.assertEqual(ran.status, REFUSED, ran)
        for word in (f'[{code}]', *words):
            self.assertIn(word, ran.err, ran)
        self.assertNotIn('geheim', ran.err, 'a password is nobody\'s business')

    def test_a_server_that_is_not_there(self):
        self.assert_refused(shanhai('--lang', 'en', '--store', 'postgres://me:geheim@127.0.0.1:1/x', 'init',
                                    data=None, cwd=stores.new_folder()), 'store.unavailable', '127.0.0.1', '1')

    def test_a_database_that_does_not_exist(self):
        self.assert_refused(shanhai('--lang', 'en', '--store', f'{postgres.SERVER}/nowhere', 'init',
                                    cwd=stores.new_folder()), 'store.access', 'nowhere')

    def test_a_wrong_password(self):
        with Cluster(authentication='scram-sha-256', password='right') as cluster:
            url = cluster.url.replace('shanhai@', 'shanhai:geheim@')
            self.assert_refused(shanhai('--lang', 'en', '--store', f'{url}/postgres', 'init',
                                        cwd=stores.new_folder()), 'store.access', 'password')
            url = cluster.url.replace('shanhai@', 'shanhai:right@')
            folder = stores.new_folder()
            must('--store', f'{url}/postgres', 'init', cwd=folder)
            self.assertGreater(tree(folder / 'var/data')[0], 7000)
            self.assertEqual((folder / 'var/data/store').stat().st_mode & 0o077, 0, 'it holds the password')

    def test_a_database_that_holds_something_else(self):
        data = stores.new_folder() / 'data'
        words = postgres.option(data)
        postgres.psql(words[1], 'CREATE TABLE theirs (a TEXT)', "INSERT INTO theirs VALUES ('kept')")
        self.assert_refused(shanhai('--lang', 'en', 'init', data=data), 'store.not_empty')
        self.assertEqual(postgres.psql(words[1], 'SELECT a FROM theirs'), ['kept'])

    def test_a_database_in_another_encoding(self):
        name = postgres.name_for('latin')
        postgres.psql(f'{postgres.SERVER}/postgres',
                      f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        self.assert_refused(shanhai('--lang', 'en', '--store', f'{postgres.SERVER}/{name}', 'init',
                                    cwd=stores.new_folder()), 'store.version', 'UTF8')

    def test_something_that_is_no_address_is_misuse(self):
        self.assertEqual(shanhai('--store', 'mysql://x/y', 'init', cwd=stores.new_folder()).status, 2)

    def test_a_store_that_is_there_is_left_alone_and_two_folders_cannot_write_to_it(self):
        data = stores.fresh()
        url, other = postgres.url_of(data), stores.new_folder() / 'data'
        self.assert_refused(shanhai('--lang', 'en', '--store', url, 'init', cwd=stores.new_folder()), 'store.exists')
        with Server(data):
            other.mkdir()
            self.assert_refused(shanhai('--lang', 'en', '--store', url, 'serve', '--listen', '127.0.0.1:0', data=other),
                                'store.locked')
            self.assertEqual(shanhai('verify', data=data).status, DONE, 'reading goes on beside it')

    def test_one_folder_moves_to_another_address_of_its_database(self):
        data = stores.fresh()
        url = postgres.url_of(data).replace('127.0.0.1', 'localhost')
        must('--store', url, 'verify', data=data)
        self.assertEqual(tree(data)[0], tree(stores.fresh())[0])


class TheServerGoesAway(OnPostgres):
    takes_s = 60

    def test_nothing_acknowledged_is_lost_and_the_program_goes_on_when_the_database_is_back(self):
        with Cluster() as cluster:
            folder = stores.new_folder() / 'data'
            must('--store', f'{cluster.url}/postgres', 'init', data=None, cwd=self.in_folder(folder))
            data = folder / 'var/data'
            with Server(data) as server:
                user = server.user()
                project = Sample(user).project
                promised = {}
                for number, how in enumerate((signal.SIGINT, signal.SIGQUIT, signal.SIGQUIT)):
                    with Burst(server, user.token, project, 8, f'round{number}') as burst:
                        burst.wait_for(20)
                        cluster.stop(how)
                        self.assertTrue(server.is_up, server.log)
                        refused = user.get('/fund_plan')
                        self.assertEqual((refused.status, refused.json['code']), (503, 'store.unavailable'), refused)
                        cluster.start()
                    self.assertEqual(burst.unexpected, [])
                    eventually('the server works again', lambda: user.get('/fund_plan').status == 200)
                    for key, body in burst.unanswered.items():  # done once, whether or not it was committed
                        answer = user.post('/fund_plan', body, Idempotency_Key=key)
                        self.assertEqual(answer.status, 201, answer)
                        burst.promised[key] = answer.json
                    promised |= burst.promised
                    found = user.all_pages('/fund_plan', 'items', {'limit': 500})
                    self.assertEqual(sorted(record['document'] for record in found), sorted(promised))
                    self.assertEqual({record['document']: record for record in found}, promised)
                    self.assertEqual(user.value_of('funds.planned'), f'{len(found) / 100:.2f}')
            tree(data)
            print(f'     3 restarts, {len(promised)} records, each there once', flush=True)

    @staticmethod
    def in_folder(folder):
        folder.mkdir()
        return folder


if __name__ == '__main__':
    unittest.main()
