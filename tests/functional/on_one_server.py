"""What tests over HTTP share: one server for a class of them, and how a refusal has to look."""

import unittest

import stores
from samples import Sample
from server import Server


class OnOneServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server(stores.fresh()))
        cls.user = cls.server.user()
        cls.addClassCleanup(cls.user.close)
        cls.sample = Sample(cls.user)

    def assert_problem(self, answer, status, code=None, field=None):
        """A refusal in the form of RFC 9457."""
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.fields['Content-Type'], 'application/problem+json', answer)
        problem = answer.json
        self.assertLessEqual({'type', 'title', 'status', 'code', 'field', 'detail', 'problems', 'instance'},
                             set(problem))
        self.assertEqual(problem['status'], status)
        self.assertTrue(problem['type'].endswith('/' + problem['code']), answer)
        self.assertEqual(problem['problems'][0]['code'], problem['code'], answer)
        for unfilled in ('“”', '{name}', '{value}', '{field}', '['):
            self.assertNotIn(unfilled, problem['detail'].split('(')[0], answer)
        if code:
            self.assertEqual(problem['code'], code, answer)
        if field:
            self.assertEqual(problem['field'], field, answer)
        return problem
