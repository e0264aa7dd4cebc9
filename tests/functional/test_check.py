"""Numbers in words: a text in, every number of it found, tied to a figure and judged."""

import io
import json
import unittest
import urllib.parse
import zipfile

import stores
from on_one_server import OnOneServer
from program import shanhai, DONE, REFUSED

SENTENCE = '2024年，山东省在白朗县投入援藏资金{}万元。'


def docx(*paragraphs):
    """The least that Word calls a document."""
    name = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = ''.join(f'<w:p><w:r><w:t>{text}</w:t></w:r></w:p>' for text in paragraphs)
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w') as archive:
        archive.writestr('word/document.xml', f'<w:document {name}><w:body>{body}</w:body></w:document>')
    return file.getvalue()


class Check(OnOneServer):
    """One project in 白朗县 with 900,000.00 CNY allocated on 2024-03-01."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sample.with_money('900000.00')

    def check(self, text, user=None, **fields):
        body = text if isinstance(text, bytes) else {'text': text}
        answer = (user or self.user).post('/check', body, **fields)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def quantity(self, text, printed, user=None):
        found = [q for q in self.check(text, user)['quantities'] if q['text'] == printed]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_a_number_that_the_records_bear_out_agrees(self):
        text = SENTENCE.format(90)
        quantity = self.quantity(text, '90万元')
        self.assertEqual(text[quantity['start']:quantity['end']], '90万元')
        self.assertEqual((quantity['value'], quantity['unit'], quantity['qualifier'], quantity['kind']),
                         (900000, 'CNY', 'exact', 'quantity'))
        self.assertEqual((quantity['verdict'], quantity['figure'], quantity['expected']),
                         ('agrees', 'funds.invested', '900000.00'))
        self.assertEqual(quantity['where'], {'giver': '370000', 'region': '540228', 'year': '2024'})
        address = urllib.parse.urlsplit(quantity['lineage'])
        lineage = self.user.result(address.path.removeprefix('/api/v1'), urllib.parse.parse_qs(address.query))
        self.assertEqual(len(lineage['postings']), 1)

    def test_another_number_differs_and_says_by_how_much(self):
        quantity = self.quantity(SENTENCE.format(95), '95万元')
        self.assertEqual((quantity['verdict'], quantity['expected'], quantity['difference']),
                         ('differs', '900000.00', '50000'))

    def test_what_the_text_leaves_open_is_never_called_wrong(self):
        for text, printed in (('2024年，山东省在白朗县投入援藏资金90万元，其中水渠项目投入援藏资金30万元。', '30万元'),
                              ('2024年，山东省在白朗县为某村投入援藏资金30万元。', '30万元'),
                              ('山东省在白朗县累计投入援藏资金300万元。', '300万元'),
                              ('2024年，山东省计划在白朗县投入援藏资金95万元。', '95万元'),
                              ('2024年，某公司在白朗县投入资金95万元。', '95万元'),
                              ('2021年，山东省在白朗县投入援藏资金95万元。', '95万元'),
                              ('投入援藏资金95万元。', '95万元')):
            with self.subTest(text=text):
                self.assertEqual(self.quantity(text, printed)['verdict'], 'untied')

    def test_two_sentences_that_say_two_things_contradict_each_other(self):
        checked = self.check('2024年，山东省在白朗县投入援藏资金90万元。2024年，山东省在白朗县安排援藏资金97万元。')
        self.assertIn('contradicts', [r['verdict'] for r in checked['relations']])

    def test_arithmetic_inside_a_text(self):
        checked = self.check('2023年，实施项目33个，项目数量比2022年增长15%。')
        growth = [r for r in checked['relations'] if r['kind'] == 'growth']
        self.assertEqual([r['verdict'] for r in growth], ['contradicts'])
        self.assertIn('28.69', growth[0]['arithmetic'])

    def test_a_wording_that_somebody_ties_is_remembered(self):
        text = '2024年，山东省在白朗县投放惠民礼包款90万元。'
        before = self.quantity(text, '90万元')
        self.assertEqual(before['verdict'], 'untied')
        self.assertTrue(before['wording'])
        tie = self.user.create('press_tie', words=before['wording'], unit='CNY', figure='funds.invested')
        self.addCleanup(self.user.void, tie)
        after = self.quantity(text, '90万元')
        self.assertEqual(after['verdict'], 'agrees', (before, after))

    def test_a_tie_without_a_slice_is_of_the_whole(self):
        text = '2024年，山东省在白朗县三交项目投放惠民大礼包款90万元。'
        tie = self.user.create('press_tie', words='投放惠民大礼包款', unit='CNY', figure='funds.invested')
        self.addCleanup(self.user.void, tie)
        after = self.quantity(text, '90万元')
        self.assertEqual(after['verdict'], 'agrees', after)
        self.assertEqual(after['where'], {'giver': '370000', 'region': '540228', 'year': '2024'})

    def test_accepted_numbers_are_kept_with_their_source(self):
        text = '2024年，山东省在白朗县投入援藏资金90万元，白朗县新增就业岗位12个。'
        body = {'text': text, 'title': '白朗见闻', 'outlet': '某报', 'published_on': '2024-12-30'}
        answer = self.user.post('/check/accept', body)
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(answer.json['claims'], 2)
        claims = self.user.result('/claim', {'article.title': 'eq.白朗见闻'})['items']
        kept = {claim['amount']: claim for claim in claims}
        self.assertEqual(kept['900000']['figure'], 'funds.invested')
        self.assertEqual(kept['900000']['region']['label'], '白朗县')
        self.assertIn('投入援藏资金90万元', kept['900000']['quote'])
        self.assertEqual(kept['12']['verdict'], 'untied')
        self.assert_problem(self.user.post('/check/accept', body), 409, 'press.accepted_already')
        later = self.quantity(SENTENCE.format(95), '95万元')
        self.assertIn('白朗见闻', later['because']['zh'])

    def test_what_another_text_said_of_the_same_contradicts(self):
        said = '2024年，山东省在白朗县新增电商直播间{}个。'
        self.assertEqual(self.quantity(said.format(12), '12个')['verdict'], 'untied')
        answer = self.user.post('/check/accept', {'text': said.format(12), 'title': '直播间见闻', 'published_on': '2024-12-29'})
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(self.quantity(said.format(12), '12个')['verdict'], 'untied')
        later = self.quantity(said.format(15), '15个')
        self.assertEqual(later['verdict'], 'contradicts')
        self.assertIn('直播间见闻', later['because']['zh'])
        for other in ('2023年，山东省在白朗县新增电商直播间15个。', '2024年，山东省在江孜县新增电商直播间15个。',
                      '2024年，山东省在白朗县新增电商培训点15个。', '2024年，山东省计划在白朗县新增电商直播间15个。'):
            with self.subTest(text=other):
                self.assertEqual(self.quantity(other, '15个')['verdict'], 'untied')

    def test_things_that_only_share_a_number_are_two_things(self):
        checked = self.check('2021年，山东省在白朗县建成50兆瓦光伏电站，总投资3.5亿元。2023年，山东省在白朗县建成50兆瓦光伏电站，'
                             '总投资4亿元。')
        self.assertNotIn('contradicts', [q['verdict'] for q in checked['quantities']])
        self.assertEqual({r['verdict'] for r in checked['relations']} - {'open'}, set(), checked['relations'])

    def test_acceptance_asks_for_what_it_needs(self):
        self.assert_problem(self.user.post('/check/accept', {'text': '投入3亿元', 'published_on': '2024-01-01'}), 422,
                            'record.field_required', '/title')
        self.assert_problem(self.user.post('/check/accept', {'text': '没有数字。', 'title': 'a', 'published_on': '2024-01-01'}),
                            422, 'press.nothing_to_keep')
        self.assert_problem(self.user.post('/check/accept', {'text': '投入3亿元', 'title': 'a', 'published_on': '2024-01-01',
                                                             'keep': [7]}), 422, 'press.bad_choice', '/keep')

    def test_files_are_opened_by_what_they_are(self):
        text = SENTENCE.format(90)
        for name, file in (('docx', docx('标题', text)), ('gb18030', text.encode('gb18030')),
                           ('utf-16', text.encode('utf-16'))):
            with self.subTest(file=name):
                checked = self.check(file, Content_Type='application/octet-stream')
                self.assertIn('90万元', [q['text'] for q in checked['quantities']])
                self.assertIn(text, checked['text'])

    def test_what_is_no_text_gets_a_clear_answer(self):
        for file, code, status in ((b'', 'press.empty', 422), (b' \n ', 'press.empty', 422),
                                   (b'\x00\x01\x02\xff' * 50, 'press.not_text', 422),
                                   (b'\xff\xff\xfd\xfc', 'press.not_text', 422),
                                   (b'PK\x03\x04 broken', 'press.broken_docx', 422),
                                   (b'%PDF-1.7 broken', 'press.broken_pdf', 422),
                                   ('字'.encode() * 2_900_000, 'press.too_large', 413)):
            with self.subTest(code=code, bytes=len(file)):
                answer = self.user.post('/check', file, Content_Type='application/octet-stream')
                self.assert_problem(answer, status, code)


class WhoChecks(OnOneServer):
    """Figures are compared as far as the person may see them: a part is never taken for the whole."""

    PREFECTURE = '2024年，山东省在日喀则市投入援藏资金{}万元。'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sample.with_money('900000.00')
        cls.sample.with_money('500000.00', cls.sample.new_project(name='学校', region='540229'))

    def officer(self, role='county_officer', **grant):
        login = 'w' + str(abs(hash(self.id())) % 10 ** 8)
        user = self.user.create('user', login=login, name='县里的人')
        self.user.create('grant', user=f'#{user["id"]}', role=role, **grant)
        given = self.user.post(f'/accounts/{login}/password').json['password']
        person = self.server.client().log_in(login, given)
        self.addCleanup(person.close)
        answer = person.post('/account/password', {'password': given, 'new_password': 'plum trees in March'})
        self.assertEqual(answer.status, 200, answer)
        return person.go_on_with(answer)

    def verdict(self, user, text, printed):
        answer = user.post('/check', {'text': text})
        self.assertEqual(answer.status, 200, answer)
        found = [q for q in answer.json['quantities'] if q['text'] == printed]
        self.because = found[0]['because']['en']
        return found[0]['verdict'], found[0]['expected']

    def test_a_part_is_not_taken_for_the_whole(self):
        self.assertEqual(self.verdict(self.user, self.PREFECTURE.format(140), '140万元'), ('agrees', '1400000.00'))
        self.assertEqual(self.verdict(self.user, self.PREFECTURE.format(150), '150万元'), ('differs', '1400000.00'))
        officer = self.officer(scope='division', division='540228')
        for amount in (90, 140, 150):
            with self.subTest(amount=amount):
                self.assertEqual(self.verdict(officer, self.PREFECTURE.format(amount), f'{amount}万元'), ('untied', None))
        own = SENTENCE.format(95)
        self.assertEqual(self.verdict(officer, own, '95万元'), ('differs', '900000.00'), self.because)

    def test_who_may_not_keep_claims_cannot_accept(self):
        officer = self.officer(scope='division', division='540228')
        answer = officer.post('/check/accept', {'text': SENTENCE.format(90), 'title': 'a', 'published_on': '2024-12-01'})
        self.assert_problem(answer, 403, 'access.denied')
        self.assertEqual(self.user.result('/article')['items'], [])

    def test_nobody_checks_without_a_session(self):
        self.assert_problem(self.server.client().post('/check', {'text': '3亿元'}), 401, 'session.required')


class OnTheDemoProvince(unittest.TestCase):
    """A report as newspapers write it, about the synthetic province."""

    takes_s = 60
    REPORT = ('''山东援藏：一茬接着一茬干

2023年，山东省第十批援藏干部人才扎根雪域高原，投入援藏资金{invested}亿元，实施项目{projects}个，其中县及县以下项目投入3.24亿元、'''
              '''占85.3%。在年度考核中，建设企业农牧合作社20多家，带动5000余户增收。

济南援藏：

2022年投入援藏资金{jinan}万元，组织各类培训11次，覆盖群众400多人次。为白朗县争取爱心企业捐赠的取暖设备300台。
''')

    def verdicts(self, **numbers):
        return self.verdicts_on(self.REPORT.format(**{'invested': '3.8', 'projects': 122, 'jinan': 5104, **numbers}))

    def verdicts_on(self, text):
        file = stores.new_folder() / 'report.txt'
        file.write_text(text, encoding='utf-8')
        checked = json.loads(shanhai('check', file, '--format', 'json', data=stores.demo_original()).out)
        return {q['text']: (q['verdict'], q['figure']) for q in checked['quantities'] if q['kind'] == 'quantity'}

    def test_what_the_books_bear_out_agrees(self):
        verdicts = self.verdicts()
        self.assertEqual(verdicts['3.8亿元'], ('agrees', 'funds.invested'))
        self.assertEqual(verdicts['122个'], ('agrees', 'projects.count'))
        self.assertEqual(verdicts['3.24亿元'], ('agrees', 'funds.county_amount'))
        self.assertEqual(verdicts['85.3%'], ('agrees', 'funds.county_share'))
        self.assertEqual(verdicts['5104万元'], ('agrees', 'funds.invested'))
        self.assertEqual([text for text, (verdict, _) in verdicts.items() if verdict in ('differs', 'contradicts')], [])

    def test_a_slip_of_the_pen_is_found_and_nothing_else_is_called_wrong(self):
        for slip, printed in (({'invested': '3.9'}, '3.9亿元'), ({'projects': 132}, '132个'), ({'jinan': 5140}, '5140万元')):
            with self.subTest(slip=slip):
                verdicts = self.verdicts(**slip)
                self.assertEqual([text for text, (verdict, _) in verdicts.items() if verdict == 'differs'], [printed])


    def test_a_word_for_one_kind_is_said_of_that_kind(self):
        verdicts = self.verdicts_on('2024年，山东省开设旗舰店15家，布局分仓9个。')
        self.assertEqual(verdicts, {'15家': ('agrees', 'trade.outlets'), '9个': ('agrees', 'trade.warehouses')})
        verdicts = self.verdicts_on('2024年，山东省开设旗舰店25家，布局分仓12个。')
        self.assertEqual([figure for _, figure in verdicts.values()], [None, None])


class OnTheCommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = stores.fresh()

    def run_on(self, text, *more, name='draft.txt'):
        file = stores.new_folder() / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return shanhai('check', file, *more, data=self.data)

    def test_text_json_and_html(self):
        text = '2023年，实施项目33个，项目数量比2022年增长15%。<b>'
        as_text = self.run_on(text)
        self.assertEqual(as_text.status, REFUSED, as_text)
        self.assertIn('⚠', as_text.out)
        as_json = json.loads(self.run_on(text, '--format', 'json').out)
        self.assertEqual([q['text'] for q in as_json['quantities']], ['2023年', '33个', '2022年', '15%'])
        as_html = self.run_on(text, '--format', 'html').out
        self.assertIn('<mark class="contradicts"', as_html)
        self.assertIn('&lt;b&gt;', as_html)
        self.assertNotIn('<script', as_html)

    def test_letters_of_two_words_are_no_place(self):
        checked = json.loads(self.run_on('投产世界首条生产线3条，投资兴业的企业8家，国家级创新平台2个。', '--format', 'json').out)
        self.assertEqual([q['receiver'] for q in checked['quantities']], [None] * len(checked['quantities']))

    def test_a_text_without_a_fault_ends_well(self):
        ran = self.run_on('新增就业岗位12个。')
        self.assertEqual(ran.status, DONE, ran)

    def test_what_is_no_text_is_refused(self):
        ran = self.run_on(b'\x00\x01' * 20)
        self.assertEqual(ran.status, REFUSED, ran)
        self.assertIn('文稿', ran.err)
