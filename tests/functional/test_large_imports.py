"""A large file beside people who save: it gives way, it is whole in the end, and what did not end is gone."""

import http.client
import threading
import unittest

import stores
from burst import Burst
from program import tree
from samples import Sample
from server import Server, eventually

BYTES = 'application/octet-stream'
ROWS = 3000


def table(rows, more=()):
    """Payments of one fen each, in csv."""
    return '\n'.join(['project,date,amount,document', *(f'大项目,2024-03-02,0.01,第{i}行' for i in range(rows)), *more]).encode()


def villages(count):
    """A city with 60 counties and their villages, from the smallest up: every row refers to one further down."""
    rows = ['代码,名称,全称,层级,上级', *(f'9{i:08},新村{i},,村级,98{i % 60:04}' for i in range(count)),
            *(f'98{i:04},新县{i},,县级,西藏新城市' for i in range(60)), '990000,新城市,西藏新城市,地级,540000']
    return '\n'.join(rows).encode()


class Sending(threading.Thread):
    """Somebody's import, under way."""

    def __init__(self, server, content, record_type='fund_plan'):
        super().__init__(daemon=True)
        self.user, self.content, self.answer = server.client(timeout_s=120).log_in(), content, None
        self.record_type = record_type
        self.start()

    def run(self):
        try:
            self.answer = self.user.request('POST', f'/api/v1/{self.record_type}/import', self.content,
                                            {'name': '计划.csv', 'transfer': 'large'}, Content_Type=BYTES)
        except (OSError, http.client.HTTPException) as error:  # the server was killed
            self.answer = error


class LargeImports(unittest.TestCase):
    takes_s = 45

    def setUp(self):
        self.data = stores.fresh()
        self.server = Server(self.data).start()
        self.addCleanup(lambda: self.server.is_up and self.server.stop())
        self.user = self.server.user()
        self.sample = Sample(self.user)
        self.sample.new_project(name='大项目')

    def planned(self):
        return self.user.value_of('funds.planned')

    def beside(self, name):
        return Burst(self.server, self.user.token, self.sample.project, 4, name)

    def wait_until_it_records(self, rows=400):
        """It is tried to its end first; then its rows are recorded. How far it says it is never goes back."""
        tried, shares = False, [0]

        def holds():
            nonlocal tried
            answer = self.user.get('/transfers/large')
            if answer.status != 200:
                return False
            state = answer.json
            shares.append(state['share'])
            tried = tried or state['phase'] == 'checking'
            return tried and state['phase'] == 'writing' and state['done'] > rows
        eventually('the rows are recorded', holds, 60)
        self.assertEqual(shares, sorted(shares))
        self.assertLess(shares[-1], 1)

    def test_it_is_recorded_whole_while_others_save_in_between(self):
        with self.beside('others') as burst:
            burst.wait_for(20)
            sending = Sending(self.server, table(ROWS))
            sending.join(120)
        self.assertEqual(burst.unexpected, [])
        self.assertEqual((sending.answer.status, sending.answer.json['created']), (200, ROWS), sending.answer)
        self.assertEqual(self.planned(), f'{(ROWS + len(burst.promised)) / 100:.2f}')
        first = self.user.result('/fund_plan', {'document': 'eq.第0行'})['items'][0]
        last = self.user.result('/fund_plan', {'document': f'eq.第{ROWS - 1}行'})['items'][0]
        self.assertGreater(int(last['id']) - int(first['id']), ROWS, 'others saved between its rows')
        self.user.close()
        self.server.stop()
        tree(self.data)

    def test_rows_beneath_each_other_go_in_parts_too_wherever_they_stand(self):
        content = villages(ROWS)
        with self.beside('others') as burst:
            burst.wait_for(20)
            sending = Sending(self.server, content, 'division')
            sending.join(120)
        self.assertEqual(burst.unexpected, [])
        self.assertEqual((sending.answer.status, sending.answer.json['created']), (200, ROWS + 61), sending.answer)
        under = self.user.result('/division', {'parent': 'eq.980007', 'count': '1'})
        self.assertEqual(under['count'], ROWS // 60)
        first = self.user.result('/division/990000')
        last = self.user.result('/division', {'name': 'like.新村', 'order': '-id', 'limit': 1})['items'][0]
        self.assertGreater(int(last['id']) - int(first['id']), ROWS + 61, 'others saved between its rows')
        again = Sending(self.server, content, 'division')
        again.join(120)
        self.assertEqual(again.answer.json['unchanged'], ROWS + 61)
        self.user.close()
        self.server.stop()
        tree(self.data)

    def test_of_rows_beneath_each_other_a_kill_leaves_none(self):
        with self.beside('others') as burst:
            burst.wait_for(20)
            sending = Sending(self.server, villages(ROWS), 'division')
            self.wait_until_it_records()
            self.server.kill()
        sending.join(60)
        self.server = Server(self.data).start()
        self.user = self.server.user()
        self.assertEqual(self.user.result('/division', {'name': 'like.新村', 'count': '1'})['count'], 0)
        self.user.close()
        self.server.stop()
        tree(self.data)

    def test_a_wrong_row_at_its_end_changes_nothing(self):
        with self.beside('others') as burst:
            burst.wait_for(20)
            sending = Sending(self.server, table(ROWS, ['大项目,2024-03-02,-5,错']))
            sending.join(120)
        self.assertEqual(sending.answer.status, 422, sending.answer)
        self.assertEqual([one['row'] for one in sending.answer.json['report']['problems']], [ROWS + 2])
        self.assertEqual(self.user.result('/fund_plan', {'document': 'like.第', 'count': '1', 'void': 'any'}).get('count', 0), 0)

    def test_what_a_kill_cut_short_is_gone_when_the_server_is_back(self):
        with self.beside('others') as burst:
            burst.wait_for(20)
            sending = Sending(self.server, table(ROWS))
            self.wait_until_it_records()
            self.server.kill()
        sending.join(60)
        self.assertIsInstance(sending.answer, Exception)
        self.server = Server(self.data).start()
        self.assertIn('was under way when the program ended', self.server.log)
        self.user = self.server.user()
        kept = self.user.all_pages('/fund_plan', 'items', {'limit': 500})
        self.assertEqual([one['document'] for one in kept if one['document'].startswith('第')], [])
        self.assertLessEqual(burst.promised.keys(), {one['document'] for one in kept})
        self.assertEqual(self.planned(), f'{len(kept) / 100:.2f}')
        voided = self.user.result('/fund_plan', {'void': 'eq.true', 'document': 'eq.第0行'})['items']
        self.assertEqual(len(voided), 1, 'it was recorded, and taken back by an entry')
        history = self.user.result(f'/fund_plan/{voided[0]["id"]}/history')
        self.assertIn('未完成，撤回 · 导入：计划.csv', str(history))
        self.user.close()
        self.server.stop()
        tree(self.data)

    def test_called_off_in_the_middle_it_leaves_nothing(self):
        with self.beside('others') as burst:
            burst.wait_for(20)
            sending = Sending(self.server, table(ROWS))
            self.wait_until_it_records()
            self.assertEqual(self.user.request('DELETE', '/api/v1/transfers/large').status, 204)
            sending.join(120)
        self.assertEqual(sending.answer.code, 'request.cancelled', sending.answer)
        self.assertEqual(self.planned(), f'{len(burst.promised) / 100:.2f}')


if __name__ == '__main__':
    unittest.main()
