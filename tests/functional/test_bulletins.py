"""Bulletins from a file on the desk to the page on which a stranger checks them."""

import re
import unittest
import zipfile

import stores
from on_one_server import OnOneServer
from program import REFUSED, ROOT, must, shanhai

NUMBER = re.compile(r'SJ-\d{4}-\d{3}')
DRAFT = """
title: 2024年支付情况通报
office: 示范省对口支援工作办公室
date: 2025-01-15
where: {year: 2024, giver: 山东省}
blocks:
  - {kind: heading, text: 一、总体情况}
  - kind: text
    text: 全年投入援助资金{{funds.invested}}，其中县及县以下占{{funds.county_share}}。
  - {kind: table, title: 各地投入, figures: [funds.invested, funds.paid], by: region.province}
  - {kind: chart, title: 历年投入, figure: funds.invested, by: year, where: {from: 2022-01-01, until: 2025-01-01}}
"""
FIELDS = {'title': '支付通报', 'office': '办公室', 'date': '2025-01-15', 'content': {'where': {'year': 2024}, 'blocks': [
    {'kind': 'text', 'text': '投入{{funds.invested}}。'},
    {'kind': 'table', 'figure': 'funds.invested', 'by': 'region'}]}}


class CommandLine(unittest.TestCase):
    """On a copy of the synthetic province."""
    takes_s = 30

    @classmethod
    def setUpClass(cls):
        cls.data, cls.folder = stores.demo(), stores.new_folder()
        must('record', 'create', 'user', 'login=second', 'name=第二人', data=cls.data)
        must('record', 'create', 'grant', 'user=second', 'role=leader', 'scope=whole', data=cls.data)

    def test_the_year_in_one_command_bears_its_own_check(self):
        file = self.folder / 'annual.txt'
        number = NUMBER.search(must('bulletin', 'annual', 2024, '--keep', data=self.data).out).group()
        must('bulletin', 'approve', number, '--as', 'second', data=self.data)
        must('bulletin', 'freeze', number, data=self.data)
        must('bulletin', 'export', number, '--out', file, data=self.data)
        checked = must('check', file, '--format', 'json', data=self.data).json
        counted = [one for one in checked['quantities'] if one['kind'] == 'quantity' and one['value'] is not None]
        self.assertGreater(len(counted), 60)
        self.assertEqual([(one['text'], one['because']['zh']) for one in counted if one['verdict'] != 'agrees'], [])

    def test_the_year_names_every_figure_of_the_modules(self):
        text = must('bulletin', 'annual', 2024, data=self.data).out
        titles = [title for file in (ROOT / 'modules').glob('*/figures/*.yaml')
                  for title in re.findall(r'^  title: \{zh: "?([^,"]+)', file.read_text(encoding='utf-8'), re.MULTILINE)]
        self.assertGreater(len(titles), 100)
        self.assertEqual([title for title in titles if title not in text], [])

    def test_a_bulletin_is_composed_frozen_written_out_and_verified(self):
        draft = self.folder / 'bulletin.yaml'
        draft.write_text(DRAFT, encoding='utf-8')
        number = NUMBER.search(must('bulletin', 'compose', draft, data=self.data).out).group()
        refused = shanhai('bulletin', 'freeze', number, data=self.data)
        self.assertEqual((refused.status, 'bulletin.not_approved' in refused.err), (REFUSED, True), refused)
        alone = shanhai('bulletin', 'approve', number, '--as', 'nobody', data=self.data)
        self.assertEqual(alone.status, REFUSED, alone)
        must('bulletin', 'approve', number, '--as', 'second', data=self.data)
        must('bulletin', 'freeze', number, data=self.data)
        forms = {}
        for ending in ('html', 'pdf', 'docx', 'xlsx', 'txt'):
            forms[ending] = self.folder / f'bulletin.{ending}'
            must('bulletin', 'export', number, '--out', forms[ending], '--address', 'https://province.example', data=self.data)
        self.assertTrue(forms['pdf'].read_bytes().startswith(b'%PDF'))
        with zipfile.ZipFile(forms['docx']) as archive:
            self.assertIsNone(archive.testzip())
            self.assertIn('示范省对口支援工作办公室文件', archive.read('word/document.xml').decode())
        key = self.folder / 'key.txt'
        key.write_text(must('log', 'key', data=self.data).out, encoding='utf-8')
        for ending in ('html', 'docx'):
            must('bulletin', 'verify', forms[ending], '--key', key)
        must('bulletin', 'verify', number, data=self.data)
        page = forms['html'].read_text(encoding='utf-8')
        # Who changes what is printed does not change what was signed.
        forms['html'].write_text(page.replace('亿元</data>', '9亿元</data>', 1), encoding='utf-8')
        printed = shanhai('bulletin', 'verify', forms['html'], '--key', key)
        self.assertEqual((printed.status, '以下列的数为准' in printed.out), (REFUSED, True), printed)
        forms['html'].write_text(page.replace('"title":"2024', '"title":"2025', 1), encoding='utf-8')
        signed = shanhai('bulletin', 'verify', forms['html'], '--key', key)
        self.assertEqual((signed.status, 'bulletin.altered' in signed.err), (REFUSED, True), signed)

    def test_everything_wrong_in_a_file_is_said_at_once(self):
        draft = self.folder / 'wrong.yaml'
        draft.write_text('title: t\noffice: o\ndate: 2025-01-15\nblocks:\n  - {kind: song}\n  - {kind: heading}\n', encoding='utf-8')
        refused = shanhai('bulletin', 'compose', draft, data=self.data)
        self.assertEqual(refused.status, REFUSED, refused)
        self.assertEqual(refused.err.count('bulletin.bad_content'), 2, refused)


class Interface(OnOneServer):
    """One project in 白朗县 with 900,000.00 CNY allocated on 2024-03-01."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sample.with_money('900000.00')

    def made(self):
        made = self.user.post('/bulletins', FIELDS)
        self.assertEqual(made.status, 201, made)
        return made.json

    def test_who_wrote_it_does_not_approve_it_the_administrator_included(self):
        self.assert_problem(self.user.post(f'/bulletins/{self.made()["id"]}/approve'), 403, 'access.second_person')

    def test_a_draft_shows_live_numbers_and_is_nobody_elses_business(self):
        number = self.made()['id']
        paper = self.user.result(f'/bulletins/{number}')['paper']
        self.assertEqual(paper['numbers'][0]['shown'], '90万元')
        self.assert_problem(self.server.client().get(f'/bulletins/{number}/verify'), 404, 'bulletin.not_public')
        self.assert_problem(self.server.client().get(f'/bulletins/{number}'), 401)
        for ending, beginning in (('html', b'<!doctype html>'), ('pdf', b'%PDF'), ('docx', b'PK'), ('xlsx', b'PK')):
            answer = self.user.get(f'/bulletins/{number}.{ending}')
            self.assertEqual((answer.status, answer.body[:len(beginning)]), (200, beginning), ending)
        self.assert_problem(self.user.get(f'/bulletins/{number}.exe'), 404, 'export.unknown')
        self.assert_problem(self.user.post(f'/bulletins/{number}/freeze', {}), 409, 'bulletin.not_approved')

    def test_a_preview_stores_nothing(self):
        before = self.user.result('/log')
        answer = self.user.post('/bulletins/preview', {'content': FIELDS['content']})
        self.assertEqual(answer.json['paper']['numbers'][0]['value'], '900000.00', answer)
        self.assertEqual(self.user.result('/log'), before)

    def test_a_problem_names_the_block(self):
        wrong = {**FIELDS, 'content': {'blocks': [{'kind': 'text', 'text': 'x'}, {'kind': 'text', 'text': '{{no.such}}'}]}}
        self.assert_problem(self.user.post('/bulletins', wrong), 422, 'figure.unknown', '/content/blocks/1')
        wrong['content']['blocks'][1]['text'] = '{{'
        self.assert_problem(self.user.post('/bulletins', wrong), 422, 'bulletin.bad_placeholder', '/content/blocks/1/text')
        # By the record's own way, too.
        self.assert_problem(self.user.post('/bulletin', wrong), 422, 'bulletin.bad_placeholder')

    def test_a_draft_is_changed_by_its_version(self):
        made = self.made()
        address = f'/bulletins/{made["id"]}'
        changed = self.user.patch(address, {'title': '新标题'}, made['version'])
        self.assertEqual((changed.status, changed.json['title']), (200, '新标题'), changed)
        self.assert_problem(self.user.patch(address, {'title': '旧'}, made['version']), 412)
        self.assert_problem(self.user.patch(address, {'title': '旧'}), 428)

    def test_a_stranger_verifies_what_was_frozen(self):
        number = self.made()['id']
        self.user.create('user', login='chief', name='负责人')
        self.user.create('grant', user='chief', role='finance', scope='whole')
        given = self.user.post('/accounts/chief/password').json['password']
        with self.server.client().log_in('chief', given) as chief:
            chief.go_on_with(chief.post('/account/password', {'password': given, 'new_password': 'plum trees in March'}))
            self.assertEqual(chief.post(f'/bulletins/{number}/approve').status, 200)
            self.assertEqual(chief.post(f'/bulletins/{number}/freeze').status, 200)
        self.sample.fund('fund_plan', '1.00')
        with self.server.client() as stranger:
            seen = stranger.result(f'/bulletins/{number}/verify')
        self.assertEqual((seen['state'], seen['log']['same'], seen['paper']['numbers'][0]['value']), ('frozen', True, '900000.00'))
        self.assertGreater(seen['log']['entries'], seen['paper']['entries'])
        self.assertIn(seen['digest'], seen['signature'])
