"""What the modules reason: forecasts that past years bear out, points that follow from figures, slips that can be printed."""

import base64
import io
import unittest
import zipfile
from urllib.parse import parse_qs, urlsplit

import stores
from on_one_server import OnOneServer
from program import REFUSED, result_of, shanhai
from samples import reference


class OutlookOfTheDemo(unittest.TestCase):
    """On the province as `init --demo` leaves it, in the middle of a building season."""

    takes_s = 25

    @classmethod
    def setUpClass(cls):
        cls.data = stores.demo_original()

    def test_the_band_of_past_forecasts_held_what_it_promised(self):
        test = result_of('study', 'projects.backtest', data=self.data)
        everything = test['all']
        print(f'     {everything["forecasts"]} forecasts, {everything["covered_percent"]} % within the band of '
              f'{test["band_percent"]} %', flush=True)
        self.assertGreater(everything['forecasts'], 10_000)
        self.assertLess(abs(everything['covered_percent'] - test['band_percent']), 5)
        self.assertFalse(test['years'][-1]['judged'])  # half of it is still to come
        judged = [year for year in test['years'] if year['judged']]
        for year in judged:
            least, most = year['by_chance_percent']
            self.assertGreater(year['covered_percent'], least - 5, year)
            if year['works'] >= 90:
                self.assertLess(abs(year['covered_percent'] - test['band_percent']), 8, year)
        self.assertLess(everything['median_error_days'] * 2, everything['median_plan_error_days'])

    def test_works_under_way_are_told_with_their_reasons(self):
        outlook = result_of('study', 'projects.outlook', 'on=2024-08-15', 'region=西藏日喀则市', data=self.data)
        self.assertEqual(outlook['on'], '2024-08-15')
        self.assertGreater(outlook['under_way'], 20)
        lagging = [work for work in outlook['works'] if work['lags']]
        self.assertEqual(len(lagging), outlook['lagging'])
        for work in outlook['works']:
            self.assertEqual(bool(work['reasons']), work['lags'])
            self.assertLessEqual(work['started_on'], outlook['on'])
            finish = work['finish']
            self.assertLessEqual(finish['from'], finish['likely'])
            self.assertLessEqual(finish['likely'], finish['until'])
            self.assertGreater(finish['until'], outlook['on'])
        one = result_of('study', 'projects.outlook', 'on=2024-08-15', f'project={lagging[0]["project"]["number"]}',
                        data=self.data)
        self.assertEqual({**lagging[0], **one['works'][0]}, one['works'][0])
        paid = [work for work in outlook['works'] if work['value']['paid'] != '0.00']
        self.assertGreater(len(paid), outlook['under_way'] // 2)  # most were finished since: their money counts, too
        by_id = result_of('study', 'projects.outlook', 'on=2024-08-15', f'project={paid[-1]["project"]["id"]}',
                          data=self.data)
        self.assertEqual([{**paid[-1], **work} for work in by_id['works']], by_id['works'])
        self.assertEqual((one['works'][0]['curve'][0]['percent'], one['works'][0]['curve'][-1]['percent']), (0, 100))

    def test_what_is_not_understood_is_refused(self):
        for asked in ('wen=2024-08-15', 'on=yesterday', 'on=9999-12-31', 'region=[1]'):
            refused = shanhai('study', 'projects.outlook', asked, data=self.data)
            self.assertEqual(refused.status, REFUSED)


    def test_an_auditor_reads_a_list_that_has_an_end(self):
        data = stores.demo()
        self.assertEqual(shanhai('jobs', 'run', 'funds.audit', data=data).status, 0)
        answer = result_of('study', 'funds.audit', data=data)
        doubts = answer['doubts']
        self.assertTrue(10 <= len(doubts) < 100, len(doubts))
        amounts = [float(doubt.get('amount', 0)) for doubt in doubts]
        self.assertEqual(amounts, sorted(amounts, reverse=True))
        idle = [doubt for doubt in doubts if doubt['check'] == 'idle_money']
        self.assertGreater(len(idle), 10)
        self.assertTrue(all(doubt['days'] > 180 for doubt in idle))
        self.assertEqual(sum(row['flags'] for row in answer['checks']), len(doubts))
        self.assertEqual([band['from_days'] for band in answer['lying']], [0, 181, 366, 731])
        some = result_of('study', 'funds.audit', 'region=喀什地区', data=data)['doubts']
        self.assertTrue(0 < len(some) < len(doubts))
        again = shanhai('--lang', 'en', 'jobs', 'run', 'funds.audit', data=data)
        self.assertIn('0 new flags', again.out)

    def test_the_dossier_of_a_hand_over_is_a_file_with_both_signatures(self):
        answer = result_of('study', 'governance.handover', 'handover=JJ-2025-001', 'form=docx', data=self.data)
        self.assertEqual(answer['items'], answer['taken'] + len(answer['unsigned']))
        self.assertTrue(0 < answer['complete_percent'] < 100)
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer['bytes']))) as docx:
            words = docx.read('word/document.xml').decode()
        for expected in ('完整度', '移交方', '接收方', '监交人', '未接收', 'demo.office'):
            self.assertIn(expected, words)
        paper = result_of('study', 'governance.handover', 'handover=JJ-2025-001', 'form=pdf', data=self.data)
        self.assertEqual(base64.b64decode(paper['bytes'])[:5], b'%PDF-')
        for asked in ('handover=JJ-1999-001', 'form=xlsx'):
            self.assertEqual(shanhai('study', 'governance.handover', asked, data=self.data).status, REFUSED)


class OfOneAssessment(OnOneServer):
    takes_s = 10

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = cls.user
        cls.paper = {'sha256': cls.sample.voucher['sha256'], 'name': '佐证.pdf'}
        cls.sample.with_money('900000.00')
        scheme = user.create('assessment_scheme', code='annual', name='年度考核', kind='annual', since='2024-01-01',
                             indicators=2, points='10', excellent_from='90', good_from='80')
        cls.paid = user.create('assessment_indicator', scheme=reference(scheme), name='到位资金', points='6',
                               method='按比例', evidence='凭证', figure='funds.disbursed', rule='proportion',
                               full_at='1200000')
        cls.judged = user.create('assessment_indicator', scheme=reference(scheme), name='群众评价', points='4',
                                 method='评定', evidence='台账')
        adopted = user.post(f'/assessment_scheme/{scheme["id"]}/adopt')
        assert adopted.status == 200, adopted
        cls.assessment = user.create('self_assessment', scheme=reference(scheme), programme='aid', giver='370000',
                                     region='540228', date='2024-12-31', due_on='2035-01-20')
        for indicator, score, because in ((cls.paid, '4.5', '见台账'), (cls.judged, '3.5', '=1+1')):
            user.create('assessment_score', assessment=reference(cls.assessment), indicator=reference(indicator),
                        score=score, because=because, evidence=cls.paper)

    def study(self, **asked):
        return self.user.post('/studies/governance.assessment', {'assessment': self.assessment['number'], **asked})

    def evidence(self, **asked):
        return self.user.post('/studies/governance.evidence', asked)

    def test_points_follow_from_figures_and_another_value_is_another_score(self):
        answer = self.study(what_if={self.paid['number']: '1200000'})
        self.assertEqual(answer.status, 200, answer)
        paid, judged = answer.json['indicators']
        self.assertEqual((paid['value'], paid['by_rule'], paid['entered'], paid['what_if']),
                         ('900000.00', '4.50', '4.50', '6.00'))
        self.assertEqual((judged['value'], judged['by_rule'], judged['entered']), (None, None, '3.50'))
        totals = answer.json['totals']
        self.assertEqual((totals['by_rule']['score'], totals['by_rule']['grade']), ('8.00', 'good'))
        self.assertEqual((totals['what_if']['score'], totals['what_if']['grade']), ('9.50', 'excellent'))
        lineage = self.user.request('GET', '/api/v1/figures/funds.disbursed/lineage', query=parse_qs(
            urlsplit(paid['lineage']).query))
        self.assertEqual((lineage.status, lineage.json['value']), (200, '900000.00'), lineage)
        self.assert_problem(self.study(what_if={'ZB-9999': '1'}), 422, 'study.bad_member')
        self.assert_problem(self.study(wenn='1'), 422, 'study.unknown_member')

    def test_the_evidence_is_one_file(self):
        answer = self.user.get('/exports/assessment-evidence')
        self.assertEqual(answer.status, 200, answer)
        with zipfile.ZipFile(io.BytesIO(answer.body)) as pack:
            folder = self.assessment['number']
            self.assertEqual(set(pack.namelist()), {
                f'{folder}/自评得分.csv', f'{folder}/取数/{self.paid["number"]}.csv',
                f'{folder}/佐证/{self.paid["number"]} 佐证.pdf', f'{folder}/佐证/{self.judged["number"]} 佐证.pdf'})
            scores = pack.read(f'{folder}/自评得分.csv').decode('utf-8-sig')
            self.assertIn('到位资金', scores)
            self.assertIn(",'=1+1,", scores)  # a spreadsheet runs no reason
            self.assertIn('900000.00', pack.read(f'{folder}/取数/{self.paid["number"]}.csv').decode('utf-8-sig'))

    def test_the_evidence_of_one_assessment_holds_no_other(self):
        other = self.user.create('self_assessment', scheme=reference(self.assessment['scheme']), programme='aid',
                                 giver='370000', region='540228', date='2023-12-31', due_on='2035-01-20')
        folders = {}
        for one in (self.assessment, other):
            made = self.evidence(assessment=one['number']).json
            with zipfile.ZipFile(io.BytesIO(base64.b64decode(made['bytes']))) as pack:
                self.assertEqual({name.split('/')[0] for name in pack.namelist()}, {one['number']})
                folders[one['number']] = len(pack.namelist())
        self.assertEqual(folders, {self.assessment['number']: 4, other['number']: 2})  # nobody scored the other yet
        self.assert_problem(self.evidence(), 422, 'study.bad_member')
        self.assert_problem(self.evidence(assessment='KH-1999-001'), 404, 'record.not_found')
        self.user.post(f'/self_assessment/{other["id"]}/void', {'reason': '只为这一项检验'})

    def test_an_issued_slip_is_printed_with_its_number(self):
        user = self.user
        group = user.create('work_group', name='济南援藏工作组', programme='aid', giver='370100', region='540228',
                            ordinal=10, starts_on='2022-07-20')
        lead = user.create('person', name='李队', role='cadre', consented_on='2022-07-20')
        slip = user.create('supervision_slip', name='水渠进度', issued_on='2024-03-01', work_group=reference(group),
                           cause='late', goal='月底主体完工', measures='水渠进度', due_on='2034-03-20',
                           lead=reference(lead))
        asked = {'slip': slip['number'], 'form': 'html'}
        self.assert_problem(user.post('/studies/governance.slip', asked), 422, 'governance.slip_not_issued')
        user.create('user', login='chief', name='负责人')
        user.create('grant', user='chief', role='province_admin', scope='whole')
        given = user.post('/accounts/chief/password').json['password']
        with self.server.client().log_in('chief', given) as chief:
            chief.go_on_with(chief.post('/account/password', {'password': given, 'new_password': 'plum trees in March'}))
            issued = chief.post(f'/supervision_slip/{slip["id"]}/issue')
        self.assertEqual(issued.status, 200, issued)
        printed = user.post('/studies/governance.slip', asked).json
        page = base64.b64decode(printed['bytes']).decode()
        for words in ('督办单', slip['number'], '水渠进度', '济南援藏工作组', '月底主体完工', '进度滞后', '2034-03-20'):
            self.assertIn(words, page)
        self.assertNotIn('class="draft"', page)
        self.assertIn('五、', page)  # measures that say what the name says are on the paper nevertheless
        self.assert_problem(user.post('/studies/governance.slip', {**asked, 'form': 7}), 422, 'study.bad_member')
        pdf = user.post('/studies/governance.slip', {**asked, 'form': 'pdf'}).json
        self.assertTrue(base64.b64decode(pdf['bytes']).startswith(b'%PDF-'))
        with zipfile.ZipFile(io.BytesIO(user.get('/exports/supervision-slips').body)) as slips:
            self.assertEqual(slips.namelist(), [f'{slip["number"]}.pdf'])


if __name__ == '__main__':
    unittest.main()
