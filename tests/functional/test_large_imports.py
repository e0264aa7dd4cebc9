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


class Sending(threading.Thread):
    """Somebody's import, under way."""

    def __init__(self, server, content):
        super().__init__(daemon=True)
        self.user, self.content, self.answer = server.client(timeout_s=120).log_in(), content, None
        self.start()

    def run(self):
        try:
            self.answer = self.user.request('POST', '/api/v1/fund_plan/import', self.content,
                                            {'name': '计划.csv', 'transfer': 'large'}, Content_Type=BYTES)
        except (OSError, http.client.HTTPException) as error:  # the server was killed
            self.answer = error


class LargeImports(unittest.TestCase):
    takes_s = 30

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

    def wait_until_it_records(self):
        """It is tried to its end first; then its rows are counted anew."""
        most = 0

        def holds():
            nonlocal most
            done = self.user.get('/transfers/large')
            done = done.json['done'] if done.status == 200 else most
            begun_anew = most >= ROWS - 500 and 400 < done < most - 200
            most = max(most, done)
            return begun_anew
        eventually('the rows are recorded', holds, 60)

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
