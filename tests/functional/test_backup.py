"""A backup made while others write is a store again, in whatever database, with the same root and the same figures."""

import json
import random
import shutil
import subprocess
import time
import unittest

import postgres
import stores
from burst import Burst
from log_verifier import Checkpoint, Key
from program import DONE, PROGRAM, REFUSED, environment, must, result_of, shanhai, tree
from samples import Sample
from server import Server

CLIENTS = 8


def figures(data):
    return must('figures', '--by', 'year', '--format', 'csv', data=data).out


class Backups(unittest.TestCase):
    takes_s = 60

    def assert_same(self, first, second):
        self.assertEqual(tree(first), tree(second))
        self.assertEqual(figures(first), figures(second))
        self.assertEqual(must('log', 'key', data=first).out, must('log', 'key', data=second).out)

    def busy_store(self):
        """A store with corrections, void records, files and a session."""
        data = stores.fresh()
        with Server(data) as server:
            user = server.user()
            sample = Sample(user)
            sample.with_money()
            payment = sample.pay('1000.00')
            user.patch(f'/payment/{payment["id"]}', {'amount': '900.00', 'reason': '更正'}, payment['version'])
            other = sample.pay('5.00')
            user.post(f'/payment/{other["id"]}/void', {'reason': '重复'})
            user.patch(f'/project/{sample.project["id"]}', {'region': '540000', 'reason': '迁址'},
                       sample.project['version'])
        return data

    def test_a_backup_during_a_burst_is_restored_whole(self):
        data, out = self.busy_store(), stores.new_folder() / 'backup'
        with Server(data) as server:
            user = server.user()
            project = user.result('/project')['items'][0]
            with Burst(server, user.token, project, CLIENTS, 'backup') as burst:
                burst.wait_for(20)
                made = result_of('backup', '--out', out, data=data)
                promised_before = len(burst.promised)
                burst.wait_for(promised_before + 20)
            self.assertEqual(burst.unexpected, [])
        self.assertGreater(tree(data)[0], made['entries'])
        restored = stores.new_folder() / 'data'
        again = result_of('restore', '--from', out, data=restored)
        self.assertEqual((again['entries'], again['root']), (made['entries'], made['root']))
        self.assertEqual(tree(restored), (made['entries'], made['root']))
        manifest = json.loads((out / 'manifest.json').read_text(encoding='utf-8'))
        checkpoint = Checkpoint(manifest['checkpoint'], Key(must('log', 'key', data=data).out))
        self.assertEqual((checkpoint.size, checkpoint.root.hex()), (made['entries'], made['root']))

    def test_what_is_restored_is_what_there_was(self):
        data, out, restored = self.busy_store(), stores.new_folder() / 'backup', stores.new_folder() / 'data'
        must('backup', '--out', out, data=data)
        must('restore', '--from', out, data=restored)
        self.assert_same(data, restored)
        with Server(data) as first, Server(restored) as second:
            one, two = first.user(), second.user()  # log-in works with the password that there was
            for path in ('/payment?void=any', '/project', '/log/entries?limit=500'):
                target, _, query = path.partition('?')
                asked = dict(pair.split('=') for pair in query.split('&') if pair)
                self.assertEqual(one.result(target, asked), two.result(target, asked))
            for payment in one.result('/payment', {'void': 'any'})['items']:
                path = f'/payment/{payment["id"]}/history'
                self.assertEqual(one.result(path), two.result(path))
                sha = payment['voucher']['sha256']
                self.assertEqual(one.get(f'/files/{sha}', {'name': 'a'}).body, two.get(f'/files/{sha}', {'name': 'a'}).body)
            body = {'project': '#' + one.result('/project')['items'][0]['id'], 'date': '2024-03-01', 'amount': '1.00'}
            numbers = [user.create('fund_plan', **body)['number'] for user in (one, two)]
            self.assertEqual(numbers[0], numbers[1])  # and numbers go on where they were

    def test_another_backup_copies_only_new_files_and_replaces_the_first_at_once(self):
        data, out = self.busy_store(), stores.new_folder() / 'backup'
        first = result_of('backup', '--out', out, data=data)
        self.assertGreater(first['files'], 0)
        self.assertEqual(first['new_files'], first['files'])
        self.assertEqual(result_of('backup', '--out', out, data=data)['new_files'], 0)
        self.assertEqual(len(list(out.glob('journal-*'))), 1)

    def test_a_backup_that_was_altered_is_refused(self):
        data, out = self.busy_store(), stores.new_folder() / 'backup'
        must('backup', '--out', out, data=data)
        chance = random.Random(11)
        for name in sorted(file.name for file in out.iterdir() if file.is_file() and not file.name.startswith('.')):
            with self.subTest(file=name):
                copy = stores.new_folder() / 'backup'
                shutil.copytree(out, copy)
                octets = bytearray((copy / name).read_bytes())
                octets[chance.randrange(len(octets) // 2)] ^= 1
                (copy / name).write_bytes(octets)
                restored = stores.new_folder() / 'data'
                self.assertEqual(shanhai('restore', '--from', copy, data=restored).status, REFUSED)
        self.assertEqual(shanhai('restore', '--from', stores.new_folder(), data=stores.new_folder() / 'a').status, REFUSED)

    def killed(self, *words, data, seconds):
        store = postgres.option(data) if 'restore' in words else []
        process = subprocess.Popen([str(PROGRAM), '--data', str(data), *store, *map(str, words)], env=environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.kill()
        return process.wait() == DONE

    def test_a_backup_or_restore_that_is_killed_leaves_nothing_half_usable(self):
        data, out = self.busy_store(), stores.new_folder() / 'backup'
        entries, root = tree(data)
        chance = random.Random(5)
        unfinished = 0
        for _ in range(8):
            finished = self.killed('backup', '--out', out, data=data, seconds=chance.uniform(0.01, 0.3))
            restored = stores.new_folder() / 'data'
            ran = shanhai('restore', '--from', out, data=restored)
            self.assertIn(ran.status, (DONE,) if finished else (DONE, REFUSED), ran)
            if ran.status == DONE:
                self.assertEqual(tree(restored), (entries, root))
            unfinished += not finished
        must('backup', '--out', out, data=data)
        for _ in range(8):
            restored = stores.new_folder() / 'data'
            finished = self.killed('restore', '--from', out, data=restored, seconds=chance.uniform(0.02, 0.4))
            if not (restored / 'files').exists():
                continue  # before it had begun
            status = shanhai(*(postgres.option(restored) if postgres.SERVER else []), 'verify', data=restored).status
            self.assertIn(status, (DONE,) if finished else (DONE, REFUSED))
            if status == REFUSED:
                unfinished += 1
                must('restore', '--from', out, data=restored)
            self.assertEqual(tree(restored), (entries, root))
        self.assertGreater(unfinished, 0, 'nothing was killed in time: this showed nothing')

    def test_nothing_is_restored_over_a_store(self):
        data, out = self.busy_store(), stores.new_folder() / 'backup'
        must('backup', '--out', out, data=data)
        before = tree(data)
        ran = shanhai('restore', '--from', out, data=data)
        self.assertEqual(ran.status, REFUSED)
        self.assertIn('store.exists', ran.err)
        self.assertEqual(tree(data), before)

    def test_a_store_is_moved_and_moved_back(self):
        first, second, third = self.busy_store(), stores.new_folder() / 'data', stores.new_folder() / 'data'
        must('migrate', '--to', second, data=first)
        must('migrate', '--to', third, data=second)
        self.assert_same(first, second)
        self.assert_same(first, third)
        if postgres.SERVER:
            before = tree(third), figures(third)
            must('migrate', '--to', postgres.option(third)[1], data=third)  # from SQLite into PostgreSQL, in place
            self.assertTrue((third / 'store').exists())
            self.assertEqual((tree(third), figures(third)), before)
        with Server(first):
            self.assertEqual(shanhai('migrate', '--to', stores.new_folder() / 'data', data=first).status, REFUSED)


if __name__ == '__main__':
    unittest.main()
