"""Search: over HTTP and at the command line, on the same store."""

import re
import unittest

import stores
from on_one_server import OnOneServer
from program import DONE, REFUSED, must, result_of, shanhai
from samples import Sample
from server import Server


class Search(OnOneServer):
    def search(self, words, **more):
        return self.user.result('/search', {'q': words, **more})

    def titles(self, words, **more):
        return [hit['title'] for hit in self.search(words, **more)['hits']]

    def test_places_are_found_as_people_type_them(self):
        for words in ('白朗', '白朗縣', 'bl', 'bls', 'blx', 'bailang', 'BaiL'):
            with self.subTest(words=words):
                self.assertIn('白朗县', self.titles(words, type='division'))
        for words, place in (('cq', '重庆市'), ('cqs', '重庆市'), ('chongqing', '重庆市'), ('xms', '厦门市'), ('las', '六安市'),
                             ('luan', '六安市'), ('xz', '西藏自治区'), ('rkz', '日喀则市'), ('cs', '长沙市')):
            with self.subTest(words=words):
                self.assertIn(place, self.titles(words, type='division', limit=100))
        first = self.search('白朗县')['hits'][0]
        self.assertEqual((first['type'], first['key'], first['rank']), ('division', '540228', 'whole'))

    def test_an_answer_says_what_fits_and_where(self):
        made = self.user.create('project', **self.sample.project_body(name='嘎东镇灌溉水渠改造 Canal'))
        answer = self.search('灌溉')
        hit = next(one for one in answer['hits'] if one['id'] == made['id'])
        self.assertEqual((hit['type'], hit['number'], hit['title'], hit['rank']),
                         ('project', made['number'], made['name'], 'title'))
        match = hit['matches'][0]
        (begin, length), = match['marks']
        self.assertEqual(match['snippet'][begin:begin + length], '灌溉')
        self.assertIn({'type': 'project', 'count': 1, 'more': False}, answer['counts'])
        self.assertIn(made['name'], self.titles('canal'))
        self.assertIn(made['name'], self.titles('gdzgg'))
        self.assertIn(made['name'], self.titles(made['number']))

    def test_the_index_follows_the_records(self):
        made = self.user.create('project', **self.sample.project_body(name='敬老院新建'))
        self.assertEqual(self.titles('敬老院'), ['敬老院新建'])
        self.user.patch(f'/project/{made["id"]}', {'name': '福利院新建', 'reason': '更名'}, made['version'])
        self.assertEqual(self.titles('敬老院'), [])
        self.assertEqual(self.titles('福利院'), ['福利院新建'])
        self.user.void(self.user.result(f'/project/{made["id"]}'))
        self.assertEqual(self.titles('福利院'), [])

    def test_pages_follow_each_other(self):
        seen, after = [], None
        for _ in range(30):
            answer = self.search('乡', type='division', limit=20, **({'after': after} if after else {}))
            seen += [hit['id'] for hit in answer['hits']]
            after = answer['next']
            if not after:
                break
        self.assertIsNone(after)
        self.assertGreater(len(seen), 100)
        self.assertEqual(len(seen), len(set(seen)))

    def test_odd_questions_are_refused(self):
        for query, code, field in (({}, 'search.no_words', '/q'), ({'q': ''}, 'search.no_words', '/q'),
                                   ({'q': '。'}, 'search.no_words', '/q'), ({'q': 'x' * 101}, 'search.too_long', '/q'),
                                   ({'q': 'a b c d e f g h i'}, 'search.too_many_words', '/q'),
                                   ({'q': 'a', 'after': 'zzz'}, 'list.bad_cursor', '/after')):
            with self.subTest(query=query):
                self.assert_problem(self.user.get('/search', query), 422, code, field)
        self.assert_problem(self.user.get('/search', {'q': 'a', 'type': 'unicorn'}), 422, 'record.unknown_type', '/type')
        self.assertEqual(self.user.get('/search', {'q': 'a', 'limit': 0}).json['code'], 'list.bad_limit')
        self.assert_problem(self.server.client().get('/search', {'q': 'a'}), 401, 'session.required')

    def test_what_is_personal_is_not_found(self):
        self.user.create('organisation', code='11540000MB00000016', name='援藏办公室', kind='government')
        self.user.create('person', name='索朗旺堆', phone='0892-8881234', organisation='援藏办公室', role='cadre',
                         consented_on='2024-01-01')
        for words in ('索朗旺堆', '索朗', '8881234', 'slwd'):
            self.assertNotIn('person', {hit['type'] for hit in self.search(words)['hits']}, words)
        self.assertIn('援藏办公室', self.titles('yzbgs'))


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = stores.fresh()
        with Server(cls.data) as server:
            Sample(server.user())

    def test_the_command_finds_what_the_page_finds(self):
        ran = must('search', '白朗县', data=self.data)
        self.assertRegex(ran.out, r'白朗县')
        self.assertIn('【', ran.out)
        hits = result_of('search', '水', '渠', '--type', 'project', data=self.data)['hits']
        self.assertEqual([hit['title'] for hit in hits], ['水渠'])
        self.assertEqual(result_of('search', 'blx', '--type', 'division', data=self.data)['hits'][0]['title'], '白朗县')

    def test_nothing_found_is_no_failure_and_no_words_are(self):
        ran = shanhai('search', '火星基地', data=self.data)
        self.assertEqual((ran.status, ran.out), (DONE, ''), ran)
        self.assertTrue(re.search(r'\S', ran.err))
        self.assertEqual(shanhai('search', '，', data=self.data).status, REFUSED)

    def test_a_restored_store_finds_the_same(self):
        folder = stores.new_folder()
        must('backup', '--out', folder / 'backup', data=self.data)
        must('restore', '--from', folder / 'backup', data=folder / 'again')
        for words in ('白朗', '水渠', 'blx', '乡'):
            self.assertEqual(result_of('search', words, data=self.data), result_of('search', words, data=folder / 'again'))
        self.assertTrue(result_of('verify', data=folder / 'again')['ok'])


if __name__ == '__main__':
    unittest.main()
