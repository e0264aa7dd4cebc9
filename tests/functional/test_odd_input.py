"""JSON and values that nobody should send: each a clear refusal, and the server goes on."""

import json
import unittest

from on_one_server import OnOneServer
from samples import reference


class OddInput(OnOneServer):
    def setUp(self):
        self.before = self.user.tree()

    def tearDown(self):
        self.assertEqual(self.user.tree(), self.before, 'something was changed')

    def refused(self, body, status, code=None, path='/programme'):
        return self.assert_problem(self.user.post(path, body), status, code)

    # --- JSON

    def test_malformed_json_is_refused(self):
        for text in ('{', '}', '{"code": }', '{"code": "a",}', "{'code': 'a'}", '{"code": "a"} {"code": "b"}',
                     '{"code": "a"} x',
                     '{"code": NaN}', '{"code": +1}', '{"code": 01}', '{"code": .5}', '{"code": "a\tb"}',
                     '{"code": "\\x41"}',
                     '{"code": "\\ud800"}', '{"code": "a', '// {}', '\ufeff{}', '{"code": Infinity}', '{"code": 1e}',
                     '{code: 1}', 'nul'):
            with self.subTest(text=text):
                self.assertEqual(self.refused(text.encode(), 400)['code'].split('.')[0], 'json')

    def test_json_that_is_not_utf_8_is_refused(self):
        for text in (b'{"code": "\xff"}', b'{"code": "\xc0\x80"}', b'{"code": "\xed\xa0\x80"}',
                     '{"code": "山海省"}'.encode('gbk'),
                     '{"code": "a"}'.encode('utf-16')):
            with self.subTest(text=text):
                self.refused(text, 400)

    def test_json_that_is_no_object_is_refused(self):
        for text in (b'[]', b'1', b'"code"', b'null', b'true', b'[{"code": "a"}]'):
            self.refused(text, 400, 'json.not_an_object')

    def test_a_key_that_stands_twice_is_refused(self):
        self.refused(b'{"code": "a", "code": "b", "name": "n", "kind": "reservoir"}', 400, 'json.duplicate_key')

    def test_json_too_large_is_refused(self):
        self.refused(json.dumps({'code': 'a', 'name': 'x' * (1 << 20)}).encode(), 413)

    def test_json_too_deep_is_refused_at_any_depth(self):
        for depth in (65, 1_000, 100_000):
            with self.subTest(depth=depth):
                self.refused(b'{"code":' + b'[' * depth + b']' * depth + b'}', 400, 'json.too_deep')
        self.refused(b'{"a":' * 100_000, 400)

    def test_many_fields_are_refused_without_a_long_answer(self):
        answer = self.user.post('/programme', {f'field{number}': number for number in range(20_000)})
        self.assertEqual(answer.status, 422, answer)
        self.assertLess(len(answer.body), 200_000)

    # --- fields

    def test_unknown_fields_are_refused_by_name(self):
        for name in ('colour', 'Code', 'code ', 'id', 'number', 'state', 'version', 'void', 'created_by', 'sys_entry',
                     'a"b', '代码', ' '):
            with self.subTest(name=name):
                body = {'code': 'odd', 'name': 'n', 'kind': 'reservoir', name: 'x'}
                problem = self.refused(body, 422)
                self.assertIn(problem['code'], ('record.unknown_field', 'record.hidden_field'))

    def test_wrong_types_are_refused_with_the_field(self):
        wrong = {
            'name': (1, True, [], {}, ['n']),
            'budget': (True, [], {}, 'lots', '', '1e3', '12.345', '--5', '0x10', '9' * 40, '∞', '1.2.3'),
            'planned_on': (20240101, '2024-13-01', '2023-02-29', '2024-1-1x', 'tomorrow', '2024-01-01T00:00:00Z',
                           '0000-00-00', '', {}),
            'level': ('LEVEL', 1, '县', [], ''),
            'altitude': ('high', 1.5, 7000, -201, 1e30, True, '3,5m'),
            'giver': (370000.5, '乌有省', '#999999999', '#x', {'id': 'x'}, {'code': '370000'}, [], True, {'id': [1]}),
            'season': ('summer', '4–10', '-'),
        }
        body = self.sample.project_body()
        for field, values in wrong.items():
            for value in values:
                with self.subTest(field=field, value=value):
                    problem = self.refused({**body, field: value}, 422, path='/project')
                    self.assertEqual({each['field'] for each in problem['problems']}, {'/' + field})

    def test_texts_too_long_are_refused_by_characters_not_bytes(self):
        body = self.sample.project_body(name='山' * 121)
        problem = self.refused(body, 422, 'record.too_long', '/project')
        self.assertEqual(problem['field'], '/name')
        allowed = self.user.post('/project', {**body, 'name': '山' * 120}, {'dry_run': 1})
        self.assertEqual(allowed.status, 200, allowed)

    def test_amounts_out_of_bounds_are_refused(self):
        for amount in ('0', '-0.01', '99999999999999999999', 10 ** 30, '92233720368547758.08'):
            with self.subTest(amount=amount):
                body = {'project': reference(self.sample.project), 'date': '2024-01-01', 'amount': amount}
                self.assertIn('/amount', [each['field']
                                          for each in self.refused(body, 422, path='/fund_plan')['problems']])

    def test_balances_that_would_not_fit_are_refused(self):
        # Two of these together are beyond 64 bits of fen.
        body = {'project': reference(self.sample.project), 'date': '2024-01-01', 'amount': '90000000000000000.00'}
        first = self.user.post('/fund_plan', body)
        if first.status == 201:
            second = self.user.post('/fund_plan', body)
            self.assertIn(second.status, (409, 422), second)
            self.user.void(first.json)
            self.before = self.user.tree()
        else:
            self.assertEqual(first.status, 422, first)

    def test_zero_bytes_and_control_characters_in_texts_are_refused_or_kept_as_they_are(self):
        for text in ('a\x00b', '\x1b[2J', 'a\u202eb', '\ufeffname', 'a\r\nSet-Cookie: x=1'):
            with self.subTest(text=text):
                answer = self.user.post('/programme', {'code': 'odd', 'name': text, 'kind': 'reservoir'},
                                        {'dry_run': 1})
                self.assertIn(answer.status, (200, 422), answer)
                if answer.status == 200:
                    self.assertEqual(answer.json['record']['name'], text)

    def test_a_reason_that_is_no_text_is_refused(self):
        for reason in (1, [], {}, None, ''):
            with self.subTest(reason=reason):
                answer = self.user.post(f'/project/{self.sample.project["id"]}/void', {'reason': reason})
                self.assert_problem(answer, 422)

    def test_files_that_were_never_uploaded_are_refused(self):
        for voucher in ({'sha256': '0' * 64, 'name': 'a.pdf'}, {'sha256': '../../etc/passwd', 'name': 'a'},
                        {'name': 'a'}, 'a.pdf', {},
                        {'sha256': self.sample.voucher['sha256'].upper(), 'name': 'a.pdf'}, {'sha256': 5, 'name': 'a'}):
            with self.subTest(voucher=voucher):
                answer = self.user.post('/payment', {**self.sample.payment_of('0.01'), 'voucher': voucher})
                problem = self.assert_problem(answer, answer.status)
                self.assertIn(answer.status, (404, 422), answer)
                self.assertTrue(problem['field'].startswith('/voucher'), answer)

    # --- parameters

    def test_odd_parameters_are_refused_or_ignored_but_never_a_fault(self):
        for path in ('/figures/funds.paid?where=', '/figures/funds.paid?where=giver',
                     '/figures/funds.paid?where=giver=%ff%fe',
                     '/figures/funds.paid?by=,,,', '/figures/funds.paid?by=' + ','.join(['year'] * 50),
                     '/figures/funds.paid?as_of=%00',
                     '/figures/funds.paid?where=' + 'a' * 5000, '/figures/funds.paid?where=year=99999999999',
                     '/figures/funds.paid/lineage?limit=-1',
                     '/figures/funds.paid/lineage?operand=99', '/figures/funds.paid/lineage?after=%27',
                     '/figures/%2e%2e', '/figures/funds.paid%00',
                     '/project?order=' + ','.join(['name'] * 100), '/project?q=' + '%25' * 500, '/project?q=%22%27)(*',
                     '/project?id=eq.1&id=eq.2',
                     '/project?&&&=&==', '/project?limit=1e3', '/project?after=' + 'A' * 3000, '/project/%2e%2e/%2e%2e',
                     '/log/entries?after=-5',
                     '/log/entries?after=99999999999999999999', '/project?name=like.' + '%25a' * 200,
                     '/project/1/history?x=%zz'):
            with self.subTest(path=path[:80]):
                self.user.connection.request('GET', '/api/v1' + path, headers={'Cookie': self.user.cookie})
                response = self.user.connection.getresponse()
                body = response.read()
                self.assertLess(response.status, 500, body[:500])


if __name__ == '__main__':
    unittest.main()
