"""Papers: judged by content, cleaned, bounded, scanned; found out by verify, and tidied away in the end."""

import hashlib
import os
import struct
import unittest
import zlib

import stores
from on_one_server import OnOneServer
from program import must, shanhai
from samples import Sample
from server import Server

# In two halves, so that no scanner takes this file for it.
EICAR = b'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-' + b'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'


def chunk(kind, content):
    return struct.pack('>I', len(content)) + kind + content + struct.pack('>I', zlib.crc32(kind + content))


def png(width=600, height=400, *extra):
    """A red picture, with chunks of one's own behind its head."""
    rows = (b'\0' + b'\xff\0\0' * width) * height
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
            + b''.join(extra) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def upload(user, content, name, **query):
    return user.post('/files', content, {'name': name, **query}, X_Shanhai='1',
                     Content_Type='application/octet-stream')


def path_in(data, sha256):
    return data / 'files' / sha256[:2] / sha256


class Papers(OnOneServer):
    def test_a_name_that_lies_is_refused(self):
        for name, content in (('receipt.pdf', b'\xff\xd8\xff\xe0'), ('photo.jpg', b'%PDF-1.7'),
                              ('notes.txt', b'<html><script>x</script>'), ('plan.docx', b'PK\x03\x04')):
            with self.subTest(name=name):
                self.assert_problem(upload(self.user, content, name), 422, 'file.ending_lies')
        self.assert_problem(upload(self.user, b'\x7fELF\x02', 'setup'), 422, 'file.program')

    def test_an_image_loses_what_it_says_about_people_and_the_uploader_is_told(self):
        spoken = png(600, 400, chunk(b'tEXt', b'Author\0Li Si'), chunk(b'tIME', bytes(7))) + b'behind the end'
        answer = upload(self.user, spoken, 'photo.png')
        self.assertEqual(answer.status, 201, answer)
        file = answer.json
        self.assertEqual(set(file['removed']), {'author', 'time', 'trailing'})
        kept = self.user.get(f'/files/{file["sha256"]}').body
        self.assertEqual(kept, png())
        self.assertEqual(hashlib.sha256(kept).hexdigest(), file['sha256'])
        self.assertTrue(file['thumbnail'])
        small = self.user.get(f'/files/{file["sha256"]}/thumbnail')
        self.assertEqual((small.status, small.fields['Content-Type'], small.body[:3]),
                         (200, 'image/jpeg', b'\xff\xd8\xff'))
        self.assertLess(len(small.body), 20_000)
        self.assertNotIn(b'Li Si', small.body)

    def test_a_thumbnail_that_was_lost_is_made_again(self):
        file = upload(self.user, png(500, 300), 'photo.png').json
        small = path_in(self.server.data, file['sha256']).with_suffix('.thumbnail')
        first = small.read_bytes()
        small.unlink()
        self.assertEqual(self.user.get(f'/files/{file["sha256"]}/thumbnail').body, first)
        text = upload(self.user, b'words', 'a.txt').json
        self.assert_problem(self.user.get(f'/files/{text["sha256"]}/thumbnail'), 404, 'file.no_thumbnail')
        self.assert_problem(self.user.get(f'/files/{"0" * 64}/thumbnail'), 404, 'file.unknown')

    def test_bombs_and_broken_pictures_are_refused(self):
        head = b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 60_000, 60_000, 8, 2, 0, 0, 0))
        bomb = head + chunk(b'IDAT', zlib.compress(bytes(1000))) + chunk(b'IEND', b'')
        self.assert_problem(upload(self.user, bomb, 'bomb.png'), 422, 'file.too_many_pixels')
        self.assert_problem(upload(self.user, png()[:-20], 'cut.png'), 422, 'file.damaged')

    def test_text_in_gb18030_is_served_as_what_it_is(self):
        file = upload(self.user, '山海之间'.encode('gb18030'), 'a.txt').json
        answer = self.user.get(f'/files/{file["sha256"]}')
        self.assertEqual(answer.fields['Content-Type'], 'text/plain; charset=gb18030')


class Bounds(unittest.TestCase):
    def assert_refused(self, answer, status, code):
        self.assertEqual((answer.status, answer.code), (status, code), answer)

    def test_quotas(self):
        with Server(stores.fresh(), '--files-quota', '3', '--user-quota', '2') as server:
            user = server.user()
            self.assertEqual(upload(user, b'a' * (1 << 20), 'a.txt').status, 201)
            self.assertEqual(upload(user, b'a' * (1 << 20), 'a.txt').status, 201, 'the same again')
            self.assert_refused(upload(user, b'b' * ((1 << 20) + 1), 'b.txt'), 429, 'file.quota')
            self.assert_refused(upload(user, b'c' * (3 << 20), 'c.txt'), 507, 'file.store_full')

    def scanner(self, folder, script):
        path = folder / 'scan'
        path.write_text(f'#!/bin/sh\n{script}\n', encoding='utf-8')
        os.chmod(path, 0o755)
        return f'command:{path}'

    def test_a_scanner_is_asked_before_anything_is_kept(self):
        data = stores.fresh()
        asks = self.scanner(data, 'if grep -q EICAR-STANDARD; then echo Eicar-Test; exit 1; fi')
        with Server(data, '--scanner', asks) as server:
            user = server.user()
            clean = upload(user, b'a receipt', 'a.txt')
            self.assertEqual((clean.status, clean.json['scan']), (201, 'clean'), clean)
            answer = upload(user, EICAR, 'b.txt')
            self.assert_refused(answer, 422, 'file.infected')
            self.assertIn('Eicar-Test', answer.json['detail'])
            self.assertFalse(path_in(data, hashlib.sha256(EICAR).hexdigest()).exists())

    def test_a_scanner_that_is_down_stops_uploads_unless_told_otherwise(self):
        data = stores.fresh()
        down = self.scanner(data, 'exit 7')
        with Server(data, '--scanner', down) as server:
            self.assert_refused(upload(server.user(), b'a receipt', 'a.txt'), 503, 'file.not_scanned')
        with Server(data, '--scanner', down, '--accept-unscanned') as server:
            answer = upload(server.user(), b'a receipt', 'a.txt')
            self.assertEqual((answer.status, answer.json['scan']), (201, 'unscanned'), answer)
        self.assertEqual(stores.look(data, "SELECT count(*) FROM sys_file_check WHERE scan = 'unscanned'"), 1)


class OnTheDisk(OnOneServer):
    def test_verify_names_the_record_whose_paper_was_touched(self):
        self.sample.with_money('10.00')
        contents = [f'%PDF-1.4 {word}'.encode() for word in ('flipped', 'removed', 'cut off')]
        files = [self.user.upload(content) for content in contents]
        payments = [self.sample.pay('1.00', voucher={'sha256': file['sha256'], 'name': 'v.pdf'}) for file in files]
        paths = [path_in(self.server.data, file['sha256']) for file in files]
        changed = bytearray(contents[0])
        changed[-1] ^= 1
        paths[0].write_bytes(changed)
        paths[1].unlink()
        paths[2].write_bytes(contents[2][:-1])
        self.assertEqual(self.user.get(f'/files/{files[0]["sha256"]}').code, 'file.altered')
        self.assertEqual(self.user.get(f'/files/{files[1]["sha256"]}').code, 'file.missing')
        said = shanhai('verify', data=self.server.data)
        self.assertEqual(said.status, 1, said)
        for payment, code in zip(payments, ('file.altered', 'file.missing', 'file.altered')):
            line = next(one for one in said.out.splitlines() if f'payment #{payment["id"]}' in one)
            self.assertIn(code, line)
        for path, content in zip(paths, contents):
            path.write_bytes(content)
        must('verify', data=self.server.data)


class Tidying(unittest.TestCase):
    def test_what_nothing_names_goes_and_what_a_record_names_stays(self):
        data = stores.fresh()
        with Server(data) as server:
            user = server.user()
            sample = Sample(user)
            sample.with_money('10.00')
            payment = sample.pay('1.00')
            orphan = upload(user, png(), 'orphan.png').json
            voided_paper = user.upload(b'%PDF-1.4 taken back')
            taken_back = sample.pay('1.00', voucher={'sha256': voided_paper['sha256'], 'name': 'v.pdf'})
            user.void(taken_back)
        stray = hashlib.sha256(b'stray').hexdigest()
        path_in(data, stray).parent.mkdir(exist_ok=True)
        path_in(data, stray).write_bytes(b'stray')
        os.utime(path_in(data, stray), (0, 0))

        early = must('files', 'tidy', '--dry-run', '--format', 'json', data=data).json
        self.assertEqual({(one['sha256'], one['because']) for one in early}, {(stray, 'stray')}, 'within the grace time')
        long_ago = 'UPDATE sys_file SET at = at - 86400000000 * 31'
        stores.change(data, long_ago)
        would = must('files', 'tidy', '--dry-run', '--format', 'json', data=data).json
        self.assertEqual({(one['sha256'], one['because']) for one in would},
                         {(stray, 'stray'), (orphan['sha256'], 'unnamed')})
        self.assertTrue(path_in(data, orphan['sha256']).exists(), 'only looked at')
        must('files', 'tidy', data=data)
        for gone in (stray, orphan['sha256']):
            self.assertFalse(path_in(data, gone).exists())
            self.assertFalse(path_in(data, gone).with_suffix('.thumbnail').exists())
        self.assertTrue(path_in(data, payment['voucher']['sha256']).exists())
        self.assertTrue(path_in(data, voided_paper['sha256']).exists(), 'the journal names it, and keeps it for years')
        must('verify', data=data)
        after = must('files', 'tidy', '--retention-years', '0', '--grace-days', '0', '--dry-run', '--format', 'json',
                     data=data).json
        self.assertEqual([(one['sha256'], one['because']) for one in after], [(voided_paper['sha256'], 'expired')])


if __name__ == '__main__':
    unittest.main()
