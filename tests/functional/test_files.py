"""Files: what is uploaded comes back as it was, and a browser never runs it."""

import hashlib
import random
import unittest
from urllib.parse import quote

from on_one_server import OnOneServer


class Files(OnOneServer):
    def upload(self, content, name):
        return self.user.post('/files', content, {'name': name}, Content_Type='application/octet-stream')

    def test_a_file_comes_back_as_it_was(self):
        chance = random.Random(5)
        for size in (1, 1000, 65_536, 3_000_001):
            with self.subTest(size=size):
                content = chance.randbytes(size)
                answer = self.upload(content, '图纸.dwg')
                self.assertEqual(answer.status, 201, answer)
                file = answer.json
                self.assertEqual(file['sha256'], hashlib.sha256(content).hexdigest())
                self.assertEqual((file['name'], file['size']), ('图纸.dwg', size))
                back = self.user.get(f'/files/{file["sha256"]}', {'name': '图纸.dwg'})
                self.assertEqual((back.status, back.body), (200, content))
                self.assertIn(quote('图纸.dwg'), back.fields['Content-Disposition'])
                again = self.user.get(f'/files/{file["sha256"]}', If_None_Match=back.fields['ETag'])
                self.assertEqual((again.status, again.body), (304, b''))

    def test_the_same_content_is_kept_once(self):
        first, second = (self.upload(b'the same', name).json for name in ('a.txt', 'b.txt'))
        self.assertEqual(first['sha256'], second['sha256'])

    def test_pages_and_scripts_are_downloaded_and_never_run(self):
        for content in (b'<html><script>alert(1)</script></html>',
                        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
                        b'<?xml version="1.0"?><x/>', b'%PDF-1.4 <script>'):
            with self.subTest(content=content[:20]):
                file = self.upload(content, 'page').json
                answer = self.user.get(f'/files/{file["sha256"]}', {'name': 'page.html'})
                self.assertNotIn(answer.fields['Content-Type'].split(';')[0],
                                 ('text/html', 'image/svg+xml', 'text/xml', 'application/xml', 'application/xhtml+xml'))
                self.assertEqual(answer.fields['X-Content-Type-Options'], 'nosniff')
                self.assertIn('Content-Security-Policy', answer.fields)

    def test_the_largest_file_is_kept_and_a_larger_one_refused(self):
        most = 20 << 20
        self.assertEqual(self.upload(bytes(most), 'large.bin').status, 201)
        try:
            answer = self.upload(bytes(most + 1), 'larger.bin')
        except (BrokenPipeError, ConnectionResetError):
            return  # the server did not wait for the end, and said so before we listened
        self.assert_problem(answer, 413)

    def test_a_file_needs_content_and_a_plain_name(self):
        self.assert_problem(self.upload(b'', 'empty.txt'), 422, 'file.empty')
        for name in ('', '../x', 'a/b', 'a\\b', '..', 'x' * 201):
            with self.subTest(name=name):
                self.assert_problem(self.upload(b'x', name), 422, 'file.bad_name')
        self.assert_problem(self.user.post('/files', b'x'), 422, 'file.bad_name')

    def test_a_name_cannot_break_out_of_the_header(self):
        file = self.upload(b'abc', 'a.txt').json
        answer = self.user.get(f'/files/{file["sha256"]}', {'name': 'x"\r\nSet-Cookie: a=b\r\n\r\n<script>'})
        self.assertIn(answer.status, (200, 400, 422), answer)
        self.assertNotIn('Set-Cookie', answer.fields)

    def test_a_file_that_is_not_there_is_not_found(self):
        for digest in ('0' * 64, 'A' * 64, 'abc', quote('../shanhai.db', safe='')):
            self.assert_problem(self.user.get(f'/files/{digest}'), 404, 'file.unknown')

    def test_a_voucher_is_reached_from_its_payment(self):
        self.sample.with_money('10.00')
        payment = self.sample.pay('10.00')
        voucher = self.user.result(f'/payment/{payment["id"]}')['voucher']
        self.assertEqual(voucher, {'sha256': self.sample.voucher['sha256'], 'name': 'voucher.pdf', 'size': 18,
                                   'media_type': 'application/pdf'})
        self.assertEqual(self.user.get(f'/files/{voucher["sha256"]}').body, b'%PDF-1.4 a voucher')


if __name__ == '__main__':
    unittest.main()
