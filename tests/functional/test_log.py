"""The journal as a transparency log: what it signs is checked by a verifier that shares no code with it."""

import base64
import http.client
import json
import stat
import unittest

import stores
from log_verifier import (HASHES, Checkpoint, Key, check_inclusion_file, has_grown, included, leaf_of, read_whole_log,
                          sm2_verifies, sm3, ed25519_verifies, tile_path)
from program import DONE, REFUSED, ROOT, must, result_of, shanhai, tree
from samples import Sample
from server import Server

VECTORS = ROOT / 'tests/data/tlog'


class Verifier(unittest.TestCase):
    """The second opinion itself is right about the published examples."""

    def test_sm3_and_sm2(self):
        vectors = json.loads((VECTORS / 'sm2_sm3.json').read_text(encoding='utf-8'))
        for vector in vectors['SM3']:
            self.assertEqual(sm3(vector['msg_ascii'].encode()).hex(), vector['digest'])
        vector = vectors['SM2_sign_GBT32918_recommended_curve']
        x = bytes.fromhex(vector['pubX'])
        y = bytes.fromhex('CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13')
        signature = bytes.fromhex(vector['r'] + vector['s'])
        self.assertTrue(sm2_verifies(b'\4' + x + y, vector['msg'].encode(), signature))
        self.assertFalse(sm2_verifies(b'\4' + x + y, b'another', signature))

    def test_ed25519(self):
        for line in (VECTORS / 'ed25519.jsonl').read_text(encoding='utf-8').splitlines():
            vector = json.loads(line)
            self.assertEqual(ed25519_verifies(*(bytes.fromhex(vector[name]) for name in ('key', 'msg', 'sig'))),
                             vector['result'] == 'valid', vector)


class OneLog:
    options = ()
    hash = 'sha256'

    @classmethod
    def setUpClass(cls):
        cls.data = stores.new_folder() / 'data'
        cls.said = must('init', *cls.options, data=cls.data).err
        cls.key = Key(must('log', 'key', data=cls.data).out)

    def file(self, content):
        path = stores.new_folder() / 'file'
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def fetch_from(self, server, **fields):
        connection = http.client.HTTPConnection('127.0.0.1', server.port, timeout=30)

        def fetch(path):
            connection.request('GET', path, headers=fields)
            response = connection.getresponse()
            octets = response.read()
            self.assertEqual(response.status, 200, (path, octets))
            return octets
        return fetch

    def test_init_says_the_key_and_keeps_the_private_one_to_itself(self):
        self.assertIn(must('log', 'key', data=self.data).out.strip(), self.said)
        file = self.data / 'log.key'
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertTrue(file.read_text(encoding='utf-8').startswith('PRIVATE+KEY+'))

    def test_the_checkpoint_is_signed_and_says_what_verify_says(self):
        checkpoint = Checkpoint(must('log', 'checkpoint', data=self.data).out, self.key)
        self.assertIs(checkpoint.hash, HASHES[self.hash])
        self.assertEqual((checkpoint.size, checkpoint.root.hex()), tree(self.data))

    def test_every_tile_and_every_entry_make_the_signed_tree(self):
        with Server(self.data) as server:
            user = server.user()
            open_to_all = self.fetch_from(server)
            key = Key(open_to_all('/log/key').decode())
            self.assertEqual((key.name, key.public), (self.key.name, self.key.public))
            checkpoint = Checkpoint(open_to_all('/log/checkpoint').decode(), key)
            with_rights = self.fetch_from(server, Authorization=f'Bearer {user.token}')
            bodies = read_whole_log(lambda path: (with_rights if 'entries' in path else open_to_all)(path), checkpoint)
            self.assertEqual(len(bodies), checkpoint.size)
            self.assertEqual(json.loads(bodies[0])['action'], 'create')
            nobody = server.client()
            for path, status in ((tile_path('entries', 0), 401), (tile_path(0, 999_999), 404), ('/log/tile/0/0', 404),
                                 ('/log/tile/0/x000/000', 404), ('/log/tile/7/000', 404), ('/log/tile/0/000.p/256', 404),
                                 ('/log/tile/a/000', 404), ('/log/proof/inclusion', 422),
                                 ('/log/proof/inclusion?entry=99999999', 404), ('/log/proof/inclusion?entry=0', 404),
                                 ('/log/proof/consistency?from=0', 404), ('/log/proof/consistency?from=2&to=1', 404)):
                answer = nobody.request('GET', path.partition('?')[0],
                                        query=dict(pair.split('=') for pair in path.partition('?')[2].split('&') if pair))
                self.assertEqual(answer.status, status, answer)
            self.check_proofs(nobody, bodies, checkpoint)

    def check_proofs(self, client, bodies, checkpoint):
        hashing, size = checkpoint.hash, checkpoint.size
        for entry in (1, 2, 256, 257, size // 2, size):
            found = client.request('GET', '/log/proof/inclusion', query={'entry': entry}).json
            self.assertEqual((found['index'], found['size'], found['root']), (entry - 1, size, checkpoint.root.hex()))
            self.assertTrue(included(hashing, leaf_of(hashing, bodies[entry - 1]), entry - 1, size,
                                     [bytes.fromhex(one) for one in found['proof']], checkpoint.root))
        for first, second in ((1, size), (255, 256), (256, 257), (1000, 7000), (size, size)):
            found = client.request('GET', '/log/proof/consistency', query={'from': first, 'to': second}).json
            self.assertTrue(has_grown(hashing, first, bytes.fromhex(found['from_root']), second,
                                      bytes.fromhex(found['to_root']), [bytes.fromhex(one) for one in found['proof']]))

    def test_proofs_are_files_that_are_checked_without_the_store(self):
        key = self.file(must('log', 'key', data=self.data).out)
        proof = must('log', 'prove', '7', data=self.data).out
        body = check_inclusion_file(proof, self.key)
        said = must('log', 'check', self.file(proof), '--key', key).out
        self.assertIn(body.decode(), said)
        for at in (30, len(proof) // 2, len(proof) - 10):
            changed = proof[:at] + ('A' if proof[at] != 'A' else 'B') + proof[at + 1:]
            ran = shanhai('log', 'check', self.file(changed), '--key', key)
            self.assertEqual((ran.status, ran.out), (REFUSED, ''), ran)
        other = body.replace(b'create', b'delete')
        self.assertEqual(shanhai('log', 'check', self.file(proof), '--key', key, '--body', self.file(other)).status, REFUSED)
        self.assertEqual(shanhai('log', 'check', self.file(proof), '--key', key, '--body', self.file(body)).status, DONE)

    def test_a_log_that_was_rewritten_disagrees_with_the_checkpoint_that_was_kept(self):
        data = stores.copy_of(self.data)
        kept = self.file(must('log', 'checkpoint', data=data).out)
        size = Checkpoint(kept.read_text(encoding='utf-8'), self.key).size
        with Server(data) as server:
            Sample(server.user())
        grown = self.file(must('log', 'prove', '--from', size, data=data).out)
        self.assertEqual(result_of('log', 'check', grown, '--known', kept, data=data)['from'], size)
        shorter = self.file(must('log', 'prove', '--from', size - 1, data=data).out)
        self.assertEqual(shanhai('log', 'check', shorter, '--known', kept, data=data).status, REFUSED)
        another = self.file(must('log', 'key', data=stores.fresh()).out)
        self.assertEqual(shanhai('log', 'check', kept, '--key', another).status, REFUSED)

    def test_without_its_key_the_store_works_and_says_what_is_missing(self):
        data = stores.copy_of(self.data)
        (data / 'log.key').unlink()
        ran = shanhai('log', 'checkpoint', data=data)
        self.assertEqual(ran.status, REFUSED)
        self.assertIn('log.no_key', ran.err)
        self.assertGreater(tree(data)[0], 7000)


class International(OneLog, unittest.TestCase):
    options = ('--log-name', 'log.example.org/shanhai')

    def test_its_name_is_the_one_that_was_chosen(self):
        self.assertEqual(self.key.name, 'log.example.org/shanhai')
        self.assertEqual(len(base64.b64decode(must('log', 'key', data=self.data).out.strip().split('+', 2)[2])), 33)


class National(OneLog, unittest.TestCase):
    options = ('--suite', 'national')
    hash = 'sm3'

    def test_its_key_is_sm2(self):
        self.assertIn(b'\xffshanhai/sm2-sm3',
                      base64.b64decode(must('log', 'key', data=self.data).out.strip().split('+', 2)[2]))


class Sm3WithEd25519(OneLog, unittest.TestCase):
    options = ('--hash', 'sm3')
    hash = 'sm3'


if __name__ == '__main__':
    unittest.main()
